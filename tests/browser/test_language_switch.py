"""The other language is one click away, at the same place and in the same state; search engines are told of it too."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS

from .built_site import FOLDERS, NOT_FOUND, Site, article, page_lang, written_pages
from .conftest import NewReader
from .reader import SAVE_DATA
from .static_server import StaticServer

# Puts translations and links to them into a page without any, clicks each link, and says where it leads; for German, the page
# has a link but no translation.
_ADDRESSES = """async (translations) => {
  await import("/pyodide-widgets/page/pyodide-widgets.mjs");
  document.body.innerHTML = '<article><h2 id="visit">Visit</h2></article>';
  document.addEventListener("click", (event) => event.preventDefault());
  const addresses = {};
  for (const [lang, content] of Object.entries(translations)) {
    document.head.append(Object.assign(document.createElement("meta"), { name: "translation", lang, content }));
  }
  for (const hreflang of [...Object.keys(translations), "de"]) {
    const link = Object.assign(document.createElement("a"), { href: "/as-built", hreflang });
    link.dataset.languageSwitch = "";
    document.body.append(link);
    link.click();
    addresses[hreflang] = link.href;
  }
  return addresses;
}"""
OTHER: dict[Lang, Lang] = {"zh": "en", "en": "zh"}
_LINK = re.compile(r"""<link rel=["']? ?alternate["']? hreflang=["']?([\w-]+)["']? href=["']?([^"' >]+)""")


def switch_language(page: Page) -> None:
    page.locator("a[data-language-switch]").click()


def test_the_switch_keeps_page_section_and_the_state_of_widgets(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader().open(f"{article(lang)}#library-visit")
    widget = reader.widget("library")
    widget.control("query-x").press("Home")
    widget.wait_address("library.query-x=-2.5")
    reader.page.locator("#library-visit").evaluate("heading => heading.scrollIntoView({ behavior: 'instant' })")
    switch_language(reader.page)
    reader.page.wait_for_url(f"**{article(OTHER[lang])}?library.query-x=-2.5#library-visit")
    expect(reader.page.locator("html")).to_have_attribute("lang", re.compile(OTHER[lang]))
    expect(reader.page.locator("#library-visit")).to_be_in_viewport()
    widget.wait_live()
    assert widget.values()["query-x"] == "-2.5"


def test_each_of_several_languages_has_its_own_address(browser: Browser, python_server: StaticServer) -> None:
    page = browser.new_page()
    page.goto(f"{python_server.origin}/empty.html?library.query-x=2#visit")
    translations = {"zh": "../visit/", "fr": "../fr/visit/", "pt-BR": "../pt-BR/visit/"}
    assert page.evaluate(_ADDRESSES, translations) == {
        lang: f"{python_server.origin}/{address.removeprefix('../')}?library.query-x=2#visit"
        for lang, address in translations.items()
    } | {"de": f"{python_server.origin}/as-built"}
    page.close()


def test_the_switch_keeps_the_section_that_is_being_read(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open(article(lang))
    reader.page.locator("#only-the-past").evaluate("heading => heading.scrollIntoView({ behavior: 'instant' })")
    switch_language(reader.page)
    reader.page.wait_for_url(f"**{article(OTHER[lang])}#only-the-past")
    expect(reader.page.locator("#only-the-past")).to_be_in_viewport()


def test_a_fragment_that_is_no_encoded_text_does_no_harm(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open(f"{article(lang)}#100%")
    switch_language(reader.page)
    reader.page.wait_for_url(f"**{article(OTHER[lang])}**")
    expect(reader.page.locator("html")).to_have_attribute("lang", re.compile(OTHER[lang]))


def test_a_sentence_survives_the_switch_there_and_back(lang: Lang, new_reader: NewReader) -> None:
    query = "self-attention.sentence=%E5%B0%8F%E7%8C%AB+%26+%F0%9F%99%82&self-attention.focus=1"
    reader = new_reader().open(f"{article(lang)}?{query}#looking-round")
    # Asides have been unfolded meanwhile, and what is above has grown.
    reader.page.evaluate("document.getElementById('looking-round').scrollIntoView({ behavior: 'instant' })")
    switch_language(reader.page)
    reader.page.wait_for_url(f"**{article(OTHER[lang])}?{query}#looking-round")
    switch_language(reader.page)
    reader.page.wait_for_url(f"**{article(lang)}?{query}#looking-round")


def test_after_moving_by_the_tabs_the_switch_leads_to_the_translation_of_the_new_page(
    lang: Lang, new_reader: NewReader
) -> None:
    reader = new_reader(connection=SAVE_DATA).open(FOLDERS[lang])
    reader.page.evaluate("window.sameDocument = true")
    reader.page.locator(".md-tabs__link[href$='article/']").click()
    reader.page.wait_for_url(f"**{article(lang)}")
    expect(reader.page.locator("#library-visit")).to_be_attached()
    assert reader.page.evaluate("window.sameDocument"), "the page was to change without being loaded anew"
    switch_language(reader.page)
    reader.page.wait_for_url(f"**{article(OTHER[lang])}")
    expect(reader.page.locator("html")).to_have_attribute("lang", re.compile(OTHER[lang]))


@pytest.mark.parametrize("page", [page for lang in LANGS for page in written_pages(lang)])
def test_the_switch_works_without_scripts(page: str, new_reader: NewReader, site: Site) -> None:
    reader = new_reader(java_script_enabled=False).open(page)
    switch_language(reader.page)
    reader.page.wait_for_url(f"**{translation(page)}")
    assert reader.path in site.pages
    expect(reader.page.locator("html")).to_have_attribute("lang", re.compile(OTHER[page_lang(page)]))


@pytest.mark.parametrize("page", [page for lang in LANGS for page in written_pages(lang)])
def test_each_page_names_both_languages_by_absolute_addresses(page: str, site: Site) -> None:
    assert dict(_LINK.findall(site.html(page))) == {
        page_lang(page): urljoin(site.url, page),
        OTHER[page_lang(page)]: urljoin(site.url, translation(page)),
    }
    assert translation(page) in site.pages


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_that_is_not_there_has_no_translation(lang: Lang, site: Site) -> None:
    assert not _LINK.findall(site.html(FOLDERS[lang] + NOT_FOUND))


def translation(page: str) -> str:
    bare = page.removeprefix(FOLDERS[page_lang(page)])
    return FOLDERS[OTHER[page_lang(page)]] + bare
