"""The widgets, one file each. A new file that defines `WIDGET` is found by its name; there is no list to keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ..kit.widget import UnknownName, Widget
from ..kit.words import LANGS, Lang


@cache
def names() -> tuple[str, ...]:
    """The names of all widgets, as they are written in Markdown."""
    return tuple(module.name.replace("_", "-") for module in iter_modules(__path__) if not module.ispkg)


def find(name: str) -> Widget:
    """The widget of a name.

    Raises:
        UnknownName: there is none; the message has the nearest name that there is.
    """
    if name not in names():
        raise UnknownName("unknown widget", name, names())
    widget: Widget = import_module(f"{__name__}.{name.replace('-', '_')}").WIDGET
    return widget


def warm_up() -> Iterator[None]:
    """Import every widget and draw it once, so that the first figure that a reader asks for comes as fast as the next.

    Each step is one import or one figure. What takes long by nature is not drawn unasked.
    """
    for name in names():
        widget = find(name)
        yield
        if widget.prepare is None:
            widget.render({}, LANGS[0])
            yield


def prepare_json(name: str, texts: str, lang: Lang) -> Iterator[float] | None:
    """What the reader's browser goes through before it calls `render_json`, if there is anything: work that takes long, in
    pieces, each of which says what share is done."""
    widget = find(name)
    if widget.prepare is None:
        return None
    values, _ = widget.read(json.loads(texts), lang)
    return widget.prepare(values)


def listen_json(name: str, texts: str, lang: Lang, track: str) -> tuple[bytes, int]:
    """What the reader's browser calls to hear a track: float32 samples, and how many there are in a second.

    Raises:
        UnknownName: the widget has no such track.
    """
    widget = find(name)
    if widget.listen is None or track not in [each.name for each in widget.tracks]:
        raise UnknownName(f"widget {name!r}: unknown track", track, [each.name for each in widget.tracks])
    values, _ = widget.read(json.loads(texts), lang)
    sound = widget.listen(values, track)
    return sound.to_bytes(), sound.rate


def render_json(name: str, texts: str, lang: Lang) -> str:
    """What the reader's browser calls: parameters as a JSON object of texts, the widget's inner HTML back."""
    return find(name).render(json.loads(texts), lang).html
