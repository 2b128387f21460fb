"""Links in prose that name a widget of the page.

    [turn the division off](py-set:softmax?divide=off)    a phrase that sets the widget's parameters

The build stops at one that means nothing, with the file, the line and the nearest right name. What has been checked is kept, as
in `widget_fences.py`.

Called by `extension.py`. Test: tests/markdown/test_widget_links.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from ..build.permalink import permalink
from ..build.prepared import Placed, placed
from ..kit.catalogue import CatalogueError
from ..kit.messages import message
from ..kit.parameters import Dwell
from ..kit.unknown_name import UnknownName
from ..kit.words import in_language
from ..storage.cache_folder import CacheFolderError, cache_folder
from ..storage.store import Store
from .errors import PageError
from .link_targets import Target, read_target
from .pages import where
from .widget_fences import WidgetFences

PHRASE = "pw-set"  # the class of a phrase


class WidgetLinkError(PageError):
    """A link that names nothing that there is. The message begins with file and line."""


class WidgetLinks(Treeprocessor):
    """Makes such links what they are in the page.

    Args:
        fences: has the widgets of the page, and its text.
    """

    def __init__(self, fences: WidgetFences) -> None:
        super().__init__(fences.md)
        self._fences = fences

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            address = link.get("href", "")
            try:
                target = read_target(address)
                if target:
                    self._make_phrase(link, target)
            except CacheFolderError as error:
                raise PageError(str(error)) from error
            except (CatalogueError, UnknownName, ValueError) as error:
                raise WidgetLinkError(f"{self._where(address)}: {error}") from error

    def _make_phrase(self, link: Element, target: Target) -> None:
        widget = self._widget(target.key)
        known = self._checked(widget, target.texts)
        link.set("href", permalink(target.key, target.texts))
        link.set("class", PHRASE)
        if "title" not in link.attrib:
            link.set("title", message(self._fences.lang, "links.set", title=known["title"]))
        if known["is_prepared"]:
            link.set("data-prepared", widget.moved(target.texts).name(self._fences.code))

    def _checked(self, placed: Placed, texts: Mapping[str, str]) -> dict[str, Any]:
        """What the page says of a phrase, from the cache unless it is new. One with an error is none that could have been kept."""
        code = self._fences.code
        key = json.dumps([PHRASE, *placed, sorted(texts.items()), code.fingerprint]).encode()
        store = Store(cache_folder("prepared"))
        kept = store.kept(key, lambda: {"phrase": json.dumps(self._check(placed, texts)).encode()}, code.unchanged)
        known: dict[str, Any] = json.loads(kept["phrase"].read_bytes())
        return known

    def _check(self, placed: Placed, texts: Mapping[str, str]) -> dict[str, Any]:
        widget = self._fences.code.catalogue.find(placed.widget)
        for name in texts:
            widget.check_name(name)
            if any(isinstance(each, Dwell) and each.name == name for each in widget.parameters):
                raise ValueError(f"widget {widget.name!r}: {name!r} is measured on the page, and no link sets it")
        _, problems = widget.read(dict(placed.moved(texts).texts), placed.lang)
        if problems:
            raise ValueError(f"widget {widget.name!r}: {' '.join(problems)}")
        return {"title": in_language(widget.title, placed.lang), "is_prepared": widget.long_work is None}

    def _widget(self, key: str) -> Placed:
        """The widget of the page that has this name."""
        elements = self._fences.elements
        if key in elements:
            return next(placed(elements[key]))[1]
        if key in self._fences.code.catalogue.names():
            there = f"it has {', '.join(elements)}" if elements else "it has none"
            raise ValueError(f"the widget {key!r} is not on this page ({there}); a link sets a widget beside it")
        raise UnknownName("unknown widget", key, {*elements, *self._fences.code.catalogue.names()})

    def _where(self, address: str) -> str:
        lines = self._fences.lines
        line = next((at for at, text in enumerate(lines) if address in text), 0)
        return where(lines, line, self._fences.docs_dir, self._fences.page)
