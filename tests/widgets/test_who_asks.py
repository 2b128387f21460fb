"""The claim of `who-asks`: no query, flat weights; a query from outside settles one thing; chosen queries find out most."""

from __future__ import annotations

import re

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import entropy
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.who_asks import (
    BOXES,
    LOOKS,
    NONE,
    OUTSIDE,
    OWN,
    RUNS,
    SIGNS,
    answers,
    boxes_left,
    explore,
    looked_at,
    luck,
    own_question,
    weights_by_question,
)
from tests.bundled import LANGS

EVERY_ASKER = pytest.mark.parametrize("asker", [OWN, NONE, OUTSIDE])
RELIABLE = pytest.mark.parametrize("reliability", [0.7, 0.8, 0.9, 1.0])


@RELIABLE
def test_without_a_query_the_weights_stay_flat(reliability: float) -> None:
    weights = explore(NONE, reliability, 0).weights
    np.testing.assert_allclose(weights, 1 / SIGNS)
    np.testing.assert_allclose(entropy(weights), np.log(SIGNS))


@pytest.mark.parametrize("asker", [OWN, OUTSIDE])
def test_a_query_is_no_longer_flat(asker: str) -> None:
    assert entropy(explore(asker, 0.9, 5).weights).max() < 0.1


@RELIABLE
@pytest.mark.parametrize("sign", [3, 15])
def test_who_chooses_its_questions_finds_out_most_about_the_world(reliability: float, sign: int) -> None:
    own, none, outside = (boxes_left(explore(asker, reliability, sign).beliefs) for asker in (OWN, NONE, OUTSIDE))
    for looks in (6, 10, LOOKS):
        assert own[2, looks] < none[1, looks]
        assert own[2, looks] < outside[1, looks]


def test_a_question_from_outside_settles_that_question_and_no_more() -> None:
    known = {asker: answers(explore(asker, 0.9, 15).beliefs, 15).mean(axis=-1) for asker in (OWN, NONE, OUTSIDE)}
    assert known[OUTSIDE][4:].min() >= known[OWN][4:].min() > known[NONE][4:].min()
    assert known[OUTSIDE][10:].min() > 0.97
    assert boxes_left(explore(OUTSIDE, 0.9, 15).beliefs)[0].min() > BOXES / 2 - 1


@EVERY_ASKER
def test_from_signs_that_say_nothing_nobody_learns(asker: str) -> None:
    np.testing.assert_allclose(boxes_left(explore(asker, 0.5, 7).beliefs), BOXES)


def test_without_errors_the_treasure_is_found_in_as_few_looks_as_halving_takes() -> None:
    # A look goes astray once in a hundred times, so not every run makes it.
    found = explore(OWN, 1.0, 0).beliefs[5].argmax(axis=-1) == luck().treasure
    assert found.mean() > 0.9


@EVERY_ASKER
def test_beliefs_are_as_often_right_as_they_say(asker: str) -> None:
    beliefs = explore(asker, 0.8, 9).beliefs[10]
    right = beliefs.argmax(axis=-1) == luck().treasure
    assert right.mean() == pytest.approx(beliefs.max(axis=-1).mean(), abs=0.12)


@pytest.mark.parametrize("reliability", [0.6, 0.9, 1.0])
def test_own_question_is_the_one_that_lowers_the_entropy_most(reliability: float) -> None:
    """Counted out: both answers of each sign, the beliefs that they lead to, and how probable they are."""
    belief = np.random.default_rng(1).dirichlet(np.full(BOXES, 0.3), RUNS)
    gains = np.empty((RUNS, SIGNS))
    for sign in range(SIGNS):
        likelihoods = np.where(np.arange(BOXES) > sign, reliability, 1 - reliability)
        after = 0.0
        for likelihood in (likelihoods, 1 - likelihoods):
            joint = belief * likelihood
            total = joint.sum(axis=-1)
            after = after + total * entropy(joint / np.where(total > 0, total, 1)[:, None])
        gains[:, sign] = entropy(belief) - after
    asked = gains[np.arange(RUNS), own_question(belief, reliability)]
    np.testing.assert_allclose(asked, gains.max(axis=-1), rtol=1e-3)


@pytest.mark.parametrize("question", [0, 7, SIGNS])
def test_looks_fall_where_the_weights_are(question: int) -> None:
    """With the same chance each time, so that explorers differ in their questions alone."""
    weights = weights_by_question()[question]
    seen = looked_at()[question]
    before = weights.cumsum()[seen] - weights[seen]
    assert (before <= luck().draw).all()
    np.testing.assert_array_less(luck().draw, before + weights[seen] + 1e-12)


def test_interval_is_that_of_the_mean_entropy() -> None:
    beliefs = np.random.default_rng(2).dirichlet(np.full(BOXES, 0.3), (1, RUNS))
    entropies = entropy(beliefs[0])
    error = entropies.std(ddof=1) / np.sqrt(RUNS)
    ends = np.log(boxes_left(beliefs)[:, 0]) - entropies.mean()
    np.testing.assert_allclose(ends, [0, -1.984 * error, 1.984 * error], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("texts", [{}, {"looks": "12", "sign": "4"}, {"reliability": "75", "run": "7"}, {"looks": "0"}])
def test_caption_says_what_was_computed(texts: dict[str, str], lang: Lang) -> None:
    values = {"looks": "6", "sign": "16", "reliability": "90"} | texts
    looks, sign, reliability = int(values["looks"]), int(values["sign"]) - 1, int(values["reliability"]) / 100
    explored = {asker: explore(asker, reliability, sign if asker == OUTSIDE else 0) for asker in (OWN, NONE, OUTSIDE)}
    left = [boxes_left(explored[asker].beliefs)[0, looks] for asker in (OWN, NONE, OUTSIDE)]
    known = answers(explored[OUTSIDE].beliefs, sign)[looks].mean()
    shown = drawn("who-asks", texts, lang)
    assert re.findall(r"\d+\.\d\b", shown.caption) == [f"{boxes:.1f}" for boxes in left]
    assert shown.percentages == [round(100 * known)]


@pytest.mark.parametrize("lang", LANGS)
def test_caption_says_when_there_is_nothing_to_read(lang: Lang) -> None:
    assert {"zh": "等于没写", "en": "as good as blank"}[lang] in drawn("who-asks", {"reliability": "50"}, lang).caption
