"""The small model: its gradients against finite differences, and heads that are switched off."""

from __future__ import annotations

import numpy as np
import pytest

from pyodide_widgets.attention import multi_head_attention
from pyodide_widgets.attention.gradients import cross_entropy
from pyodide_widgets.attention.small_model import AttentionOnly, draw_parameters

TOKENS = np.array([[0, 1, 2, 0, 1], [3, 3, 1, 2, 3]])
TARGETS = np.array([[1, 2, 0, 1, 2], [3, 1, 2, 3, 3]])
STEP = 1e-6


def model(layers: int = 2) -> AttentionOnly:
    """With large numbers everywhere, so that no gradient is next to nothing."""
    drawn = draw_parameters(np.random.default_rng(3), vocabulary=4, length=6, width=6, layers=layers)
    return AttentionOnly({name: array / array.std() / 2 for name, array in drawn.items()}, heads=2)


@pytest.mark.parametrize("name", model().parameters)
def test_gradients_agree_with_finite_differences(name: str) -> None:
    of = model()
    parameter = of.parameters[name]
    by_hand = of.gradients(TOKENS, of.forward(TOKENS), TARGETS)[name]
    slopes = np.zeros_like(parameter)
    for index in np.ndindex(parameter.shape):
        middle = parameter[index]
        errors = []
        for parameter[index] in (middle + STEP, middle - STEP):
            errors.append(cross_entropy(of.forward(TOKENS).logits, TARGETS))
        slopes[index] = (errors[0] - errors[1]) / (2 * STEP)
        parameter[index] = middle
    assert np.abs(slopes).max() > 1e-3
    np.testing.assert_allclose(by_hand, slopes, atol=1e-8)


def test_a_layer_adds_what_multi_head_attention_finds() -> None:
    of = model()
    passed = of.forward(TOKENS)
    for layer, (before, after) in enumerate(zip(passed.streams, passed.streams[1:], strict=False)):
        weights = (of.parameters[f"{layer}.{name}"] for name in ("w_query", "w_key", "w_value", "w_output"))
        found = multi_head_attention(before, *weights, heads=2, is_causal=True)
        np.testing.assert_allclose(after - before, found, atol=1e-12)


def test_the_next_token_is_guessed_from_the_past_alone() -> None:
    changed = TOKENS.copy()
    changed[:, 3:] = 0
    one, other = (model().forward(tokens).logits for tokens in (TOKENS, changed))
    np.testing.assert_array_equal(one[:, :3], other[:, :3])
    assert np.abs(one[:, 3:] - other[:, 3:]).max() > 0.1


def test_a_head_that_is_off_adds_nothing_and_the_others_add_what_they_did() -> None:
    of = model(layers=1)
    all_on, nothing = of.forward(TOKENS).streams, of.forward(TOKENS, off=[(0, 0), (0, 1)]).streams
    np.testing.assert_array_equal(nothing[1], nothing[0])
    left, right = (of.forward(TOKENS, off=[(0, head)]).streams for head in (0, 1))
    np.testing.assert_allclose((left[1] - left[0]) + (right[1] - right[0]), all_on[1] - all_on[0], atol=1e-12)
    assert np.abs(left[1] - right[1]).max() > 0.1


def test_switching_off_a_head_leaves_the_parameters_alone() -> None:
    of = model()
    before = {name: array.copy() for name, array in of.parameters.items()}
    of.forward(TOKENS, off=[(1, 0)])
    for name, array in of.parameters.items():
        np.testing.assert_array_equal(array, before[name])


def test_before_training_all_tokens_get_nearly_the_same_share() -> None:
    drawn = draw_parameters(np.random.default_rng(0), vocabulary=16, length=5, width=32, layers=2)
    error = cross_entropy(AttentionOnly(drawn, heads=2).forward(TOKENS).logits, TARGETS)
    assert error == pytest.approx(np.log(16), abs=0.5)
