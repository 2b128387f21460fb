"""A key-value cache: keys and values of the tokens so far, so that the next token needs only its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .arguments import floats, whole
from .arrays import Array, ShapeError
from .masks import Mask, causal_mask


@dataclass(frozen=True, eq=False)
class KeyValueCache:
    """The keys and values of the tokens so far. It is immutable: `append` gives a new cache. Its arrays are copies, and
    read-only.

    Args:
        keys: shape (..., S, E), or None while it is empty.
        values: shape (..., S, V), or None while it is empty.
        window: how many of the latest tokens a query may see, its own included; all of them if not given.
        sinks: how many of the very first tokens are kept as well, when a window is given. Models give them much weight
            whatever they are; without them the outputs change.
        seen: how many tokens have been appended, kept or not: the position of the next one.

    Raises:
        ShapeError: keys and values that do not fit together.
        TypeError, ValueError: numbers that are not whole or out of range; keys without values; fewer tokens seen than kept.

    Example:
        >>> cache = KeyValueCache(window=2, sinks=1)
        >>> for token in range(5):
        ...     cache = cache.append([[float(token)]], [[float(token)]])
        >>> cache.keys.ravel().tolist(), len(cache), cache.seen
        ([0.0, 3.0, 4.0], 3, 5)

    Source, for the sinks: Xiao et al., "Efficient Streaming Language Models with Attention Sinks", 2023.
    """

    keys: Array | None = None
    values: Array | None = None
    window: int | None = None
    sinks: int = 0
    seen: int = 0

    def __post_init__(self) -> None:
        if self.window is not None and whole("window", self.window) < 1:
            raise ValueError(f"window is {self.window}, but a cache keeps at least the latest token; None keeps all")
        if whole("sinks", self.sinks) < 0 or (self.sinks and self.window is None):
            raise ValueError(
                f"sinks is {self.sinks}, but needs to be 0 or more, and a window beside which they are kept"
            )
        if (self.keys is None) != (self.values is None):
            raise ValueError("keys and values go together; only one of them is given")
        if self.keys is not None and self.values is not None:
            keys, values = _checked(self.keys, self.values)
            # A plain assignment is refused by a frozen dataclass.
            object.__setattr__(self, "keys", _read_only(keys))
            object.__setattr__(self, "values", _read_only(values))
        if whole("seen", self.seen) < len(self):
            raise ValueError(f"seen is {self.seen}, but {len(self)} tokens are kept, and each of them has been seen")

    def __len__(self) -> int:
        """How many tokens are kept."""
        return 0 if self.keys is None else int(self.keys.shape[-2])

    def append(self, keys: ArrayLike, values: ArrayLike) -> KeyValueCache:
        """The cache with N tokens added at its end.

        With a window, tokens that none of the N own queries may see are dropped: N + window - 1 are kept, and the sinks.
        With N above 1 the first of these queries see less than what is kept: `mask` says what.

        Args:
            keys: shape (..., N, E), with the same leading axes and E as the keys that are kept.
            values: shape (..., N, V), likewise.

        Raises:
            ShapeError: the new tokens do not fit those that are kept, or keys and values do not fit together.
        """
        keys, values = _checked(keys, values)
        added = keys.shape[-2]
        return KeyValueCache(
            keys=self._kept(_joined("keys", self.keys, keys), added),
            values=self._kept(_joined("values", self.values, values), added),
            window=self.window,
            sinks=self.sinks,
            seen=self.seen + added,
        )

    def mask(self, queries: int) -> Mask:
        """Which of the kept keys the queries of the latest tokens may see.

        Args:
            queries: N, the number of queries, those of the latest tokens; at most as many as were appended last.

        Returns:
            Boolean, shape (N, S). It is a causal mask, with the window and the sinks.

        Example:
            >>> cache = KeyValueCache(window=2, sinks=1).append(np.zeros((4, 1)), np.zeros((4, 1)))
            >>> cache.mask(2).astype(int).tolist()
            [[1, 1, 1, 0], [1, 0, 1, 1]]
        """
        queries, kept = whole("queries", queries, at_least=0, at_most=len(self)), len(self)
        if self.window is None:
            return causal_mask(queries, kept, offset=kept - queries)
        first = min(self.sinks, kept)
        positions = np.concatenate([np.arange(first), np.arange(self.seen - kept + first, self.seen)])  # (S,)
        own = np.arange(self.seen - queries, self.seen)[:, None]  # (N, 1)
        return (positions <= own) & ((positions > own - self.window) | (positions < self.sinks))

    def _kept(self, tokens: Array, added: int) -> Array:
        if self.window is not None:
            latest = self.window + max(added, 1) - 1
            if tokens.shape[-2] > self.sinks + latest:
                tokens = np.concatenate([tokens[..., : self.sinks, :], tokens[..., -latest:, :]], axis=-2)
        tokens.flags.writeable = False
        return tokens


def _checked(keys: ArrayLike, values: ArrayLike) -> tuple[Array, Array]:
    keys, values = floats("keys", keys, "(..., S, E)"), floats("values", values, "(..., S, V)")
    if keys.shape[-2] != values.shape[-2]:
        raise ShapeError(f"keys {keys.shape} and values {values.shape} need the same length in their last axis but one")
    if keys.shape[:-2] != values.shape[:-2]:
        raise ShapeError(f"keys {keys.shape} and values {values.shape} need the same axes before the last two")
    return keys, values


def _read_only(array: Array) -> Array:
    """A copy that cannot be changed, or the array itself if it is one, as those are that `append` makes."""
    if not array.flags.writeable and array.base is None:
        return array
    array = array.copy()
    array.flags.writeable = False
    return array


def _joined(name: str, old: Array | None, new: Array) -> Array:
    if old is None:
        return new.copy()
    if old.shape[:-2] != new.shape[:-2] or old.shape[-1] != new.shape[-1]:
        raise ShapeError(
            f"{name} of shape {new.shape} do not fit the {name} of shape {old.shape} in the cache: "
            "only the last axis but one, the length, may differ"
        )
    return np.concatenate([old, new], axis=-2)
