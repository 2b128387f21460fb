"""No serious or critical fault that axe knows of, on any page, in light and dark."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS, WIDGETS

from .built_site import FOLDERS, all_pages, article, page_lang
from .conftest import NewReader
from .reader import SAVE_DATA
from .readers import LiveReaders
from .test_search import search

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
ARTICLES = [article(lang) for lang in LANGS]
DATASET = {"light": "default", "dark": "slate"}


def faults(page: Page, part: str | None = None, scheme: Scheme = "light") -> list[str]:
    """What axe finds serious or critical on a page, or in a part of it, each with the elements that have it.

    In the dark it looks at colours alone: nothing else is different there.
    """
    options = {
        "resultTypes": ["violations"],
        **({"runOnly": ["color-contrast", "link-in-text-block"]} if scheme == "dark" else {}),
    }
    found = Axe().run(page, context=part, options=options).response["violations"]
    return [
        f"{fault['impact']} {fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def assert_scheme(page: Page, scheme: Scheme) -> None:
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", DATASET[scheme])


# In the dark the pages of one language will do: both have the same colours.
PAGES = [
    (path, scheme)
    for path in all_pages()
    for scheme in SCHEMES
    if path not in ARTICLES and (scheme == "light" or page_lang(path) == "zh")
]


@pytest.mark.parametrize(("path", "scheme"), PAGES)
def test_every_page_but_the_article(path: str, scheme: Scheme, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA, color_scheme=scheme, reduced_motion="reduce").open(path)
    assert_scheme(reader.page, scheme)
    # Of a dozen listings in the same colours the first two will do: axe takes a minute for all of them.
    reader.page.evaluate("[...document.querySelectorAll('main .highlight')].slice(2).forEach((each) => each.remove())")
    assert faults(reader.page, scheme=scheme) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_article_with_live_widgets(scheme: Scheme, lang: Lang, live_readers: LiveReaders) -> None:
    reader = live_readers.on(article(lang))
    reader.page.locator("label[for^=__palette]:visible").click() if scheme == "dark" else None
    try:
        assert_scheme(reader.page, scheme)
        assert faults(reader.page, scheme=scheme) == []
    finally:
        reader.page.locator("label[for^=__palette]:visible").click() if scheme == "dark" else None


def test_widgets_that_say_something(live_readers: LiveReaders) -> None:
    reader = live_readers.on(article("zh"))
    for key in WIDGETS.names():
        widget = reader.widget(key)
        widget.root.evaluate("widget => widget.setAttribute('name', 'no-such-widget')")
        widget.root.locator("form input").first.dispatch_event("input")
        expect(widget.retry).to_be_visible()
    try:
        assert faults(reader.page, "py-widget") == []
    finally:
        for key in WIDGETS.names():
            reader.widget(key).root.evaluate("(widget, name) => widget.setAttribute('name', name)", key)
            reader.widget(key).retry.click()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_search_dialog(scheme: Scheme, lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA, color_scheme=scheme, reduced_motion="reduce").open(FOLDERS[lang])
    assert_scheme(reader.page, scheme)
    search(reader.page, "softmax")
    expect(reader.page.locator(".md-search-result__link").first).to_be_visible()
    assert faults(reader.page, "[data-md-component=search]", scheme) == []


def test_the_menu_of_a_phone(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA, viewport={"width": 390, "height": 844}, reduced_motion="reduce").open(
        article(lang)
    )
    reader.page.locator(".md-header label[for=__drawer]").click()
    expect(reader.page.locator(".md-nav--primary").first).to_be_in_viewport()
    assert faults(reader.page) == []
