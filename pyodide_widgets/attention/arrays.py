"""The array type of the core, and the error for shapes that do not fit."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]


class ShapeError(ValueError):
    """Arguments whose shapes do not fit together. The message names each argument, its shape and the shape it needs."""
