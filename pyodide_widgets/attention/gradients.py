"""Gradients by hand: each layer that a small model needs, forward and backward, next to each other.

Every `…_backward` takes the gradient of the loss by the layer's output, and what the forward pass took or returned, and
returns the gradients by the layer's inputs, each of the shape of that input. Shapes: N tokens in all (any number of
leading axes), L tokens of a sequence, D features, H heads.

All of them raise TypeError for arguments that are no numbers, and ShapeError for shapes that do not fit together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .arguments import booleans, explains_wrong_calls, flag, floats, indices, integers, number, shaped, whole
from .arrays import Array, ShapeError
from .attention_arguments import check_shapes, checked_scale
from .dot_product import attend
from .heads import join_heads, split_heads
from .masks import causal_mask
from .shares import log_softmax


@explains_wrong_calls(input="it is called x")
def linear(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """x·weight + bias: from (..., D) by (D, F) and (F,) to (..., F). PyTorch's weight is the transpose of this one."""
    x, weight = _input_and_weight(x, weight)
    product = (_flat(x) @ weight).reshape(*x.shape[:-1], weight.shape[1])
    if bias is None:
        return product
    return product + shaped("bias", floats("bias", bias), (weight.shape[1],), f"for a weight of shape {weight.shape}")


@explains_wrong_calls()
def linear_backward(gradient: Array, x: Array, weight: Array) -> tuple[Array, Array, Array]:
    """Gradients by x, weight and bias."""
    x, weight = _input_and_weight(x, weight)
    gradient = shaped("gradient", floats("gradient", gradient), (*x.shape[:-1], weight.shape[1]), "as the output has")
    flat = _flat(gradient)
    return (flat @ weight.T).reshape(x.shape), _flat(x).T @ flat, flat.sum(axis=0)


def _flat(x: Array) -> Array:
    """All tokens of all sequences below each other, (N, D): BLAS multiplies one large matrix faster than many small ones."""
    return x.reshape(int(np.prod(x.shape[:-1])), x.shape[-1])  # not -1: there may be no features


@explains_wrong_calls(input="it is called tokens", weight="it is called table")
def embedding(tokens: ArrayLike, table: Array) -> Array:
    """The rows of a table at the indices in tokens: from tokens (...) and a table (T, D) to (..., D).

    Raises:
        ValueError: a token that is negative or not below T.
    """
    tokens, table = _tokens_and_table(tokens, table)
    return table[tokens]


@explains_wrong_calls()
def embedding_backward(gradient: Array, tokens: ArrayLike, table: Array) -> Array:
    """Gradient by the table: a row that several tokens select gets the sum of their gradients."""
    tokens, table = _tokens_and_table(tokens, table)
    gradient = shaped("gradient", floats("gradient", gradient), (*tokens.shape, table.shape[1]), "as the output has")
    one_hot = tokens.reshape(-1)[:, None] == np.arange(len(table))  # (N, T)
    return one_hot.T.astype(gradient.dtype) @ gradient.reshape(tokens.size, table.shape[1])


_LAYER_NORM = {
    "normalized_shape": "the last axis is normalised; leave it out",
    "weight": "it is called gain",
    "eps": "it is called epsilon",
}


@explains_wrong_calls(**_LAYER_NORM)
def layer_norm(x: Array, gain: Array, bias: Array, *, epsilon: float = 1e-5) -> Array:
    """Give the features of each token mean 0 and variance 1, then a gain and a bias for each: (..., D) to (..., D).

    Source: Ba et al., "Layer Normalization", 2016.
    """
    x = floats("x", x, "(..., D)")
    gain, bias = _of_features("gain", gain, x), _of_features("bias", bias, x)
    normal, _, _ = normalised(x, number("epsilon", epsilon, at_least=0))
    return normal * gain + bias


