"""Attention and its heads against the operator cases of ONNX that they can express, and what they promise at the edges."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest
from onnx.helper import get_attribute_value

from pyodide_widgets.attention import (
    Array,
    ShapeError,
    causal_mask,
    multi_head_attention,
    scaled_dot_product_attention,
    softmax,
)
from scripts import onnx_cases


@dataclass(frozen=True)
class OperatorCase:
    """One of ONNX's cases for an operator: named inputs, attributes, and the first output that they must give."""

    name: str
    inputs: dict[str, Array]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]
    expected: Array
    rtol: float
    atol: float

    def check(self, output: Array) -> None:
        assert output.shape == self.expected.shape
        np.testing.assert_allclose(output, self.expected, rtol=self.rtol, atol=self.atol)


@cache
def operator_cases() -> tuple[OperatorCase, ...]:
    return tuple(_operator_case(case) for case in onnx_cases.collected())


def _operator_case(case: Any) -> OperatorCase:
    (node,) = case.model.graph.node
    inputs, outputs = case.data_sets[0]
    present = [name for name in node.input if name]  # an empty name is an input that is left out
    return OperatorCase(
        name=case.name,
        inputs=dict(zip(present, inputs, strict=True)),
        outputs=tuple(node.output),
        attributes={"op": node.op_type} | {each.name: get_attribute_value(each) for each in node.attribute},
        expected=outputs[0],
        rtol=case.rtol,
        atol=case.atol,
    )


def selected(fits: Callable[[OperatorCase], bool]) -> list[Any]:
    """The cases that fit, as parameters of a test; there must be some."""
    found = [pytest.param(case, id=case.name) for case in operator_cases() if fits(case)]
    assert found, "ONNX has no such case any more: the test would pass without looking at anything"
    return found


def _is_plain(case: OperatorCase, axes: int, *attributes: str) -> bool:
    """Attention of float32 arrays with no more than our functions have: no cache, no soft cap, no sliding window, no
    output but the first."""
    return (
        case.attributes.keys() <= {"op", *attributes}
        and case.attributes["op"] == "Attention"
        and case.inputs.keys() <= {"Q", "K", "V", "attn_mask"}
        and len(case.outputs) == 1
        and case.inputs["Q"].dtype == np.float32
        and case.inputs["Q"].ndim == axes
    )


def _is_ours(case: OperatorCase) -> bool:
    return _is_plain(case, 4, "scale", "is_causal")


def _is_for_several_heads(case: OperatorCase) -> bool:
    heads = ("q_num_heads", "kv_num_heads")
    return _is_plain(case, 3, "is_causal", *heads)


def _has_mask_and_is_causal(case: OperatorCase) -> bool:
    return "attn_mask" in case.inputs and bool(case.attributes.get("is_causal"))


@pytest.mark.parametrize("case", selected(lambda case: _is_ours(case) and not _has_mask_and_is_causal(case)))
def test_attention_gives_what_the_onnx_operator_gives(case: OperatorCase) -> None:
    output = scaled_dot_product_attention(
        case.inputs["Q"],
        case.inputs["K"],
        case.inputs["V"],
        attn_mask=case.inputs.get("attn_mask"),
        is_causal=bool(case.attributes.get("is_causal")),
        scale=case.attributes.get("scale"),
        enable_gqa=True,
    )
    case.check(output)


@pytest.mark.parametrize("case", selected(lambda case: _is_ours(case) and _has_mask_and_is_causal(case)))
def test_causal_mask_put_into_attn_mask_gives_both_as_the_error_advises(case: OperatorCase) -> None:
    query, key, mask = case.inputs["Q"], case.inputs["K"], case.inputs["attn_mask"]
    past = causal_mask(query.shape[-2], key.shape[-2])
    both = mask & past if mask.dtype == bool else np.where(past, mask, -np.inf).astype(mask.dtype)
    case.check(scaled_dot_product_attention(query, key, case.inputs["V"], attn_mask=both))


@pytest.mark.parametrize("case", selected(_is_for_several_heads))
def test_several_heads_give_what_the_onnx_operator_gives(case: OperatorCase) -> None:
    """Ours makes query, key and value from one sequence: so put them side by side, and let each projection take its own.
    Queries are fewer than keys in most cases, so fill them up, and leave the outputs of the filling out."""
    query, key, value = (case.inputs[name] for name in "QKV")
    missing = key.shape[-2] - query.shape[-2]
    x = np.concatenate([np.pad(query, ((0, 0), (0, missing), (0, 0))), key, value], axis=-1)
    parts = np.cumsum([query.shape[-1], key.shape[-1]])
    w_query, w_key, w_value = np.split(np.eye(x.shape[-1], dtype=x.dtype), parts, axis=-1)
    mask = case.inputs.get("attn_mask")
    output = multi_head_attention(
        x,
        w_query,
        w_key,
        w_value,
        w_output=np.eye(
            value.shape[-1] // case.attributes["kv_num_heads"] * case.attributes["q_num_heads"], dtype=x.dtype
        ),
        heads=case.attributes["q_num_heads"],
        kv_heads=case.attributes["kv_num_heads"],
        attn_mask=None if mask is None else np.pad(mask, ((0, missing), (0, 0))),
        is_causal=bool(case.attributes.get("is_causal")),
    )
    case.check(output[:, : query.shape[-2]])


