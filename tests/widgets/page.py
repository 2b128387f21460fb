"""Reading what a widget drew, with the parser of the standard library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from pyodide_widgets.kit.words import Lang
from tests.bundled import WIDGETS


class Drawn(HTMLParser):
    """The HTML of a widget: its elements in order, each with its attributes and with all the text inside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._texts: list[list[str]] = []
        self._open: list[int] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._texts.append([])
        if tag != "input":
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open.pop()][0] == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        for place in self._open:
            self._texts[place].append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a widget draws no comment, but there is {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a widget draws no declaration, but there is {decl!r}")

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def handle_pi(self, data: str) -> None:
        self.handle_decl(data)

    @property
    def vocabulary(self) -> set[str]:
        """The elements, and the attributes of each: `svg`, `svg viewbox`."""
        return {tag for tag, _ in self.elements} | {f"{tag} {name}" for tag, names in self.elements for name in names}

    def texts(self, tag: str, class_: str | None = None) -> list[str]:
        """The text inside each element of a tag (and class)."""
        return [
            "".join(parts)
            for (name, attributes), parts in zip(self.elements, self._texts, strict=True)
            if name == tag and (class_ is None or class_ in (attributes.get("class") or "").split())
        ]

    def attributes(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """The attributes of each element of a tag that has those that are wanted."""
        return [
            attributes for name, attributes in self.elements if name == tag and wanted.items() <= attributes.items()
        ]

    @property
    def caption(self) -> str:
        (caption,) = self.texts("figcaption")
        return caption

    @property
    def percentages(self) -> list[int]:
        """The percentages in the caption, in order."""
        return [int(found) for found in re.findall(r"(\d+)%", self.caption)]

    @property
    def quotations(self) -> list[str]:
        """The words in quotation marks in the caption, in order."""
        return re.findall("“\u2068?(.*?)\u2069?”", self.caption)


def drawn(widget: str, texts: Mapping[str, str], lang: Lang) -> Drawn:
    """What a widget draws, read back."""
    return Drawn(WIDGETS.find(widget).render(texts, lang).html)
