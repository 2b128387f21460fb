"""A page that is opened from a disk, or whose modules do not load: it is complete, the theme works, and a sentence says why
figures stay still."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS

from .built_site import Site, article
from .conftest import NewReader
from .static_server import Answer, StaticServer
from .widget_page import UNFOLD

FILE: dict[Lang, str] = {"zh": "直接从磁盘打开", "en": "opened directly from a disk"}
BLOCKED: dict[Lang, str] = {"zh": "脚本没有加载", "en": "did not load"}


@pytest.fixture(scope="module", params=LANGS)
def on_disk(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[tuple[Page, Lang]]:
    """The article, opened as a file."""
    lang: Lang = request.param
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto((site.folder / article(lang).strip("/") / "index.html").as_uri())
    page.wait_for_function("() => !document.querySelector('link[data-late]')")
    page.evaluate(UNFOLD)
    yield page, lang
    context.close()


def test_one_sentence_says_why_and_nothing_is_shown_that_has_no_effect(on_disk: tuple[Page, Lang], site: Site) -> None:
    page, lang = on_disk
    expect(page.locator(".pw-still")).to_have_count(1)
    expect(page.locator(".pw-still")).to_contain_text(FILE[lang])
    widgets = page.locator("py-widget")
    expect(widgets).to_have_count(len(site.widgets(article(lang))))
    expect(widgets.locator("figcaption:visible")).to_have_count(widgets.count())
    expect(widgets.locator("button:visible, input:visible")).to_have_count(0)


def test_the_theme_works_as_far_as_it_can(on_disk: tuple[Page, Lang]) -> None:
    page, _ = on_disk
    scheme = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("form[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", scheme or "")
    page.locator(".md-nav--secondary:visible a[href$='#only-the-past']").last.click()
    expect(page.locator("#only-the-past")).to_be_in_viewport()


def test_links_lead_to_pages_and_not_to_lists_of_files(on_disk: tuple[Page, Lang]) -> None:
    page, lang = on_disk
    address = page.url
    page.locator(".md-tabs__link[href$='gallery/'], .md-tabs__link[href$='gallery/index.html']").first.click()
    page.wait_for_url("**/gallery/index.html")
    expect(page.locator(".pw-still")).to_contain_text(FILE[lang])
    page.goto(address)


def test_a_page_whose_module_does_not_load_says_so(lang: Lang, new_reader: NewReader, server: StaticServer) -> None:
    reader = new_reader()
    reader.watch.expect("404")
    with server.answering("/pyodide-widgets/page/pyodide-widgets.mjs", Answer.MISSING):
        reader.open(article(lang))
        expect(reader.page.locator(".pw-still")).to_contain_text(BLOCKED[lang])
    expect(reader.page.locator("py-widget figure svg").first).to_be_visible()


def test_a_page_without_the_script_for_late_scripts_works_as_it_always_has(
    lang: Lang, new_reader: NewReader, server: StaticServer
) -> None:
    reader = new_reader()
    reader.watch.expect("404|Refused to execute script")
    with server.answering("/pyodide-widgets/page/late-scripts.js", Answer.MISSING):
        reader.open(article(lang))
    page = reader.page
    scheme = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("form[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", scheme or "")
    expect(page.locator(".md-sidebar--secondary")).to_have_attribute("style", re.compile("top"))
    reader.widget("library").wait_live()
    expect(page.locator(".pw-still")).to_have_count(0)
