"""Both languages, everywhere: whatever a widget shows is there in Chinese and in English."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from string import Formatter

import pytest

from pyodide_widgets.kit.words import MissingTranslation, Words, in_language, percent, quoted, written
from tests.bundled import LANGS, WIDGETS

HAN = re.compile("[\u3400-\u9fff]")


def words_in(thing: object) -> Iterator[Words]:
    """All words in a value: in its fields, and in what these hold."""
    if isinstance(thing, Words):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from words_in(value)
    elif isinstance(thing, tuple | list):
        for value in thing:
            yield from words_in(value)
    elif hasattr(thing, "__dataclass_fields__") and not isinstance(thing, type):
        yield from words_in(vars(thing))


def shown_words() -> list[Words]:
    """Every text of a widget, its parameters, and its module."""
    for name in WIDGETS.names():
        WIDGETS.find(name)
    modules = [module for name, module in sys.modules.items() if name.startswith("pyodide_widgets.widgets.")]
    found = {each for module in modules for value in vars(module).values() for each in words_in(value)}
    return sorted(found, key=lambda words: words["en"])


def test_walk_finds_titles_claims_and_labels() -> None:
    found = set(shown_words())
    for name in WIDGETS.names():
        widget = WIDGETS.find(name)
        assert {widget.title, widget.claim} <= found
        assert {parameter.label for parameter in widget.parameters} <= found  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", shown_words(), ids=lambda words: words["en"][:40])
def test_text_is_there_in_both_languages(words: Words) -> None:
    assert words["zh"].strip() and words["en"].strip()


@pytest.mark.parametrize("words", shown_words(), ids=lambda words: words["en"][:40])
def test_no_chinese_in_english_text(words: Words) -> None:
    assert not HAN.search(words["en"])


@pytest.mark.parametrize("words", shown_words(), ids=lambda words: words["en"][:40])
def test_both_languages_leave_the_same_places_open(words: Words) -> None:
    zh, en = (
        sorted(str(field) for _, field, _, _ in Formatter().parse(text) if field is not None)
        for text in (words["zh"], words["en"])
    )
    assert zh == en


@pytest.mark.parametrize("name", WIDGETS.names())
def test_title_claim_and_labels_are_chinese_in_chinese(name: str) -> None:
    widget = WIDGETS.find(name)
    labels = [parameter.label for parameter in widget.parameters]  # type: ignore[attr-defined]
    for words in (widget.title, widget.claim, *labels):
        assert HAN.search(words["zh"])


@pytest.mark.parametrize("name", WIDGETS.names())
def test_nothing_chinese_is_drawn_in_english(name: str) -> None:
    assert not HAN.findall(WIDGETS.find(name).render({"no such parameter": ""}, "en").html)


def test_words_are_chosen_by_language_and_formatted_in_both() -> None:
    words = Words(zh="{n} 分", en="{n} min").format(n=5)
    assert [words[lang] for lang in LANGS] == ["5 分", "5 min"]


@pytest.mark.parametrize(("share", "written"), [(0, "0%"), (0.555, "56%"), (1, "100%"), (0.004, "0%")])
def test_shares_are_written_in_whole_percent(share: float, written: str) -> None:
    assert percent(share) == written


def test_word_that_runs_right_to_left_is_kept_from_turning_what_stands_round_it() -> None:
    assert quoted("שלום") == "“\u2068שלום\u2069”"
    assert quoted("سلام") == "“\u2068سلام\u2069”"
    assert quoted("cat 猫") == "“cat 猫”"


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (0.0, "0"),
        (1e-17, "<1e−12"),
        (0.00012, "1e−4"),
        (0.009, "9e−3"),
        (0.01, "0.01"),
        (0.364, "0.36"),
        (12.0, "12.00"),
    ],
)
def test_difference_is_written_0_only_if_it_is_0(difference: float, text: str) -> None:
    assert written(difference) == text


def test_any_languages_stand_side_by_side_and_a_hyphen_of_a_tag_is_an_underscore() -> None:
    words = Words(fr="part", pt_BR="parte")
    assert (words["fr"], words["pt-BR"]) == ("part", "parte")
    assert words.texts == {"fr": "part", "pt-BR": "parte"}


def test_missing_translation_is_an_error_that_names_the_text_and_both_kinds_of_languages() -> None:
    with pytest.raises(MissingTranslation, match="no text in 'fr' for 'share', which is there in 'en', 'zh'"):
        Words(en="share", zh="份额")["fr"]


def test_words_in_no_language_are_an_error_that_shows_what_would_be_right() -> None:
    with pytest.raises(TypeError, match=r'Words\(en="share"\)'):
        Words()


def test_plain_text_is_the_same_in_every_language() -> None:
    assert in_language("share", "fr") == "share"
    assert in_language(Words(fr="part"), "fr") == "part"
    with pytest.raises(MissingTranslation):
        in_language(Words(fr="part"), "en")


def test_words_with_the_same_texts_are_equal_whatever_their_order() -> None:
    first, second = Words(en="a", zh="b"), Words(zh="b", en="a")
    assert first == second and hash(first) == hash(second)
    assert first != Words(en="a") and first != "a"
    assert repr(first) == "Words(en='a', zh='b')"
