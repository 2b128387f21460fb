"""Masks: which keys a query may see. All are boolean, shape (L, S) or broadcasting to it; True may be seen.

Masks are joined with `&`. Query i of the current block has position `offset + i` in the whole sequence: the offset is
the number of keys before the block, as with a key-value cache.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arguments import explains_wrong_calls, integers, whole

Mask = NDArray[np.bool_]


@explains_wrong_calls()
def causal_mask(queries: int, keys: int | None = None, *, offset: int = 0) -> Mask:
    """Let each query see the keys at its own position and before.

    Args:
        queries: L, the number of queries.
        keys: S, the number of keys; `offset` + L if not given.
        offset: how many keys come before the first query's own; negative if the first queries come before all keys.

    Returns:
        Shape (L, S). Without an offset it is aligned to the upper left, as in PyTorch.

    Raises:
        TypeError: sizes that are no whole numbers.
        ValueError: negative sizes.

    Example:
        >>> causal_mask(3).astype(int).tolist()
        [[1, 0, 0], [1, 1, 0], [1, 1, 1]]

    Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.3.
    """
    queries, keys, offset = _sizes(queries, keys, offset)
    return np.tri(queries, keys, offset, dtype=bool)


@explains_wrong_calls()
def sliding_window_mask(
    queries: int, keys: int | None = None, *, left: int | None = None, right: int | None = None, offset: int = 0
) -> Mask:
    """Let each query see only the keys near its own position.

    Args:
        queries, keys, offset: as in `causal_mask`.
        left: how many positions back a query sees; all of them if not given.
        right: how many positions ahead; all of them if not given.

    Returns:
        Shape (L, S).

    Raises:
        TypeError, ValueError: as there; or a side of the window is negative.

    Example:
        >>> sliding_window_mask(4, left=1, right=0).astype(int).tolist()
        [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]

    Source: Beltagy et al., "Longformer: The Long-Document Transformer", 2020.
    """
    queries, keys, offset = _sizes(queries, keys, offset)
    # Two triangles of booleans: the differences of all positions would take eight bytes for each one of them.
    seen = (
        np.ones((queries, keys), dtype=bool) if right is None
        else np.tri(queries, keys, offset + whole("right", right, at_least=0), dtype=bool)
    )  # fmt: skip
    if left is not None:
        seen &= ~np.tri(queries, keys, offset - whole("left", left, at_least=0) - 1, dtype=bool)
    return seen


@explains_wrong_calls()
def padding_mask(lengths: ArrayLike, keys: int) -> Mask:
    """Hide the padding after sequences of different lengths.

    Args:
        lengths: the number of real keys of each sequence, shape (B,), each from 0 to S.
        keys: S, the length to which all are padded.

    Returns:
        Shape (B, 1, 1, S), for scores of shape (B, H, L, S).

    Raises:
        ShapeError: lengths has another number of axes than one.
        TypeError: lengths are no whole numbers.
        ValueError: a length that is negative or greater than S.

    Example:
        >>> padding_mask([1, 3], 3)[:, 0, 0].astype(int).tolist()
        [[1, 0, 0], [1, 1, 1]]
    """
    lengths, keys = integers("lengths", lengths, "(B,)"), whole("keys", keys, at_least=0)
    if lengths.size and not (lengths.min() >= 0 and lengths.max() <= keys):
        wrong = lengths[(lengths < 0) | (lengths > keys)][0]
        raise ValueError(f"lengths holds {wrong}, but a sequence has from 0 to {keys} of the {keys} keys")
    return (np.arange(keys) < lengths[:, None])[:, None, None, :]


@explains_wrong_calls()
def prefix_mask(queries: int, prefix: int) -> Mask:
    """Let all queries see the first `prefix` positions, and beyond them only the past, as for a prompt and its answer.

    Args:
        queries: L, the number of queries and of keys.
        prefix: how many positions all may see, from 0 to L.

    Returns:
        Shape (L, L).

    Raises:
        TypeError: sizes that are no whole numbers.
        ValueError: the prefix is longer than the sequence, or negative.

    Example:
        >>> prefix_mask(3, 2).astype(int).tolist()
        [[1, 1, 0], [1, 1, 0], [1, 1, 1]]

    Source: Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", 2020.
    """
    queries = whole("queries", queries, at_least=0)
    prefix = whole("prefix", prefix, at_least=0, at_most=queries)
    return causal_mask(queries) | (np.arange(queries) < prefix)


def _sizes(queries: int, keys: int | None, offset: int) -> tuple[int, int, int]:
    queries, offset = whole("queries", queries, at_least=0), whole("offset", offset)
    if keys is None and queries + offset < 0:
        raise ValueError(f"offset is {offset}, but without keys it needs to be at least {-queries}, less the queries")
    return queries, queries + offset if keys is None else whole("keys", keys, at_least=0), offset
