"""Search finds words in the language of the pages, and pages of that language only."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pyodide_widgets.kit.words import Lang

from .built_site import FOLDERS, article, page_lang
from .conftest import NewReader
from .reader import SAVE_DATA

WORDS: list[tuple[Lang, str]] = [
    ("zh", "注意力"),
    ("zh", "自注意力"),
    ("zh", "多头注意力"),
    ("zh", "因果掩码"),
    ("zh", "softmax"),
    ("en", "attention"),
    ("en", "self-attention"),
    ("en", "causal mask"),
]


def search(page: Page, words: str) -> None:
    """Type into the search box, as readers do who use the keyboard and an input method."""
    page.keyboard.press("f")
    field = page.locator("[data-md-component=search-query]")
    expect(field).to_be_focused()
    field.select_text()
    page.keyboard.insert_text(words)
    page.keyboard.press("End")  # Material searches when a key is let go


@pytest.mark.parametrize(("lang", "words"), WORDS, ids=str)
def test_a_word_of_the_article_is_found(lang: Lang, words: str, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open(FOLDERS[lang])
    search(reader.page, words)
    found = reader.page.locator(".md-search-result__link")
    expect(found.first).to_be_visible()
    expect(reader.page.locator(".md-search-result__item").filter(has_text=words).first).to_be_visible()
    paths = [link.evaluate("link => new URL(link.href).pathname") for link in found.all()]
    assert {page_lang(path) for path in paths} == {lang}


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "softmax"), ("zh", "因果掩码"), ("en", "softmax"), ("en", "temperature"), ("en", "induction head")],
    ids=str,
)
def test_the_article_comes_before_the_reference(lang: Lang, words: str, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open(FOLDERS[lang])
    search(reader.page, words)
    first = reader.page.locator(".md-search-result__link").first
    expect(first).to_be_visible()
    assert first.evaluate("link => new URL(link.href).pathname") == article(lang)


def test_a_result_leads_to_its_place_on_the_page(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open(FOLDERS[lang])
    search(reader.page, "softmax")
    reader.page.locator(".md-search-result__link[href*='article/?h=softmax']").first.click()
    reader.page.wait_for_url(f"**{article(lang)}?h=softmax#*")
    expect(reader.page.locator("article mark").first).to_have_text("softmax", ignore_case=True)


def test_a_word_that_is_nowhere_is_not_found(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open(FOLDERS[lang])
    search(reader.page, "attention" if lang == "en" else "注意力")
    expect(reader.page.locator(".md-search-result__link").first).to_be_visible()
    search(reader.page, "qwxzv")
    expect(reader.page.locator(".md-search-result__link")).to_have_count(0)
