"""The core passes every case that ONNX has for its operators, at ONNX's own tolerances."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pyodide_widgets.attention import onnx_case_runner
from scripts import onnx_cases

CHECKS = Path(__file__).parents[2] / "docs/core-checks.json"
NAMES = [case.name for case in onnx_cases.collected()]


@cache
def faults() -> dict[str, str]:
    return {name: run() for name, run in onnx_case_runner.cases(onnx_cases.bundle()).items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_core_gives_what_onnx_gives(name: str) -> None:
    assert faults()[name] == ""


def test_every_case_of_the_attention_operator_is_there() -> None:
    operators = Counter(case.model.graph.node[0].op_type for case in onnx_cases.collected())
    assert operators["Attention"] == 93
    assert operators["RotaryEmbedding"] == 8


def test_the_site_shows_the_count_of_this_run() -> None:
    shown = json.loads(CHECKS.read_text(encoding="utf-8"))
    now = json.loads(onnx_case_runner.count(onnx_cases.bundle()))
    assert shown["onnx"] == onnx_cases.VERSION
    assert shown["native"] == now["passed"], "run scripts/check_core.py"
