"""Example heads: three points of view on a sentence, set by hand, and what they find in it.

Each head sees four kinds of words and nothing else. In a real model heads are learned, and nobody assigns them jobs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...attention import Array, multi_head_attention
from .toy_words import KINDS, embed

HEADS = ("grammar", "feeling", "reference")

# The kinds that a head has an eye for: they span its subspace.
_SEES = {
    "grammar": ("living", "thing", "action", "pronoun"),
    "feeling": ("living", "thing", "quality", "pronoun"),
    "reference": ("living", "thing", "pronoun", "link"),
}

# How strongly a kind (left) looks for the kinds that the head sees. What is not here has no question for this head.
_LOOKS_FOR: dict[str, dict[str, dict[str, float]]] = {
    "grammar": {  # who does what?
        "living": {"action": 1.0},
        "thing": {"action": 1.0},
        "pronoun": {"action": 1.0},
        "action": {"living": 1.0, "pronoun": 0.9, "thing": 0.8},
    },
    "feeling": {  # how is it?
        "living": {"quality": 1.0},
        "thing": {"quality": 0.8},
        "pronoun": {"quality": 1.0},
        "action": {"quality": 0.7},
        "quality": {"living": 1.0, "pronoun": 0.9, "thing": 0.7},
    },
    "reference": {  # what does it stand for?
        "pronoun": {"living": 1.0, "thing": 0.7},
        "living": {"pronoun": 1.0},
        "thing": {"pronoun": 0.7},
    },
}

# With this length a word that is looked for gets about three quarters of the attention among ten words.
_LENGTH = 7.0


class Projections(NamedTuple):
    """What `multi_head_attention` needs: three of shape (features, heads·4), the last of shape (heads·4, features)."""

    query: Array
    key: Array
    value: Array
    output: Array


@lru_cache
def head_projections() -> Projections:
    """The projections of all heads, side by side. A head notes down what it sees; joined, notes on a kind add up."""
    features = embed(("",)).shape[-1]
    queries, keys = [], []
    for head in HEADS:
        key, query = np.zeros((2, features, len(_SEES[head])))
        for column, kind in enumerate(_SEES[head]):
            key[KINDS.index(kind), column] = 1.0
            for asking, wanted in _LOOKS_FOR[head].items():
                query[KINDS.index(asking), column] = _LENGTH * wanted.get(kind, 0.0)
        queries.append(query)
        keys.append(key)
    to_query, to_key = np.hstack(queries), np.hstack(keys)
    return Projections(to_query, to_key, to_key, to_key.T)


@dataclass(frozen=True)
class Seen:
    """What the heads found: their shares (heads, words, words), and the joined output (words, features)."""

    shares: Array
    output: Array


@lru_cache(maxsize=64)
def attend(words: tuple[str, ...], on: tuple[bool, ...], *, separate: bool) -> Seen:
    """Let the heads that are on look at a sentence: each by itself, or as one head with the same projections.

    A head that is off asks nothing, and nothing is taken from its notes.
    """
    asked = np.repeat(on, len(head_projections().query[0]) // len(HEADS))  # by column of the projections
    w_query, w_key, w_value, w_output = head_projections()
    if not separate:
        # The one head's scores are the sum of the three heads': being wider, it would divide them by √3 more.
        w_query = w_query * np.sqrt(len(HEADS))
    output, shares = multi_head_attention(
        embed(words),
        w_query * asked,
        w_key,
        w_value,
        w_output * asked[:, None],
        heads=len(HEADS) if separate else 1,
        return_weights=True,
    )
    return Seen(shares, output)


def part(words: tuple[str, ...], head: int) -> Array:
    """What one head alone writes into the joined output, shape (words, features)."""
    return attend(words, tuple(place == head for place in range(len(HEADS))), separate=True).output


def moved(now: Array, full: Array) -> float:
    """How far an output is from the full one, in lengths of the full one; a full one that is zero cannot be left."""
    length = float(np.linalg.norm(full))
    return float(np.linalg.norm(now - full)) / length if length else 0.0