@pytest.fixture
def no_warning() -> Iterator[None]:
    with warnings.catch_warnings(action="error"):
        yield


def arrays(*shapes: tuple[int, ...]) -> list[Array]:
    draw = np.random.default_rng(2017)
    return [draw.normal(size=shape) for shape in shapes]


# Softmax


def test_temperature_divides_the_scores() -> None:
    (scores,) = arrays((3, 5))
    np.testing.assert_allclose(softmax(scores, temperature=4.0), softmax(scores / 4.0))


@pytest.mark.parametrize("temperature", [0, 0.0, -1, float("nan"), -float("inf")])
def test_softmax_refuses_a_temperature_that_is_not_positive_and_names_it(temperature: float) -> None:
    with pytest.raises(ValueError, match=rf"temperature above 0, got {temperature!r}"):
        softmax([1.0, 2.0], temperature=temperature)


@pytest.mark.usefixtures("no_warning")
@pytest.mark.parametrize(
    ("scores", "shares"),
    [
        ([1e4, 0.0, -1e4], [1, 0, 0]),
        ([-1e4, -1e4], [0.5, 0.5]),
        ([1e308, 1e308], [0.5, 0.5]),
        ([-np.inf, 0.0], [0, 1]),
        ([-np.inf, -np.inf], [0, 0]),
        ([7], [1]),
        ([3, 3, 3, 3], [0.25, 0.25, 0.25, 0.25]),
    ],
)
def test_softmax_of_extreme_scores_is_exact_and_quiet(scores: list[float], shares: list[float]) -> None:
    np.testing.assert_array_equal(softmax(scores), shares)


def test_softmax_keeps_float32_as_it_is_and_makes_floats_of_whole_numbers() -> None:
    assert softmax(np.zeros(3, dtype=np.float32)).dtype == np.float32
    assert softmax(np.zeros(3, dtype=np.int64)).dtype == np.float64


# Attention


def test_weights_of_each_query_add_up_to_1_and_blend_the_values() -> None:
    query, key, value = arrays((2, 3, 4, 8), (2, 3, 6, 8), (2, 3, 6, 5))
    context, weights = scaled_dot_product_attention(query, key, value, return_weights=True)
    assert weights.shape == (2, 3, 4, 6)
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(axis=-1), 1)
    np.testing.assert_allclose(context, weights @ value)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [None, 0.5])
def test_context_and_weights_have_the_type_of_the_arguments(dtype: type, scale: float | None) -> None:
    q, k, v = arrays((3, 4), (5, 4), (5, 2))
    context, weights = scaled_dot_product_attention(
        q.astype(dtype), k.astype(dtype), v.astype(dtype), scale=scale, return_weights=True
    )
    assert (context.dtype, weights.dtype) == (dtype, dtype)


def test_batch_axes_broadcast() -> None:
    query, key, value = arrays((2, 1, 4, 8), (3, 6, 8), (6, 5))
    assert scaled_dot_product_attention(query, key, value).shape == (2, 3, 4, 5)


@pytest.mark.usefixtures("no_warning")
@pytest.mark.parametrize(
    ("seen", "unseen"), [pytest.param(True, False, id="boolean mask"), pytest.param(0.0, -np.inf, id="added mask")]
)
def test_query_that_may_see_nothing_gets_zeros(seen: float, unseen: float) -> None:
    query, key, value = arrays((3, 4), (5, 4), (5, 2))
    mask = np.full((3, 5), seen)
    mask[1] = unseen
    context, weights = scaled_dot_product_attention(query, key, value, attn_mask=mask, return_weights=True)
    np.testing.assert_array_equal(weights[1], 0)
    np.testing.assert_array_equal(context[1], 0)
    np.testing.assert_allclose(weights[[0, 2]].sum(axis=-1), 1)


def test_masked_keys_get_exactly_nothing() -> None:
    query, key, value = arrays((3, 4), (5, 4), (5, 2))
    mask = np.array([True, False, True, False, True])
    _, weights = scaled_dot_product_attention(query, key, value, attn_mask=mask, return_weights=True)
    np.testing.assert_array_equal(weights[:, ~mask], 0)


@pytest.mark.usefixtures("no_warning")
def test_extreme_scores_give_no_nan_and_no_warning() -> None:
    query, key, value = arrays((3, 4), (5, 4), (5, 2))
    context, weights = scaled_dot_product_attention(1e4 * query, 1e4 * key, value, return_weights=True)
    assert np.isfinite(context).all()
    np.testing.assert_array_equal(weights.max(axis=-1), 1)  # the winner takes all


