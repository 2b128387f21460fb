"""The claim of `block-diagram`: what it says of a block is so in the models that this package has trained."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pyodide_widgets.widgets.block_diagram import PLAN, weights_of
from pyodide_widgets.widgets.trained.models import NAMES, reader


@pytest.mark.parametrize("name", NAMES)
def test_the_trained_models_have_the_plan_of_the_drawing(name: str) -> None:
    model = reader(name).model
    assert replace(model.plan, vocabulary=PLAN.vocabulary, length=PLAN.length) == PLAN
    block = {part: array.size for part, array in model.parameters.items() if part.startswith("0.")}
    assert weights_of("attention") + weights_of("feed_forward") == sum(block.values())
