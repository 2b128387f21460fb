"""`collapse`: attention alone makes tokens alike, with the residual connection they stay apart; trained or random."""

from __future__ import annotations

import re

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention.collapse import rank_one_distance
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.collapse import BLOCKS, distances
from pyodide_widgets.widgets.reader import BEGINNINGS
from pyodide_widgets.widgets.trained.models import NAMES, reader
from tests.bundled import LANGS


@pytest.mark.parametrize("trained", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_attention_alone_collapses_and_the_residual_connection_prevents_it(name: str, trained: bool) -> None:
    found = distances(name, reader(name).encode(BEGINNINGS[name])[:32], trained)
    assert all(len(values) == 13 for values in found.values())
    assert found["alone"][0] > 0.5
    assert found["alone"][-1] < 0.06
    assert found["residual"][-1] > found["residual"][0] / 2, "“most of it stays”, the article says"
    assert found["residual"][-1] > 5 * found["alone"][-1]
    assert found["both"][-1] > 0.2


def test_the_trained_layers_are_those_of_the_model() -> None:
    """With both, the distances of the first four layers are those of the model as it is."""
    of, tokens = reader("austen"), reader("austen").encode("It is")
    streams = of.model.forward([list(tokens)]).streams[::2]
    right = [float(rank_one_distance(stream[0].astype(np.float64))) for stream in streams]
    assert distances("austen", tokens, True)["both"][:5] == pytest.approx(right, abs=1e-5)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("weights", ["trained", "random"])
def test_caption_says_what_was_computed(weights: str, lang: Lang) -> None:
    shown = drawn("collapse", {"model": "tang", "weights": weights, "depth": "3"}, lang)
    found = distances("tang", reader("tang").encode(BEGINNINGS["tang"]), weights == "trained")
    at = {block: f"{found[block][3]:.3f}" for block in BLOCKS}
    start = f"{found['alone'][0]:.3f}"
    assert re.findall(r"\d\.\d+", shown.caption) == [at["alone"], start, at["residual"]]
    assert shown.texts("text", "pw-number") == list(at.values())
    model = {
        "zh": {"trained": "训练过的模型", "random": "随机的模型"},
        "en": {"trained": "trained model", "random": "random model"},
    }
    assert any(heading.endswith(model[lang][weights]) for heading in shown.texts("text", "pw-heading"))
