"""An associative memory: from part of a pattern, the whole. Its update is attention, with patterns as keys and values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import explains_wrong_calls, floats, joint_shape, number, whole
from .arrays import Array, ShapeError
from .dot_product import attend
from .shares import most_gathered_value


@explains_wrong_calls()
def recall(cue: ArrayLike, memory: ArrayLike, *, sharpness: float = 1.0, steps: int = 1) -> Array:
    """Move states towards stored patterns: the update of a modern (continuous) Hopfield network.

    One step is `scaled_dot_product_attention(cue, memory, memory, scale=sharpness)`. When patterns are far enough apart
    for the sharpness, one step is enough.

    Args:
        cue: states to start from, shape (..., L, E).
        memory: stored patterns, shape (..., S, E).
        sharpness: β, the inverse temperature, above 0. Small: an average of many patterns; large: the nearest one.
        steps: how often the state is updated.

    Returns:
        The states after the last step, shape (..., L, E).

    Raises:
        ShapeError: cue and memory differ in their last axis, or their batch axes do not broadcast.
        TypeError, ValueError: a sharpness that is not above 0, or a number of steps that is negative or not whole.

    Example:
        >>> patterns = [[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]]
        >>> recall([[1.0, 0.9, -0.2, 0.0]], patterns, sharpness=4.0).round(2).tolist()
        [[1.0, 1.0, -1.0, -1.0]]

    Source: Ramsauer et al., "Hopfield Networks is All You Need", 2020.
    """
    state, memory, sharpness = _checked("cue", cue, memory, sharpness)
    for _ in range(whole("steps", steps, at_least=0)):
        state = attend(state, memory, memory, None, sharpness).context
    return state


@explains_wrong_calls()
def energy(state: ArrayLike, memory: ArrayLike, *, sharpness: float = 1.0) -> Array:
    """The function that every step of `recall` makes smaller: -log Σ exp(β·⟨state, pattern⟩)/β + ⟨state, state⟩/2.

    Constants that depend on the memory alone are left out.

    The arguments and errors are those of `recall`; the state has shape (..., L, E).

    Returns:
        Shape (..., L).
    """
    state, memory, sharpness = _checked("state", state, memory, sharpness)
    scores = state @ np.swapaxes(memory, -1, -2)  # (..., L, S)
    return -most_gathered_value(scores, temperature=1 / sharpness) + 0.5 * np.sum(state * state, axis=-1)


def _checked(name: str, state: ArrayLike, memory: ArrayLike, sharpness: float) -> tuple[Array, Array, float]:
    state, memory = floats(name, state, "(..., L, E)"), floats("memory", memory, "(..., S, E)")
    if state.shape[-1] != memory.shape[-1]:
        raise ShapeError(
            f"{name} and memory need the same number of features in their last axis; "
            f"got {name} {state.shape}, memory {memory.shape}"
        )
    joint_shape(
        f"the batch axes of {name} and memory must broadcast", **{name: state.shape[:-2]}, memory=memory.shape[:-2]
    )
    return state, memory, number("sharpness", sharpness, above=0)
