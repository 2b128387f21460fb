"""An induction head in training: the sequences, the training, and the measures that show when the head has formed.

A model learns to predict the next token of periodic sequences: a string of different tokens, drawn at random for each
sequence, repeated to the end. In the first period the next token cannot be known; from then on it is the one that followed
the present token a period ago, and a head that attends there is an induction head. Nothing
in the model or in the training says so. Shapes: B sequences of L tokens, H heads.

Source: Olsson et al., "In-context Learning and Induction Heads", 2022.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .arguments import booleans, explains_wrong_calls, floats, integers, whole
from .arrays import Array, ShapeError
from .gradients import Adam, cross_entropy
from .masks import causal_mask
from .small_model import AttentionOnly, draw_parameters

VOCABULARY, LENGTH, BATCH = 16, 24, 16
SHORTEST, LONGEST = 4, 12  # periods
WIDTH, HEADS, RATE = 32, 2, 1e-2
KEPT = 4  # every so many steps a copy of the model is kept


class Sequences(NamedTuple):
    """Tokens, and those that come next."""

    tokens: Array  # (B, L)
    following: Array  # (B, L)
    known: Array  # where the next one can be known from the past, boolean (B, L)


class Record(NamedTuple):
    """Measurements at a step of training, on sequences that the model had not seen before."""

    known: float  # cross-entropy in nats where the next token can be known
    unknown: float  # and where it cannot
    previous: Array  # `looks_back` for each head, (layers, H)
    last_time: Array  # `looks_for_last_time`, likewise


@explains_wrong_calls()
def sequences(rng: np.random.Generator, number: int) -> Sequences:
    """Draw sequences, each with a period and a string of its own."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is a {type(rng).__name__}, but needs a generator, as np.random.default_rng(seed) gives")
    number = whole("number", number, at_least=0)
    period = rng.integers(SHORTEST, LONGEST + 1, size=(number, 1))
    string = rng.permuted(np.tile(np.arange(VOCABULARY), (number, 1)), axis=1)  # (B, T)
    places = np.arange(LENGTH + 1)
    tokens = np.take_along_axis(string, places % period, axis=1)  # (B, L + 1)
    return Sequences(tokens[:, :-1], tokens[:, 1:], places[:-1] >= period)


@explains_wrong_calls()
def after_last_time(tokens: Array) -> Array:
    """Which keys hold what followed the query's own token, at any earlier position: tokens (B, L) to boolean (B, L, L)."""
    tokens = integers("tokens", tokens, "(..., L)")
    same = (
        tokens[..., :, None] == tokens[..., None, :-1]
    )  # (B, L, L - 1): does the token before a key equal the query's?
    followed = np.zeros((*tokens.shape, tokens.shape[-1]), dtype=bool)
    followed[..., 1:] = same & causal_mask(*same.shape[-2:], offset=-1)
    return followed


@explains_wrong_calls()
def looks_for_last_time(weights: Array, followed: Array) -> Array:
    """The share of its attention that each head gives to what followed last time, over the queries that have such keys.

    Args:
        weights: (B, H, L, L).
        followed: from `after_last_time`, (B, L, L).

    Returns:
        Shape (H,).
    """
    weights, followed = floats("weights", weights, "(B, H, L, L)"), booleans("followed", followed, "(B, L, L)")
    if followed.shape != (weights.shape[0], *weights.shape[2:]):
        raise ShapeError(
            f"followed has shape {followed.shape}, but needs {(weights.shape[0], *weights.shape[2:])} for weights of shape "
            f"{weights.shape}"
        )
    share: Array = (weights * followed[:, None]).sum(axis=(0, 2, 3)) / followed.any(axis=-1).sum()
    return share


@explains_wrong_calls()
def looks_back(weights: Array) -> Array:
    """The share of its attention that each head gives to the token before, over all queries but the first: weights
    (B, H, L, L) to (H,)."""
    weights = floats("weights", weights, "(B, H, L, L)")
    if weights.shape[2] < 2 or weights.shape[3] < weights.shape[2] - 1:
        raise ShapeError(f"weights has shape {weights.shape}, but needs (B, H, L, L) with at least two tokens")
    back: Array = np.diagonal(weights, -1, -2, -1).mean(axis=(0, 2))
    return back


class Training:
    """A model in training. The same seed and number of layers give the same model after the same steps.

    Args:
        seed: of the first parameters, and of the sequences that the model learns from.
        layers: how many.

    Raises:
        TypeError, ValueError: numbers that are not whole, or negative.
    """

    @explains_wrong_calls()
    def __init__(self, seed: int, layers: int) -> None:
        seed, layers = whole("seed", seed, at_least=0), whole("layers", layers, at_least=0)
        self._rng = np.random.default_rng(seed)
        sizes = {"vocabulary": VOCABULARY, "length": LENGTH, "width": WIDTH, "layers": layers}
        self._model = AttentionOnly(draw_parameters(self._rng, **sizes), HEADS)
        self._adam = Adam(self._model.parameters, rate=RATE)
        self._kept = [self._copy()]
        self.records: list[Record] = []

    @property
    def steps(self) -> int:
        return len(self.records)

    def step(self) -> None:
        """Predict new sequences, record how well, and learn from them."""
        seen = sequences(self._rng, BATCH)
        passed = self._model.forward(seen.tokens)
        followed = after_last_time(seen.tokens)
        self.records.append(
            Record(
                cross_entropy(passed.logits, seen.following, seen.known),
                cross_entropy(passed.logits, seen.following, ~seen.known),
                np.array([looks_back(steps.weights) for steps in passed.steps]),
                np.array([looks_for_last_time(steps.weights, followed) for steps in passed.steps]),
            )
        )
        self._adam.step(self._model.gradients(seen.tokens, passed, seen.following))
        if self.steps % KEPT == 0:
            self._kept.append(self._copy())

    def model(self, steps: int) -> AttentionOnly:
        """The model as it was after so many steps, a multiple of `KEPT` that training has passed.

        Raises:
            ValueError: a number of steps that training has not reached, or between two copies.
        """
        if whole("steps", steps, at_least=0) % KEPT or steps // KEPT >= len(self._kept):
            last = (len(self._kept) - 1) * KEPT
            raise ValueError(f"steps is {steps}, but copies are kept at multiples of {KEPT}, so far up to {last}")
        return self._kept[steps // KEPT]

    def _copy(self) -> AttentionOnly:
        return AttentionOnly({name: array.copy() for name, array in self._model.parameters.items()}, HEADS)
