"""Keys and values kept from step to step, so that writing one more token does not compute all earlier ones again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .arrays import Array, ShapeError, as_floats


@dataclass(frozen=True)
class KeyValueCache:
    """The keys and values of the tokens so far. It is a value: `append` gives a new one and leaves this one as it is.

    Args:
        keys: shape (..., S, E), or None while it is empty.
        values: shape (..., S, V), or None while it is empty.
        window: how many of the latest tokens are kept; all of them if not given.
        sinks: how many of the very first tokens are kept as well, when a window is given. Attention likes to rest on
            them; without them it has to rest on something else, and the model's output breaks down.
        seen: how many tokens have been appended, kept or not: the place of the next one.

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
        if self.window is not None and self.window < 1:
            raise ValueError(f"window is {self.window}, but a cache keeps at least the latest token; None keeps all")
        if self.sinks < 0 or (self.sinks and self.window is None):
            raise ValueError(
                f"sinks is {self.sinks}, but needs to be 0 or more, and a window beside which they are kept"
            )

    def __len__(self) -> int:
        """How many tokens are kept."""
        return 0 if self.keys is None else int(self.keys.shape[-2])

    def append(self, keys: ArrayLike, values: ArrayLike) -> KeyValueCache:
        """The cache with tokens added at its end, and those that have left the window dropped.

        Args:
            keys: shape (..., N, E), with the same leading axes and E as the keys that are kept.
            values: shape (..., N, V), likewise.

        Raises:
            ShapeError: the new tokens do not fit those that are kept, or keys and values differ in number.
        """
        keys, values = as_floats(keys), as_floats(values)
        if keys.ndim < 2 or values.ndim < 2 or keys.shape[-2] != values.shape[-2]:
            raise ShapeError(
                f"keys {keys.shape} and values {values.shape} need the same length in their last axis but one"
            )
        return KeyValueCache(
            keys=self._kept(_joined("keys", self.keys, keys)),
            values=self._kept(_joined("values", self.values, values)),
            window=self.window,
            sinks=self.sinks,
            seen=self.seen + keys.shape[-2],
        )

    def _kept(self, tokens: Array) -> Array:
        if self.window is None or tokens.shape[-2] <= self.sinks + self.window:
            return tokens
        return np.concatenate([tokens[..., : self.sinks, :], tokens[..., -self.window :, :]], axis=-2)


def _joined(name: str, old: Array | None, new: Array) -> Array:
    if old is None:
        return new
    if old.shape[:-2] != new.shape[:-2] or old.shape[-1] != new.shape[-1]:
        raise ShapeError(
            f"{name} of shape {new.shape} do not fit the {name} of shape {old.shape} in the cache: "
            "only the last axis but one, the length, may differ"
        )
    return np.concatenate([old, new], axis=-2)
