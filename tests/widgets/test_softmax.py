"""The claim of `softmax`: more coordinates collapse the shares onto one book, and dividing by √d keeps them as they were."""

from __future__ import annotations

import re

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import Array, entropy, scaled_dot_product_attention
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.softmax import (
    BOOKS,
    DRAWS,
    SIZES,
    random_vectors,
    scores_by_size,
    shown_scores,
    spread,
    spreads,
)
from tests.bundled import LANGS

TEMPERATURES = [0.1, 0.3, 1.0, 2.0, 5.0]
FROM_4 = slice(2, None)  # with one or two coordinates the scores are not yet anything like normally distributed


def normal_vectors(seed: int) -> tuple[Array, Array]:
    """The same with coordinates from the normal distribution, as the paper has them in its footnote."""
    random = np.random.default_rng(seed)
    query, key = (random.standard_normal((DRAWS, rows, int(SIZES[-1]))) for rows in (1, BOOKS))
    return query, key


@pytest.fixture(
    scope="module",
    params=[(random_vectors, 0), (random_vectors, 1), (normal_vectors, 2)],
    ids=["shown", "new", "normal"],
)
def scores(request: pytest.FixtureRequest) -> Array:
    """The claim does not hang on the draws that are shown, nor on the distribution of a coordinate."""
    vectors, seed = request.param
    found: Array = scores_by_size(*vectors(seed))
    return found


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_without_the_division_the_entropy_falls_as_d_grows(scores: Array, temperature: float) -> None:
    mean = spread(scores, temperature, divide=False).mean
    assert (mean[3:] < mean[:-3]).all()  # at every three doublings: the mean of 200 draws is sure to some hundredths
    assert mean[-1] < mean[0] / 3


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_with_the_division_it_stays(scores: Array, temperature: float) -> None:
    mean = spread(scores, temperature, divide=True).mean
    assert np.ptp(mean[FROM_4]) < 0.15
    if temperature >= 1:
        assert np.ptp(mean) < 0.2


def test_scores_swing_like_the_root_of_d(scores: Array) -> None:
    np.testing.assert_allclose(scores.std(axis=(0, 2)), np.sqrt(SIZES), rtol=0.12)


def test_dividing_is_what_attention_does_by_default() -> None:
    query, key = random_vectors(seed=0)
    for exponent, d in enumerate(SIZES):
        _, weights = scaled_dot_product_attention(query[..., :d], key[..., :d], key[..., :d], return_weights=True)
        expected = entropy(weights[:, 0])
        np.testing.assert_allclose(spreads(1.0)[0].mean[exponent], expected.mean())
        assert (spreads(1.0)[0].low[exponent] <= np.quantile(expected, 0.06)).all()
        assert (spreads(1.0)[0].high[exponent] >= np.quantile(expected, 0.94)).all()


def test_coordinates_have_mean_0_and_variance_1() -> None:
    for vectors in random_vectors(seed=0):
        assert abs(vectors.mean()) < 0.01
        assert vectors.var() == pytest.approx(1, abs=0.01)


def test_a_lower_temperature_sharpens_and_a_higher_one_evens_out() -> None:
    for each in range(2):
        means = [spreads(temperature)[each].mean for temperature in TEMPERATURES]
        assert (np.diff(means, axis=0) > 0).all()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("divide", ["on", "off"])
@pytest.mark.parametrize(
    ("exponent", "temperature", "number"), [(6, 1.0, 1), (10, 0.5, 200), (0, 2.0, 7), (3, 5.0, 50)]
)
def test_caption_and_bars_say_what_was_computed(
    exponent: int, temperature: float, number: int, divide: str, lang: Lang
) -> None:
    texts = {"dimensions": str(exponent), "temperature": str(temperature), "divide": divide, "draw": str(number)}
    shown = drawn("softmax", texts, lang)
    d = 2**exponent
    query, key = (vectors[number - 1, :, :d] for vectors in random_vectors(seed=0))
    scale = (1 / np.sqrt(d) if divide == "on" else 1.0) / temperature
    _, ((*shares,),) = scaled_dot_product_attention(query, key, key, scale=scale, return_weights=True)
    assert shown.texts("text", "pw-number")[:BOOKS] == [f"{100 * share:.0f}%" for share in shares]
    assert f"{entropy(shares):.2f}" in shown.texts("text", "pw-number")[BOOKS]
    assert shown.percentages == [round(100 * max(shares))]
    with_it, without = (each.mean[exponent] for each in spreads(temperature))
    first, second = (with_it, without) if divide == "on" else (without, with_it)
    decimals = re.findall(r"\d+\.\d\d", shown.caption)
    assert decimals == [f"{first:.2f}", *([f"{second:.2f}"] if d > 1 else [])]
    assert f"d = {d}" in shown.caption


def test_the_slider_of_exponents_shows_d() -> None:
    (slider,) = drawn("softmax", {"dimensions": "10"}, "en").attributes("input", name="dimensions")
    assert (slider["value"], slider["aria-valuetext"]) == ("10", "1024")


def test_every_draw_can_be_looked_at() -> None:
    assert shown_scores().shape == (BOOKS, len(SIZES), DRAWS)
    (slider,) = drawn("softmax", {}, "en").attributes("input", name="draw")
    assert (slider["min"], slider["max"]) == ("1", str(DRAWS))


def test_panels_are_about_as_high_as_each_other() -> None:
    """On a phone they are a strip, as high as the higher one."""
    one, all_ = (int(panel["height"] or 0) for panel in drawn("softmax", {}, "en").attributes("svg"))
    assert 0.9 * all_ < one <= all_
