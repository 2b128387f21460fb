"""The article printed by each engine: every figure whole on one page, nothing lost, nothing over something else."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pyodide_widgets.kit.words import Lang
from tests.browser.built_site import article
from tests.browser.test_print import MOST_PAGES

from .conftest import needs_installing
from .window import Window

WIDTH, HEIGHT = 595, 842  # of A4 paper, in points
MARGIN = 18  # points: a quarter of an inch, which GTK leaves free by default
READER = shutil.which("pdftotext")
_FOLD = "() => document.querySelectorAll('details.aside').forEach((aside) => (aside.open = false))"
# Of each figure, also of those that are folded, which the theme unfolds for paper: its title, and its caption.
_FIGURES = """() => Object.fromEntries([...document.querySelectorAll("py-widget")].map((widget) =>
  [widget.dataset.key, [".pw-title", "figcaption"].map((part) => widget.querySelector(part).textContent)]))"""
# Paragraphs and the like, also folded ones. Challenges are not for paper, and files do not say how formulas are read.
_TEXTS = """() => [...document.querySelectorAll("article :is(p, h1, h2, h3, li)")]
  .filter((part) => !part.closest("py-widget, py-challenge") && !part.querySelector("p, li, math")).map((part) => part.textContent)"""
_HEADINGS = (
    "() => [...document.querySelectorAll('article :is(h2, h3)')].map((part) => part.firstChild.textContent.trim())"
)


@dataclass(frozen=True)
class Printed:
    """A word on paper, in points from the top left corner of its page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: Printed) -> bool:
        """Whether the two lie on each other, by more than a third of the smaller one; a text with an outline is printed twice."""
        if self.text == other.text:
            return False
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width > 0 and height > 0 and width * height > min(self.area, other.area) / 3

    def middle(self) -> Printed:
        """Its middle third, for in some files the boxes of words reach far over those of their lines."""
        third = (self.bottom - self.top) / 3
        return replace(self, top=self.top + third, bottom=self.bottom - third)

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


def words_of(pdf: bytes, folder: Path) -> list[list[Printed]]:
    """The words of each page."""
    file = folder / "article.pdf"
    file.write_bytes(pdf)
    written = subprocess.run([str(READER), "-bbox", file, "-"], capture_output=True, check=True, text=True).stdout
    pages = ElementTree.fromstring(written).iterfind(".//{*}page")
    return [
        [
            Printed(word.text or "", *(float(word.get(side, "")) for side in ("xMin", "yMin", "xMax", "yMax"))).middle()
            for word in page.iterfind("{*}word")
        ]
        for page in pages
    ]


def plain(text: str) -> Counter[str]:
    """The words of a text in Latin letters, without ligatures; not every engine's file says of other characters what they are."""
    return Counter(re.findall(r"[A-Za-zÀ-ɏ]{2,}", unicodedata.normalize("NFKC", text)))


@pytest.mark.skipif(READER is None, reason="needs poppler's pdftotext (Debian, Ubuntu: apt-get install poppler-utils)")
def test_printing(lang: Lang, window: Window, tmp_path: Path) -> None:
    window.open(article(lang))
    window.call(_FOLD)
    figures, written = window.call(_FIGURES), window.call(_TEXTS)
    with needs_installing():
        paper = window.paper()
    pages = words_of(paper, tmp_path)
    assert 15 < len(pages) <= MOST_PAGES
    if lang == "zh":
        return  # Firefox leaves out of its file which characters the glyphs stand for, and their boxes are far higher than they are
    texts = [plain(" ".join(word.text for word in page)) for page in pages]
    for key, parts in figures.items():
        missing = min((plain(" ".join(parts)) - text for text in texts), key=len)
        assert not missing, f"{key} is not whole on a page; the page that has most of it lacks {sorted(missing)}"
    assert len(written) > 150
    assert not plain(" ".join(written)) - sum(texts, Counter()), "words are lost"
    ends = [" ".join(word.text for word in page) for page in pages]
    assert [heading for heading in window.call(_HEADINGS) if any(end.endswith(heading) for end in ends)] == []
    for number, page in enumerate(pages, 1):
        words = [word for word in page if re.fullmatch("[A-Za-z]{2,}", word.text)]
        outside = [word for word in words if not MARGIN < word.left < word.right < WIDTH - MARGIN]
        outside += [word for word in words if not MARGIN < word.top < word.bottom < HEIGHT - MARGIN]
        over = [(one.text, two.text) for at, one in enumerate(words) for two in words[at + 1 :] if one.covers(two)]
        fewest = 1 if number == len(pages) else 11  # the last page has what is left
        assert len(words) >= fewest and over == outside == [], f"page {number}"
