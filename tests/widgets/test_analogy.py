"""The claim of `analogy`: a relation is a direction and can be a query; one that the plane lacks is not found."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import softmax
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.analogy import KEYS, NAMES, VOCABULARY, answer, ask
from tests.bundled import LANGS


def best(a: str, b: str, c: str, *, bar: bool = False) -> str:
    return NAMES[int(answer(ask(a, b, c), (a, b, c) if bar else ()).argmax())]


@pytest.mark.parametrize("bar", [True, False])
@pytest.mark.parametrize(
    ("a", "b", "c", "wanted"),
    [
        ("king", "man", "queen", "woman"),
        ("queen", "woman", "king", "man"),
        ("king", "queen", "man", "woman"),
        ("king", "prince", "queen", "princess"),
        ("man", "woman", "prince", "princess"),
    ],
)
def test_relation_that_the_plane_has_finds_the_answer_even_among_the_words_of_the_question(
    a: str, b: str, c: str, wanted: str, bar: bool
) -> None:
    assert best(a, b, c, bar=bar) == wanted
    assert answer(ask(a, b, c)).max() > 0.5


@pytest.mark.parametrize("c", NAMES[:8])
def test_relation_that_the_plane_lacks_leads_back_to_the_word_it_was_taken_to(c: str) -> None:
    assert best("cat", "kitten", c) == c


def test_barring_the_words_of_the_question_makes_such_a_failure_look_like_an_answer() -> None:
    assert best("cat", "kitten", "queen") == "queen"
    assert best("cat", "kitten", "queen", bar=True) == "princess"


def test_the_nearer_a_word_is_to_the_query_the_larger_its_share() -> None:
    """Half of a key's squared length off its score turns the dot product into nearness, exactly."""
    for a, b, c in itertools.permutations(NAMES, 3):
        query = ask(a, b, c)
        distances = ((KEYS - query) ** 2).sum(axis=-1)
        np.testing.assert_allclose(answer(query), softmax(-4.0 * distances / 2), atol=1e-12)


def test_barred_words_get_nothing_and_the_others_all() -> None:
    shares = answer(ask("king", "man", "queen"), ("king", "man", "queen"))
    assert [name for name, share in zip(NAMES, shares, strict=True) if share == 0] == ["king", "queen", "man"]
    np.testing.assert_allclose(shares.sum(), 1)


def test_the_query_is_the_step_from_a_to_b_taken_from_c() -> None:
    at = {name: np.array(entry.at) for name, entry in VOCABULARY.items()}
    np.testing.assert_array_equal(ask("king", "man", "queen"), at["queen"] + at["man"] - at["king"])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("texts", "answers", "said"),
    [
        ({}, "woman", {"zh": "好比", "en": " is to "}),
        ({"a": "cat", "b": "kitten"}, "queen", {"zh": "没有指向新的词", "en": "leads to no new word"}),
        (
            {"a": "cat", "b": "kitten", "bar": "on"},
            "princess",
            {"zh": "只是剩下的词里最近的", "en": "nearest of the rest"},
        ),
        ({"a": "cat", "b": "king"}, "queen", {"zh": "落在空处", "en": "in the void"}),
        ({"a": "king", "b": "king"}, "queen", {"zh": "没有指向新的词", "en": "leads to no new word"}),
        ({"a": "queen", "b": "man"}, "man", {"zh": "没有指向新的词", "en": "leads to no new word"}),
    ],
)
def test_caption_names_the_word_with_the_largest_share_and_says_what_it_is_worth(
    texts: dict[str, str], answers: str, said: dict[Lang, str], lang: Lang
) -> None:
    shown = drawn("analogy", texts, lang)
    a, b, c = (texts.get(name, first) for name, first in (("a", "king"), ("b", "man"), ("c", "queen")))
    shares = answer(ask(a, b, c), (a, b, c) if "bar" in texts else ())
    assert NAMES[int(shares.argmax())] == answers
    assert said[lang] in shown.caption
    assert shown.percentages == [round(100 * shares.max())]
    assert VOCABULARY[answers].word[lang] in shown.quotations


@pytest.mark.parametrize("lang", LANGS)
def test_bars_write_the_shares_and_say_which_words_are_barred(lang: Lang) -> None:
    numbers = drawn("analogy", {"bar": "on"}, lang).texts("text", "pw-number")
    shares = answer(ask("king", "man", "queen"), ("king", "man", "queen"))
    barred = {"zh": "排除", "en": "barred"}[lang]
    assert numbers == [
        barred if name in ("king", "man", "queen") else f"{100 * share:.0f}%"
        for name, share in zip(NAMES, shares, strict=True)
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_query_beyond_the_plane_is_said_and_its_arrow_stays_inside(lang: Lang) -> None:
    outside = {"zh": "查询在图外", "en": "the query is outside"}[lang]
    for a, b, c in itertools.product(NAMES[:9:2], repeat=3):
        shown = drawn("analogy", {"a": a, "b": b, "c": c}, lang)
        assert (outside in shown.texts("text")) is bool(np.abs(ask(a, b, c)).max() > 2.8)
        for line in shown.attributes("line", **{"class": "pw-query-line"}):
            assert 0 <= float(line["x2"] or "") <= 320 and 42 <= float(line["y2"] or "") <= 42 + 318


@pytest.mark.parametrize(("lang", "asked"), [("zh", "国王 : 男人 = 女王 : ？"), ("en", "king : man = queen : ?")])
def test_the_question_stands_above_the_plane_as_a_proportion(lang: Lang, asked: str) -> None:
    assert drawn("analogy", {}, lang).texts("text", "pw-heading")[0] == asked


def test_every_word_can_be_put_in_the_place_of_c_by_a_click() -> None:
    groups = [each["data-set"] for each in drawn("analogy", {}, "en").attributes("g") if each.get("data-set")]
    assert groups == [f"c={name}" for name in NAMES]
