"""The claim of `budget`: no allocation is worth more than that of softmax, and the caption says how much one falls short."""

from __future__ import annotations

import re

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import log_softmax, softmax
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.budget import ALL_ON_ONE, BOOKS, EVEN, SCORES, at_random, shares_of, worth, written
from tests.bundled import LANGS

TEMPERATURES = [0.1, 0.5, 1.0, 2.0]
PARTS = [(70, 30, 0, 0), (1, 1, 1, 1), (0, 0, 0, 5), (58, 21, 13, 8), (3, 100, 0, 41)]


def texts(parts: tuple[int, ...], temperature: float = 1.0, spread: str = "on") -> dict[str, str]:
    given = {name: str(number) for name, number in zip("abcd", parts, strict=True)}
    return given | {"temperature": str(temperature), "spread": spread}


@pytest.mark.parametrize("temperature", TEMPERATURES)
@pytest.mark.parametrize("concentration", [0.05, 0.3, 1.0, 10.0])
def test_no_allocation_is_worth_more_than_softmax(temperature: float, concentration: float) -> None:
    """Twenty thousand allocations, from nearly all on one book to nearly even; and those right beside softmax."""
    best = softmax(SCORES, temperature=temperature)
    most = worth(best, temperature, count_spread=True).total
    random = np.random.default_rng(0)
    anywhere = random.dirichlet([concentration] * len(BOOKS), size=20_000)
    beside = best * random.uniform(0.9, 1.1, (20_000, len(BOOKS)))
    for shares in (anywhere, beside / beside.sum(axis=-1, keepdims=True), ALL_ON_ONE, at_random(), EVEN):
        assert worth(shares, temperature, count_spread=True).totals[-1] <= most + 1e-12


@pytest.mark.parametrize("temperature", TEMPERATURES)
@pytest.mark.parametrize("parts", PARTS)
def test_an_allocation_falls_short_by_the_divergence_from_softmax(parts: tuple[int, ...], temperature: float) -> None:
    """T·KL(w ‖ softmax), which is never below 0; worked out here another way than in the widget."""
    mine = np.array(parts) / sum(parts)
    given = mine > 0
    log_best = log_softmax(SCORES, temperature=temperature)
    short = temperature * float((mine[given] * (np.log(mine[given]) - log_best[given])).sum())
    assert short >= 0
    for lang in LANGS:
        shown = drawn("budget", texts(parts, temperature), lang)
        numbers = re.findall(r"\d+\.\d+|\d+", shown.caption)
        assert numbers[1] == written(short)
        assert numbers[0] == f"{worth(mine, temperature, count_spread=True).total:.2f}"


@pytest.mark.parametrize("lang", LANGS)
def test_without_the_spread_softmax_can_be_beaten_and_the_caption_says_so(lang: Lang) -> None:
    ahead = 2.0 - float(softmax(SCORES) @ SCORES)
    caption = drawn("budget", texts((9, 0, 0, 0), spread="off"), lang).caption
    assert ahead > 0.5
    assert f"{ahead:.2f}" in caption and {"zh": "多 ", "en": "more than softmax"}[lang] in caption
    caption = drawn("budget", texts((0, 0, 0, 9), spread="off"), lang).caption
    assert {"zh": "少 ", "en": "less than softmax"}[lang] in caption


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("spread", ["on", "off"])
def test_giving_nothing_is_an_ordinary_case(spread: str, lang: Lang) -> None:
    shown = drawn("budget", texts((0, 0, 0, 0), spread=spread), lang)
    assert {"zh": "一份也没有", "en": "nothing to any book"}[lang] in shown.caption
    assert not re.search(r"\bnan\b", shown.html)
    assert shown.texts("text", "pw-number")[len(BOOKS) + 2] == "0.00"


@pytest.mark.parametrize("spread", ["on", "off"])
def test_numbers_in_the_figure_are_shares_and_worths(spread: str) -> None:
    temperature, mine = 0.5, np.array([0.2, 0.1, 0.3, 0.4])
    best, count_spread = softmax(SCORES, temperature=temperature), spread == "on"
    shown = drawn("budget", texts((20, 10, 30, 40), temperature, spread), "en").texts("text", "pw-number")
    assert shown[: len(BOOKS)] == [f"{100 * a:.0f}% / {100 * b:.0f}%" for a, b in zip(mine, best, strict=True)]
    rows = [best, mine, EVEN, at_random(), ALL_ON_ONE]
    assert shown[len(BOOKS) + 1 :] == [
        f"{worth(row, temperature, count_spread=count_spread).total:.2f}" for row in rows
    ]


def test_only_the_proportions_of_the_parts_count() -> None:
    np.testing.assert_array_equal(shares_of(np.array([2.0, 1.0, 1.0, 0.0])), [0.5, 0.25, 0.25, 0])
    small, large = (drawn("budget", texts(parts), "en").texts("svg") for parts in ((2, 1, 1, 0), (60, 30, 30, 0)))
    assert small == large


def test_random_allocations_are_allocations_and_favour_no_book() -> None:
    assert (at_random() >= 0).all()
    np.testing.assert_allclose(at_random().sum(axis=-1), 1)
    np.testing.assert_allclose(at_random().mean(axis=0), EVEN, atol=0.03)


@pytest.mark.parametrize(
    ("gap", "expected"),
    [(0.0, "0"), (1e-15, "0"), (-1e-15, "0"), (0.236, "0.24"), (0.004, "0.004"), (4.6e-6, "0.000005")],
)
def test_a_small_gap_is_not_written_as_none(gap: float, expected: str) -> None:
    assert written(gap) == expected


@pytest.mark.parametrize("parts", PARTS)
def test_a_dragged_bar_ends_where_its_share_is_and_the_others_divide_the_rest(parts: tuple[int, ...]) -> None:
    mine = shares_of(np.array(parts, float))
    handles = drawn("budget", texts(parts), "en").attributes("g", **{"class": "pw-sideways"})
    for place, (share, handle) in enumerate(zip(mine, handles, strict=True)):
        assert str(handle["data-drag"]).split() == list("abcd")
        ways = [tuple(map(float, way.split()[1:])) for way in str(handle["data-values"]).split(", ")]
        values = np.array([low + share * (high - low) for low, high in ways])
        np.testing.assert_allclose(values, 100 * mine, atol=1e-3)
        assert ways[place] == (0, 100) and sum(low for low, _ in ways) == pytest.approx(100, abs=1e-3)
