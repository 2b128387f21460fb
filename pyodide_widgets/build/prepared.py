"""Figures along each control, drawn at build time: until Python is there, a control that is moved answers from them.

For each widget on a page there is one file: the figures with the author's parameters, but for one that is moved through
its positions. Controls without positions, or with too many, have none. For each phrase in the prose that sets a widget there is
one more, with the figure that it leads to.

The element, or the phrase, names its file (`name`), and the files are made from the finished pages (`write_prepared`), for whoever
wrote those. Called by `markdown/widget_fences.py` and `assets.py`, read by `browser/page/prepared-figures.mjs`. Test: tests/build/test_prepared.py.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import logging
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ..kit.words import Lang
from ..storage.link_or_copy import link_or_copy
from ..storage.store import Store
from .permalink import read_permalink
from .widget_code import WidgetCode

MOST_POSITIONS = 101  # of one control
MOST_BYTES = 64 * 1024  # of one file, compressed
PRESETS = ""  # stands in a file where others have a parameter; no parameter has this name

_log = logging.getLogger(f"mkdocs.{__name__}")  # MkDocs shows what is logged below its own name
_ELEMENT = re.compile(r"<py-widget\s([^>]*)>")
_PHRASE = re.compile(r'<a\s([^>]*class="pw-set\b[^>]*)>')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_PIECE = re.compile(r"[^>]*>|[^>]+$")


class Placed(NamedTuple):
    """A widget on a page: what its figures depend on."""

    widget: str
    lang: Lang
    texts: tuple[tuple[str, str], ...]  # what the author has set
    is_alone: bool = False  # whether the file has this one figure, and not those along each control

    def moved(self, texts: Mapping[str, str]) -> Placed:
        """The one figure of this widget with other parameters."""
        return self._replace(texts=tuple(sorted({**dict(self.texts), **texts}.items())), is_alone=True)

    def name(self, code: WidgetCode) -> str:
        """The name of its file: another one whenever the figures may be others."""
        return f"{self.widget}-{self.lang}-{hashlib.sha256(self.key(code)).hexdigest()[:8]}"

    def key(self, code: WidgetCode) -> bytes:
        return json.dumps([*self, code.fingerprint, MOST_POSITIONS, MOST_BYTES]).encode()


def write_prepared(
    site_dir: Path, into: Path, pages: Mapping[str, str], code: WidgetCode, store: Store
) -> dict[str, str]:
    """Make the files for all pages of a site, and say how large they are; those that are there already are kept.

    Args:
        pages: their texts, by their paths in the site.

    Returns the sha256 of each of these files, in hex, by their paths in the site.
    """
    into.mkdir(parents=True, exist_ok=True)
    folder = into.relative_to(site_dir).as_posix()
    hashes: dict[str, str] = {}
    sizes: dict[str, int] = {}
    totals: dict[str, int] = {}
    for page, text in pages.items():
        on_page = dict(placed(text))
        for name in sorted(on_page.keys() - sizes.keys()):
            each = on_page[name]
            files = store.kept(each.key(code), partial(_files, each, code), code.unchanged)
            path = f"{folder}/{name}.json"
            link_or_copy(files["figures"], site_dir / path)
            hashes[path] = files["figures"].name
            sizes[name] = int(files["compressed size"].read_bytes())
        if on_page:
            totals[page] = sum(sizes[name] for name in on_page)
    for stale in into.iterdir():
        if f"{folder}/{stale.name}" not in hashes:
            stale.unlink()
    if totals:
        most = max(totals, key=lambda page: totals[page])
        _log.info(
            f"Figures before Python: {len(sizes)} files, {sum(sizes.values()) // 1024} KB compressed; "
            f"the most for one page is {totals[most] // 1024} KB, {most}"
        )
    return hashes


def placed(page: str) -> Iterator[tuple[str, Placed]]:
    """The widgets of a page and its phrases, from its HTML, each with the name of its file, as the page asks for it."""
    widgets: dict[str, Placed] = {}
    for tag in _ELEMENT.findall(page):
        attributes = _attributes(tag)
        if "data-prepared" in attributes:
            texts = json.loads(attributes["data-params"])
            each = Placed(attributes["name"], attributes["lang"], tuple(sorted(texts.items())))
            widgets[attributes["data-key"]] = each
            yield attributes["data-prepared"], each
    for tag in _PHRASE.findall(page):
        attributes = _attributes(tag)
        if "data-prepared" in attributes:
            key, texts = read_permalink(attributes["href"])
            yield attributes["data-prepared"], widgets[key].moved(texts)


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def encode(each: Placed, code: WidgetCode) -> bytes:
    """The contents of a file: JSON of `pieces`, texts of which figures are made, and of `figures`, each a list of places
    in `pieces`, by the parameter that is moved and by its position.

    If the file were too large, the control that needs most has no figures, and so on. A figure that is alone is one text.
    """
    if each.is_alone:
        figure = code.catalogue.find(each.widget).render(dict(each.texts), each.lang).html
        return json.dumps(figure, ensure_ascii=False).encode()
    figures = dict(figures_along(each, code))
    while compressed_size(content := _written(figures)) > MOST_BYTES:
        del figures[max(figures, key=lambda parameter: compressed_size(_written({parameter: figures[parameter]})))]
    return content


def figures_along(each: Placed, code: WidgetCode) -> Iterator[tuple[str, dict[str, str]]]:
    """For each control with positions: its parameter, and the widget's inner HTML by position; and for `PRESETS` by what the
    button of each has.

    A widget whose figures take long has none.
    """
    widget, texts = code.catalogue.find(each.widget), dict(each.texts)
    if widget.long_work:
        return
    if widget.presets:
        yield (
            PRESETS,
            {
                preset.written(each.lang): widget.render({**texts, **preset.texts_in(each.lang)}, each.lang).html
                for preset in widget.presets
            },
        )
    values, _ = widget.read(texts, each.lang)
    for parameter in widget.parameters:
        positions = parameter.positions(values)
        if 0 < len(positions) <= MOST_POSITIONS:
            yield (
                parameter.name,
                {text: widget.render({**texts, parameter.name: text}, each.lang).html for text in positions},
            )


def _files(each: Placed, code: WidgetCode) -> dict[str, bytes]:
    figures = encode(each, code)
    return {"figures": figures, "compressed size": str(compressed_size(figures)).encode()}


def compressed_size(content: bytes) -> int:
    return len(gzip.compress(content, 6, mtime=0))


def _written(figures: Mapping[str, Mapping[str, str]]) -> bytes:
    pieces: dict[str, int] = {}
    places = {
        parameter: {
            text: [pieces.setdefault(piece, len(pieces)) for piece in _PIECE.findall(figure)]
            for text, figure in along.items()
        }
        for parameter, along in figures.items()
    }
    return json.dumps({"pieces": [*pieces], "figures": places}, ensure_ascii=False, separators=(",", ":")).encode()
