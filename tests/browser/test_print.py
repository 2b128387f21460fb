"""The article on paper: figures whole, two panels beside each other, and no more pages than it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS

from .built_site import article
from .reader import SAVE_DATA
from .readers import ReaderPool

MOST_PAGES = 36  # Chromium and Firefox have 34 in English; tests/engines/test_print.py asks Firefox
MARGIN, WIDTH, HEIGHT = "10mm", 718, 1047  # of A4 paper; what is left of it between the margins, in CSS pixels

_FOLD = "document.querySelectorAll('details.aside').forEach((aside) => (aside.open = false))"
# Of each widget: its height, and where its panels begin.
_WIDGETS = """() => Object.fromEntries([...document.querySelectorAll("py-widget")].map((widget) => [widget.dataset.key, {
  height: widget.getBoundingClientRect().height,
  tops: [...widget.querySelectorAll(".pw-panel")].map((panel) => panel.getBoundingClientRect().top),
}]))"""
# Browsers other than Chromium print over each other, or cut, what stands in a flex or grid container.
_CONTAINERS = """() => [...document.querySelectorAll("py-widget")].flatMap((widget) => {
  const found = [];
  for (let up = widget.querySelector(".pw-panel").parentElement; up; up = up.parentElement) {
    if (/flex|grid/.test(getComputedStyle(up).display)) found.push(`${up.localName}.${up.className}`);
  }
  return found;
})"""

_CUT = """() => [...document.querySelectorAll("pre, pre code")].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
  .map(({ textContent }) => textContent)"""


@pytest.fixture(scope="module", params=LANGS)
def printed(request: pytest.FixtureRequest, readers: ReaderPool) -> Iterator[Page]:
    """The article as it is laid out for A4 paper."""
    lang: Lang = request.param
    with readers.lent(connection=SAVE_DATA, viewport={"width": WIDTH, "height": HEIGHT}) as reader:
        page = reader.open(article(lang)).page
        page.evaluate(_FOLD)  # as it is when somebody prints who has unfolded nothing
        page.emulate_media(media="print")
        yield page
        page.emulate_media(media="null")


def test_figures_fit_on_a_page_with_two_panels_side_by_side(printed: Page) -> None:
    for key, widget in printed.evaluate(_WIDGETS).items():
        assert 100 < widget["height"] < HEIGHT * 0.8, key
        assert widget["tops"][:1] == widget["tops"][1:2] or len(widget["tops"]) == 1, key


def test_nothing_that_holds_a_figure_is_laid_out_as_a_grid(printed: Page) -> None:
    containers = set(printed.evaluate(_CONTAINERS))
    assert {container for container in containers if "md-main__inner" not in container} == set()


def test_no_line_of_code_is_cut(printed: Page) -> None:
    assert printed.locator("pre code").count() > 3
    assert printed.evaluate(_CUT) == []


def test_the_article_needs_no_more_pages_than_it_has_to_fill(printed: Page) -> None:
    paper = printed.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), MARGIN))
    pages = len(re.findall(rb"/Type\s*/Page\b", paper))
    assert 15 < pages <= MOST_PAGES
