"""Runs a bundle of ONNX's cases on the core. It needs NumPy and the core alone, so that it runs in the browser as well."""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import Any

import numpy as np

from pyodide_widgets import attention

OPERATORS = {
    "Attention": attention.onnx_attention,
    "RotaryEmbedding": attention.onnx_rotary_embedding,
    "LinearAttention": attention.onnx_linear_attention,
    "LayerNormalization": attention.onnx_layer_normalization,
    "Softmax": attention.softmax,
    "LogSoftmax": attention.log_softmax,
    "Hardmax": attention.hardmax,
}


def run(bundle: bytes) -> dict[str, str]:
    """Why each case fails, by its name; nothing where it passes."""
    arrays = np.load(io.BytesIO(bundle))
    return {case["name"]: _fault(case, arrays) for case in json.loads(str(arrays["cases"]))}


def count(bundle: bytes) -> str:
    """How many cases of each operator pass, and the names of those that fail, as JSON."""
    cases = json.loads(str(np.load(io.BytesIO(bundle))["cases"]))
    faults = run(bundle)
    passed = Counter(case["operator"] for case in cases if not faults[case["name"]])
    return json.dumps(
        {"passed": dict(sorted(passed.items())), "failed": {name: why for name, why in faults.items() if why}}
    )


def _fault(case: dict[str, Any], arrays: Any) -> str:
    name, (input_types, output_types) = case["name"], case["types"]
    present = iter(_typed(arrays[f"{name}.in.{place}"], type_) for place, type_ in enumerate(input_types))
    inputs = [next(present) if is_there else None for is_there in case["inputs"]]
    try:
        outputs = OPERATORS[case["operator"]](*inputs, **case["attributes"])
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    wanted = [output for output, is_there in zip(outputs, case["outputs"], strict=False) if is_there]
    for place, (output, type_) in enumerate(zip(wanted, output_types, strict=True)):
        expected = _typed(arrays[f"{name}.out.{place}"], type_)
        if output.dtype != expected.dtype or output.shape != expected.shape:
            return f"output {place} is {output.dtype} {output.shape}, not {expected.dtype} {expected.shape}"
        same = np.isclose(_wide(output), _wide(expected), rtol=case["rtol"], atol=case["atol"], equal_nan=True)
        if not same.all():
            return f"output {place} differs at {int((~same).sum())} of {same.size} places"
    return ""


def _typed(array: Any, type_: str) -> Any:
    """An array of the case's own type. Without a bfloat16, as in the browser, such a case is computed in float32 and
    compared at the resolution of bfloat16."""
    if type_ != "bfloat16":
        return array
    try:
        import ml_dtypes
    except ImportError:
        return array
    return array.astype(ml_dtypes.bfloat16)


def _wide(array: Any) -> Any:
    return array.astype(np.float64)
