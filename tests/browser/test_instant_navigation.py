"""Moving from page to page keeps the one Python; a page without widgets wants none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pyodide_widgets.kit.words import Lang
from pyodide_widgets.runtime.archives import START
from pyodide_widgets.runtime.pack import PYODIDE
from tests.bundled import LANGS

from .built_site import FOLDERS, Site, all_pages, article
from .conftest import NewReader
from .reader import SAVE_DATA, Reader
from .readers import ReaderPool
from .static_server import Answer, StaticServer


@pytest.fixture(scope="module", params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    chosen: Lang = request.param
    return chosen


@pytest.fixture(scope="module")
def moved(lang: Lang, readers: ReaderPool, site: Site) -> Iterator[Reader]:
    """A reader who used a widget of the front page and then went to the article by its tab."""
    with readers.lent() as reader:
        go_to_the_article(reader, lang, site)
        yield reader


def go_to_the_article(reader: Reader, lang: Lang, site: Site) -> None:
    (front,) = site.widgets(FOLDERS[lang])
    widget = reader.open(FOLDERS[lang]).widget(front.key)
    widget.wait_live()
    with widget.redrawn():
        widget.choice("focus", "2").check()
    widget.wait_address("focus=2")
    reader.watch.requests.clear()
    reader.page.evaluate("window.sameDocument = true")
    reader.page.locator(".md-tabs__link[href$='article/']").click()
    reader.page.wait_for_url(f"**{article(lang)}")
    for placed in site.live_unasked(article(lang)):
        reader.widget(placed.key).wait_live()


def files_of_a_start(site: Site) -> set[str]:
    """Their paths; widgets with data files ask for these when they come near the screen."""
    return {site.runtime_file(name) for name in (*PYODIDE, *START)}


def test_the_document_stays(moved: Reader) -> None:
    assert moved.page.evaluate("window.sameDocument")


def test_python_starts_but_once(moved: Reader, site: Site) -> None:
    assert moved.python_starts() == 1
    assert not files_of_a_start(site) & set(moved.watch.runtime_requests())


def test_the_new_page_has_its_own_state(moved: Reader, lang: Lang, site: Site) -> None:
    for placed in site.widgets(article(lang)):
        moved.widget(placed.key).wait_body(moved.normal(placed.body))


def test_the_new_page_s_widgets_answer(moved: Reader) -> None:
    widget = moved.widget("library")
    with widget.redrawn():
        widget.control("query-x").press("Home")
    widget.wait_address("library.query-x=-2.5")


def test_going_back_brings_the_front_page_as_it_was_left(moved: Reader, lang: Lang, site: Site) -> None:
    (front,) = site.widgets(FOLDERS[lang])
    moved.page.go_back()
    moved.page.wait_for_url(f"**{FOLDERS[lang]}?*focus=2*")
    expect(moved.widget(front.key).choice("focus", "2")).to_be_checked()
    moved.widget(front.key).wait_live()
    assert moved.python_starts() == 1
    assert not files_of_a_start(site) & set(moved.watch.runtime_requests())


@pytest.mark.parametrize("below", ["", "below/"])
def test_it_works_wherever_the_site_is_served(below: str, lang: Lang, browser: Browser, site: Site) -> None:
    """On another port, and below another path, than those that the site was built for."""
    folder = site.folder if not below else link_below(site.folder, below)
    with StaticServer(folder) as elsewhere:
        page = browser.new_page()
        page.goto(f"{elsewhere.origin}/{below}{FOLDERS[lang].lstrip('/')}")
        page.wait_for_function("() => !document.querySelector('link[data-late]')")
        page.evaluate("window.sameDocument = true")
        page.locator(".md-tabs__link[href$='article/']").click()
        page.wait_for_url(f"**/{below}{article(lang).lstrip('/')}")
        expect(page.locator("#library-visit")).to_be_attached()
        assert page.evaluate("window.sameDocument")
        page.close()


def link_below(folder: Path, name: str) -> Path:
    """A folder in which the site is a folder itself."""
    above = folder.with_name(f"{folder.name}-above")
    if not above.exists():
        shutil.copytree(folder, above / name)
    return above


def test_a_widget_that_plays_writes_nothing_into_the_next_page_s_address(
    lang: Lang, new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    reader = new_reader().open(article(lang))
    widget = reader.widget("emergence")
    widget.wait_live()
    widget.root.locator("[data-play]").click()
    widget.wait_updates(3)
    reader.page.wait_for_function(_HAS_SITEMAP)
    reader.page.evaluate(_NOTE_ADDRESSES)
    with server.answering(f"{FOLDERS[lang]}gallery/", Answer.HELD):
        reader.page.locator(".md-tabs__link[href$='gallery/']").first.click()
        reader.page.wait_for_url(f"**{FOLDERS[lang]}gallery/")
        # It goes on playing until the next page is there.
        updates = len(widget.updates())
        widget.wait_updates(updates + 8)
    assert reader.page.evaluate("written") == []
    assert "?" not in reader.path


# Without it Material loads the next page anew.
_HAS_SITEMAP = "() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/sitemap.xml'))"

# Addresses that are written from now on, without a new entry in the history, for a page that is not the present one.
_NOTE_ADDRESSES = """() => {
  window.written = [];
  const replaceState = history.replaceState;
  history.replaceState = function (state, title, url) {
    if (url && new URL(url, location.href).search && !location.pathname.endsWith("article/")) written.push(String(url));
    replaceState.apply(this, arguments);
  };
}"""
# The browser takes the focus from the link with the next frame, after the address has changed: a key pressed before goes astray.
_NOTHING_FOCUSED = "() => document.activeElement === document.body"


def test_a_link_to_a_place_on_the_page_keeps_the_state_of_widgets(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open(f"{article(lang)}?library.query-y=1.5")
    widget = reader.widget("library")
    widget.control("query-x").press("Home")
    widget.wait_address("library.query-x=-2.5")
    contents = reader.page.locator(".md-nav--secondary:visible .md-nav__link[href$='#only-the-past']").last
    contents.click()
    reader.page.wait_for_url("**#only-the-past", wait_until="commit")
    assert reader.path == f"{article(lang)}?library.query-y=1.5&library.query-x=-2.5#only-the-past"
    reader.page.wait_for_function(_NOTHING_FOCUSED)
    widget.control("query-x").press("End")
    widget.wait_address("library.query-x=2.5")
    contents.click()
    assert reader.path == f"{article(lang)}?library.query-y=1.5&library.query-x=2.5#only-the-past"


def test_a_permalink_within_the_page_keeps_its_own_parameters(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open(article(lang))
    widget = reader.widget("library")
    widget.control("query-x").press("Home")
    widget.wait_address("library.query-x=-2.5")
    reader.page.locator("article").evaluate(
        "article => article.insertAdjacentHTML('afterbegin', '<a id=mine href=\"?library.query-x=1#widget-library\">link</a>')"
    )
    reader.page.locator("#mine").evaluate("link => link.click()")
    reader.page.wait_for_url("**?library.query-x=1#widget-library", wait_until="commit")


def test_a_page_asks_for_python_only_if_it_has_widgets(new_reader: NewReader, site: Site) -> None:
    reader = new_reader()
    have = {page: site.widgets(page) for page in all_pages()}
    for page in sorted(have, key=lambda page: bool(have[page])):  # those that have none first
        reader.open(page)
        reader.page.evaluate("customElements.whenDefined('py-widget').then(() => new Promise(requestIdleCallback))")
        for placed in have[page][:1]:
            reader.widget(placed.key).root.scroll_into_view_if_needed()
            expect(reader.widget(placed.key).root).not_to_have_attribute("data-state", "static")
        assert bool(reader.watch.runtime_requests()) == bool(have[page]), page
        reader.watch.requests.clear()
