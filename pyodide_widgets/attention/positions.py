"""Positions: attention alone does not know the order of things, so order is added to what it sees.

Three ways: added to the embeddings (sinusoidal), turned into queries and keys (rotary), added to the scores (ALiBi).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arrays import Array, ShapeError, as_floats


def sinusoidal_positions(length: int, features: int, *, base: float = 10000.0) -> Array:
    """Mark each place by waves of different lengths; the result is added to the embeddings.

    Args:
        length: L, the number of places.
        features: D, even: a sine and a cosine for each wave.
        base: the waves' lengths run from 2π to nearly 2π·base places.

    Returns:
        Shape (L, D): sines in the even columns, cosines in the odd ones.

    Raises:
        ShapeError: an odd number of features.

    Example:
        >>> sinusoidal_positions(2, 4).round(3).tolist()
        [[0.0, 1.0, 0.0, 1.0], [0.841, 0.54, 0.01, 1.0]]

    Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.5.
    """
    cosines, sines = rotary_angles(np.arange(length), features, base=base)
    return np.stack([sines, cosines], axis=-1).reshape(length, features)


def rotary_angles(positions: ArrayLike, features: int, *, base: float = 10000.0) -> tuple[Array, Array]:
    """The cosines and sines of the angles by which `rotate` turns pairs of features at each place.

    Args:
        positions: places, shape (...).
        features: R, the number of features that are turned; even.
        base: as in `sinusoidal_positions`.

    Returns:
        Cosines and sines, each of shape (..., R/2).

    Raises:
        ShapeError: an odd number of features.

    Source: Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021.
    """
    if features % 2:
        raise ShapeError(f"positions come in pairs of features, so {features} features are one too many or too few")
    frequencies = base ** (-np.arange(0, features, 2) / features)  # (R/2,)
    angles = np.asarray(positions)[..., None] * frequencies  # (..., R/2)
    return np.cos(angles), np.sin(angles)


def rotate(x: ArrayLike, cosines: ArrayLike, sines: ArrayLike, *, interleaved: bool = False) -> Array:
    """Turn pairs of features by angles that grow with the place. Then the dot product of a query and a key depends on how
    far apart they stand, and not on where.

    Args:
        x: queries or keys, shape (..., E).
        cosines, sines: from `rotary_angles`, shape (..., R/2) with R at most E; they broadcast to x.
        interleaved: pairs are neighbours (0, 1), (2, 3), …; otherwise the first half pairs with the second.

    Returns:
        Shape (..., E); features from R on are as they were.

    Raises:
        ShapeError: there are more angles than pairs of features.

    Example:
        >>> rotate([[1.0, 0.0]], *rotary_angles([1], 2)).round(3).tolist()
        [[0.54, 0.841]]

    Source: as for `rotary_angles`.
    """
    x, cosines, sines = as_floats(x), as_floats(cosines), as_floats(sines)
    turned = 2 * cosines.shape[-1]
    if sines.shape[-1] * 2 != turned or turned > x.shape[-1]:
        raise ShapeError(
            f"cosines {cosines.shape} and sines {sines.shape} need the same last axis, "
            f"of at most half the features of x {x.shape}"
        )
    first, second = (slice(0, turned, 2), slice(1, turned, 2)) if interleaved else (
        slice(0, turned // 2), slice(turned // 2, turned)
    )  # fmt: skip
    output = x.copy()
    output[..., first] = cosines * x[..., first] - sines * x[..., second]
    output[..., second] = sines * x[..., first] + cosines * x[..., second]
    return output


def alibi_bias(heads: int, queries: int, keys: int | None = None, *, offset: int = 0) -> Array:
    """A penalty that grows with the distance, to be added to the scores: each head forgets at a rate of its own.

    Args:
        heads: H.
        queries: L.
        keys: S; as many as reach to the last query if not given.
        offset: how many keys stand before the first query's own.

    Returns:
        Shape (H, L, S): -m·|distance|, where m falls from head to head in powers of 2^(-8/H).

    Raises:
        ValueError: no heads.

    Example:
        >>> alibi_bias(1, 3)[0].tolist() == [[0, -1/256, -2/256], [-1/256, 0, -1/256], [-2/256, -1/256, 0]]
        True

    Source: Press et al., "Train Short, Test Long: Attention with Linear Biases Enables Input Length Extrapolation", 2021.
    """
    if heads < 1:
        raise ValueError(f"alibi_bias needs at least one head, got {heads}")
    slopes = 2.0 ** (-8 * np.arange(1, heads + 1) / heads)  # (H,)
    columns = np.arange(queries + offset if keys is None else keys)
    distance = np.abs((np.arange(queries) + offset)[:, None] - columns)  # (L, S)
    return -slopes[:, None, None] * distance + 0.0  # (H, L, S); adding 0 makes -0 a 0
