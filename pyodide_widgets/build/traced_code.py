"""What the button "Code" of a widget shows: the functions that a drawing calls, and the widget's own file.

The functions are traced while the widget is drawn, and their texts are those of the files that run. There is one file for each
widget of the site's pages, which is fetched when the button is pressed. The drawing parts of the generator are left out.

Called by `assets.py`, read by `browser/page/widget-code.mjs`. Test: tests/build/test_traced_code.py.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from ..editing.function_source import NoSuchFunction, definition_lines
from ..kit.words import Lang
from ..storage.link_or_copy import link_or_copy
from ..storage.store import Store
from .highlight import marked_parts
from .widget_code import HELD, PACKAGE, WidgetCode

if TYPE_CHECKING:
    from ..kit.widget import Widget

_STEPS = 3  # of work that takes long by nature
_WIDGET = re.compile(r'<py-widget [^>]*?name="([^"]+)"')
_LANG = re.compile(r'<html[^>]*\slang="([^"]+)"')
_HEADING = re.compile(r"<h\d ([^>]*data-api=[^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')

References = Mapping[str, Mapping[Lang, str]]  # by function, then by language: an address below the root of the site


def write_traced_code(into: Path, code: WidgetCode, pages: Mapping[str, str], store: Store) -> dict[str, str]:
    """Write the files into a folder, for every widget that stands on a page.

    Args:
        pages: the site's pages, or the tags of this generator in them, by their paths below its root.

    Returns the sha256 of each file, in hex, by its name.
    """
    into.mkdir(parents=True, exist_ok=True)
    references = find_references(pages)
    names = {name for page in pages.values() for name in _WIDGET.findall(page)} & {*code.catalogue.names()}
    hashes = {}
    for name in sorted(names):
        key = json.dumps([name, code.fingerprint, references, Path(__file__).read_text(encoding="utf-8")]).encode()
        kept = store.kept(key, partial(_file, name, code, references), code.unchanged)["code"]
        link_or_copy(kept, into / f"{name}.json")
        hashes[f"{name}.json"] = kept.name
    for stale in into.iterdir():
        if stale.name not in hashes:
            stale.unlink()
    return hashes


def find_references(pages: Mapping[str, str]) -> References:
    """Return where the reference describes a function: `markdown/api_reference.py` has marked those headings."""
    found: dict[str, dict[Lang, str]] = {}
    for path, page in pages.items():
        lang = _LANG.search(page)
        for heading in _HEADING.findall(page) if lang else ():
            attributes = dict(_ATTRIBUTE.findall(heading))
            address = f"{path.removesuffix('index.html')}#{attributes.get('id', '')}"
            found.setdefault(attributes["data-api"], {})[lang[1] if lang else ""] = address
    return found


def traced_functions(name: str, code: WidgetCode) -> list[tuple[str, str]]:
    """Return the functions of other modules of the site that a drawing of a widget calls, in the order of the first calls.

    Each is a path below `site-packages` and a name; methods and inner functions count as what they are defined in.
    """
    code.forget_modules()  # or what an earlier drawing has computed would not be computed again
    widget = code.catalogue.find(name)
    own = code.catalogue.modules[name].replace(".", "/") + ".py"
    paths = {str(file): path for path, file in code.files.items() if path != own and not _is_generator(path)}
    called: dict[tuple[str, str], None] = {}

    def note(frame: FrameType, event: str, _: Any) -> None:
        path = paths.get(frame.f_code.co_filename) if event == "call" else None
        if path:
            called[path, frame.f_code.co_qualname.split(".")[0]] = None

    values, _ = widget.read(_played(widget) if widget.long_work else {}, widget.language(["en"]))
    sys.setprofile(note)
    try:
        if widget.long_work:
            for _ in islice(widget.long_work(values), _STEPS):
                pass
        else:
            widget.draw(values, widget.language(["en"]))
    finally:
        sys.setprofile(None)
    return [(path, function) for path, function in called if function.isidentifier()]


def _played(widget: Widget) -> dict[str, str]:
    """Where the widget's button for playing leads: at its start there may be no work yet."""
    from ..kit.parameters import Number  # a build that finds all texts in its cache needs no parameters

    return {each.name: str(each.high) for each in widget.parameters if isinstance(each, Number) and each.plays}


def _is_generator(path: str) -> bool:
    return path.startswith(f"{PACKAGE}/") and path.removeprefix(f"{PACKAGE}/").startswith(HELD)


def _file(name: str, code: WidgetCode, references: References) -> dict[str, bytes]:
    own = code.catalogue.modules[name].replace(".", "/") + ".py"
    content = {
        "functions": [*_described(traced_functions(name, code), code.files, references)],
        "own": {"path": own, "parts": _parts(code.files[own].read_text(encoding="utf-8"))},
    }
    return {"code": json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()}


def _described(
    functions: Iterable[tuple[str, str]], files: Mapping[str, Path], references: References
) -> Iterator[dict[str, Any]]:
    for path, function in functions:
        source = files[path].read_text(encoding="utf-8")
        try:
            first, last = definition_lines(source, function)
        except NoSuchFunction:  # made by a decorator or at run time: it has no text of its own
            continue
        text = "\n".join(source.splitlines()[first - 1 : last]) + "\n"
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        place = {"path": path, "first": first, "last": last, "reference": references.get(f"{module}.{function}", {})}
        yield {"name": function, **place, "parts": _parts(text)}


def _parts(source: str) -> list[str]:
    """The source as a flat list: kind, text, kind, text, and so on; the kind of what is not marked is empty."""
    return [text for part in marked_parts(source) for text in part]
