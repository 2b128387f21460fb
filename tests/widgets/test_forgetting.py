"""The claim of `forgetting`: outside the window recall is at chance; a memory brings it back, up to its capacity."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import recall, scaled_dot_product_attention
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.forgetting import (
    BLUR,
    FARTHEST,
    POWERS,
    RUNS,
    SHARPNESS,
    SYMBOLS,
    facts,
    is_right,
    questions,
    stream,
)
from pyodide_widgets.widgets.toys.trials import share_with_interval
from tests.bundled import LANGS

CHANCE = 1 / SYMBOLS


def attention(distance: int, window: int, size: int = 16) -> tuple[float, float, float]:
    return share_with_interval(is_right((distance,), window, size)[0])


def memory(distance: int, load: int, size: int = 16) -> tuple[float, float, float]:
    return share_with_interval(is_right((distance,), load, size)[0])


@pytest.mark.parametrize("window", [8, 16, 32])
def test_in_the_window_attention_recalls(window: int) -> None:
    for distance in range(0, window, 3):
        assert attention(distance, window)[1] > 0.75


@pytest.mark.parametrize("size", [8, 16, 24])
def test_outside_the_window_it_is_at_chance(size: int) -> None:
    far = [is_right((n,), window, size) for window in (4, 16, 32) for n in range(window, 61, 2)]
    assert np.mean(far) == pytest.approx(CHANCE, abs=0.02)


@pytest.mark.parametrize("distance", [17, 30, 45, FARTHEST])
@pytest.mark.parametrize("load", [64, 128])
def test_a_memory_brings_it_back(distance: int, load: int) -> None:
    assert memory(distance, load)[1] > 0.6
    assert memory(distance, load)[1] > attention(distance, 16)[2]


def test_beyond_its_capacity_it_does_not() -> None:
    shares = [memory(2**power - 1, 2**power, size=8)[0] for power in POWERS]
    assert shares[0] > 0.75
    assert shares[-1] < 0.4
    assert all(later < earlier + 0.1 for earlier, later in itertools.pairwise(shares))


def test_longer_keys_make_room_for_more() -> None:
    shares = [memory(30, 512, size)[0] for size in (8, 12, 16, 20, 24)]
    assert shares == sorted(shares)
    assert shares[-1] > shares[0] + 0.5


@pytest.mark.parametrize("load", [64, 512])
def test_what_the_memory_says_is_what_recall_brings_back(load: int) -> None:
    """Of a pattern one knows the key, blurred; what is recalled has a symbol too. So a memory has no better way to search
    than a window has: it has more to search in."""
    distances = (0, 20, FARTHEST)
    unknown = np.zeros((RUNS, len(distances), SYMBOLS))
    cue = np.concatenate([unknown, questions(distances, 16)], axis=-1)
    recalled = recall(cue, facts(load, 16), sharpness=SHARPNESS)
    right = recalled[..., :SYMBOLS].argmax(axis=-1) == stream().symbols[:, list(distances)]
    np.testing.assert_array_equal(is_right(distances, load, 16), right.T)


@pytest.mark.parametrize("size", [8, 16])
def test_weights_are_the_odds_of_each_fact_to_be_the_one_that_is_meant(size: int) -> None:
    """By Bayes' rule from the densities: no sharpness was chosen to please."""
    keys = facts(64, size)[..., SYMBOLS:].astype(float)
    question = questions((10,), size).astype(float)
    densities = np.exp(-((question - keys) ** 2).sum(axis=-1) / (2 * BLUR**2))
    odds = densities / densities.sum(axis=-1, keepdims=True)
    _, weights = scaled_dot_product_attention(question, keys, keys, scale=SHARPNESS, return_weights=True)
    np.testing.assert_allclose(weights[:, 0], odds)


def test_streams_are_what_the_note_says() -> None:
    symbols, patterns, blur = stream()
    keys = patterns[..., SYMBOLS:]
    assert len(keys) == RUNS
    np.testing.assert_array_equal(patterns[..., :SYMBOLS].argmax(axis=-1), symbols)
    assert set(np.unique(keys)) == {-1, 1}
    assert keys.mean() == pytest.approx(0, abs=0.01)
    assert np.bincount(symbols.ravel()) / symbols.size == pytest.approx(CHANCE, abs=0.01)
    assert blur.std() == pytest.approx(BLUR, abs=0.05)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("texts", [{}, {"distance": "7"}, {"load": "9", "size": "8"}, {"memory": "off"}])
def test_caption_says_what_was_computed(texts: dict[str, str], lang: Lang) -> None:
    values = {"distance": "30", "window": "16", "load": "7", "size": "16", "memory": "on"} | texts
    distance, window, load, size = (int(values[name]) for name in ("distance", "window", "load", "size"))
    found = [attention(distance, window, size)[0]]
    if values["memory"] == "on":
        found.append(memory(distance, 2**load, size)[0])
    shown = drawn("forgetting", texts, lang)
    assert shown.percentages == [round(100 * share) for share in found]
    assert len(shown.attributes("svg")) == 2  # also without the memory: one alone would be drawn larger


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({}, {"zh": "找回来了", "en": "brings it back"}),
        ({"load": "9", "size": "8"}, {"zh": "帮不上多少忙", "en": "hardly helps"}),
        ({"load": "8", "size": "8"}, {"zh": "只找回", "en": "crowded"}),
        ({"window": "40"}, {"zh": "还在窗口里", "en": "still in the window"}),
    ],
)
def test_caption_says_what_became_of_the_fact(texts: dict[str, str], said: dict[Lang, str], lang: Lang) -> None:
    assert said[lang] in drawn("forgetting", texts, lang).caption


@pytest.mark.parametrize(
    ("texts", "zh", "en"),
    [
        ({"distance": "8", "memory": "off"}, None, None),
        ({"distance": "30", "memory": "off"}, "掉下去了", "fallen off"),
        ({"distance": "30", "memory": "on"}, "在外部记忆里", "in the memory"),
    ],
)
def test_the_fact_lies_on_the_desk_or_off_it(texts: dict[str, str], zh: str | None, en: str | None) -> None:
    for lang, place in (("zh", zh), ("en", en)):
        named = drawn("forgetting", texts, lang).texts("text", "pw-axis")
        assert {"掉下去了", "fallen off", "在外部记忆里", "in the memory"} & set(named) == {place} - {None}
