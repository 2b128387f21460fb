"""ONNX's own cases for the operators that the core has, as one file of arrays that can be taken anywhere."""

from __future__ import annotations

import io
import json
import warnings
from functools import cache
from typing import Any

import numpy as np
import onnx
from onnx.helper import get_attribute_value

OPERATORS = (
    "Attention",
    "RotaryEmbedding",
    "Softmax",
    "LogSoftmax",
    "Hardmax",
    "LayerNormalization",
    "LinearAttention",
)
VERSION = onnx.__version__
BFLOAT16_RESOLUTION = 2.0**-7  # one unit in the last place of a bfloat16, relative


@cache
def collected() -> tuple[Any, ...]:
    """The cases, as ONNX has them."""
    with warnings.catch_warnings(action="ignore"):
        from onnx.backend.test.case.node import collect_testcases

        # Once in a process: a second call with a filter would return the first list.
        cases = collect_testcases(None)
    return tuple(case for case in cases if case.model and _is_ours(case.model.graph.node))


def _is_ours(nodes: Any) -> bool:
    return len(nodes) == 1 and nodes[0].op_type in OPERATORS


def _attributes(node: Any) -> dict[str, Any]:
    values = {attribute.name: get_attribute_value(attribute) for attribute in node.attribute}
    return {name: value.decode() if isinstance(value, bytes) else value for name, value in values.items()}


@cache
def bundle() -> bytes:
    """All cases as an .npz file: what each calls, and its arrays. bfloat16, which NumPy lacks, travels as float32."""
    cases, arrays = [], {}
    for case in collected():
        (node,) = case.model.graph.node
        for number, (inputs, outputs) in enumerate(case.data_sets):
            name = case.name if number == 0 else f"{case.name}/{number}"
            cases.append(
                {
                    "name": name,
                    "operator": node.op_type,
                    "attributes": _attributes(node),
                    # An empty name is an input or an output that is left out.
                    "inputs": [bool(each) for each in node.input],
                    "outputs": [bool(each) for each in node.output],
                    "types": [[array.dtype.name for array in group] for group in (inputs, outputs)],
                    "rtol": _tolerance(case.rtol, outputs),
                    "atol": _tolerance(case.atol, outputs),
                }
            )
            for kind, group in (("in", inputs), ("out", outputs)):
                for place, array in enumerate(group):
                    plain = array.astype(np.float32) if array.dtype.name == "bfloat16" else array
                    arrays[f"{name}.{kind}.{place}"] = plain
    file = io.BytesIO()
    np.savez(file, cases=np.array(json.dumps(cases)), **arrays)
    return file.getvalue()


def _tolerance(given: float, outputs: Any) -> float:
    is_bfloat16 = any(output.dtype.name == "bfloat16" for output in outputs)
    return max(given, BFLOAT16_RESOLUTION) if is_bfloat16 else given