@explains_wrong_calls(**_LAYER_NORM)
def layer_norm_backward(gradient: Array, x: Array, gain: Array, *, epsilon: float = 1e-5) -> tuple[Array, Array, Array]:
    """Gradients by x, gain and bias."""
    x = floats("x", x, "(..., D)")
    gain = _of_features("gain", gain, x)
    gradient = shaped("gradient", floats("gradient", gradient), x.shape, "as x has")
    normal, _, deviation = normalised(x, number("epsilon", epsilon, at_least=0))
    by_normal = gradient * gain
    # The normalisation removes what changes all features alike, and what goes along the normalised vector.
    by_x = by_normal - _mean(by_normal)
    by_x = (by_x - normal * _mean(by_normal * normal)) / deviation
    before = tuple(range(gradient.ndim - 1))
    return by_x, (gradient * normal).sum(axis=before), gradient.sum(axis=before)


def normalised(x: Array, epsilon: float) -> tuple[Array, Array, Array]:
    """The features of each token with mean 0 and variance 1, (..., D); the mean and the standard deviation, (..., 1)."""
    mean = _mean(x)
    centred = x - mean
    deviation = np.sqrt(_mean(centred * centred) + epsilon)
    return centred / deviation, mean, deviation


def _mean(x: Array) -> Array:
    """The mean of the features, (..., 1); 0 if there are none."""
    return x.mean(axis=-1, keepdims=True) if x.shape[-1] else np.zeros((*x.shape[:-1], 1), x.dtype)


_CROSS_ENTROPY = {
    "input": "it is called logits, with the tokens in the last axis",
    "target": "it is called targets",
    "ignore_index": "write counted=targets != ignore_index",
    "reduction": "it is the mean over all counted places",
    "weight": "all tokens weigh the same",
    "label_smoothing": "targets are taken as they are",
}


@explains_wrong_calls(**_CROSS_ENTROPY)
def cross_entropy(logits: Array, targets: ArrayLike, counted: ArrayLike | None = None) -> float:
    """The cross-entropy of a model in nats: the mean of -log of the share that it gave to each target.

    Args:
        logits: scores of all tokens, shape (..., T).
        targets: the tokens that came, whole numbers of shape (...), from 0 to T - 1; at places that do not count any.
        counted: which places count, boolean, shape (...); all if not given.

    Returns:
        The mean over the places that count; 0 if there are none. Logits at other places do not matter, even if they are
        infinite or NaN.

    Raises:
        ShapeError: targets or counted have another shape than the logits without their last axis.
        TypeError: targets that are no whole numbers, or counted that is not boolean.
        ValueError: a target that counts and is no token.
    """
    logits, targets, share = _targets(logits, targets, counted)
    surprise = -np.take_along_axis(log_softmax(logits), targets[..., None], axis=-1)[..., 0]  # (...)
    return float((surprise * share).sum())


@explains_wrong_calls(**_CROSS_ENTROPY)
def cross_entropy_backward(logits: Array, targets: ArrayLike, counted: ArrayLike | None = None) -> Array:
    """Gradient by the logits: the shares, less 1 at the target; 0 at places that do not count."""
    logits, targets, share = _targets(logits, targets, counted)
    gradient = np.exp(log_softmax(logits))
    came = np.take_along_axis(gradient, targets[..., None], axis=-1)
    np.put_along_axis(gradient, targets[..., None], came - 1, axis=-1)
    scaled: Array = gradient * share[..., None].astype(gradient.dtype)
    return scaled


def _targets(logits: Array, targets: ArrayLike, counted: ArrayLike | None) -> tuple[Array, Array, Array]:
    """Logits, targets, and the weight of each place in the mean. Where a place does not count, the
    logits and the target are 0, so that nothing there can make a NaN."""
    logits, targets = floats("logits", logits, "(..., T)"), integers("targets", targets)
    counts = np.ones(targets.shape, dtype=bool) if counted is None else booleans("counted", counted)
    if targets.shape != logits.shape[:-1] or counts.shape != targets.shape:
        raise ShapeError(
            f"logits of shape {logits.shape} need targets and counted of shape {logits.shape[:-1]}; "
            f"got {targets.shape} and {counts.shape}"
        )
    indices("targets", targets[counts], logits.shape[-1], f"logits of shape {logits.shape} at the places that count")
    if not counts.all():
        logits, targets = np.where(counts[..., None], logits, logits.dtype.type(0)), np.where(counts, targets, 0)
    return logits, targets, counts / max(counts.sum(), 1)


