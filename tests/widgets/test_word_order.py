"""The claim of `word-order`: without positions every order of the words gives each the very same output; with them, not."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import scaled_dot_product_attention, sinusoidal_positions
from pyodide_widgets.kit.words import Lang, written
from pyodide_widgets.widgets.toys import toy_words
from pyodide_widgets.widgets.word_order import attend, differences
from tests.bundled import LANGS

SENTENCES = [
    ("狗", "咬", "人"),
    ("dog", "bites", "man"),
    ("The", "cat", "chased", "the", "cat"),
    ("xyzzy", "🍎", "它", "?", "小猫", "苹果"),
]
EVERY_SENTENCE = pytest.mark.parametrize("words", SENTENCES, ids="-".join)


def other_orders(words: tuple[str, ...]) -> list[tuple[int, ...]]:
    """All orders but the one that is there."""
    return list(itertools.permutations(range(len(words))))[1:]


@EVERY_SENTENCE
def test_without_positions_no_order_changes_any_output_in_the_last_digit(words: tuple[str, ...]) -> None:
    for order in other_orders(words):
        np.testing.assert_array_equal(differences(words, order, "none")[2], 0)


@EVERY_SENTENCE
@pytest.mark.parametrize("positions", ["sinusoidal", "rotary"])
def test_positions_tell_every_order_apart(words: tuple[str, ...], positions: str) -> None:
    for order in other_orders(words):
        assert differences(words, order, positions)[2].max() > 1e-3


@EVERY_SENTENCE
def test_alibi_tells_all_orders_apart_but_backwards(words: tuple[str, ...]) -> None:
    """It knows distances alone, and those are the same seen from the other end."""
    *others, backwards = other_orders(words)
    assert differences(words, backwards, "alibi")[2].max() == 0
    for order in others:
        assert differences(words, order, "alibi")[2].max() > 1e-4


@EVERY_SENTENCE
def test_sorting_the_terms_of_sums_changes_no_more_than_rounding(words: tuple[str, ...]) -> None:
    """The outputs are those of the core with the words as they stand, but for the last digits."""
    to_query, to_key = toy_words.projections()
    x = toy_words.embed(words)
    for positions, added in (("none", 0), ("sinusoidal", sinusoidal_positions(*x.shape))):
        y = x + added
        plain = scaled_dot_product_attention(y @ to_query, y @ to_key, y)
        np.testing.assert_allclose(attend(words, positions), plain, rtol=0, atol=1e-14)


def test_each_word_can_be_dragged_to_each_place() -> None:
    handles = drawn("word-order", {"sentence": "the old cat saw", "order": "2 4 1 3"}, "en").attributes(
        "g", **{"class": "pw-updown"}
    )
    assert [handle["data-values"] for handle in handles] == [
        "down 2 4 1 3|4 2 1 3|4 1 2 3|4 1 3 2",
        "down 4 2 1 3|2 4 1 3|2 1 4 3|2 1 3 4",
        "down 1 2 4 3|2 1 4 3|2 4 1 3|2 4 3 1",
        "down 3 2 4 1|2 3 4 1|2 4 3 1|2 4 1 3",
    ]
    tops, bottoms = zip(*(handle["data-box"].split()[1::2] for handle in handles), strict=True)
    assert {*tops} == {"62.0"} and {*bottoms} == {"286.0"}


@pytest.mark.parametrize("words", [2, 3, 8, 16])
def test_panels_are_about_as_high_as_each_other(words: int) -> None:
    """On a phone they are a strip, as high as the higher one."""
    panels = drawn("word-order", {"sentence": " ".join(["cat"] * words)}, "en").attributes("svg")
    orders, differences = (int(panel["height"] or 0) for panel in panels)
    assert 0.7 * differences < orders <= differences


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("positions", ["none", "sinusoidal", "rotary"])
def test_caption_and_bars_say_what_was_computed(positions: str, lang: Lang) -> None:
    texts = {"sentence": "the old cat saw a dog", "order": "4 1 6 2 5 3", "positions": positions}
    words = tuple(texts["sentence"].split())
    order = (3, 0, 5, 1, 4, 2)
    apart = differences(words, order, positions)[2]
    shown = drawn("word-order", texts, lang)
    assert shown.quotations == [" ".join(words), " ".join(words[place] for place in order)]
    assert re.findall(r"\d[\d.]*\d|\d", shown.caption) == [written(apart.max())]
    name = {"sinusoidal": ("正弦编码", "sinusoidal"), "rotary": ("旋转编码", "rotary"), "none": ("", "")}[positions]
    assert {"zh": f"加上{name[0]}，", "en": f"With {name[1]} positions"}[lang] in shown.caption or positions == "none"
    numbers = shown.texts("text", "pw-number")
    assert numbers[:6] == [written(each) for each in apart]
    by_positions = ("none", "sinusoidal", "rotary", "alibi")
    assert numbers[6:] == [written(differences(words, order, each)[2].max()) for each in by_positions]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"positions": "alibi", "order": "2 1 3"}, {"zh": "加上 ALiBi，", "en": "With ALiBi positions"}),
        ({"positions": "alibi"}, {"zh": "隔多远", "en": "how far apart"}),
        ({"sentence": "la la la"}, {"zh": "词序没有变", "en": "no word has changed seats"}),
        ({"sentence": "cat"}, {"zh": "词序没有变", "en": "no word has changed seats"}),
    ],
)
def test_caption_says_what_alibi_sees_and_why_nothing_differs(
    texts: dict[str, str], said: dict[Lang, str], lang: Lang
) -> None:
    assert said[lang] in drawn("word-order", texts, lang).caption


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("positions", ["none", "rotary"])
def test_lines_are_dotted_where_the_output_has_changed(positions: str, lang: Lang) -> None:
    lines = drawn("word-order", {"positions": positions}, lang).attributes("path", **{"class": "pw-score pw-curve"})
    assert len(lines) == 3
    assert all(("stroke-dasharray" in line) == (positions == "rotary") for line in lines)
