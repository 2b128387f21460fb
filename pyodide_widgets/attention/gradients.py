"""Gradients by hand: each layer that a small model needs, forward and backward, side by side.

Every `…_backward` takes the gradient of the loss by the layer's output, and what the forward pass took or gave, and
returns the gradients by the layer's inputs, each of the shape of that input. Shapes: N tokens in all (any number of
leading axes), L tokens of a sequence, D features, H heads.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .arrays import Array, ShapeError, as_floats
from .dot_product import attend
from .heads import join_heads, split_heads
from .masks import causal_mask
from .shares import log_softmax


def linear(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """x·weight + bias: from (..., D) by (D, F) and (F,) to (..., F)."""
    return x @ weight if bias is None else x @ weight + bias


def linear_backward(gradient: Array, x: Array, weight: Array) -> tuple[Array, Array, Array]:
    """Gradients by x, weight and bias."""
    flat, flat_x = gradient.reshape(-1, gradient.shape[-1]), x.reshape(-1, x.shape[-1])
    return gradient @ weight.T, flat_x.T @ flat, flat.sum(axis=0)


def embedding(tokens: ArrayLike, table: Array) -> Array:
    """The rows of a table that tokens name: from tokens (...) and a table (T, D) to (..., D)."""
    return table[np.asarray(tokens)]


def embedding_backward(gradient: Array, tokens: ArrayLike, table: Array) -> Array:
    """Gradient by the table: rows that several tokens name gather the gradients of all of them."""
    one_hot = np.asarray(tokens).reshape(-1)[:, None] == np.arange(len(table))  # (N, T)
    return one_hot.T.astype(gradient.dtype) @ gradient.reshape(-1, gradient.shape[-1])


def layer_norm(x: Array, gain: Array, bias: Array, *, epsilon: float = 1e-5) -> Array:
    """Give the features of each token mean 0 and variance 1, then a gain and a bias for each: (..., D) to (..., D).

    Source: Ba et al., "Layer Normalization", 2016.
    """
    normal, _, _ = normalised(x, epsilon)
    return normal * gain + bias


def layer_norm_backward(gradient: Array, x: Array, gain: Array, *, epsilon: float = 1e-5) -> tuple[Array, Array, Array]:
    """Gradients by x, gain and bias."""
    normal, _, deviation = normalised(x, epsilon)
    by_normal = gradient * gain
    # What moves all features alike, or along the normalised vector, is taken out by the normalisation.
    by_x = by_normal - by_normal.mean(axis=-1, keepdims=True)
    by_x = (by_x - normal * (by_normal * normal).mean(axis=-1, keepdims=True)) / deviation
    before = tuple(range(gradient.ndim - 1))
    return by_x, (gradient * normal).sum(axis=before), gradient.sum(axis=before)


def normalised(x: Array, epsilon: float) -> tuple[Array, Array, Array]:
    """The features of each token with mean 0 and variance 1, (..., D); the mean and the standard deviation, (..., 1)."""
    mean = x.mean(axis=-1, keepdims=True)
    centred = x - mean
    deviation = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + epsilon)
    return centred / deviation, mean, deviation


def cross_entropy(logits: Array, targets: ArrayLike, counted: ArrayLike | None = None) -> float:
    """How surprised a model is by what came, in nats: the mean of -log of the share that it gave to each target.

    Args:
        logits: scores of all tokens, shape (..., T).
        targets: the token that came, shape (...).
        counted: which places count, boolean, shape (...); all if not given.

    Raises:
        ShapeError: targets or counted have another shape than the logits without their last axis.
    """
    targets, share = _targets(logits, targets, counted)
    surprise = -np.take_along_axis(log_softmax(logits), targets[..., None], axis=-1)[..., 0]  # (...)
    return float((surprise * share).sum())


def cross_entropy_backward(logits: Array, targets: ArrayLike, counted: ArrayLike | None = None) -> Array:
    """Gradient by the logits: the share that each token was given, less the one that came."""
    targets, share = _targets(logits, targets, counted)
    gradient = np.exp(log_softmax(logits))
    came = np.take_along_axis(gradient, targets[..., None], axis=-1)
    np.put_along_axis(gradient, targets[..., None], came - 1, axis=-1)
    scaled: Array = gradient * share[..., None].astype(gradient.dtype)
    return scaled


def _targets(logits: Array, targets: ArrayLike, counted: ArrayLike | None) -> tuple[Array, Array]:
    """Targets, and the weight of each place in the mean."""
    targets = np.asarray(targets)
    counts = np.ones(targets.shape) if counted is None else np.asarray(counted).astype(float)
    if targets.shape != logits.shape[:-1] or counts.shape != targets.shape:
        raise ShapeError(
            f"logits of shape {logits.shape} need targets and counted of shape {logits.shape[:-1]}; "
            f"got {targets.shape} and {counts.shape}"
        )
    return targets, counts / max(counts.sum(), 1)


def attention_backward(
    gradient: Array, query: Array, key: Array, value: Array, weights: Array, scale: float | None = None
) -> tuple[Array, Array, Array]:
    """Gradients of `scaled_dot_product_attention` by query, key and value.

    Args:
        gradient: by the context vectors, (..., L, V).
        query, key, value: as they went in, with the same leading axes.
        weights: as they came out, (..., L, S). Masked places have the weight 0 and get no gradient.
        scale: as it went in.
    """
    scale = 1 / np.sqrt(query.shape[-1]) if scale is None else scale
    by_value = np.swapaxes(weights, -1, -2) @ gradient  # (..., S, V)
    by_weights = gradient @ np.swapaxes(value, -1, -2)  # (..., L, S)
    # Through the softmax: a score gains by as much as its share does better than the mean.
    mean = (by_weights * weights).sum(axis=-1, keepdims=True)
    by_scores = weights * (by_weights - mean) * query.dtype.type(scale)  # (..., L, S)
    return by_scores @ key, np.swapaxes(by_scores, -1, -2) @ query, by_value


class HeadWeights(NamedTuple):
    """The four projections of `multi_head_attention`, or the gradients by them."""

    w_query: Array  # (D, H·E)
    w_key: Array  # (D, H·E)
    w_value: Array  # (D, H·V)
    w_output: Array  # (H·V, D)


class HeadSteps(NamedTuple):
    """What the forward pass of several heads keeps for the backward pass."""

    query: Array  # (..., H, L, E)
    key: Array  # (..., H, L, E)
    value: Array  # (..., H, L, V)
    weights: Array  # (..., H, L, L)
    joined: Array  # (..., L, H·V)


def multi_head(x: Array, projections: HeadWeights, *, heads: int, is_causal: bool = True) -> tuple[Array, HeadSteps]:
    """`multi_head_attention` of a sequence over itself, (..., L, D) to (..., L, D), and the steps on its way."""
    query, key, value = (split_heads(x @ weight, heads) for weight in projections[:3])
    mask = causal_mask(x.shape[-2]) if is_causal else None
    steps = attend(query, key, value, mask)
    joined = join_heads(steps.context)
    return joined @ projections.w_output, HeadSteps(query, key, value, steps.weights, joined)


def multi_head_backward(
    gradient: Array, x: Array, projections: HeadWeights, steps: HeadSteps, *, heads: int
) -> tuple[Array, HeadWeights]:
    """Gradients by x and by the projections."""
    by_joined, by_output, _ = linear_backward(gradient, steps.joined, projections.w_output)
    by_heads = attention_backward(split_heads(by_joined, heads), steps.query, steps.key, steps.value, steps.weights)
    through = [
        linear_backward(join_heads(by_head), x, weight)
        for by_head, weight in zip(by_heads, projections[:3], strict=True)
    ]
    by_x = through[0][0] + through[1][0] + through[2][0]
    return by_x, HeadWeights(through[0][1], through[1][1], through[2][1], by_output)


class Adam:
    """Gradient descent with a pace of its own for each number: the mean gradient over its own recent size.

    Args:
        parameters: arrays by name; `step` changes them in place.
        rate: how far a number moves at a step, at most about this.
        decay: how slowly the mean and the mean square of the gradients forget, each between 0 and 1.
        epsilon: keeps numbers without a gradient from being divided by 0.

    Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014.
    """

    def __init__(
        self,
        parameters: dict[str, Array],
        *,
        rate: float = 1e-3,
        decay: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
    ) -> None:
        self.parameters = parameters
        self.rate = rate
        self.decay = decay
        self.epsilon = epsilon
        self.steps = 0
        self._mean = {name: np.zeros_like(array) for name, array in parameters.items()}
        self._square = {name: np.zeros_like(array) for name, array in parameters.items()}

    def step(self, gradients: dict[str, Array]) -> None:
        """Move every parameter against its gradient.

        Raises:
            ShapeError: a gradient is missing, unknown, or of another shape than its parameter.
        """
        for name in self.parameters.keys() | gradients.keys():
            shapes = [np.shape(group[name]) if name in group else None for group in (self.parameters, gradients)]
            if shapes[0] != shapes[1]:
                raise ShapeError(f"parameter {name!r} has shape {shapes[0]}, its gradient {shapes[1]}")
        self.steps += 1
        first, second = self.decay
        # Both means start at 0; early on they are scaled up for what they have not seen yet.
        unseen_mean, unseen_square = 1 - first**self.steps, 1 - second**self.steps
        for name, parameter in self.parameters.items():
            gradient, mean, square = as_floats(gradients[name]), self._mean[name], self._square[name]
            mean += (1 - first) * (gradient - mean)
            square += (1 - second) * (gradient * gradient - square)
            move = self.rate * (mean / unseen_mean) / (np.sqrt(square / unseen_square) + self.epsilon)
            parameter -= move.astype(parameter.dtype, copy=False)
