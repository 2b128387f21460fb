"""What simulated trials have in common: the answer that votes give, and the share of right answers with its interval."""

from __future__ import annotations

import math

from ...attention import Array


def most_voted(votes: Array) -> Array:
    """The place with the most votes along the last axis; where several have as many, the first of them, on every machine."""
    most, least = votes.max(axis=-1, keepdims=True), votes.min(axis=-1, keepdims=True)
    return (votes >= most - 1e-4 * (most - least)).argmax(axis=-1)


def share_with_interval(right: Array) -> tuple[float, float, float]:
    """The share of right answers in independent trials, (trials,), and its interval, as `wilson` has it."""
    return wilson(float(right.mean()), len(right))


def wilson(share: float, trials: int) -> tuple[float, float, float]:
    """A share found in so many independent trials, and a 95 % interval for the true share: Wilson's."""
    z = 1.96
    middle = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = z / (1 + z**2 / trials) * math.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    return share, middle - half, middle + half
