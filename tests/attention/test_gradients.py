"""Gradients by hand against finite differences, and against an autograd that somebody else wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from pyodide_widgets.attention import ShapeError, causal_mask, scaled_dot_product_attention
from pyodide_widgets.attention import gradients as layers
from pyodide_widgets.attention.gradients import Adam, HeadWeights

random = np.random.default_rng(7)
X = random.normal(size=(2, 5, 6))
OUTWARD = random.normal(size=X.shape)  # the gradient of the loss by a layer's output; the loss is their product
TOKENS = random.integers(0, 6, size=(2, 5))
COUNTED = random.random((2, 5)) < 0.6
HEADS = HeadWeights(*(random.normal(size=(6, 6)) for _ in range(4)))
GAIN, BIAS = random.normal(size=(2, 6))
WEIGHT = random.normal(size=(6, 6))
QKV = tuple(random.normal(size=(2, 5, 3)) for _ in range(3))


def finite_differences(loss: Callable[..., float], arguments: Sequence[Any], place: int, step: float = 1e-6) -> Any:
    arguments = [argument.copy() for argument in arguments]
    moved, slopes = arguments[place], np.zeros(arguments[place].shape)
    for index in np.ndindex(moved.shape):
        middle = moved[index]
        losses = []
        for moved[index] in (middle + step, middle - step):
            losses.append(loss(*arguments))
        slopes[index] = (losses[0] - losses[1]) / (2 * step)
        moved[index] = middle
    return slopes


def causal_attention(query: Any, key: Any, value: Any) -> Any:
    return scaled_dot_product_attention(query, key, value, is_causal=True)


def attention_gradients() -> tuple[Any, ...]:
    _, weights = scaled_dot_product_attention(*QKV, is_causal=True, return_weights=True)
    return layers.attention_backward(OUTWARD[..., :3], *QKV, weights)


def multi_head_gradients() -> tuple[Any, ...]:
    _, steps = layers.multi_head(X, HEADS, heads=2)
    by_x, by_heads = layers.multi_head_backward(OUTWARD, X, HEADS, steps, heads=2)
    return by_x, *by_heads


# Each layer: its loss, the arguments that it is differentiated by, and the gradients by hand.
LAYERS: dict[str, tuple[Callable[..., float], tuple[Any, ...], Callable[[], tuple[Any, ...]]]] = {
    "linear": (
        lambda x, weight, bias: float((layers.linear(x, weight, bias) * OUTWARD).sum()),
        (X, WEIGHT, BIAS),
        lambda: layers.linear_backward(OUTWARD, X, WEIGHT),
    ),
    "embedding": (
        lambda table: float((layers.embedding(TOKENS, table) * OUTWARD).sum()),
        (WEIGHT,),
        lambda: (layers.embedding_backward(OUTWARD, TOKENS, WEIGHT),),
    ),
    "layer_norm": (
        lambda x, gain, bias: float((layers.layer_norm(x, gain, bias) * OUTWARD).sum()),
        (X, GAIN, BIAS),
        lambda: layers.layer_norm_backward(OUTWARD, X, GAIN),
    ),
    "cross_entropy": (
        lambda logits: layers.cross_entropy(logits, TOKENS, COUNTED),
        (X,),
        lambda: (layers.cross_entropy_backward(X, TOKENS, COUNTED),),
    ),
    "attention": (
        lambda query, key, value: float((causal_attention(query, key, value) * OUTWARD[..., :3]).sum()),
        QKV,
        attention_gradients,
    ),
    "multi_head": (
        lambda x, *heads: float((layers.multi_head(x, HeadWeights(*heads), heads=2)[0] * OUTWARD).sum()),
        (X, *HEADS),
        multi_head_gradients,
    ),
}
CASES = [(name, place) for name, (_, arguments, _) in LAYERS.items() for place in range(len(arguments))]


@pytest.mark.parametrize(("name", "place"), CASES)
def test_gradients_agree_with_finite_differences(name: str, place: int) -> None:
    loss, arguments, by_hand = LAYERS[name]
    np.testing.assert_allclose(by_hand()[place], finite_differences(loss, arguments, place), atol=1e-7)


def _softmax(scores: Any) -> Any:
    exponentials = anp.exp(scores - anp.max(scores, axis=-1, keepdims=True))
    return exponentials / anp.sum(exponentials, axis=-1, keepdims=True)


def _multi_head_loss(x: Any, w_query: Any, w_key: Any, w_value: Any, w_output: Any) -> Any:
    """The same loss written for autograd, in another way: head by head."""
    hidden = anp.where(causal_mask(5), 0.0, -1e30)
    found = []
    for columns in (slice(0, 3), slice(3, 6)):
        query, key, value = (anp.dot(x, weight[:, columns]) for weight in (w_query, w_key, w_value))
        weights = _softmax(anp.einsum("ble,bse->bls", query, key) / anp.sqrt(3.0) + hidden)
        found.append(anp.einsum("bls,bsv->blv", weights, value))
    return anp.sum(anp.dot(anp.concatenate(found, axis=-1), w_output) * OUTWARD)


def test_gradients_of_several_heads_agree_with_autograd() -> None:
    for place, by_hand in enumerate(multi_head_gradients()):
        np.testing.assert_allclose(by_hand, grad(_multi_head_loss, place)(X, *HEADS), atol=1e-10)


def test_gradients_of_layer_norm_agree_with_autograd() -> None:
    def loss(x: Any, gain: Any, bias: Any) -> Any:
        centred = x - anp.mean(x, axis=-1, keepdims=True)
        return anp.sum((centred / anp.sqrt(anp.var(x, axis=-1, keepdims=True) + 1e-5) * gain + bias) * OUTWARD)

    for place, by_hand in enumerate(layers.layer_norm_backward(OUTWARD, X, GAIN)):
        np.testing.assert_allclose(by_hand, grad(loss, place)(X, GAIN, BIAS), atol=1e-10)


def test_adam_moves_each_number_by_about_its_rate_at_first() -> None:
    parameters = {"a": np.array([1.0, 1.0, 1.0])}
    Adam(parameters, rate=0.1).step({"a": np.array([5.0, -0.001, 0.0])})
    np.testing.assert_allclose(parameters["a"], [0.9, 1.1, 1.0], atol=1e-5)


def test_adam_finds_the_bottom_of_a_valley() -> None:
    parameters = {"a": np.array([3.0, -2.0])}
    adam = Adam(parameters, rate=0.05)
    for _ in range(500):
        adam.step({"a": np.array([1.0, 100.0]) * (parameters["a"] - 1)})
    np.testing.assert_allclose(parameters["a"], [1.0, 1.0], atol=1e-2)


@pytest.mark.parametrize("gradients", [{}, {"a": np.zeros(2)}, {"a": np.zeros(3), "b": np.zeros(3)}])
def test_adam_names_a_gradient_that_does_not_fit(gradients: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match=r"parameter '[ab]'"):
        Adam({"a": np.zeros(3)}).step(gradients)
