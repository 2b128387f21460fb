"""Terms are marked where a reader meets them, once in a section, and alike in both languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from markdown import Markdown

from pyodide_widgets.kit.words import Lang
from scripts.glossary import terms
from tests.bundled import LANGS

DOCS = Path(__file__).parents[2] / "docs"
MOST_CHARACTERS = {"zh": 60, "en": 130}  # what a phone shows in a few lines


def to_html(markdown: str, lang: Lang = "en") -> str:
    return Markdown(
        extensions=["attr_list", "pymdownx.details", "scripts.glossary"],
        extension_configs={"scripts.glossary": {"lang": lang}},
    ).convert(markdown)


def marked(html: str) -> list[str]:
    return re.findall(r"<span [^>]*>(.*?)</span>", html)


@cache
def marked_in_article(lang: Lang) -> list[str]:
    """The names of the terms that the article marks, in order."""
    names = {form.lower(): term.name for term in terms(lang) for form in term.forms}
    html = to_html((DOCS / lang / "article.md").read_text(encoding="utf-8"), lang)
    return [names[form.lower()] for form in marked(html)]


def test_a_term_is_marked_with_its_text_and_can_have_the_focus() -> None:
    softmax = next(term for term in terms("en") if term.name == "softmax")
    html = to_html("Then Softmax shares out.")
    assert (
        html
        == f'<p>Then <span aria-description="{softmax.text}" class="term" tabindex="0">Softmax</span> shares out.</p>'
    )


def test_it_is_marked_once_in_each_section() -> None:
    html = to_html(
        "softmax, softmax\n\n- softmax\n\n## A\n\n### B\n\n*the softmax* softmax\n\n## C\n\nsoftmax and softmaxes"
    )
    assert marked(html) == ["softmax"] * 3


@pytest.mark.parametrize(
    "elsewhere",
    ["## softmax", "[softmax](x.md)", "`softmax`", "**softmax**", "resoftmax", "softmax-like", "    softmax"],
)
def test_nothing_is_marked_but_plain_prose(elsewhere: str) -> None:
    assert marked(to_html(elsewhere)) == []


def test_nothing_is_marked_where_the_text_explains_it() -> None:
    assert marked(to_html("### Library {#library-visit}\n\nsoftmax\n\n### Next {#next}\n\nThe softmax")) == ["softmax"]


def test_text_around_several_terms_stays_as_it_was() -> None:
    html = to_html("A token, *one token*, an embedding and an LSTM; queries.")
    assert (
        re.sub(r"</?span[^>]*>", "", html) == "<p>A token, <em>one token</em>, an embedding and an LSTM; queries.</p>"
    )
    assert marked(html) == ["token", "embedding", "LSTM", "queries"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_term_is_met_in_the_article_and_its_text_is_short(lang: Lang) -> None:
    assert {term.name for term in terms(lang)} == set(marked_in_article(lang))
    assert {term.name: term.text for term in terms(lang) if len(term.text) > MOST_CHARACTERS[lang]} == {}


@pytest.mark.parametrize("lang", LANGS)
def test_terms_are_explained_where_the_glossary_says(lang: Lang) -> None:
    article = (DOCS / lang / "article.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^#{2,3} .*?\{#([\w-]+)\}\n(.*?)(?=^#{2,3} |\Z)", article, re.MULTILINE | re.DOTALL))
    for term in terms(lang):
        if term.explained is not None:
            assert any(form.lower() in sections[term.explained].lower() for form in term.forms), term.name
