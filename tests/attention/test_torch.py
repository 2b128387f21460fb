"""The core against PyTorch, SciPy and entmax: live where they are installed, else against what they gave."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from . import torch_configurations
from .store_torch import stored
from .torch_cases import CASES, flat, others
from .torch_configurations import Configuration

LIVE = others()


@cache
def results() -> Any:
    return stored()


def test_every_case_is_stored() -> None:
    assert list(results()[0]) == list(CASES), "run tests/attention/store_torch.py"


@pytest.mark.parametrize("name", CASES)
def test_the_core_gives_what_the_others_give(name: str) -> None:
    _check(name, results()[0][name])
    if LIVE is not None:
        _check(name, flat(CASES[name].theirs(LIVE)))


def _check(name: str, right: list[Any]) -> None:
    case = CASES[name]
    with np.errstate(all="ignore"):
        ours = flat(case.ours())
    for mine, theirs in zip(ours, right, strict=True):
        assert mine.shape == theirs.shape
        np.testing.assert_allclose(mine.astype(float), theirs, rtol=case.tolerance, atol=case.tolerance)


@st.composite
def configurations(draw: st.DrawFn) -> Configuration:
    return torch_configurations.choose(lambda options: draw(st.sampled_from(options)))


@pytest.mark.skipif(LIVE is None, reason="PyTorch is not installed: its stored results are compared instead")
@settings(max_examples=2000)
@given(configurations())
def test_any_configuration_gives_what_pytorch_gives(configuration: Configuration) -> None:
    torch_configurations.check(configuration, torch_configurations.by_torch(LIVE.torch, configuration))


def test_stored_configurations_give_what_pytorch_gave() -> None:
    for configuration, right in results()[1]:
        torch_configurations.check(configuration, right)
