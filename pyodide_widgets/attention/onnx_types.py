"""Element types by the numbers that ONNX has for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from .arrays import Array

# The numbers by which ONNX names element types. NumPy itself has no bfloat16: the type comes with the array.
_FLOAT, _FLOAT16, _DOUBLE, _BFLOAT16 = 1, 10, 11, 16
_PRECISIONS: dict[int, DTypeLike] = {_FLOAT: np.float32, _FLOAT16: np.float16, _DOUBLE: np.float64}


def precision(name: str, code: int | None, like: Array) -> DTypeLike | None:
    """The type that a number of ONNX stands for."""
    if code is None:
        return None
    if code == _BFLOAT16:
        if like.dtype.name != "bfloat16":
            raise ValueError(f"{name} is 16 (bfloat16), which needs bfloat16 inputs: NumPy has no such type of its own")
        return like.dtype
    if code not in _PRECISIONS:
        raise ValueError(f"{name} is {code!r}, but may be 1 (float), 10 (float16), 11 (double) or 16 (bfloat16)")
    return _PRECISIONS[code]
