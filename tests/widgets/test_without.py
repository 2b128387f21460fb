"""`without` and `fixed-mixing` show what the training has written down, with intervals, and say what has not been trained."""

from __future__ import annotations

import math
import re
from statistics import mean, stdev

import pytest
from page import drawn

from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.fixed_mixing import BANDS, MIXERS, by_band, over_seeds
from pyodide_widgets.widgets.trained.intervals import interval
from pyodide_widgets.widgets.trained.models import NAMES, card, comparison, seeds_of
from pyodide_widgets.widgets.without import PARTS, taken_out, trained_without, writes
from tests.bundled import LANGS, WIDGETS


def test_an_interval_is_that_of_student() -> None:
    values = [1.0, 1.2, 1.1]
    found = interval(values)
    assert found.mean == pytest.approx(mean(values))
    assert found.half == pytest.approx(4.303 * stdev(values) / math.sqrt(3))
    assert interval([1.0]).written() == "1.00"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", NAMES)
def test_caption_has_the_measured_losses(name: str, part: str, lang: Lang) -> None:
    shown = drawn("without", {"model": name, "part": part}, lang)
    numbers = re.findall(r"\d+\.\d\d", shown.caption)
    expected = []
    loss = taken_out(name, part)
    if loss is not None:
        expected = [card(name)["taken_out"]["whole"], loss]
        assert numbers[:2] == [f"{value:.2f}" for value in expected]
    small, whole = trained_without(name, part), trained_without(name, "whole")
    assert small.written() in shown.caption
    assert whole.written() in shown.caption


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_the_note_says_why_the_whole_model_has_another_loss_than_in_the_figure_reader(name: str, lang: Lang) -> None:
    note, told = note_of("without", name, lang), card(name)
    assert f"{told['taken_out']['whole']:.2f}" in note and f"{told['measured_characters']:,}" in note
    all_of_it = f"{told['loss']['held_out']:.2f}"
    assert all_of_it in note and all_of_it in note_of("reader", name, lang)


def note_of(widget: str, name: str, lang: Lang) -> str:
    values, _ = WIDGETS.find(widget).read({"model": name}, lang)
    return WIDGETS.find(widget).draw(values, lang).note


@pytest.mark.parametrize("name", NAMES)
def test_without_attention_it_is_worse_than_guessing_and_without_others_worse_than_counting_pairs(
    name: str,
) -> None:
    """What the claim says, of the trained models."""
    without, counted = taken_out(name, "attention"), card(name)["baselines"]
    assert without is not None
    assert without > counted["uniform"]
    for part in ("feed-forward", "residual"):
        loss = taken_out(name, part)
        assert loss is not None and loss > counted["bigram"]


@pytest.mark.parametrize("name", NAMES)
def test_every_run_that_was_planned_was_trained_and_is_shown(name: str) -> None:
    told = comparison(name)
    assert set(told["runs"]) == set(told["planned"])
    variants = {run.removeprefix(f"{name}-").rpartition("-")[0] for run in told["planned"]}
    assert sum(len(seeds_of(name, variant)) for variant in variants) == len(told["runs"])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("read", range(BANDS + 1))
def test_losses_by_what_has_been_read_are_in_the_caption(read: int, name: str, lang: Lang) -> None:
    """Of the best first, then of attention, and of no mixing."""
    caption = drawn("fixed-mixing", {"model": name, "read": str(read)}, lang).caption
    losses = {mixer: by_band(name, mixer)[read] for mixer in MIXERS}
    best = min(losses, key=lambda mixer: losses[mixer].mean)
    named = list(dict.fromkeys([best, "whole", "no-attention"]))
    assert re.findall(r"\d\.\d\d±\d\.\d\d", caption) == [losses[mixer].written() for mixer in named]


def test_what_is_written_without_a_part_differs_from_what_the_whole_model_writes() -> None:
    whole = writes("austen", "mask")
    assert writes("austen", "mask") == whole
    assert len({writes("austen", part) for part in PARTS}) == len(PARTS)


def test_the_recurrence_is_ahead_of_attention_and_both_of_no_mixing() -> None:
    """What the article says of the small models, seed by seed."""
    for name, far in (("austen", 0.2), ("tang", 0)):
        losses = {mixer: [run["held_out"] for run in seeds_of(name, mixer)] for mixer in MIXERS}
        assert max(losses["recurrence"]) < min(losses["whole"]) - far
        assert max(losses["whole"]) < min(losses["no-attention"]) - far


def test_weights_by_place_are_ahead_of_attention_once_and_level_with_it_once() -> None:
    places, attention = ({name: over_seeds(name, mixer, "held_out") for name in NAMES} for mixer in ("places", "whole"))
    assert places["austen"].mean + places["austen"].half < attention["austen"].mean - attention["austen"].half
    assert places["tang"].mean == pytest.approx(attention["tang"].mean, abs=0.01)


def test_small_models_without_a_part_come_in_the_order_that_the_article_gives() -> None:
    """On poems losing positions costs more than losing attention; else the order is that of Austen's models."""
    order = {
        "austen": ["whole", "feed-forward", "positions", "attention", "residual"],
        "tang": ["whole", "feed-forward", "attention", "positions", "residual"],
    }
    for name, parts in order.items():
        losses = [trained_without(name, part).mean for part in parts]
        assert losses == sorted(losses)
