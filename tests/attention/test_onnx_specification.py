"""What ONNX says of its operators beyond its cases: types, masks, edges; and random configurations.

Right values come from the operator's function body, run by ONNX's reference evaluator, or from the reference
implementation of the operator. Where the two differ, the function body is right: it is part of the specification.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx.helper import make_node, make_tensor_type_proto, np_dtype_to_tensor_dtype
from onnx.reference import ReferenceEvaluator
from onnx.reference.ops.op_attention import _compute_attention
from onnx.reference.ops.op_linear_attention import LinearAttention

from pyodide_widgets.attention import (
    ShapeError,
    onnx_attention,
    onnx_linear_attention,
    onnx_rotary_embedding,
    rotate,
)

random = np.random.default_rng(23)
Q, K, V = (random.normal(size=(2, 3, length, 4)).astype(np.float32) for length in (4, 5, 5))
inf = np.float32(np.inf)


def function_body(operator: str, opset: int, inputs: dict[str, Any], outputs: int, **attributes: Any) -> list[Any]:
    """The outputs of an operator by its function body."""
    names = [f"Out{place}" for place in range(outputs)]
    node = make_node(operator, list(inputs), names, **attributes)
    types = [make_tensor_type_proto(np_dtype_to_tensor_dtype(x.dtype), x.shape) for x in inputs.values()]
    schema = onnx.defs.get_schema(operator, opset, "")
    version = max(schema.context_dependent_function_opset_versions)
    body = onnx.FunctionProto()
    body.ParseFromString(
        schema.get_context_dependent_function_with_opset_version(
            version, node.SerializeToString(), [each.SerializeToString() for each in types]
        )
    )
    evaluator = ReferenceEvaluator(body)
    feeds = dict(zip(body.input, inputs.values(), strict=False))
    with np.errstate(invalid="ignore"):
        return evaluator.run(None, feeds, attributes=attributes)[:outputs]


def type_of_output(operator: str, opset: int, place: int) -> str:
    """The name of the input that has the type of an output."""
    schema = onnx.defs.get_schema(operator, opset, "")
    return next(each.name for each in schema.inputs if each.type_str == schema.outputs[place].type_str)


# Attention


@pytest.mark.parametrize(("query_type", "value_type"), [(np.float32, np.float16), (np.float16, np.float32)])
def test_y_has_the_type_of_q_and_the_present_value_that_of_v(query_type: type, value_type: type) -> None:
    """By the schema, Y is of type T1, like Q, and present_value of type T2, like V. The reference implementation returns
    whatever NumPy makes of both."""
    assert [type_of_output("Attention", 24, place) for place in range(4)] == ["Q", "Q", "V", "Q"]
    given = Q.astype(query_type), K.astype(query_type), V.astype(value_type)
    outputs = onnx_attention(*given)
    assert [output.dtype for output in outputs] == [query_type, query_type, value_type, query_type]
    right = _compute_attention(*(each.astype(np.float64) for each in given))[0]
    np.testing.assert_allclose(outputs[0].astype(float), right, atol=5e-3)


def test_float32_weights_are_not_rounded_for_half_precision_values() -> None:
    y = onnx_attention(Q, K, V.astype(np.float16))[0]
    right = _compute_attention(Q, K, V.astype(np.float16))[0]
    assert right.dtype == np.float32
    np.testing.assert_allclose(y, right, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("boolean", [True, False])
def test_a_fully_masked_row_with_an_infinite_score_is_zero(boolean: bool) -> None:
    """By the text of the operator, and by its function body, which decides it on the mask alone."""
    query = Q.copy()
    query[:, :, 1] = inf
    key = np.abs(K)  # so that the scores of row 1 are +inf
    seen = np.ones((4, 5), dtype=bool)
    seen[1] = False
    mask = seen if boolean else np.where(seen, np.float32(0.5), -inf)
    with np.errstate(all="ignore"):
        y, _, _, weights = onnx_attention(query, key, V, mask, qk_matmul_output_mode=3)
        right = function_body("Attention", 24, {"Q": query, "K": key, "V": V, "attn_mask": mask}, 4)[0]
    np.testing.assert_array_equal(right[:, :, 1], 0)
    np.testing.assert_array_equal(y[:, :, 1], 0)
    np.testing.assert_array_equal(weights[:, :, 1], 0)
    np.testing.assert_allclose(y, right, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("opset", [23, 24])
@pytest.mark.parametrize("boolean", [True, False])
def test_a_mask_whose_last_axis_is_1_broadcasts_in_opset_23_and_hides_the_rest_in_24(opset: int, boolean: bool) -> None:
    """By the function bodies. The reference implementation pads in both."""
    mask = np.array([[1], [0], [1], [1]], dtype=bool)
    given = mask if boolean else np.where(mask, np.float32(0.3), -inf)
    right = function_body("Attention", opset, {"Q": Q, "K": K, "V": V, "attn_mask": given}, 4)[0]
    y = onnx_attention(Q, K, V, given, opset=opset)[0]
    np.testing.assert_allclose(y, right, rtol=1e-5, atol=1e-6)
    if opset == 24:
        np.testing.assert_allclose(y[:, :, 0], V[:, :, 0], rtol=1e-5)


def test_whole_numbers_are_added_to_the_scores() -> None:
    """attn_mask's type U has all integer types, unlike PyTorch's."""
    mask = random.integers(0, 2, size=(4, 5))
    right = _compute_attention(Q, K, V, mask.astype(np.float32))[0]
    np.testing.assert_allclose(onnx_attention(Q, K, V, mask)[0], right, rtol=1e-5, atol=1e-6)


@st.composite
def attention_calls(draw: st.DrawFn) -> tuple[list[Any], dict[str, Any]]:
    """Inputs of Attention-25 and its attributes."""
    draw_one = lambda *options: draw(st.sampled_from(options))  # noqa: E731
    numbers = np.random.default_rng(draw_one(*range(1000)))
    kv_heads, group, queries, keys, past = (draw_one(*each) for each in ((1, 2), (1, 3), (3, 1, 0), (4, 1), (0, 2)))
    dtype, heads = draw_one("float32", "float64", "float16"), kv_heads * group
    cached = draw_one("none", "past", "nonpad")
    past = past if cached == "past" else 0
    shapes = [(2, heads, queries, 4), (2, kv_heads, keys, 4), (2, kv_heads, keys, 3)]
    query, key, value = (numbers.normal(size=shape).astype(dtype) for shape in shapes)
    seen = numbers.random(draw_one((queries, past + keys), (2, 1, queries, past + keys), (heads, 1, past + keys)))
    mask = {"none": None, "boolean": seen < 0.7, "added": np.where(seen < 0.7, seen, -np.inf).astype(dtype)}
    given = [query, key, value, mask[draw_one("none", "boolean", "added")], None, None, None]
    if cached == "past":
        given[4:6] = (numbers.normal(size=(2, kv_heads, past, n)).astype(dtype) for n in (4, 3))
    elif cached == "nonpad":
        given[6] = numbers.integers(0, keys + 1, size=2)
    attributes = {
        "is_causal": draw_one(0, 1),
        "left_window_size": draw_one(-1, 0, 1),
        "right_window_size": draw_one(-1, 0, 1),
        "scale": draw_one(None, 0.3),
        "softcap": draw_one(0.0, 1.5),
        "qk_matmul_output_mode": draw_one(0, 1, 2, 3),
        "softmax_precision": draw_one(None, 1, 11),
    }
    if attributes["softcap"] and attributes["qk_matmul_output_mode"] == 0:
        # The operator says raw scores; the reference implementation gives the capped ones.
        attributes["qk_matmul_output_mode"] = 1
    if queries and draw_one(False, True):  # the reference implementation cannot unpack an empty array
        given[:3] = (np.swapaxes(x, 1, 2).reshape(2, x.shape[2], x.shape[1] * x.shape[3]) for x in given[:3])
        attributes |= {"q_num_heads": heads, "kv_num_heads": kv_heads}
    return given, attributes


@settings(max_examples=400)
@given(attention_calls())
def test_any_configuration_gives_what_the_reference_implementation_gives(call: Any) -> None:
    given, attributes = call
    mask = given[3]
    if mask is not None:
        # Where a mask has one row for all queries, the reference implementation takes the causal mask for one query too.
        queries = given[0].shape[-2]
        mask = np.broadcast_to(mask, (*mask.shape[:-2], queries, mask.shape[-1]))
    right = _compute_attention(*given[:3], mask, *given[4:], **attributes)
    with np.errstate(invalid="ignore"):
        outputs = onnx_attention(*given, **attributes)
    tolerance = {"float16": 1e-2, "float32": 1e-5, "float64": 1e-10}[str(given[0].dtype)]
    for ours, theirs in zip(outputs, right, strict=True):
        assert (ours.dtype, ours.shape) == (theirs.dtype, np.broadcast_shapes(theirs.shape, ours.shape))
        np.testing.assert_allclose(ours.astype(float), theirs.astype(float), rtol=tolerance, atol=tolerance)


# LinearAttention


def test_linear_attention_has_the_types_of_the_query_and_of_the_past_state() -> None:
    assert type_of_output("LinearAttention", 27, 0) == "query"
    packed = [random.normal(size=(2, 3, 4)).astype(np.float16) for _ in range(3)]
    options = {"q_num_heads": 2, "kv_num_heads": 2, "update_rule": "linear"}
    y, state = onnx_linear_attention(*packed, **options)
    assert (y.dtype, state.dtype) == (np.float16, np.float16)
    right = function_body(
        "LinearAttention", 27, dict(zip(("query", "key", "value"), packed, strict=True)), 2, **options
    )
    for ours, theirs in zip((y, state), right, strict=True):
        assert ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours.astype(float), theirs.astype(float), atol=2e-3)
    y, state = onnx_linear_attention(*packed, np.zeros((2, 2, 2, 2), np.float32), **options)
    assert (y.dtype, state.dtype) == (np.float16, np.float32)


@settings(max_examples=200)
@given(
    st.sampled_from(["linear", "gated", "delta", "gated_delta"]),
    st.sampled_from([(1, 1), (2, 1), (4, 2)]),
    st.sampled_from([1, 5]),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.sampled_from([0.0, 0.7]),
    st.integers(0, 1000),
)
def test_any_update_rule_gives_what_the_reference_implementation_gives(
    rule: str, heads: tuple[int, int], length: int, flags: tuple[bool, bool, bool], scale: float, seed: int
) -> None:
    numbers, (q_heads, kv_heads) = np.random.default_rng(seed), heads
    with_state, wide_decay, narrow_beta = flags

    def draw(*shape: int) -> Any:
        return numbers.normal(size=shape).astype(np.float32)

    given = [
        draw(2, length, q_heads * 3),
        draw(2, length, kv_heads * 3),
        draw(2, length, kv_heads * 2),
        draw(2, kv_heads, 3, 2) if with_state else None,
        -np.abs(draw(2, length, kv_heads * (3 if wide_decay else 1))) if "gated" in rule else None,
        np.abs(draw(2, length, 1 if narrow_beta else kv_heads)) if "delta" in rule else None,
    ]
    options = {"q_num_heads": q_heads, "kv_num_heads": kv_heads, "update_rule": rule, "scale": scale}
    right = LinearAttention._run(None, *given, **options)
    for ours, theirs in zip(onnx_linear_attention(*given, **options), right, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


# RotaryEmbedding


def test_caches_of_two_axes_without_positions_are_refused_also_with_as_many_heads_as_positions() -> None:
    """By the text of the operator: without position_ids the caches have three axes. They would broadcast over heads."""
    x, cached = random.normal(size=(2, 4, 4, 6)), random.normal(size=(2, 4, 3))
    with pytest.raises(ShapeError, match="without position_ids"):
        onnx_rotary_embedding(x, cached[0], cached[1])
    inputs = {name: each.astype(np.float32) for name, each in (("X", x), ("cos_cache", cached), ("sin_cache", cached))}
    (right,) = function_body("RotaryEmbedding", 23, inputs, 1)
    np.testing.assert_allclose(onnx_rotary_embedding(x, cached, cached), right, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(rotate(x, cached[:, None], cached[:, None]), right, rtol=1e-4, atol=1e-5)
