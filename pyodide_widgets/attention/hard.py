"""Hard attention: all for the largest score."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .allocation_steps import checked_scores, defined, largest_along
from .arguments import explains_wrong_calls
from .arrays import Array


@explains_wrong_calls(dim="write axis, as in NumPy")
def hardmax(scores: ArrayLike, axis: int = -1) -> Array:
    """Give the share 1 to the largest score, to the first one of several, and 0 to all others.

    Of all shares that are not negative and add up to 1, these have the largest ⟨w, s⟩: the optimum without a regulariser,
    and the limit of `softmax`, whose temperature goes to 0, if one score is the largest. The arguments, the errors and the
    shares of infinite scores are those of `softmax`.

    Returns:
        Shares, shape (...).

    Example:
        >>> hardmax([1.0, 3.0, 3.0]).tolist()
        [0.0, 1.0, 0.0]

    Sources: Xu et al., "Show, Attend and Tell", 2015, where the choice is drawn at random; ONNX operator Hardmax.
    """
    scores, axis, _ = checked_scores(scores, axis, 1.0)
    largest = largest_along(scores, axis)
    if not scores.shape[axis]:
        return scores.copy()
    first = np.argmax(scores, axis=axis, keepdims=True)
    places = np.arange(scores.shape[axis]).reshape(-1, *[1] * (scores.ndim - axis - 1))
    return defined((places == first).astype(scores.dtype), scores, largest)
