"""Positions. Attention alone does not depend on the order of its keys, so the order has to be put into its inputs.

Three ways: added to the embeddings (sinusoidal), rotated into queries and keys (rotary), added to the scores (ALiBi).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import broadcasts, explains_wrong_calls, flag, floats, number, whole
from .arrays import Array, ShapeError


@explains_wrong_calls()
def sinusoidal_positions(length: int, features: int, *, base: float = 10000.0) -> Array:
    """Waves of different lengths, which identify each position; they are added to the embeddings.

    Args:
        length: L, the number of positions.
        features: D, even: a sine and a cosine for each wave.
        base: the wavelengths run from 2π to nearly 2π·base positions.

    Returns:
        Shape (L, D): sines in the even columns, cosines in the odd ones.

    Raises:
        ShapeError: an odd number of features.
        TypeError, ValueError: sizes that are negative or not whole, or a base that is not above 0.

    Example:
        >>> sinusoidal_positions(2, 4).round(3).tolist()
        [[0.0, 1.0, 0.0, 1.0], [0.841, 0.54, 0.01, 1.0]]

    Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.5.
    """
    length = whole("length", length, at_least=0)
    cosines, sines = rotary_angles(np.arange(length), features, base=base)
    return np.stack([sines, cosines], axis=-1).reshape(length, features)


@explains_wrong_calls()
def rotary_angles(positions: ArrayLike, features: int, *, base: float = 10000.0) -> tuple[Array, Array]:
    """The cosines and sines of the angles by which `rotate` turns pairs of features at each position.

    Args:
        positions: shape (...).
        features: R, the number of features that are turned; even.
        base: as in `sinusoidal_positions`.

    Returns:
        Cosines and sines, each of shape (..., R/2).

    Raises:
        ShapeError, TypeError, ValueError: as there.

    Source: Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021.
    """
    features, base = whole("features", features, at_least=0), number("base", base, above=0)
    if features % 2:
        raise ShapeError(f"features is {features}, but positions come in pairs of features, so it needs to be even")
    frequencies = base ** (-np.arange(0, features, 2) / features)  # (R/2,)
    angles = floats("positions", positions)[..., None] * frequencies  # (..., R/2)
    return np.cos(angles), np.sin(angles)


@explains_wrong_calls()
def rotate(x: ArrayLike, cosines: ArrayLike, sines: ArrayLike, *, interleaved: bool = False) -> Array:
    """Turn pairs of features by angles that grow with the position. The dot product of a query and a key then depends on
    their distance, and not on their positions.

    Args:
        x: queries or keys, shape (..., E).
        cosines, sines: from `rotary_angles`, shape (..., R/2) with R at most E; their other axes broadcast to those of x.
        interleaved: pairs are neighbours (0, 1), (2, 3), …; otherwise the first half pairs with the second.

    Returns:
        Shape (..., E); features from R on are as they were.

    Raises:
        ShapeError: cosines and sines of different shapes, with more angles than x has pairs, or for other positions.
        TypeError: arguments that are no numbers.

    Example:
        >>> rotate([[1.0, 0.0]], *rotary_angles([1], 2)).round(3).tolist()
        [[0.54, 0.841]]

    Source: as for `rotary_angles`.
    """
    x, interleaved = floats("x", x, "(..., E)"), flag("interleaved", interleaved)
    cosines, sines = floats("cosines", cosines, "(..., R/2)"), floats("sines", sines, "(..., R/2)")
    turned = 2 * cosines.shape[-1]
    if cosines.shape != sines.shape or turned > x.shape[-1] or not broadcasts(cosines.shape[:-1], x.shape[:-1]):
        raise ShapeError(
            f"cosines {cosines.shape} and sines {sines.shape} need one shape, with at most half the features of x "
            f"{x.shape} in their last axis and with other axes that broadcast to those of x"
        )
    first, second = (slice(0, turned, 2), slice(1, turned, 2)) if interleaved else (
        slice(0, turned // 2), slice(turned // 2, turned)
    )  # fmt: skip
    output = x.copy()
    output[..., first] = cosines * x[..., first] - sines * x[..., second]
    output[..., second] = sines * x[..., first] + cosines * x[..., second]
    return output


@explains_wrong_calls()
def alibi_bias(heads: int, queries: int, keys: int | None = None, *, offset: int = 0) -> Array:
    """A penalty proportional to the distance, to be added to the scores, with a slope for each head.

    The slopes follow the paper's text, 2^(-8h/H) for head h of H. The authors' code agrees with it where H is a power of
    two; for other H it takes the slopes of the next lower power of two and fills up with every other slope of the next
    higher one, which gives different numbers.

    Args:
        heads: H.
        queries: L.
        keys: S; `offset` + L if not given.
        offset: how many keys come before the first query's own.

    Returns:
        Shape (H, L, S). The penalty is -m·|distance|, with m = 2^(-8/H), 2^(-16/H), … from head to head.

    Raises:
        TypeError, ValueError: no heads, or sizes that are negative or not whole.

    Example:
        >>> alibi_bias(1, 3)[0].tolist() == [[0, -1/256, -2/256], [-1/256, 0, -1/256], [-2/256, -1/256, 0]]
        True

    Source: Press et al., "Train Short, Test Long: Attention with Linear Biases Enables Input Length Extrapolation", 2021.
    """
    if whole("heads", heads) < 1:
        raise ValueError(f"heads is {heads}, but alibi_bias needs at least one")
    queries, offset = whole("queries", queries, at_least=0), whole("offset", offset)
    keys = whole("offset + queries", queries + offset, at_least=0) if keys is None else whole("keys", keys, at_least=0)
    slopes = 2.0 ** (-8 * np.arange(1, heads + 1) / heads)  # (H,)
    distance = np.abs((np.arange(queries) + offset)[:, None] - np.arange(keys))  # (L, S)
    return -slopes[:, None, None] * distance + 0.0  # (H, L, S); adding 0 makes -0 a 0
