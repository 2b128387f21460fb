"""Masks: which keys a query may see. All are boolean, shape (L, S) or broadcasting to it; True may be seen.

Masks are joined with `&`. A query at place i of the current block stands at place `offset + i` of the whole sequence:
the offset is how many keys came before the block, as with a key-value cache.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arrays import ShapeError

Mask = NDArray[np.bool_]


def causal_mask(queries: int, keys: int | None = None, *, offset: int = 0) -> Mask:
    """Let each query see the keys at its own place and before.

    Args:
        queries: L, the number of queries.
        keys: S, the number of keys; as many as reach to the last query if not given.
        offset: how many keys stand before the first query's own.

    Returns:
        Shape (L, S). Without an offset it is aligned to the upper left, as in PyTorch.

    Example:
        >>> causal_mask(3).astype(int).tolist()
        [[1, 0, 0], [1, 1, 0], [1, 1, 1]]

    Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.3.
    """
    return np.tri(queries, queries + offset if keys is None else keys, offset, dtype=bool)


def sliding_window_mask(
    queries: int, keys: int | None = None, *, left: int | None = None, right: int | None = None, offset: int = 0
) -> Mask:
    """Let each query see only the keys near its own place.

    Args:
        queries, keys, offset: as in `causal_mask`.
        left: how many places back a query sees; all of them if not given.
        right: how many places ahead; all of them if not given.

    Returns:
        Shape (L, S).

    Raises:
        ValueError: a side of the window is negative.

    Example:
        >>> sliding_window_mask(4, left=1, right=0).astype(int).tolist()
        [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]

    Source: Beltagy et al., "Longformer: The Long-Document Transformer", 2020.
    """
    for name, side in (("left", left), ("right", right)):
        if side is not None and side < 0:
            raise ValueError(f"{name} is {side}, but a window reaches 0 or more places; None is without end")
    columns = np.arange(queries + offset if keys is None else keys)
    ahead = columns - (np.arange(queries) + offset)[:, None]  # (L, S): how far a key lies ahead of the query
    seen = np.ones(ahead.shape, dtype=bool)
    if left is not None:
        seen &= ahead >= -left
    if right is not None:
        seen &= ahead <= right
    return seen


def padding_mask(lengths: ArrayLike, keys: int) -> Mask:
    """Hide the padding behind sequences of different lengths.

    Args:
        lengths: how many keys of each sequence are real, shape (B,).
        keys: S, the length to which all are padded.

    Returns:
        Shape (B, 1, 1, S), for scores of shape (B, H, L, S).

    Raises:
        ShapeError: lengths has another number of axes than one.

    Example:
        >>> padding_mask([1, 3], 3)[:, 0, 0].astype(int).tolist()
        [[1, 0, 0], [1, 1, 1]]
    """
    lengths = np.asarray(lengths)
    if lengths.ndim != 1:
        raise ShapeError(f"lengths has shape {lengths.shape}, but needs one axis: a length for each sequence")
    return (np.arange(keys) < lengths[:, None])[:, None, None, :]


def prefix_mask(queries: int, prefix: int) -> Mask:
    """Let all see the first `prefix` places, and beyond them only the past: a prompt is read both ways, an answer is not.

    Args:
        queries: L; there are as many keys.
        prefix: how many places all may see, from 0 to L.

    Returns:
        Shape (L, L).

    Raises:
        ValueError: the prefix is longer than the sequence, or negative.

    Example:
        >>> prefix_mask(3, 2).astype(int).tolist()
        [[1, 1, 0], [1, 1, 0], [1, 1, 1]]

    Source: Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", 2020.
    """
    if not 0 <= prefix <= queries:
        raise ValueError(f"prefix is {prefix}, but must lie between 0 and the {queries} places of the sequence")
    return causal_mask(queries) | (np.arange(queries) < prefix)
