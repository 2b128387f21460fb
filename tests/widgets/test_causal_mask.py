"""The claim of `causal-mask`: with the mask, changing a later word changes nothing before it, exactly nothing."""

from __future__ import annotations

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.kit.words import Lang, written
from pyodide_widgets.widgets import causal_mask
from pyodide_widgets.widgets.causal_mask import changes
from pyodide_widgets.widgets.toys import toy_words
from tests.bundled import LANGS

SENTENCES = [
    ("It", "rains", "today", "so", "I", "took", "an", "umbrella"),
    ("今天", "下雨", "所以", "我", "带", "了", "伞"),
    ("xyzzy", "🍎", "cat", "?", "cat"),
]


@pytest.mark.parametrize("words", SENTENCES, ids="-".join)
def test_with_the_mask_what_comes_before_the_replaced_word_does_not_change_at_all(words: tuple[str, ...]) -> None:
    for place in range(len(words)):
        changed = changes(words, place, "hat", masked=True)
        np.testing.assert_array_equal(changed[:place], 0)
        assert (changed[place:] > 0).all()


@pytest.mark.parametrize("words", SENTENCES, ids="-".join)
def test_without_the_mask_every_word_changes(words: tuple[str, ...]) -> None:
    for place in range(len(words)):
        assert (changes(words, place, "hat", masked=False) > 0).all()


@pytest.mark.parametrize("masked", [True, False])
def test_a_word_replaced_by_itself_changes_nothing(masked: bool) -> None:
    np.testing.assert_array_equal(changes(SENTENCES[0], 3, "so", masked=masked), 0)


def test_with_the_mask_weights_are_shared_among_the_past_alone() -> None:
    _, weights = toy_words.attend(SENTENCES[0], is_causal=True)
    np.testing.assert_array_equal(np.triu(weights, k=1), 0)
    np.testing.assert_allclose(weights.sum(axis=-1), 1)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("mask", ["on", "off"])
def test_cells_of_the_future_are_struck_with_the_mask_and_only_then(lang: Lang, mask: str) -> None:
    shown = drawn("causal-mask", {"mask": mask, "sentence": "a b c d"}, lang)
    strokes = sum(str(path["d"]).count("M") for path in shown.attributes("path", **{"class": "pw-masked"}))
    assert strokes == (6 if mask == "on" else 0)


@pytest.mark.parametrize("lang", LANGS)
def test_bars_write_0_before_the_replaced_word_and_not_from_there_on(lang: Lang) -> None:
    numbers = drawn("causal-mask", {"sentence": "a b c d", "place": "2"}, lang).texts("text", "pw-number")
    assert [number == "0" for number in numbers] == [True, True, False, False]


@pytest.mark.parametrize("lang", LANGS)
def test_caption_says_the_largest_change_before_the_replaced_word_and_where_it_is(lang: Lang) -> None:
    values, _ = causal_mask.WIDGET.read({"mask": "off"}, lang)
    words, place, replacement = values["sentence"].tokens, values["place"], values["replacement"].tokens[0]
    before = changes(words, place, replacement, masked=False)[:place]
    shown = drawn("causal-mask", {"mask": "off"}, lang)
    assert written(before.max()) in shown.caption
    assert shown.quotations == [words[place], replacement, words[before.argmax()]]


@pytest.mark.parametrize("lang", LANGS)
def test_with_the_mask_the_caption_says_0(lang: Lang) -> None:
    shown = drawn("causal-mask", {}, lang)
    assert {"zh": "最大改变：0。", "en": "the largest change before it is 0."}[lang] in shown.caption


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"place": "0"}, {"zh": "第一个词", "en": "first word"}),
        ({"sentence": "a b", "place": "1", "replacement": "b"}, {"zh": "什么也没有换", "en": "replaces nothing"}),
    ],
)
def test_caption_says_when_there_is_nothing_to_compare(
    texts: dict[str, str], said: dict[Lang, str], lang: Lang
) -> None:
    assert said[lang] in drawn("causal-mask", texts, lang).caption


def test_without_the_mask_what_leaks_is_framed() -> None:
    """The cells in which the words before the replaced one see it."""
    (leak,) = drawn("causal-mask", {"mask": "off", "place": "3"}, "en").attributes("rect", **{"class": "pw-here"})
    assert float(leak["height"] or "") == 3 * float(leak["width"] or "")
    assert not drawn("causal-mask", {"place": "3"}, "en").attributes("rect", **{"class": "pw-here"})
