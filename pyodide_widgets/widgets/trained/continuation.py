"""A text that a model reads and writes on, with what its heads looked at on the way.

Each written character needs only its own keys and values: those of the text before are kept. Where the model's window is
full, it goes on from the second half of what it has read. Test: tests/widgets/test_continuation.py.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...attention import Array, KeyValueCache, softmax
from .models import UNKNOWN, reader


class Look(NamedTuple):
    """What all heads looked at from one place."""

    first: int  # the place of the first key
    weights: Array  # (layers, heads, keys)


class Text(NamedTuple):
    """A text as far as it has been read and written."""

    tokens: tuple[int, ...]
    looks: tuple[Look, ...]  # from each place
    logits: Array  # scores for the next token, (T,)
    caches: tuple[KeyValueCache, ...]
    start: int  # the place of the first token that the caches hold


@lru_cache(maxsize=4)
def read(name: str, tokens: tuple[int, ...]) -> Text:
    """Read a beginning, the last part of it that the window has room for."""
    model = reader(name).model
    start = max(0, len(tokens) - model.plan.length)
    return _read_anew(name, tokens, (), start)


@lru_cache(maxsize=128)
def written(name: str, tokens: tuple[int, ...], number: int, temperature: float, seed: int) -> Text:
    """The same after so many characters have been written. The same arguments give the same text."""
    if number == 0:
        return read(name, tokens)
    before = written(name, tokens, number - 1, temperature, seed)
    token = draw_next(before.logits, temperature, np.random.default_rng([seed, number]))
    model = reader(name).model
    tokens = (*before.tokens, token)
    if len(tokens) - before.start > model.plan.length:
        return _read_anew(name, tokens, before.looks, len(tokens) - model.plan.length // 2)
    passed = model.forward([[token]], caches=before.caches, only_last=True)
    look = Look(before.start, np.stack([weights[0, :, 0] for weights in passed.weights]))
    return Text(tokens, (*before.looks, look), passed.logits[0, -1], tuple(passed.caches), before.start)


def next_shares(logits: Array, temperature: float) -> Array:
    """The probability of each token to be written next, (T,): that of the unknown one, which cannot be, is left to the others."""
    return softmax(_scores(logits), temperature=temperature)


def draw_next(logits: Array, temperature: float, rng: np.random.Generator) -> int:
    """Draw the next token, each with its probability: the largest of the scores after Gumbel noise has been added to all.

    Among thousands of tokens, a sum of probabilities that is rounded otherwise, as in the browser, would often end at the
    neighbour of the token that was drawn; which score is the largest hardly ever depends on rounding. Source: Gumbel, 1954;
    Maddison, Tarlow and Minka, 2014.
    """
    return int(np.argmax(_scores(logits) / temperature + rng.gumbel(size=len(logits))))


def _scores(logits: Array) -> Array:
    scores = logits.astype(np.float64)
    scores[UNKNOWN] = -np.inf
    return scores


def _read_anew(name: str, tokens: tuple[int, ...], looks: tuple[Look, ...], start: int) -> Text:
    """Read the tokens from `start` on; what was looked at from places before the last ones is kept as it was."""
    model = reader(name).model
    empty = [KeyValueCache()] * model.plan.layers
    passed = model.forward([list(tokens[start:])], caches=empty, only_last=True)
    weights = np.stack([layer[0] for layer in passed.weights])  # (layers, heads, L, L)
    known = looks or (Look(0, np.zeros((*weights.shape[:2], 0))),) * start
    new = tuple(
        Look(start, weights[:, :, place - start, : place - start + 1]) for place in range(len(known), len(tokens))
    )
    return Text(tokens, known + new, passed.logits[0, -1], tuple(passed.caches), start)
