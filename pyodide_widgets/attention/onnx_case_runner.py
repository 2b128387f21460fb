"""Runs a bundle of ONNX's cases on the core: natively, in the tests of the browser, and on the reference page.

It needs NumPy and the core alone. `scripts/onnx_cases.py` makes the bundle. Test: tests/attention/test_onnx_cases.py.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from .hard import hardmax
from .onnx_attention_operator import onnx_attention
from .onnx_operators import onnx_layer_normalization, onnx_linear_attention, onnx_rotary_embedding
from .shares import log_softmax, softmax

_OPERATORS: dict[str, Callable[..., Any]] = {
    "Attention": onnx_attention,
    "RotaryEmbedding": onnx_rotary_embedding,
    "LinearAttention": onnx_linear_attention,
    "LayerNormalization": onnx_layer_normalization,
    "Softmax": softmax,
    "LogSoftmax": log_softmax,
    "Hardmax": hardmax,
}


class _Case(NamedTuple):
    """What a case calls (`told`, as `scripts/onnx_cases.py` says it), and what has to come out."""

    told: dict[str, Any]
    inputs: list[Any]
    outputs: list[Any]


def cases(bundle: bytes) -> dict[str, Callable[[], str]]:
    """Return the cases by their names; each one, called, runs, and returns why it fails, or nothing where it passes."""
    return {case.told["name"]: partial(_fault, case) for case in _read(bundle)}


def count(bundle: bytes) -> str:
    """Return as JSON how many cases of each operator pass, and for those that fail why, by their names."""
    faults = {case.told["name"]: (case.told["operator"], _fault(case)) for case in _read(bundle)}
    passed = Counter(operator for operator, fault in faults.values() if not fault)
    failed = {name: fault for name, (_, fault) in faults.items() if fault}
    return json.dumps({"passed": dict(sorted(passed.items())), "failed": failed})


def _read(bundle: bytes) -> Iterator[_Case]:
    file = io.BytesIO(bundle)
    for told in json.loads(np.load(file).tobytes()):
        inputs, outputs = ([_typed(np.load(file), type_) for type_ in types] for types in told["types"])
        yield _Case(told, inputs, outputs)


def _fault(case: _Case) -> str:
    told, present = case.told, iter(case.inputs)
    inputs = [next(present) if is_there else None for is_there in told["inputs"]]
    try:
        outputs = _OPERATORS[told["operator"]](*inputs, **told["attributes"])
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    wanted = [output for output, is_there in zip(outputs, told["outputs"], strict=False) if is_there]
    for place, (output, expected) in enumerate(zip(wanted, case.outputs, strict=True)):
        if output.dtype != expected.dtype or output.shape != expected.shape:
            return f"output {place} is {output.dtype} {output.shape}, not {expected.dtype} {expected.shape}"
        same = np.isclose(_wide(output), _wide(expected), rtol=told["rtol"], atol=told["atol"], equal_nan=True)
        if not same.all():
            return f"output {place} differs at {int((~same).sum())} of {same.size} places"
    return ""


def _typed(array: Any, type_: str) -> Any:
    """An array of the case's own type. Without a bfloat16, as in the browser, such a case is computed in float32 and
    compared at the resolution of bfloat16."""
    if type_ != "bfloat16":
        return array
    try:
        return array.astype(np.dtype("bfloat16"))  # registered by whoever made the arrays natively
    except TypeError:
        return array


def _wide(array: Any) -> Any:
    return array.astype(np.float64)
