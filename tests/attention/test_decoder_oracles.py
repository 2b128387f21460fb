"""The decoder against others: the trained weights as an ONNX graph, autograd, ONNX's GRU, and the core's own operators."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from pyodide_widgets.attention import KeyValueCache, causal_fourier_mixing, multi_head_attention
from pyodide_widgets.attention.decoder import Decoder, Dropout, draw_parameters
from pyodide_widgets.attention.decoder_file import from_bytes, to_bytes
from pyodide_widgets.attention.decoder_parts import PARTS
from pyodide_widgets.widgets.trained.models import NAMES, reader

from .decoder_as_onnx import logits_by_onnx
from .test_decoder import COUNTED, PLAN, TARGETS, TOKENS, model


@pytest.mark.parametrize("name", NAMES)
def test_the_trained_weights_give_the_logits_of_onnx(name: str) -> None:
    of = reader(name).model
    tokens = np.random.default_rng(0).integers(0, of.plan.vocabulary, (1, 24))
    np.testing.assert_allclose(of.forward(tokens).logits, logits_by_onnx(of, tokens), atol=1e-4)


def _loss_by_autograd(parameters: dict[str, Any]) -> Any:
    """The loss of the usual plan, written for autograd in another way: sequence by sequence, head by head."""
    total, counted = 0.0, COUNTED.sum()
    for tokens, targets, counts in zip(TOKENS, TARGETS, COUNTED, strict=True):
        length = len(tokens)
        hidden = np.triu(np.full((length, length), -1e30), 1)
        stream = parameters["tokens"][tokens] + parameters["places"][:length]
        for layer in range(PLAN.layers):
            at = f"{layer}.attention"
            x = _norm(stream, parameters[f"{at}.gain"], parameters[f"{at}.bias"])
            found = []
            for columns in (slice(0, 3), slice(3, 6)):
                query, key, value = (
                    anp.dot(x, parameters[f"{at}.w_{of}"][:, columns]) for of in ("query", "key", "value")
                )
                scores = anp.dot(query, key.T) / anp.sqrt(3.0) + hidden
                exponentials = anp.exp(scores - anp.max(scores, axis=-1, keepdims=True))
                found.append(anp.dot(exponentials / anp.sum(exponentials, axis=-1, keepdims=True), value))
            stream = stream + anp.dot(anp.concatenate(found, axis=-1), parameters[f"{at}.w_output"])
            at = f"{layer}.feed_forward"
            x = _norm(stream, parameters[f"{at}.gain"], parameters[f"{at}.bias"])
            inner = anp.maximum(anp.dot(x, parameters[f"{at}.w_hidden"]) + parameters[f"{at}.b_hidden"], 0)
            stream = stream + anp.dot(inner, parameters[f"{at}.w_output"]) + parameters[f"{at}.b_output"]
        logits = anp.dot(_norm(stream, parameters["last.gain"], parameters["last.bias"]), parameters["tokens"].T)
        logarithms = logits - anp.log(anp.sum(anp.exp(logits), axis=-1, keepdims=True))
        total = total - anp.sum(logarithms[np.arange(length), targets] * counts)
    return total / counted


def _norm(x: Any, gain: Any, bias: Any) -> Any:
    centred = x - anp.mean(x, axis=-1, keepdims=True)
    return centred / anp.sqrt(anp.var(x, axis=-1, keepdims=True) + 1e-5) * gain + bias


def test_loss_and_gradients_are_those_of_autograd() -> None:
    of = model()
    loss, by_hand = of.loss_and_gradients(TOKENS, TARGETS, COUNTED)
    assert loss == pytest.approx(_loss_by_autograd(of.parameters), abs=1e-12)
    for name, gradient in grad(_loss_by_autograd)(of.parameters).items():
        np.testing.assert_allclose(by_hand[name], gradient, atol=1e-10, err_msg=name)


def test_attention_is_multi_head_attention() -> None:
    of = model(layers=1)
    passed = of.forward(TOKENS)
    weights = (of.parameters[f"0.attention.w_{name}"] for name in ("query", "key", "value", "output"))
    found = multi_head_attention(passed.steps["0.attention"].normal, *weights, heads=2, is_causal=True)
    np.testing.assert_allclose(passed.streams[1] - passed.streams[0], found, atol=1e-12)


def test_fixed_waves_are_causal_fourier_mixing() -> None:
    plan = replace(PLAN, mixer="fourier")
    x = np.random.default_rng(0).normal(size=(2, 5, plan.width))
    found, _ = PARTS["fourier"].forward(x, {}, plan, None)
    right = causal_fourier_mixing(x, period=plan.length) / np.sqrt(plan.length * plan.width)
    np.testing.assert_allclose(found, right, atol=1e-12)


def test_the_recurrence_is_the_gru_of_onnx() -> None:
    of = model(mixer="recurrence", layers=1)
    p = {name: of.parameters[f"0.recurrence.{name}"].astype(np.float32) for name in ("w_gates", "u_gates", "b_gates")}
    x = np.random.default_rng(0).normal(size=(2, 5, PLAN.width)).astype(np.float32)
    bias = np.concatenate([p["b_gates"], np.zeros_like(p["b_gates"])])[None]
    node = helper.make_node("GRU", ["x", "w", "r", "b"], ["y"], hidden_size=PLAN.width, linear_before_reset=1)
    value = helper.make_tensor_value_info
    inputs = {"x": np.swapaxes(x, 0, 1), "w": p["w_gates"].T[None], "r": p["u_gates"].T[None], "b": bias}
    given = [value(name, TensorProto.FLOAT, list(array.shape)) for name, array in inputs.items()]
    graph = helper.make_graph([node], "gru", given, [value("y", TensorProto.FLOAT, None)])
    (states,) = ReferenceEvaluator(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])).run(
        None, inputs
    )
    one = np.eye(PLAN.width, dtype=np.float32)
    found, _ = PARTS["recurrence"].forward(x, p | {"w_output": one}, replace(PLAN, mixer="recurrence"), None)
    np.testing.assert_allclose(found, np.swapaxes(states[:, 0], 0, 1), atol=1e-6)


@pytest.mark.parametrize(
    "parts", [{}, {"mixer": "fourier"}, {"mixer": "places"}, {"mixer": "recurrence"}, {"mixer": "none"}]
)
def test_the_next_token_is_guessed_from_the_past_alone(parts: dict[str, Any]) -> None:
    changed = TOKENS.copy()
    changed[:, 3:] = 0
    one, other = (model(**parts).forward(tokens).logits for tokens in (TOKENS, changed))
    np.testing.assert_array_equal(one[:, :3], other[:, :3])
    assert np.abs(one[:, 3:] - other[:, 3:]).max() > 0.1


def test_without_the_mask_it_is_not() -> None:
    changed = TOKENS.copy()
    changed[:, 3:] = 0
    one, other = (model(causal=False).forward(tokens).logits for tokens in (TOKENS, changed))
    assert np.abs(one[:, :3] - other[:, :3]).max() > 0.1


def test_with_caches_the_logits_are_those_of_all_tokens_at_once() -> None:
    of = model()
    whole, caches, found = of.forward(TOKENS), [KeyValueCache()] * PLAN.layers, []
    for piece in (TOKENS[:, :3], TOKENS[:, 3:4], TOKENS[:, 4:]):
        passed = of.forward(piece, caches=caches)
        found.append(passed.logits)
        caches = passed.caches
    np.testing.assert_allclose(np.concatenate(found, axis=1), whole.logits, atol=1e-12)


def test_a_part_or_head_that_is_off_adds_nothing() -> None:
    of = model(layers=1)
    off = of.forward(TOKENS, parts_off=["0.attention"]).streams
    np.testing.assert_array_equal(off[1], off[0])
    both = of.forward(TOKENS, heads_off=[(0, 0), (0, 1)]).streams
    np.testing.assert_array_equal(both[1], both[0])
    left, right = (of.forward(TOKENS, heads_off=[(0, head)]).streams for head in (0, 1))
    added = of.forward(TOKENS).streams[1] - off[0]
    np.testing.assert_allclose((left[1] - left[0]) + (right[1] - right[0]), added, atol=1e-12)


def test_dropout_keeps_the_mean_and_goes_through_the_gradients() -> None:
    dropped = Dropout(0.25, np.random.default_rng(0)).draw(np.ones((200, 200)))
    assert sorted(np.unique(dropped)) == pytest.approx([0, 4 / 3])
    assert dropped.mean() == pytest.approx(1, abs=0.02)
    of, name = model(), "0.feed_forward.w_output"
    parameter, index, step = of.parameters[name], (2, 3), 1e-6

    def loss() -> tuple[float, Any]:
        return of.loss_and_gradients(TOKENS, TARGETS, dropout=Dropout(0.5, np.random.default_rng(5)))

    by_hand = loss()[1][name][index]
    losses = []
    middle = parameter[index]
    for parameter[index] in (middle + step, middle - step):
        losses.append(loss()[0])
    assert by_hand == pytest.approx((losses[0] - losses[1]) / (2 * step), abs=1e-8)


def test_weights_come_back_from_their_file_to_half_a_step() -> None:
    plan = replace(PLAN, vocabulary=6)
    of = Decoder(plan, draw_parameters(np.random.default_rng(0), plan))
    kept = from_bytes(to_bytes(of, "\0\nabcd"))
    assert kept.characters == "\0\nabcd"
    assert kept.model.plan == plan
    for name, array in of.parameters.items():
        step = np.abs(array).max(axis=-1, keepdims=True) / 127 if array.ndim > 1 else 0
        assert (np.abs(kept.model.parameters[name] - array) <= step / 2 + 1e-7).all(), name


@pytest.mark.parametrize("cut", [0, 5, 100, -1])
def test_a_file_that_is_cut_off_is_named_as_such(cut: int) -> None:
    data = to_bytes(Decoder(PLAN, draw_parameters(np.random.default_rng(0), PLAN)), "abcde")
    with pytest.raises(ValueError, match=r"no weights of a decoder|cut off"):
        from_bytes(data[:cut])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda of: of.forward([[0, 5]]), ValueError, "5 tokens"),
        (lambda of: of.forward([[0] * 8]), ValueError, "position 8, but the model has 7"),
        (lambda of: of.forward([[0]], heads_off=[(2, 0)]), ValueError, r"heads_off holds \(2, 0\)"),
        (lambda of: of.forward([[0]], parts_off=["0.attentoin"]), ValueError, "0.attentoin.*the parts are"),
        (lambda of: Decoder(of.plan, {}), ValueError, "'tokens' has shape None"),
        (lambda of: replace(of.plan, mixer="fuorier"), ValueError, "mixer"),
        (lambda of: replace(of.plan, heads=4), ValueError, "a width of 6"),
    ],
)
def test_wrong_calls_say_what_would_be_right(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call(model())
