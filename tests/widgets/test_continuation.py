"""A text that is read and written on: with kept keys and values the same as without, and sensible with any beginning."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare

from pyodide_widgets.widgets.trained.continuation import draw_next, next_shares, read, written
from pyodide_widgets.widgets.trained.models import END, NAMES, UNKNOWN, reader

BEGINNING = {"tang": "春眠不觉晓，", "austen": "It is a truth"}


@pytest.mark.parametrize("name", NAMES)
def test_writing_on_sees_what_reading_anew_sees(name: str) -> None:
    of = reader(name)
    now = written(name, of.encode(BEGINNING[name]), 20, 0.8, 1)
    anew = of.model.forward([now.tokens])
    np.testing.assert_allclose(now.logits, anew.logits[0, -1], atol=1e-4)
    for place, look in enumerate(now.looks):
        for layer, weights in enumerate(anew.weights):
            np.testing.assert_allclose(look.weights[layer], weights[0, :, place, : place + 1], atol=1e-5)


def test_the_same_seed_writes_the_same_and_another_one_does_not() -> None:
    tokens = reader("austen").encode("It ")
    first = written("austen", tokens, 30, 1.0, 1).tokens
    written.cache_clear()
    assert written("austen", tokens, 30, 1.0, 1).tokens == first
    assert written("austen", tokens, 30, 1.0, 2).tokens != first
    assert written("austen", tokens, 12, 1.0, 1).tokens == first[: len(tokens) + 12]


def test_at_a_low_temperature_the_likeliest_is_written() -> None:
    tokens = reader("austen").encode("It is a trut")
    assert written("austen", tokens, 1, 0.1, 1).tokens[-1] == int(
        next_shares(read("austen", tokens).logits, 1).argmax()
    )


@pytest.mark.parametrize("name", NAMES)
def test_it_goes_on_where_the_window_is_full(name: str) -> None:
    of = reader(name)
    length = of.model.plan.length
    tokens = (END,) * (length - 2)
    now = written(name, tokens, 8, 1.0, 1)
    assert len(now.tokens) == len(now.looks) == length + 6
    assert now.start > 0
    assert all(np.allclose(look.weights.sum(axis=-1), 1, atol=1e-5) for look in now.looks)
    long = read(name, (END,) * (length + 5))
    assert long.start == 5
    assert len(long.looks) == length + 5


@pytest.mark.parametrize("name", NAMES)
def test_the_unknown_token_is_never_written(name: str) -> None:
    assert next_shares(read(name, (END, UNKNOWN, UNKNOWN)).logits, 1.0)[UNKNOWN] == 0
    assert next_shares(read(name, (END,)).logits, 1.0).sum() == pytest.approx(1)


def test_tokens_are_drawn_by_their_probabilities() -> None:
    logits = np.array([2.0, -9.0, 1.0, 0.0, -1.0])  # the first two are the end and the unknown one
    rng = np.random.default_rng(5)
    counts = np.bincount([draw_next(logits, 1.5, rng) for _ in range(20_000)], minlength=5)
    shares = next_shares(logits, 1.5)
    drawable = shares > 0
    assert chisquare(counts[drawable], shares[drawable] * counts.sum()).pvalue > 0.01
    assert counts[~drawable].sum() == 0


def test_what_is_drawn_does_not_depend_on_how_logits_are_rounded() -> None:
    """A browser's logits differ by about this much; by cumulative sums, one token in 200 would be another one."""
    rng = np.random.default_rng(1)
    for seed in range(2_000):
        logits = rng.normal(0, 3, 5_000)
        rounded = logits * (1 + rng.normal(0, 3e-6, len(logits)))
        assert draw_next(logits, 0.8, np.random.default_rng(seed)) == draw_next(
            rounded, 0.8, np.random.default_rng(seed)
        )


def test_characters_like_those_of_the_corpus_are_taken_for_them() -> None:
    tang, austen = reader("tang"), reader("austen")
    assert tang.encode("春 眠,") == tang.encode("春眠，")
    assert austen.encode("“It’s”—") == austen.encode('"It\'s"--')
    assert tang.encode("🍎x") == (END, UNKNOWN, UNKNOWN)
    assert austen.encode("") == (END,)