@explains_wrong_calls()
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
    query, key, value = floats("query", query), floats("key", key), floats("value", value)
    check_shapes(query, key, value)
    if not query.shape[:-2] == key.shape[:-2] == value.shape[:-2]:
        shapes = f"query {query.shape}, key {key.shape}, value {value.shape}"
        raise ShapeError(f"gradients need query, key and value with the same leading axes; got {shapes}")
    weights = shaped("weights", floats("weights", weights), (*query.shape[:-1], key.shape[-2]), "as the scores have")
    gradient = shaped(
        "gradient", floats("gradient", gradient), (*query.shape[:-1], value.shape[-1]), "as the context has"
    )
    scale = checked_scale(scale, query)
    by_value = np.swapaxes(weights, -1, -2) @ gradient  # (..., S, V)
    by_weights = gradient @ np.swapaxes(value, -1, -2)  # (..., L, S)
    # Through the softmax: the gradient by a score is its weight times how far its gradient lies above the mean.
    mean = (by_weights * weights).sum(axis=-1, keepdims=True)
    by_scores = by_weights  # in place: copies of this largest array would cost more than the arithmetic
    by_scores -= mean
    by_scores *= weights
    by_scores *= query.dtype.type(scale)
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


@explains_wrong_calls()
def multi_head(x: Array, projections: HeadWeights, *, heads: int, is_causal: bool = True) -> tuple[Array, HeadSteps]:
    """`multi_head_attention` of a sequence over itself, (..., L, D) to (..., L, D), and the steps on its way."""
    x, projections = _projected(x, projections)
    query, key, value = (
        split_heads(x @ weight, heads, name) for weight, name in zip(projections[:3], HeadWeights._fields, strict=False)
    )
    mask = causal_mask(x.shape[-2]) if flag("is_causal", is_causal) else None
    steps = attend(query, key, value, mask)
    joined = join_heads(steps.context)
    return joined @ projections.w_output, HeadSteps(query, key, value, steps.weights, joined)


@explains_wrong_calls()
def multi_head_backward(
    gradient: Array, x: Array, projections: HeadWeights, steps: HeadSteps, *, heads: int
) -> tuple[Array, HeadWeights]:
    """Gradients by x and by the projections."""
    x, projections = _projected(x, projections)
    if not isinstance(steps, HeadSteps):
        raise TypeError(f"steps is a {type(steps).__name__}, but needs the HeadSteps that multi_head returned")
    if steps.query.shape[-3] != whole("heads", heads):
        raise ShapeError(f"heads is {heads}, but steps are those of {steps.query.shape[-3]} heads")
    by_joined, by_output, _ = linear_backward(gradient, steps.joined, projections.w_output)
    by_heads = attention_backward(split_heads(by_joined, heads), steps.query, steps.key, steps.value, steps.weights)
    through = [
        linear_backward(join_heads(by_head), x, weight)
        for by_head, weight in zip(by_heads, projections[:3], strict=True)
    ]
    by_x = through[0][0] + through[1][0] + through[2][0]
    return by_x, HeadWeights(through[0][1], through[1][1], through[2][1], by_output)


def _input_and_weight(x: Array, weight: Array) -> tuple[Array, Array]:
    x, weight = floats("x", x, "(..., D)"), floats("weight", weight, "(D, F)")
    if weight.shape[0] != x.shape[-1]:
        raise ShapeError(f"weight has shape {weight.shape}, but needs ({x.shape[-1]}, …) for an x of shape {x.shape}")
    return x, weight


def _tokens_and_table(tokens: ArrayLike, table: Array) -> tuple[Array, Array]:
    table = floats("table", table, "(T, D)")
    return indices("tokens", integers("tokens", tokens), len(table), f"a table of shape {table.shape}"), table


def _of_features(name: str, array: Array, x: Array) -> Array:
    return shaped(name, floats(name, array), x.shape[-1:], f"the features of x {x.shape}")


