"""A Markdown extension of this site: terms of `docs/glossary.toml` explain themselves where they stand.

A term is marked once in each section of a page, where it first stands there in plain prose, but not under the heading where the text
itself explains it. The explanation is the term's description, for screen readers; the site's style sheet shows it when the term is
pointed at or has the focus, so no script is needed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from pyodide_widgets.kit.words import Lang

FILE = Path(__file__).parents[1] / "docs" / "glossary.toml"
CLASS = "term"
_SECTION = "h2"
_HEADINGS = ("h1", _SECTION, "h3")
_NOT_PROSE = frozenset(["h1", "h2", "h3", "h4", "a", "abbr", "code", "math", "pre", "strong", "summary", "sup", "th"])
_NOT_PROSE_CLASSES = frozenset(["admonition-title", "footnote"])


@dataclass(frozen=True)
class Term:
    """A term in one language.

    Args:
        forms: how it may be written; capitals make no difference.
        text: what is shown.
        explained: the id of the heading under which the article explains it, or None.
    """

    name: str
    forms: tuple[str, ...]
    text: str
    explained: str | None


@cache
def terms(lang: Lang) -> tuple[Term, ...]:
    """All terms in a language."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Term(name, tuple(entry[lang]["forms"]), entry[lang]["text"], entry.get("explained"))
        for name, entry in entries.items()
    )


class GlossaryExtension(Extension):
    def __init__(self, **options: Any) -> None:
        self.config = {"lang": ["zh", "language of the pages"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        terms.cache_clear()  # while `mkdocs serve` runs the file may change
        # When inline Markdown has become elements.
        md.treeprocessors.register(_MarkTerms(md, terms(self.getConfig("lang"))), "glossary", 7)


def makeExtension(**options: Any) -> GlossaryExtension:
    return GlossaryExtension(**options)


class _MarkTerms(Treeprocessor):
    def __init__(self, md: Markdown, known: tuple[Term, ...]) -> None:
        super().__init__(md)
        self._by_form = {form.lower(): term for term in known for form in term.forms}
        longest_first = sorted(self._by_form, key=len, reverse=True)
        # A term inside a longer word is another word; Chinese has no spaces that would tell.
        self._pattern = re.compile(
            rf"(?<![a-z-])(?:{'|'.join(map(re.escape, longest_first))})(?![a-z-])", re.IGNORECASE
        )
        self._marked: set[str] = set()
        self._heading = ""

    def run(self, root: Element) -> None:
        self._marked, self._heading = set(), ""
        for element in list(root):
            if element.tag == _SECTION:
                self._marked = set()
            if element.tag in _HEADINGS:
                self._heading = element.get("id", "")
            self._mark(element)

    def _mark(self, element: Element) -> None:
        """Mark the terms in an element, in the order in which they are read."""
        if element.tag in _NOT_PROSE or not _NOT_PROSE_CLASSES.isdisjoint(element.get("class", "").split()):
            return
        children = list(element)
        element.text, found = self._split(element.text)
        for place, mark in enumerate(found):
            element.insert(place, mark)
        for child in children:
            self._mark(child)
            child.tail, found = self._split(child.tail)
            at = list(element).index(child) + 1
            for place, mark in enumerate(found):
                element.insert(at + place, mark)

    def _split(self, text: str | None) -> tuple[str | None, list[Element]]:
        """What stands before the first term that is to be marked, and the marked terms, each with what follows it."""
        if not text or isinstance(text, AtomicString):
            return text, []
        marks: list[Element] = []
        before, end = text, 0
        for match, term in self._wanted(text):
            if marks:
                marks[-1].tail = text[end : match.start()]
            else:
                before = text[: match.start()]
            # With a tabindex it can have the focus, and a finger can tap it.
            mark = Element("span", {"aria-description": term.text, "class": CLASS, "tabindex": "0"})
            mark.text = AtomicString(match[0])
            marks.append(mark)
            end = match.end()
        if marks:
            marks[-1].tail = text[end:]
        return before, marks

    def _wanted(self, text: str) -> Iterator[tuple[re.Match[str], Term]]:
        for match in self._pattern.finditer(text):
            term = self._by_form[match[0].lower()]
            if term.name not in self._marked and term.explained != self._heading:
                self._marked.add(term.name)
                yield match, term
