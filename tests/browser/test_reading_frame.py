"""While the article is read the header says where one is, and later it says where one left off; other sites see what it is about."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from pyodide_widgets.kit.words import Lang
from scripts.glossary import CLASS, terms
from tests.test_article import reading_time

from .built_site import FOLDERS, Site, article
from .conftest import NewReader
from .reader import SAVE_DATA

LEFT = {"zh": re.compile(r"还有 (\d+) 分钟"), "en": re.compile(r"(\d+) min left")}
_READ = "() => document.querySelector('.reading-bar > span').getBoundingClientRect().width / innerWidth"
_TO = "(id) => document.getElementById(id).scrollIntoView({ behavior: 'instant' })"
_BELOW = "term => getComputedStyle(term, '::after').content"
_END = "() => document.querySelector('footer').scrollIntoView({ behavior: 'instant' })"


@pytest.fixture
def page(lang: Lang, new_reader: NewReader) -> Page:
    page = new_reader(connection=SAVE_DATA).open(article(lang)).page
    expect(page.locator(".reading-bar > span")).to_be_attached()
    return page


def header(page: Page) -> Locator:
    return page.locator("[data-md-component=header-title] .md-header__topic").last


def minutes(page: Page, lang: Lang) -> int:
    found = LEFT[lang].search(header(page).inner_text())
    assert found
    return int(found[1])


def test_chapter_and_minutes_follow_what_is_read(page: Page, lang: Lang) -> None:
    page.evaluate(_TO, "question")
    expect(header(page)).to_contain_text("01 ")
    all_of_it = minutes(page, lang)
    main_line, _ = reading_time(lang)
    assert main_line - 2.5 < all_of_it < main_line, "without what stands before the first chapter, and tables"
    page.evaluate(_TO, "insufficiency")
    expect(header(page)).to_contain_text("04 ")
    assert 4 < minutes(page, lang) < all_of_it - 4
    page.wait_for_function(f"({_READ})() > 0.4 && ({_READ})() < 0.8")
    page.evaluate(_END)
    expect(header(page)).not_to_contain_text(LEFT[lang])
    page.wait_for_function(f"({_READ})() > 0.98")


def test_on_a_phone_the_minutes_are_not_cut(lang: Lang, new_reader: NewReader) -> None:
    page = new_reader(connection=SAVE_DATA, viewport={"width": 360, "height": 740}).open(article(lang)).page
    expect(page.locator(".reading-bar > span")).to_be_attached()
    page.evaluate(_TO, "mechanism")  # with two digits
    expect(header(page)).to_have_text(re.compile(rf"^\s*{LEFT[lang].pattern}\s*$"))
    shown = header(page).locator(".md-ellipsis")
    assert shown.evaluate("({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth")


def test_a_reader_is_led_back_to_where_they_left_off(page: Page, lang: Lang) -> None:
    page.evaluate(_TO, "only-the-past")
    page.wait_for_function("() => Object.values(localStorage).includes('only-the-past')")
    page.goto(page.url.split("article/")[0])
    page.goto(page.url + "article/")
    offer = page.locator(".reading-resume a")
    expect(offer).to_contain_text(page.locator("#only-the-past").inner_text().strip("¶\n "))
    offer.click()
    expect(page.locator("#only-the-past")).to_be_in_viewport()
    expect(page.locator(".reading-resume")).to_have_count(0)


def test_the_offer_is_dismissed_and_is_not_made_to_who_has_only_begun(page: Page, lang: Lang) -> None:
    page.evaluate(_TO, "only-the-past")
    page.wait_for_function("() => Object.values(localStorage).includes('only-the-past')")
    page.goto(page.url.partition("#")[0])
    page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
    page.reload()
    page.locator(".reading-resume button").click()
    expect(page.locator(".reading-resume")).to_have_count(0)
    page.evaluate("() => { scrollBy(0, 40); scrollTo({ top: 0, behavior: 'instant' }); }")
    page.wait_for_function("() => !Object.values(localStorage).includes('only-the-past')")
    page.reload()
    expect(page.locator(".reading-bar > span")).to_be_attached()
    expect(page.locator(".reading-resume")).to_have_count(0)


def test_other_pages_have_no_such_frame(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open(f"{FOLDERS[lang]}gallery/")
    expect(reader.page.locator("reading-frame")).to_have_count(0)


def test_a_term_explains_itself_to_mouse_and_keyboard(page: Page, lang: Lang) -> None:
    token = next(term for term in terms(lang) if term.name == "token")
    mark = page.locator(f"article .{CLASS}", has_text=token.forms[0]).first
    expect(mark).to_have_accessible_description(token.text)
    assert mark.evaluate(_BELOW) == "none"
    mark.hover()
    assert mark.evaluate(_BELOW) == json.dumps(token.text, ensure_ascii=False)
    page.mouse.move(0, 0)
    assert mark.evaluate(_BELOW) == "none"
    mark.focus()
    assert mark.evaluate(_BELOW) == json.dumps(token.text, ensure_ascii=False)


def test_a_footnote_can_be_read_where_it_stands(page: Page, lang: Lang) -> None:
    page.locator("a.footnote-ref").first.hover()
    expect(page.locator(".md-tooltip2--active")).to_contain_text("Vaswani")


def test_a_link_to_a_page_says_what_it_is_about(lang: Lang, site: Site) -> None:
    html = site.html(article(lang))
    said = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', html))
    assert said["title"] and said["description"] in html.split("og:description")[0], "as for search engines"
    assert said["url"] == site.origin + article(lang)
    assert (site.folder / said["image"].removeprefix(f"{site.origin}/")).exists()


def test_an_address_without_a_page_leads_on_in_both_languages(new_reader: NewReader) -> None:
    page = new_reader(connection=SAVE_DATA).open("/404.html").page
    for lang, words in (("zh", "读文章"), ("en", "Read the article")):
        link = page.locator("article").get_by_role("link", name=words)
        assert link.evaluate("link => new URL(link.href).pathname") == FOLDERS[lang] + "article/"  # type: ignore[index]
