"""Links in prose that name a widget of the page.

    [turn the division off](py-set:softmax?divide=off)    a phrase that sets the widget's parameters
    [72 %](py-value:glance.share?focus=3)                 a number that has to be the one that the widget computes

The build stops at one that means nothing, with the file, the line and the nearest right name. What has been checked is kept, as
in `widget_fences.py`.

Called by `extension.py`. Test: tests/markdown/test_widget_links.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from ..build.permalink import permalink
from ..build.prepared import Placed, placed
from ..kit.catalogue import CatalogueError
from ..kit.messages import message
from ..kit.unknown_name import UnknownName
from ..kit.words import in_language
from ..storage.cache_folder import CacheFolderError, cache_folder
from ..storage.store import Store
from .errors import PageError
from .link_targets import SET, Target, read_target
from .pages import where
from .widget_fences import WidgetFences

if TYPE_CHECKING:
    from ..kit.parameters import Values
    from ..kit.widget import Widget

PHRASE, NUMBER = "pw-set", "pw-stated"  # their classes


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
                if target and target.kind == SET:
                    self._make_phrase(link, target)
                elif target:
                    self._make_number(link, target)
            except CacheFolderError as error:
                raise PageError(str(error)) from error
            except (CatalogueError, UnknownName, ValueError) as error:
                raise WidgetLinkError(f"{self._where(address)}: {error}") from error

    def _make_phrase(self, link: Element, target: Target) -> None:
        widget = self._on_page(target.key)
        known = self._kept("phrase", widget.moved(target.texts), lambda: self._phrase(widget, target.texts))
        link.set("href", permalink(target.key, target.texts))
        link.set("class", PHRASE)
        if "title" not in link.attrib:
            link.set("title", message(self._fences.lang, "links.set", title=known["title"]))
        if known["is_prepared"]:
            link.set("data-prepared", widget.moved(target.texts).name(self._fences.code))

    def _make_number(self, link: Element, target: Target) -> None:
        from .written_number import written_number  # few sites have such numbers

        is_elsewhere = target.key not in self._fences.elements and target.key in self._fences.code.catalogue.names()
        widget = Placed(target.key, self._fences.lang, ()) if is_elsewhere else self._on_page(target.key)
        values = self._kept("values", widget.moved(target.texts), lambda: self._values(widget, target.texts))
        if not values:
            raise ValueError(f"the figure of {target.key!r} has no values with names; see Figure(values=…)")
        if target.value not in values:
            raise UnknownName(f"the figure of {target.key!r} has no value", target.value, values)
        text, computed = "".join(link.itertext()), values[target.value]
        written = written_number(text)
        if not written.fits(computed):
            raise ValueError(
                f"{target.value!r} is {written.like(computed)} ({computed:.6g}), and the text says {text!r}"
            )
        link.tag, link.attrib = "span", {"class": NUMBER}

    def _phrase(self, placed: Placed, texts: Mapping[str, str]) -> dict[str, Any]:
        """What the page says of a phrase."""
        widget = self._read(placed, texts)[0]
        return {"title": in_language(widget.title, placed.lang), "is_prepared": widget.long_work is None}

    def _values(self, placed: Placed, texts: Mapping[str, str]) -> dict[str, Any]:
        """The values that a figure has, by their names."""
        widget, values = self._read(placed, texts)
        return {name: float(value) for name, value in widget.figure(values, placed.lang).values.items()}

    def _read(self, placed: Placed, texts: Mapping[str, str]) -> tuple[Widget, Values]:
        """A widget, and its values with the parameters of a link."""
        from ..kit.parameters import Dwell  # a build that finds all links in its cache needs no parameters

        widget = self._fences.code.catalogue.find(placed.widget)
        for name in texts:
            widget.check_name(name)
            if any(isinstance(each, Dwell) and each.name == name for each in widget.parameters):
                raise ValueError(f"widget {widget.name!r}: {name!r} is measured on the page, and no link sets it")
        values, problems = widget.read(dict(placed.moved(texts).texts), placed.lang)
        if problems:
            raise ValueError(f"widget {widget.name!r}: {' '.join(problems)}")
        return widget, values

    def _on_page(self, key: str) -> Placed:
        """The widget of the page that has this name."""
        elements = self._fences.elements
        if key in elements:
            return next(placed(elements[key]))[1]
        if key in self._fences.code.catalogue.names():
            there = f"it has {', '.join(elements)}" if elements else "it has none"
            raise ValueError(f"the widget {key!r} is not on this page ({there}); a link sets a widget beside it")
        raise UnknownName("unknown widget", key, {*elements, *self._fences.code.catalogue.names()})

    def _kept(self, what: str, placed: Placed, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What was found out before, or is now. A link with an error is none that could have been kept."""
        code = self._fences.code
        key = json.dumps([what, *placed, code.fingerprint]).encode()
        kept = Store(cache_folder("prepared")).kept(key, lambda: {"json": json.dumps(make()).encode()}, code.unchanged)
        found: dict[str, Any] = json.loads(kept["json"].read_bytes())
        return found

    def _where(self, address: str) -> str:
        lines = self._fences.lines
        line = next((at for at, text in enumerate(lines) if address in text), 0)
        return where(lines, line, self._fences.docs_dir, self._fences.page)