def _one_head(x: Array) -> Any:
    return scaled_dot_product_attention(x, x, x, is_causal=True)


def _two_heads(x: Array) -> Any:
    return multi_head_attention(x, *arrays((4, 4), (4, 4), (4, 4), (4, 4)), heads=2, is_causal=True)


@pytest.mark.parametrize("attend", [_one_head, _two_heads])
def test_causal_output_does_not_depend_on_the_future(attend: Callable[[Array], Array]) -> None:
    x, future = arrays((6, 4), (6, 4))
    for now in range(1, 6):
        changed = np.concatenate([x[:now], 100 * future[now:]])
        np.testing.assert_array_equal(attend(changed)[:now], attend(x)[:now])
        assert not np.allclose(attend(changed)[now:], attend(x)[now:])


def test_causal_mask_is_aligned_to_the_upper_left() -> None:
    np.testing.assert_array_equal(causal_mask(2, 4), [[1, 0, 0, 0], [1, 1, 0, 0]])
    np.testing.assert_array_equal(causal_mask(3), [[1, 0, 0], [1, 1, 0], [1, 1, 1]])


def test_mask_together_with_is_causal_is_an_error() -> None:
    query, key, value = arrays((3, 4), (5, 4), (5, 2))
    with pytest.raises(ValueError, match="either attn_mask or is_causal"):
        scaled_dot_product_attention(query, key, value, attn_mask=np.ones((3, 5), dtype=bool), is_causal=True)


@pytest.mark.parametrize(
    ("query", "key", "value", "fault"),
    [
        ((4,), (5, 4), (5, 2), "at least two axes"),
        ((3, 4), (5, 6), (5, 2), "query and key need the same number of features"),
        ((3, 4), (5, 4), (6, 2), "key and value need the same length"),
        ((2, 3, 4), (3, 5, 4), (3, 5, 2), "batch axes of query, key and value must broadcast"),
    ],
)
def test_shapes_that_do_not_fit_are_named_with_their_arguments(
    query: tuple[int, ...], key: tuple[int, ...], value: tuple[int, ...], fault: str
) -> None:
    q, k, v = arrays(query, key, value)
    with pytest.raises(ShapeError) as error:
        scaled_dot_product_attention(q, k, v)
    assert fault in str(error.value)
    assert f"query {query}, key {key}, value {value}" in str(error.value)


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param((3, 4), id="as long as the keys of another sentence"),
        pytest.param((7, 3, 5), id="more axes than the scores"),
    ],
)
def test_mask_that_does_not_broadcast_to_the_scores_is_an_error_that_names_both_shapes(shape: tuple[int, ...]) -> None:
    query, key, value = arrays((3, 4), (5, 4), (5, 2))
    with pytest.raises(ShapeError) as error:
        scaled_dot_product_attention(query, key, value, attn_mask=np.ones(shape, dtype=bool))
    assert f"attn_mask has shape {shape}" in str(error.value)
    assert "(3, 5)" in str(error.value)


def test_mask_does_not_make_more_queries_than_there_are() -> None:
    query, key, value = arrays((1, 4), (5, 4), (5, 2))
    with pytest.raises(ShapeError, match=r"attn_mask has shape \(3, 5\).*\(1, 5\)"):
        scaled_dot_product_attention(query, key, value, attn_mask=np.ones((3, 5), dtype=bool))


# Several heads


def test_each_head_has_its_own_weights() -> None:
    x, *projections = arrays((2, 5, 6), (6, 4), (6, 4), (6, 4), (4, 6))
    output, weights = multi_head_attention(x, *projections, heads=2, return_weights=True)
    assert output.shape == (2, 5, 6)
    assert weights.shape == (2, 2, 5, 5)
    np.testing.assert_allclose(weights.sum(axis=-1), 1)
    assert not np.allclose(weights[:, 0], weights[:, 1])


@pytest.mark.parametrize("heads", [0, -1, 3])
def test_width_that_cannot_be_divided_among_the_heads_is_an_error(heads: int) -> None:
    x, *projections = arrays((5, 4), (4, 4), (4, 4), (4, 4), (4, 4))
    with pytest.raises(ShapeError, match=f"width of 4 cannot be divided among {heads} heads"):
        multi_head_attention(x, *projections, heads=heads)


@pytest.mark.parametrize("name", ["w_query", "w_key", "w_value", "w_output"])
def test_projection_that_does_not_fit_is_named(name: str) -> None:
    x, wrong = arrays((5, 4), (3, 4))
    projections = dict.fromkeys(["w_query", "w_key", "w_value", "w_output"], np.eye(4)) | {name: wrong}
    with pytest.raises(ShapeError, match=rf"{name} has shape \(3, 4\), but needs \(4, …\)"):
        multi_head_attention(x, *projections.values(), heads=2)
