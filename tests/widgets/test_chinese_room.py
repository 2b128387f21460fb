"""The claim of `chinese-room`: no one-to-one code changes any weight; tied to a world that keeps its names, it does."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import scaled_dot_product_attention
from pyodide_widgets.kit.words import Lang, percent, written
from pyodide_widgets.widgets.chinese_room import attend, compare, largest, recode, shuffled
from pyodide_widgets.widgets.toys import toy_words
from pyodide_widgets.widgets.toys.toy_senses import SENSES, felt
from tests.bundled import LANGS

CHINESE = ("猫", "饿", "了", "就", "吃", "鱼")
ENGLISH = ("The", "hungry", "cat", "ate", "the", "fish")
SENTENCES = [CHINESE, ENGLISH, ("xyzzy", "🍎", "cat", "?", "cat")]
EVERY_SENTENCE = pytest.mark.parametrize("words", SENTENCES, ids="-".join)
CODES = [("417", "29", "6", "84", "38", "50"), ("fish", "cat", "ate", "鱼", "吃", "the"), tuple("zyxwvu")]
EVERY_CODE = pytest.mark.parametrize("code", CODES, ids="-".join)


@EVERY_SENTENCE
@EVERY_CODE
def test_no_one_to_one_code_changes_any_weight_in_the_last_digit(words: tuple[str, ...], code: tuple[str, ...]) -> None:
    before, after = compare(words, recode(words, code), tied=False, follows=False)
    np.testing.assert_array_equal(after, before)


def test_not_even_an_exchange_of_all_the_words_among_themselves_does() -> None:
    for code in itertools.permutations(CHINESE):
        assert largest(compare(CHINESE, recode(CHINESE, code), tied=False, follows=False)) == 0


@EVERY_SENTENCE
def test_the_weights_are_those_of_the_words(words: tuple[str, ...]) -> None:
    """What the room computes from its book is self-attention over the toy vectors, as everywhere in the article."""
    x = toy_words.embed(words)
    to_query, to_key = toy_words.projections()
    _, weights = scaled_dot_product_attention(x @ to_query, x @ to_key, x, return_weights=True)
    np.testing.assert_allclose(attend(words, recode(words, CODES[0])), weights, atol=1e-15)


def test_a_code_that_is_not_one_to_one_changes_weights() -> None:
    for first, second in itertools.combinations(range(len(CHINESE)), 2):
        code = [*CODES[0]]
        code[second] = code[first]
        assert largest(compare(CHINESE, recode(CHINESE, tuple(code)), tied=False, follows=False)) > 1e-3


@pytest.mark.parametrize("words", [CHINESE, ENGLISH], ids="-".join)
@EVERY_CODE
def test_tied_to_a_world_that_keeps_its_names_weights_change(words: tuple[str, ...], code: tuple[str, ...]) -> None:
    assert largest(compare(words, recode(words, code), tied=True, follows=False)) > 0.1


@EVERY_SENTENCE
@EVERY_CODE
def test_if_the_world_takes_up_the_new_names_nothing_changes(words: tuple[str, ...], code: tuple[str, ...]) -> None:
    assert largest(compare(words, recode(words, code), tied=True, follows=True)) == 0


def test_without_anything_that_is_felt_the_tie_makes_no_difference() -> None:
    words = ("因为", "我", "喜欢", "它")
    assert not any(felt(word).any() for word in words)
    assert largest(compare(words, recode(words, CODES[0]), tied=True, follows=False)) == 0


def test_the_world_hands_over_what_goes_by_a_name_and_nothing_for_a_code() -> None:
    np.testing.assert_array_equal(felt("Fish"), felt("鱼"))
    np.testing.assert_array_equal(felt("417"), np.zeros(len(SENSES)))


@pytest.mark.parametrize(
    ("words", "code", "symbols"),
    [
        (("The", "cat", "saw", "the", "dog"), ("1", "2", "3", "4"), ("1", "2", "3", "1", "4")),
        (("a", "b", "c"), ("b",), ("b", "b", "c")),
        (("a", "b"), ("1", "2", "3"), ("1", "2")),
    ],
)
def test_every_different_word_gets_the_next_symbol(
    words: tuple[str, ...], code: tuple[str, ...], symbols: tuple[str, ...]
) -> None:
    assert recode(words, code) == symbols


@pytest.mark.parametrize("lang", LANGS)
def test_caption_and_bars_say_what_was_computed(lang: Lang) -> None:
    words = {"zh": CHINESE, "en": ENGLISH}[lang]
    focus = {"zh": 4, "en": 3}[lang]
    shown = drawn("chinese-room", {}, lang)
    symbols = [label.split(" → ")[1] for label in shown.texts("text") if " → " in label][: len(words)]
    inside, outside = (compare(words, tuple(symbols), tied=tied, follows=False) for tied in (False, True))
    before, after = (each[focus] for each in outside)
    moved = int(np.abs(after - before).argmax())
    assert words[moved] in shown.quotations and words[focus] in shown.quotations
    assert {percent(before[moved]), percent(after[moved])} == {f"{number}%" for number in shown.percentages}
    assert shown.caption.count(written(largest(inside))) == 1
    said = [label for label in shown.texts("text", "pw-heading") if "36" in label]
    assert [label.split()[-1].split("：")[-1] for label in said] == ["0", written(largest(outside))]
    shares = [text for text in shown.texts("text", "pw-number") if "/" in text]
    pairs = [(was, now) for was, now in zip(inside[0][focus], inside[1][focus], strict=True)]
    pairs += list(zip(before, after, strict=True))
    assert shares == [f"{percent(now)} / {percent(was)}" for was, now in pairs]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"code": "1 1 2 3 4 5"}, {"zh": "用了同一个代号“1”", "en": "share the code “1”"}),
        ({"sentence": "cat dog", "code": "cat dog"}, {"zh": "什么也没有换", "en": "nothing has changed"}),
        ({"follows": "on"}, {"zh": "还是 0", "en": "is 0 again"}),
        ({"sentence": "因为 it", "code": "1 2", "focus": "0"}, {"zh": "摸得着", "en": "one can feel"}),
    ],
)
def test_caption_says_what_the_reader_has_made_of_it(texts: dict[str, str], said: dict[Lang, str], lang: Lang) -> None:
    assert said[lang] in drawn("chinese-room", texts, lang).caption


@EVERY_SENTENCE
def test_shuffled_codes_are_the_same_symbols_and_no_weight_inside_changes(words: tuple[str, ...]) -> None:
    code = CODES[0][: len({word.lower() for word in words})]
    orders = [shuffled(code, times) for times in range(13)]
    assert orders[0] == code
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(code))}
    assert all(one != other for one, other in itertools.pairwise(orders))
    for order in orders:
        assert largest(compare(words, recode(words, order), tied=False, follows=False)) == 0


def test_codes_are_shuffled_by_a_button() -> None:
    once, twice = (drawn("chinese-room", {"shuffles": times}, "en").texts("text", "pw-text") for times in ("1", "2"))
    assert once != twice
    assert drawn("chinese-room", {}, "en").attributes("button", **{"data-play": "shuffles"})
