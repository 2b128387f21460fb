"""The trained models: what their cards say is computed again from the committed weights, on held-out text beside the tests."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from pyodide_widgets.attention import log_softmax
from pyodide_widgets.attention.decoder import Decoder
from pyodide_widgets.widgets.trained import head_names
from pyodide_widgets.widgets.trained.models import FOLDER, NAMES, card, reader
from scripts.reader_corpus import Batch, Corpus
from scripts.reader_parts import head_shares, taken_out

HELD_OUT = Path(__file__).parent / "held_out"
WHOLE_LINES = {"tang": True, "austen": False}

EVERY_MODEL = pytest.mark.parametrize("name", NAMES)


def corpus(name: str) -> Corpus:
    """The committed sample, with the characters of the model."""
    found = Corpus(HELD_OUT / f"{name}.txt", card(name)["plan"]["length"], WHOLE_LINES[name])
    vars(found)["characters"] = [*reader(name).characters[2:]]  # they were counted in the training part
    return found


@cache
def batches(name: str, characters: int | None = None) -> list[Batch]:
    lines = (HELD_OUT / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    if characters is not None:
        ends = np.cumsum([len(line) + 1 for line in lines])
        lines = lines[: int(np.searchsorted(ends, characters, side="right"))]
    return list(corpus(name).measuring_batches(lines))


def loss(model: Decoder, measured: list[Batch]) -> float:
    total, number = 0.0, 0
    for tokens, targets, counted in measured:
        surprise = -np.take_along_axis(log_softmax(model.forward(tokens).logits), targets[..., None], axis=-1)[..., 0]
        total, number = total + float((surprise * counted).sum(dtype=np.float64)), number + int(counted.sum())
    return total / number


@EVERY_MODEL
def test_the_files_are_those_of_the_card(name: str) -> None:
    weights, sample = (FOLDER / f"{name}.safetensors").read_bytes(), (HELD_OUT / f"{name}.txt").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == card(name)["weights"]["sha256"]
    assert hashlib.sha256(sample).hexdigest() == card(name)["sample"]["sha256"]
    assert len(weights) < 1.5e6


def test_the_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in HELD_OUT.iterdir()) <= 100_000


@EVERY_MODEL
def test_no_committed_line_is_of_the_training_part(name: str) -> None:
    assert list(corpus(name).lines["training"]) == list(corpus(name).lines["validation"]) == []
    assert corpus(name).lines["held-out"]


@EVERY_MODEL
def test_the_loss_on_the_sample_is_that_of_the_card(name: str) -> None:
    assert loss(reader(name).model, batches(name)) == pytest.approx(card(name)["loss"]["sample"], abs=5e-5)


@EVERY_MODEL
def test_it_is_better_than_counting_and_loses_little_by_its_file(name: str) -> None:
    found, counted = card(name)["loss"], card(name)["baselines"]
    assert counted["uniform"] == pytest.approx(np.log(card(name)["vocabulary"]))
    assert counted["uniform"] > counted["unigram"] > counted["bigram"] > counted["trigram"]
    assert found["held_out"] < counted["trigram"] - 0.3
    assert abs(found["held_out"] - found["held_out_before_quantising"]) < 0.02


@EVERY_MODEL
def test_the_loss_without_each_part_is_that_of_the_card(name: str) -> None:
    told, measured = card(name)["taken_out"], batches(name, card(name)["measured_characters"])
    models = taken_out(reader(name).model)
    assert told.keys() == models.keys()
    for part in (
        "whole",
        "attention",
        "feed_forward",
        "residual",
        "positions",
        "0.attention",
        "3.feed_forward",
        "1.attention.2",
    ):
        assert loss(models[part], measured) == pytest.approx(told[part], abs=1e-4), part


@EVERY_MODEL
def test_what_heads_look_at_is_measured(name: str) -> None:
    of, told = reader(name), card(name)["heads"]
    found = head_shares(of.model, batches(name, card(name)["measured_characters"]), of.characters[2:])
    for kind, shares in told["given"].items():
        np.testing.assert_allclose(found["given"][kind], shares, atol=2e-4, err_msg=kind)
        assert found["even"][kind] == pytest.approx(told["even"][kind], abs=2e-4)
    np.testing.assert_allclose(found["distances"], told["distances"], atol=2e-4)


@EVERY_MODEL
def test_a_head_is_named_by_what_it_gives_most_beyond_even_attention(name: str) -> None:
    measured = card(name)["heads"]
    for layer, found in enumerate(head_names.heads(name)):
        for place, head in enumerate(found):
            beyond = {kind: shares[layer][place] - measured["even"][kind] for kind, shares in measured["given"].items()}
            best = max(beyond, key=lambda kind: beyond[kind])
            assert head.kind == (best if beyond[best] >= head_names.BEYOND else "mixed")
            assert head.given == measured["given"][best][layer][place]
