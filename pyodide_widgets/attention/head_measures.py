"""What heads look at: for each kind of place, the share of its attention that each head gives to it.

A pattern says which keys are of that kind for each query, boolean (B, L, L); all keys at the query's place and before are
visible. What a head gives to a pattern has to be compared with what even attention would give. Shapes: B sequences of L
tokens, H heads.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from .arrays import Array
from .induction import after_last_time
from .masks import causal_mask


def patterns(tokens: Array, delimiters: Collection[int], line_ends: Collection[int]) -> dict[str, Array]:
    """The keys of each kind, for tokens (B, L).

    - `itself`: the query's own place; `previous`: the one before; `first`: the first of the sequence.
    - `delimiter`: punctuation, spaces and ends of lines, at the query's place or before.
    - `same-place`: as many places after the last line end but one as the query is after the last, within that line; and
      `next-place`: one further, the place of the character that is to be guessed.
    - `last-time`: what followed the last time that the query's token occurred, all times counted; `same-token`: where it
      occurred.

    Args:
        delimiters, line_ends: tokens. Of a text without verse, there are no line ends.
    """
    batch, length = tokens.shape
    places = np.arange(length)
    seen = np.broadcast_to(causal_mask(length), (batch, length, length))
    found = {
        "itself": np.broadcast_to(np.eye(length, dtype=bool), seen.shape),
        "previous": np.broadcast_to(np.eye(length, k=-1, dtype=bool), seen.shape),
        "first": np.broadcast_to(places == 0, seen.shape) & seen,
        "delimiter": np.isin(tokens, list(delimiters))[:, None, :] & seen,
        "last-time": after_last_time(tokens),
        "same-token": (tokens[:, :, None] == tokens[:, None, :]) & seen & (places[:, None] != places),
    }
    if line_ends:
        begins = _begins(np.isin(tokens, list(line_ends)))  # (B, L): where the line of each token begins
        before = np.where(begins > 0, np.take_along_axis(begins, np.maximum(begins - 1, 0), axis=1), -1)
        for name, further in (("same-place", 0), ("next-place", 1)):
            wanted = before + places - begins + further  # (B, L)
            inside = (before >= 0) & (wanted < begins)
            found[name] = (wanted[..., None] == places) & inside[..., None]
    return found


def _begins(ends: Array) -> Array:
    """The place at which the line of each token begins; a line's end belongs to the line."""
    places = np.arange(ends.shape[1])
    after_end = np.concatenate([np.zeros_like(ends[:, :1]), ends[:, :-1]], axis=1)
    return np.asarray(np.maximum.accumulate(np.where(after_end, places, 0), axis=1))


def share_of(weights: Array, pattern: Array, counted: Array) -> Array:
    """The share that each head gives to a pattern, over the queries that count and have such keys: weights (B, H, L, L),
    counted (B, L), to (H,). NaN if there are none."""
    queries = pattern.any(axis=-1) & counted  # (B, L)
    given = (weights * pattern[:, None]).sum(axis=-1)  # (B, H, L)
    number = queries.sum()
    return np.asarray((given * queries[:, None]).sum(axis=(0, 2)) / (number if number else np.nan))


def even_share_of(pattern: Array, counted: Array) -> float:
    """What even attention over all visible keys gives to a pattern, likewise."""
    length = pattern.shape[-1]
    even = causal_mask(length) / np.arange(1, length + 1)[:, None]
    return float(share_of(np.broadcast_to(even, pattern.shape)[:, None], pattern, counted)[0])


def distances(weights: Array, counted: Array, furthest: int) -> Array:
    """The mean share that each head gives to the key so many places back, over all queries that have one: weights
    (B, H, L, L) to (H, furthest + 1)."""
    found = []
    for distance in range(furthest + 1):
        there = np.eye(weights.shape[-1], k=-distance, dtype=bool)
        found.append(share_of(weights, np.broadcast_to(there, (len(weights), *there.shape)), counted))
    return np.stack(found, axis=-1)


def strongest(shares: Mapping[str, Array], even: Mapping[str, float]) -> Array:
    """For each head the kind of key to which it gives most beyond even attention: (layers, H) of names."""
    names = np.array(list(shares))
    beyond = np.stack([shares[name] - even[name] for name in names])  # (kinds, layers, H)
    return np.asarray(names[np.nan_to_num(beyond, nan=-1.0).argmax(axis=0)])
