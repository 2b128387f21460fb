"""A decoder as an ONNX graph, made of standard operators alone: another implementation of each of its steps."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from pyodide_widgets.attention.decoder import Decoder

OPSET = 18


def decoder_as_onnx(model: Decoder, length: int) -> ModelProto:
    """The graph from tokens (1, L) to logits (1, L, T), for the usual plan: attention, feed-forward layers, residuals."""
    plan, nodes, constants = model.plan, [], []
    features = plan.width // plan.heads

    def constant(array: Any, name: str) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"{kind}-{len(nodes)}"
        nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    p = {name: constant(array, name) for name, array in model.parameters.items()}
    to_heads = constant(np.array([1, length, plan.heads, features]), "to heads")
    from_heads = constant(np.array([1, length, plan.width]), "from heads")
    scale = constant(np.float32(features**-0.5), "scale")
    hidden = constant(np.triu(np.full((length, length), -1e9, np.float32), 1), "hidden")

    def split(x: str, weight: str, perm: list[int]) -> str:
        return node("Transpose", node("Reshape", node("MatMul", x, p[weight]), to_heads), perm=perm)

    def norm(x: str, name: str) -> str:
        return node("LayerNormalization", x, p[f"{name}.gain"], p[f"{name}.bias"], axis=-1, epsilon=1e-5)

    stream = node(
        "Add", node("Gather", p["tokens"], "input"), constant(model.parameters["places"][:length], "first places")
    )
    for layer in range(plan.layers):
        part = f"{layer}.attention"
        x = norm(stream, part)
        query, value = (split(x, f"{part}.w_{name}", [0, 2, 1, 3]) for name in ("query", "value"))
        key = split(x, f"{part}.w_key", [0, 2, 3, 1])
        scores = node("Add", node("Mul", node("MatMul", query, key), scale), hidden)
        context = node("MatMul", node("Softmax", scores, axis=-1), value)
        joined = node("Reshape", node("Transpose", context, perm=[0, 2, 1, 3]), from_heads)
        stream = node("Add", stream, node("MatMul", joined, p[f"{part}.w_output"]))
        part = f"{layer}.feed_forward"
        inner = node(
            "Relu", node("Add", node("MatMul", norm(stream, part), p[f"{part}.w_hidden"]), p[f"{part}.b_hidden"])
        )
        stream = node("Add", stream, node("Add", node("MatMul", inner, p[f"{part}.w_output"]), p[f"{part}.b_output"]))
    logits = node("MatMul", norm(stream, "last"), node("Transpose", p["tokens"], perm=[1, 0]))
    graph = helper.make_graph(
        nodes,
        "decoder",
        [helper.make_tensor_value_info("input", TensorProto.INT64, [1, length])],
        [helper.make_tensor_value_info(logits, TensorProto.FLOAT, [1, length, plan.vocabulary])],
        constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])


def logits_by_onnx(model: Decoder, tokens: Any) -> Any:
    """What ONNX's reference evaluator gives for tokens (1, L)."""
    graph = decoder_as_onnx(model, tokens.shape[1])
    return ReferenceEvaluator(graph).run(None, {"input": tokens})[0]
