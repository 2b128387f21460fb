"""ONNX's own cases for the operators that the core has, as one file of arrays that can be taken anywhere.

The build puts it into the site, where `attention/onnx_case_runner.py` runs the cases on request.
"""

from __future__ import annotations

import io
import json
import warnings
from functools import cache
from importlib import metadata
from typing import Any

OPERATORS = (
    "Attention",
    "RotaryEmbedding",
    "Softmax",
    "LogSoftmax",
    "Hardmax",
    "LayerNormalization",
    "LinearAttention",
)
VERSION = metadata.version("onnx")  # of what the bundle is made from
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
    from onnx.helper import get_attribute_value

    values = {attribute.name: get_attribute_value(attribute) for attribute in node.attribute}
    return {name: value.decode() if isinstance(value, bytes) else value for name, value in values.items()}


@cache
def bundle() -> bytes:
    """All cases: .npy files one after the other, first JSON that says what each case calls, then the arrays of all, inputs
    before outputs. bfloat16, which NumPy lacks, travels as float32."""
    import numpy as np

    cases, arrays = [], []
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
            for array in (*inputs, *outputs):
                arrays.append(array.astype(np.float32) if array.dtype.name == "bfloat16" else array)
    file = io.BytesIO()
    for array in (np.frombuffer(json.dumps(cases).encode(), np.uint8), *arrays):
        np.save(file, array)
    return file.getvalue()


def _tolerance(given: float, outputs: Any) -> float:
    is_bfloat16 = any(output.dtype.name == "bfloat16" for output in outputs)
    return max(given, BFLOAT16_RESOLUTION) if is_bfloat16 else given
