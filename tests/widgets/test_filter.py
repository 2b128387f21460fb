"""The claim of `filter`: when the task changes, only the filter made from the query keeps working; else a rule will do."""

from __future__ import annotations

import re

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import scaled_dot_product_attention
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import filter as widget
from pyodide_widgets.widgets.filter import (
    ATTENTION,
    FIXED,
    GATED,
    UNIFORM,
    is_right,
    queries_and_keys,
    squared_errors,
    streams,
    tasks,
)
from tests.bundled import LANGS

CHANGES = (0.0, 0.3, 1.0)


@pytest.mark.parametrize("distractors", [8, 32, 64])
@pytest.mark.parametrize("change", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("signal", [2.0, 3.0, 6.0])
def test_attention_is_best_when_the_task_changes(distractors: int, change: float, signal: float) -> None:
    assert widget.clearly_best(squared_errors(distractors, change, signal).mean(axis=1))
    assert widget.clearly_best(1 - is_right(distractors, change, signal).mean(axis=1))


@pytest.mark.parametrize("distractors", [1, 32, 64])
@pytest.mark.parametrize("signal", [1.0, 3.0, 6.0])
def test_a_fixed_rule_is_as_good_when_the_task_never_changes(distractors: int, signal: float) -> None:
    squared = squared_errors(distractors, 0.0, signal)
    np.testing.assert_array_equal(squared[..., FIXED], squared[..., ATTENTION])
    assert not widget.clearly_best(squared.mean(axis=1))


@pytest.mark.parametrize("distractors", [0, 1, 32, 64])
@pytest.mark.parametrize("change", CHANGES)
def test_a_gated_recurrence_that_is_told_the_task_ties(distractors: int, change: float) -> None:
    """Its gate is a softmax written as a recurrence; neither is better for having been told."""
    squared = squared_errors(distractors, change, 3.0)
    np.testing.assert_allclose(squared[..., GATED], squared[..., ATTENTION], atol=1e-12)


@pytest.mark.parametrize("change", CHANGES)
def test_without_a_signal_attention_is_no_better_than_no_filter(change: float) -> None:
    squared = squared_errors(32, change, 0.0)
    np.testing.assert_allclose(squared[..., ATTENTION], squared[..., UNIFORM])
    assert not widget.clearly_best(squared.mean(axis=1))


def test_after_the_task_has_changed_a_fixed_rule_is_a_blindfold() -> None:
    """On those steps it is no better than no filter at all; before them it is as good as attention."""
    present = tasks(0.3)
    changed = present != present[:, :1]
    squared = squared_errors(32, 0.3, 3.0)
    assert squared[changed][:, FIXED].mean() > squared[changed][:, UNIFORM].mean()
    np.testing.assert_array_equal(squared[~changed][:, FIXED], squared[~changed][:, ATTENTION])


def test_no_filter_sinks_what_matters_as_distractors_pile_up() -> None:
    errors = [widget.with_interval(squared_errors(n, 0.3, 3.0).mean(axis=1))[0] for n in (0, 1, 4, 16, 64)]
    assert [error[UNIFORM] for error in errors] == sorted(error[UNIFORM] for error in errors)
    assert errors[0][UNIFORM] == 0
    assert errors[-1][UNIFORM] == pytest.approx(1, abs=0.05)  # as if one always answered the mean


@pytest.mark.parametrize("signal", [1.0, 3.0])
def test_attention_answers_with_the_best_guess_there_is(signal: float) -> None:
    """The mean over which piece may matter, by Bayes' rule from the densities: no sharpness was chosen to please."""
    _, keys = queries_and_keys(0.3, signal)
    along = np.take_along_axis(keys, tasks(0.3)[:, :, None, None], axis=-1)[..., 0]  # (runs, steps, pieces)
    odds = np.exp(-((along - signal) ** 2) / 2) / np.exp(-(along**2) / 2)
    chances = odds / odds.sum(axis=-1, keepdims=True)
    guess = np.einsum("rsp,rspn->rsn", chances, streams().values)
    squared = ((guess - streams().values[:, :, 0]) ** 2).mean(axis=-1)
    np.testing.assert_allclose(squared_errors(widget.MOST, 0.3, signal)[..., ATTENTION], squared)


def test_tasks_change_as_often_as_they_should() -> None:
    assert (tasks(0.0) == tasks(0.0)[:, :1]).all()
    assert (np.diff(tasks(1.0), axis=1) != 0).all()
    assert (np.diff(tasks(0.3), axis=1) != 0).mean() == pytest.approx(0.3, abs=0.1)


def test_the_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    drawn_often = np.random.default_rng(0).standard_normal((widget.RUNS, 2000)) + 3
    _, low, high = widget.with_interval(drawn_often)  # of these, the true root mean is √3
    assert ((low < np.sqrt(3)) & (np.sqrt(3) < high)).mean() == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("texts", [{}, {"distractors": "5", "change": "60"}, {"change": "0"}, {"signal": "0.5"}])
def test_caption_says_what_was_computed(texts: dict[str, str], lang: Lang) -> None:
    values = {"distractors": "32", "change": "30", "signal": "3"} | texts
    right = is_right(int(values["distractors"]), int(values["change"]) / 100, float(values["signal"])).mean(axis=(0, 1))
    shown = drawn("filter", texts, lang)
    named = [ATTENTION, UNIFORM] if values["change"] == "0" else [ATTENTION, FIXED, UNIFORM]
    assert shown.percentages == [round(100 * right[which]) for which in named]
    assert values["distractors"] in re.findall(r"\d+", shown.caption)


@pytest.mark.parametrize("distractors", [0, 1, 32])
def test_an_answer_is_right_if_it_is_nearest_to_what_matters(distractors: int) -> None:
    found, answers = is_right(distractors, 0.3, 3.0), widget.answers(distractors, 0.3, 3.0)
    values = streams().values[:, :, : 1 + distractors]
    away = np.linalg.norm(answers[:, :, :, None] - values[:, :, None], axis=-1)  # (runs, steps, filters, pieces)
    rest = away[..., 1:].min(axis=-1, initial=np.inf)
    np.testing.assert_array_equal(found == 1, away[..., 0] < rest - 1e-9)
    np.testing.assert_array_equal(found == 0, away[..., 0] > rest + 1e-9)
    # The mean of two is as near to the one as to the other.
    assert (found[..., UNIFORM] == 0.5).all() == (distractors == 1)


def test_right_answers_hide_what_errors_show() -> None:
    """After a change fixed rule and no filter are both hardly ever right, but the rule is further off."""
    changed = tasks(0.3) != tasks(0.3)[:, :1]
    right, squared = is_right(32, 0.3, 3.0)[changed], squared_errors(32, 0.3, 3.0)[changed]
    assert right[:, [FIXED, UNIFORM]].mean(axis=0).max() < 0.05
    assert squared[:, FIXED].mean() > 1.2 * squared[:, UNIFORM].mean()


@pytest.mark.parametrize("lang", LANGS)
def test_caption_does_not_claim_what_chance_may_have_done(lang: Lang) -> None:
    close = {"zh": "分不出高下", "en": "too close to call"}[lang]
    assert close in drawn("filter", {"signal": "0.5"}, lang).caption
    assert close not in drawn("filter", {}, lang).caption


def test_the_stream_shows_what_the_piece_that_matters_gets_from_the_core() -> None:
    change, signal, distractors = 0.3, 3.0, 32
    queries, keys = widget.queries_and_keys(change, signal)
    shares = widget.shares_of_what_matters(distractors, change, signal)
    run, step = 3, 4
    _, weights = scaled_dot_product_attention(
        queries[run, step],
        keys[run, step, : 1 + distractors],
        keys[run, step, : 1 + distractors],
        scale=1.0,
        return_weights=True,
    )
    np.testing.assert_allclose(shares[run, step], [*weights[:, 0], 1 / 33])


@pytest.mark.parametrize("lang", LANGS)
def test_the_stream_changes_its_task_and_the_fixed_rule_loses_the_piece(lang: Lang) -> None:
    shown = drawn("filter", {}, lang)
    tasks = [each for each in shown.texts("text", "pw-query-text") if each in "ABCD"]
    assert len(tasks) == 6 and len(set(tasks)) > 2
    shares = [int(each.rstrip("%")) for each in shown.texts("text", "pw-number")[-18:]]
    attention, fixed = shares[:6], shares[6:12]
    for task, asked, kept in zip(tasks, attention, fixed, strict=True):
        assert asked == kept if task == tasks[0] else asked > 10 * kept
