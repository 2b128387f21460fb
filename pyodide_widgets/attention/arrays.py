"""What every part of the core needs of arrays: floats from anything, and errors that name the argument and its shape."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


class ShapeError(ValueError):
    """Arguments whose shapes do not fit together. The message names each argument, its shape and what it needs."""


def as_floats(array: ArrayLike) -> Array:
    """The array itself if it holds floating-point numbers (also those of ml_dtypes, such as bfloat16), else as float64."""
    array = np.asarray(array)
    # bfloat16 is no subtype of np.floating, but a "void" kind of its own that computes like one.
    return array if np.issubdtype(array.dtype, np.floating) or array.dtype.kind == "V" else array.astype(np.float64)
