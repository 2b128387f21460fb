"""Fourier mixing: tokens are mixed by fixed waves in place of attention weights. Nothing depends on a query."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import explains_wrong_calls, floats, whole
from .arrays import Array


@explains_wrong_calls()
def fourier_mixing(x: ArrayLike) -> Array:
    """Mix all tokens by a Fourier transform over features and positions, and keep the real part.

    Args:
        x: shape (..., L, D).

    Returns:
        Re F_L(F_D(x)), shape (..., L, D).

    Raises:
        TypeError, ShapeError: an x that holds no numbers, or has fewer than two axes.

    Example:
        >>> fourier_mixing([[1.0], [2.0]]).tolist()
        [[3.0], [-1.0]]

    Source: Lee-Thorp et al., "FNet: Mixing Tokens with Fourier Transforms", 2021, equation 3.
    """
    x = floats("x", x, "(..., L, D)")
    return np.fft.fft2(x).real.astype(x.dtype, copy=False) if x.size else x.copy()


@explains_wrong_calls()
def causal_fourier_mixing(x: ArrayLike, *, period: int, first: int = 0) -> Array:
    """Mix each token with those before it by a Fourier transform over features and a masked one over positions.

    Row t of the result is the real part of Σ exp(-2πi·t·j/N)·F_D(x)_j over all j up to t. N is fixed, unlike the length in
    `fourier_mixing`, so that a token which is appended changes no earlier row: in decoding, only the new rows are computed.

    Args:
        x: the tokens so far, shape (..., L, D).
        period: N, at least 1; with N the longest length that occurs all rows have different waves.
        first: the first row that is computed; the earlier ones are left out.

    Returns:
        Shape (..., L - first, D).

    Raises:
        TypeError, ShapeError, ValueError: as for `fourier_mixing`; or numbers that are not whole or out of range.

    Example:
        >>> causal_fourier_mixing([[1.0], [2.0]], period=2).tolist()
        [[1.0], [-1.0]]

    Sources: as for `fourier_mixing`; the mask over the transform is that of Lou et al., "FNetAR: Mixing Tokens with
    Autoregressive Fourier Transforms", 2021.
    """
    x, period = floats("x", x, "(..., L, D)"), whole("period", period, at_least=1)
    length = x.shape[-2]
    first = whole("first", first, at_least=0, at_most=length)
    if not x.size:
        return x[..., first:, :].copy()
    rows, columns = np.arange(first, length)[:, None], np.arange(length)
    waves = np.exp(-2j * np.pi / period * (rows * columns % period)) * (columns <= rows)  # (L - first, L)
    return (waves @ np.fft.fft(x, axis=-1)).real.astype(x.dtype, copy=False)