def _projected(x: Array, projections: HeadWeights) -> tuple[Array, HeadWeights]:
    """A sequence and its projections, whose shapes fit."""
    x = floats("x", x, "(..., L, D)")
    if not isinstance(projections, tuple) or len(projections) != len(HeadWeights._fields):
        raise TypeError(f"projections is a {type(projections).__name__}, but needs HeadWeights: {HeadWeights._fields}")
    w_query, w_key, w_value, w_output = projections = HeadWeights(
        *(floats(name, weight, "(D, H·E)") for name, weight in zip(HeadWeights._fields, projections, strict=True))
    )
    for name, weight in zip(HeadWeights._fields[:3], projections, strict=False):
        if weight.shape[0] != x.shape[-1]:
            raise ShapeError(
                f"{name} has shape {weight.shape}, but needs ({x.shape[-1]}, …) for an x of shape {x.shape}"
            )
    if w_query.shape != w_key.shape:
        raise ShapeError(f"w_query {w_query.shape} and w_key {w_key.shape} need the same shape")
    if w_output.shape[0] != w_value.shape[1]:
        raise ShapeError(
            f"w_output has shape {w_output.shape}, but needs ({w_value.shape[1]}, …) for w_value {w_value.shape}"
        )
    return x, projections


class Adam:
    """Gradient descent with a step size of its own for each number: the mean gradient divided by its recent size.

    Args:
        parameters: floating-point arrays by name; `step` changes them in place.
        rate: how far a number moves at a step, at most about this.
        decay: of the mean and the mean square of the gradients: what share of them remains at each step, from 0 to below 1.
        epsilon: added to the divisor, so that numbers without a gradient are not divided by 0.

    `steps`, `mean` and `square`, by name, are its state: what a checkpoint keeps beside the parameters.

    Raises:
        TypeError: parameters that are no arrays of floating-point numbers, which cannot be changed in place.
        ValueError: a number out of range.

    Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014.
    """

    @explains_wrong_calls(
        params="it is called parameters: a dictionary of arrays",
        lr="it is called rate",
        betas="they are called decay",
        eps="it is called epsilon",
        weight_decay="there is none",
    )
    def __init__(
        self,
        parameters: dict[str, Array],
        *,
        rate: float = 1e-3,
        decay: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
    ) -> None:
        if not isinstance(parameters, Mapping):
            raise TypeError(f"parameters is a {type(parameters).__name__}, but needs a dictionary of arrays by name")
        for name, array in parameters.items():
            if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
                found = f"an array of {array.dtype}" if isinstance(array, np.ndarray) else f"a {type(array).__name__}"
                raise TypeError(
                    f"parameters[{name!r}] is {found}, but needs a NumPy array of floats, to be changed in place"
                )
        if not isinstance(decay, tuple) or len(decay) != 2 or not all(0 <= number("decay", each) < 1 for each in decay):
            raise ValueError(f"decay is {decay!r}, but needs a pair of numbers from 0 to below 1")
        self.parameters = parameters
        self.rate = number("rate", rate, at_least=0)
        self.decay = decay
        self.epsilon = number("epsilon", epsilon, at_least=0)
        self.steps = 0
        self.mean = {name: np.zeros_like(array) for name, array in parameters.items()}
        self.square = {name: np.zeros_like(array) for name, array in parameters.items()}

    def step(self, gradients: dict[str, Array]) -> None:
        """Move every parameter against its gradient.

        Raises:
            ShapeError: a gradient is missing, unknown, or of another shape than its parameter.
            TypeError: gradients that are no dictionary of numbers.
        """
        if not isinstance(gradients, Mapping):
            raise TypeError(f"gradients is a {type(gradients).__name__}, but needs a dictionary of arrays by name")
        given = {name: floats(f"gradients[{name!r}]", gradient) for name, gradient in gradients.items()}
        for name in self.parameters.keys() | given.keys():
            shapes = [group[name].shape if name in group else None for group in (self.parameters, given)]
            if shapes[0] != shapes[1]:
                raise ShapeError(f"parameter {name!r} has shape {shapes[0]}, its gradient {shapes[1]}")
        self.steps += 1
        first, second = self.decay
        # Both means start at 0; they are scaled up for the steps that they lack.
        share_of_mean, share_of_square = 1 - first**self.steps, 1 - second**self.steps
        for name, parameter in self.parameters.items():
            gradient, mean, square = given[name], self.mean[name], self.square[name]
            mean += (1 - first) * (gradient - mean)
            square += (1 - second) * (gradient * gradient - square)
            move = self.rate * (mean / share_of_mean) / (np.sqrt(square / share_of_square) + self.epsilon)
            parameter -= move.astype(parameter.dtype, copy=False)
