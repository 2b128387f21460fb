"""The claim of `apple`: one word in two sentences, one vector before attention and two meanings after it."""

from __future__ import annotations

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.kit import tokens
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import apple
from pyodide_widgets.widgets.apple import TARGETS, TOY_VECTORS, Move, move, nearness
from tests.bundled import LANGS


def moves(lang: Lang, *, attend: bool) -> list[Move]:
    """What becomes of the apple in the two sentences that the widget begins with."""
    values, _ = apple.WIDGET.read({}, lang)
    sentences = [values["sentence-1"].tokens, values["sentence-2"].tokens]
    return [move(words, _place(words), attend=attend) for words in sentences]


def _place(words: tuple[str, ...]) -> int:
    (place,) = [at for at, word in enumerate(words) if word in TARGETS]
    return place


@pytest.mark.parametrize("lang", LANGS)
def test_before_attention_the_word_is_the_same_in_both_sentences_and_as_near_to_fruit_as_to_company(lang: Lang) -> None:
    first, second = moves(lang, attend=True)
    np.testing.assert_array_equal(first.before, second.before)
    fruit, company = nearness(first.before)
    assert fruit == company


@pytest.mark.parametrize("lang", LANGS)
def test_after_attention_it_leans_to_fruit_in_the_first_sentence_and_to_company_in_the_second(lang: Lang) -> None:
    first, second = (nearness(moved.after) for moved in moves(lang, attend=True))
    assert first[0] > first[1] + 0.3
    assert second[1] > second[0] + 0.3


@pytest.mark.parametrize("lang", LANGS)
def test_without_attention_nothing_moves(lang: Lang) -> None:
    for moved in moves(lang, attend=False):
        np.testing.assert_array_equal(moved.after, moved.before)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("attend", [True, False])
def test_weights_add_up_to_1_and_are_the_word_alone_without_attention(lang: Lang, attend: bool) -> None:
    for moved in moves(lang, attend=attend):
        np.testing.assert_allclose(moved.weights.sum(), 1)
        assert (moved.weights.max() == 1) is not attend


@pytest.mark.parametrize("sentence", ["I saw an apple", "我看见苹果", "apple", "the apple , the apple"])
def test_words_about_neither_move_its_meaning_to_neither(sentence: str) -> None:
    words = tokens.split(sentence, {"苹果"})
    moved = move(words, next(at for at, word in enumerate(words) if word in TARGETS), attend=True)
    np.testing.assert_allclose(nearness(moved.after), nearness(moved.before))


@pytest.mark.parametrize("neighbour", sorted(TOY_VECTORS.keys() - set(TARGETS)))
def test_every_listed_word_draws_the_apple_to_its_own_side(neighbour: str) -> None:
    fruit, company = nearness(move((neighbour, "apple"), 1, attend=True).after)
    about_fruit, about_company = TOY_VECTORS[neighbour]
    assert (fruit > company) is (about_fruit > about_company)


def test_nearness_of_no_vector_is_zero() -> None:
    assert nearness(np.zeros(2)) == (0.0, 0.0)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("attention", ["on", "off"])
def test_caption_and_bars_say_what_was_computed(lang: Lang, attention: str) -> None:
    shown = drawn("apple", {"attention": attention}, lang)
    first, second = moves(lang, attend=attention == "on")
    bars = [
        f"{was:.2f}→{now:.2f}"
        for moved in (first, second)
        for was, now in zip(nearness(moved.before), nearness(moved.after), strict=True)
    ]
    assert shown.texts("text", "pw-number") == bars
    told = [nearness(first.before)[0], nearness(first.after)[0], nearness(second.after)[1]]
    for number in told if attention == "on" else told[:1]:
        assert f"{number:.2f}" in shown.caption


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("sentence", ["sentence-1", "sentence-2"])
def test_sentence_without_an_apple_is_drawn_and_said(lang: Lang, sentence: str) -> None:
    shown = drawn("apple", {sentence: "Hello"}, lang)
    assert "0.71" not in shown.caption
    assert shown.texts("text").count({"zh": "这一句里没有“苹果”", "en": "No “apple” in this sentence"}[lang]) == 1


@pytest.mark.parametrize("word", ["Apple", "APPLE", "苹果"])
def test_apple_is_found_however_it_is_written(word: str) -> None:
    shown = drawn("apple", {"sentence-1": f"{word} is tasty"}, "en")
    assert "No “apple” in this sentence" not in shown.texts("text")


@pytest.mark.parametrize(
    ("lang", "before", "after"), [("zh", "苹果，之前", "苹果，之后"), ("en", "apple before", "apple after")]
)
def test_the_word_stands_on_its_arrows_and_once_where_they_are_one(lang: Lang, before: str, after: str) -> None:
    named = drawn("apple", {}, lang).texts("text", "pw-label")
    assert named.count(before) == named.count(after) == 2  # in each of the two sentences
    together = drawn("apple", {"attention": "off"}, lang).texts("text", "pw-label")
    assert before not in together and together.count(before.split("，")[0].split()[0]) == 2
