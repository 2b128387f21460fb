"""The decoder: its gradients against finite differences, for every part that it can have or lack."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pyodide_widgets.attention.decoder import Decoder, cross_entropy_and_gradient, draw_parameters
from pyodide_widgets.attention.decoder_plan import Plan
from pyodide_widgets.attention.gradients import cross_entropy, cross_entropy_backward

PLAN = Plan(vocabulary=5, length=7, width=6, layers=2, heads=2, hidden=8)
PLANS: dict[str, dict[str, Any]] = {
    "usual": {},
    "no attention": {"mixer": "none"},
    "fourier": {"mixer": "fourier"},
    "places": {"mixer": "places"},
    "recurrence": {"mixer": "recurrence"},
    "no feed-forward": {"feed_forward": False},
    "no residual": {"residual": False},
    "no positions": {"positions": False},
    "no mask": {"causal": False},
}
TOKENS = np.array([[0, 1, 2, 0, 1, 4], [3, 3, 1, 2, 3, 0]])
TARGETS = np.array([[1, 2, 0, 1, 2, 2], [3, 1, 2, 3, 3, 4]])
COUNTED = np.array([[True, True, False, True, True, True], [True, True, True, True, False, False]])
STEP = 1e-6


def model(**parts: Any) -> Decoder:
    """With large numbers everywhere, so that no gradient is next to nothing."""
    rng, plan = np.random.default_rng(3), replace(PLAN, **parts)
    drawn = draw_parameters(rng, plan, np.float64)
    return Decoder(plan, {name: array + rng.normal(0, 0.3, array.shape) for name, array in drawn.items()})


@pytest.mark.parametrize("name", PLANS)
def test_gradients_agree_with_finite_differences(name: str) -> None:
    of = model(**PLANS[name])
    _, by_hand = of.loss_and_gradients(TOKENS, TARGETS, COUNTED)
    assert by_hand.keys() == of.parameters.keys()
    for parameter_name, parameter in of.parameters.items():
        for index in list(np.ndindex(parameter.shape))[:: max(parameter.size // 10, 1)]:
            middle = parameter[index]
            losses = []
            for parameter[index] in (middle + STEP, middle - STEP):
                losses.append(cross_entropy(of.forward(TOKENS).logits, TARGETS, COUNTED))
            parameter[index] = middle
            slope = (losses[0] - losses[1]) / (2 * STEP)
            assert by_hand[parameter_name][index] == pytest.approx(slope, abs=1e-8), (parameter_name, index)


def test_the_loss_and_its_gradient_are_those_of_the_two_functions() -> None:
    logits = np.random.default_rng(0).normal(0, 5, (*TOKENS.shape, 5))
    loss, gradient = cross_entropy_and_gradient(logits, TARGETS, COUNTED)
    assert loss == pytest.approx(cross_entropy(logits, TARGETS, COUNTED), abs=1e-12)
    np.testing.assert_allclose(gradient, cross_entropy_backward(logits, TARGETS, COUNTED), atol=1e-12)
