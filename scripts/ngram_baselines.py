"""What counting alone achieves: the loss of a unigram, a bigram and a trigram model of the same characters.

Counts are discounted, and what that frees goes to the model of one character less (absolute discounting, interpolated);
the discount is the one that is best on the validation part, chosen for each order. Sources: Ney, Essen and Kneser, "On
Structuring Probabilistic Dependences in Stochastic Language Modelling", 1994.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from scripts.reader_corpus import Tokens

NAMES = ("unigram", "bigram", "trigram")
DISCOUNTS = (0.1, 0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def baselines(training: Tokens, validation: Tokens, held_out: Tokens, vocabulary: int) -> dict[str, float]:
    """The loss on the held-out part in nats per character, of each model and of a guess at random.

    Args:
        training, validation, held_out: streams that begin with an end of line.
    """
    found = {"uniform": float(np.log(vocabulary))}
    below = {name: np.full(len(part) - 1, 1 / vocabulary) for name, part in _parts(validation, held_out).items()}
    for order, name in enumerate(NAMES, 1):
        counts, contexts, followers = _counted(training, order)

        def shares(part: Tokens, lower: NDArray[np.float64], discount: float) -> NDArray[np.float64]:
            return _shares(part, lower, discount, order, counts, contexts, followers)  # noqa: B023

        best = min(DISCOUNTS, key=lambda discount: _loss(shares(validation, below["validation"], discount)))
        below = {of: shares(part, below[of], best) for of, part in _parts(validation, held_out).items()}
        found[name] = _loss(below["held-out"])
    return found


def _parts(validation: Tokens, held_out: Tokens) -> dict[str, Tokens]:
    return {"validation": validation, "held-out": held_out}


def _loss(shares: NDArray[np.float64]) -> float:
    return float(-np.log(shares).mean())


Row = tuple[int, ...]


def _rows(stream: Tokens, order: int) -> list[Row]:
    """The last characters at each place from the second on; before the stream there are ends of lines."""
    padded = [1] * max(order - 2, 0) + stream.tolist()
    first = max(order - 2, 0) + 1
    return [tuple(padded[place - order + 1 : place + 1]) for place in range(first, len(padded))]


def _counted(stream: Tokens, order: int) -> tuple[Counter[Row], Counter[Row], Counter[Row]]:
    """How often each row occurs, each context, and how many different characters follow a context."""
    counts = Counter(_rows(stream, order))
    contexts: Counter[Row] = Counter()
    for row, count in counts.items():
        contexts[row[:-1]] += count
    return counts, contexts, Counter(row[:-1] for row in counts)


def _shares(
    part: Tokens,
    lower: NDArray[np.float64],
    discount: float,
    order: int,
    counts: Counter[Row],
    contexts: Counter[Row],
    followers: Counter[Row],
) -> NDArray[np.float64]:
    """The share that the model gave to each character that came."""
    found = lower.copy()
    for place, row in enumerate(_rows(part, order)):
        context = row[:-1]
        if total := contexts[context]:
            found[place] = (max(counts[row] - discount, 0) + discount * followers[context] * lower[place]) / total
    return found
