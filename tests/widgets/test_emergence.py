"""The claim of `emergence`: with two layers the error falls in a step, as heads that look for what followed last time
appear; with one layer it does not. Nobody puts them there, and without them the error is back."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention.induction import HEADS, Training, after_last_time
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import emergence
from pyodide_widgets.widgets.emergence import CHANCE, FALLEN, STEPS, exam, examine, train, training
from tests.bundled import CALLS, LANGS

SEEDS = range(1, 11)
SOON = 200  # steps by which the step is behind


@pytest.fixture(scope="module", params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    """Of the whole module, so that all tests of a seed come one after the other, and it is trained once."""
    chosen: int = request.param
    return chosen


def trained(seed: int, layers: int = 2, steps: int = STEPS) -> Training:
    for _ in train({"seed": seed, "layers": layers, "steps": steps}):
        pass
    return training(seed, layers)


def errors(run: Training) -> np.ndarray:
    """The error where the next token can be known, smoothed over eight steps."""
    return np.convolve([record.known for record in run.records], np.ones(8) / 8, mode="valid")


def test_with_two_layers_the_error_falls_in_a_step(seed: int) -> None:
    """A third of the way is level, near what guessing gives; the greater part of the fall takes a quarter of the way."""
    error = errors(trained(seed, steps=SOON))
    assert error[:80].min() > 2.2
    assert error[-1] < FALLEN
    high, low = (int(np.argmax(error < bound)) for bound in (2.2, FALLEN))
    assert low - high < STEPS / 4


def test_with_one_layer_it_does_not(seed: int) -> None:
    run = trained(seed, layers=1)
    assert errors(run).min() > 1.7
    assert examine(seed, 1, STEPS).last_time.max() < 0.35


def test_what_cannot_be_known_is_not_learned(seed: int) -> None:
    assert min(record.unknown for record in trained(seed, steps=SOON).records) > CHANCE - 0.3


def test_heads_that_look_for_last_time_appear_with_the_fall(seed: int) -> None:
    run = trained(seed, steps=SOON)
    share = np.array([record.last_time for record in run.records])  # (steps, layers, heads)
    assert share[:80].max() < 0.4
    assert share[-1].max() > 0.7
    assert share[-1, 0].max() < 0.3, "they are in the second layer"
    assert share[-1, 1].max() == share[-1].max()
    # Over the whole way, the error is low when the share is high.
    known = np.array([record.known for record in run.records])
    assert np.corrcoef(known, share.max(axis=(1, 2)))[0, 1] < -0.9


@pytest.mark.parametrize("number", [1, 2, 3])
def test_without_the_head_that_looks_back_the_error_is_that_of_one_layer_again(number: int) -> None:
    trained(number)
    full = examine(number, 2, STEPS)
    assert full.error < 0.5
    without = examine(number, 2, STEPS, (0, int(full.previous[0].argmax())))
    assert without.error > 1.7
    assert without.last_time.max() < 0.5, "the second layer searches by what the first has noted"
    for head in range(HEADS):
        assert examine(number, 2, STEPS, (1, head)).error > 1.5 * full.error


def test_an_untrained_model_guesses() -> None:
    assert examine(1, 2, 0).error == pytest.approx(CHANCE, abs=0.2)
    followed = after_last_time(exam().tokens)
    assert examine(1, 2, 0).last_time.max() < 1.5 * (followed.sum() / followed.any(axis=-1).sum()) / 12


def test_preparing_does_only_what_is_missing_and_says_how_far_it_is() -> None:
    emergence.training.cache_clear()
    values = {"seed": 1, "layers": 1}
    assert list(train(values | {"steps": 4})) == [0.25, 0.5, 0.75, 1]
    assert list(train(values | {"steps": 4})) == []
    assert list(train(values | {"steps": 0})) == []
    begun = train(values | {"steps": 12})
    assert next(begun) == 1 / 8
    begun.close()
    assert len(list(train(values | {"steps": 12}))) == 7, "work that was left is not done again"


def test_a_figure_is_the_same_however_it_was_come_by() -> None:
    def figure(steps: int) -> str:
        return CALLS.render("emergence", json.dumps({"steps": str(steps), "seed": "4"}), "en")

    emergence.training.cache_clear()
    emergence.examine.cache_clear()
    forwards = [figure(steps) for steps in (0, 4, 8, 12)]
    emergence.training.cache_clear()
    emergence.examine.cache_clear()
    assert [figure(steps) for steps in (12, 8, 4, 0)] == forwards[::-1]


def test_only_a_few_trainings_are_kept() -> None:
    for seed in range(1, 12):
        training(seed, 1)
    assert training.cache_info().currsize <= 4


@pytest.mark.parametrize("lang", LANGS)
def test_it_begins_before_the_first_step(lang: Lang) -> None:
    """The reader trains it: nothing has been learned, and no curve is drawn yet."""
    shown = drawn("emergence", {}, lang)
    assert {"zh": "还没学", "en": "Nothing learned yet"}[lang] in shown.caption
    assert f"{CHANCE:.2f}" in shown.caption
    assert {each["d"] for each in shown.attributes("path", **{"class": "pw-weight pw-curve"})} == {""}


TRAINED = {"steps": str(STEPS)}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("texts", "off"),
    [
        ({}, None),
        ({"steps": "40"}, None),
        ({"off": "2"}, (0, 1)),
        ({"layers": "1"}, None),
        ({"layers": "1", "off": "4"}, None),
    ],
)
def test_caption_says_what_was_computed(texts: dict[str, str], off: tuple[int, int] | None, lang: Lang) -> None:
    steps, layers = int(texts.get("steps", STEPS)), int(texts.get("layers", 2))
    shown = drawn("emergence", TRAINED | texts, lang)
    trained(1, layers, steps)  # other seeds may have taken its place meanwhile
    full = examine(1, layers, steps)
    numbers = [full.error] if off is None else [full.error, examine(1, layers, steps, off).error]
    assert re.findall(r"\d+\.\d+", shown.caption) == [f"{number:.2f}" for number in numbers]
    assert shown.percentages == ([round(100 * full.last_time.max())] if off is None else [])
    assert str(steps) in shown.caption
    only_one = {"zh": "只有一层", "en": "One layer."}[lang]
    assert (only_one in shown.caption) == (layers == 1)


@pytest.mark.parametrize("lang", LANGS)
def test_caption_tells_a_fall_from_none(lang: Lang) -> None:
    fell = {"zh": "掉到", "en": "dropped"}[lang]
    assert fell in drawn("emergence", TRAINED, lang).caption
    for texts in ({}, {"steps": "80"}, TRAINED | {"layers": "1"}):
        assert fell not in drawn("emergence", texts, lang).caption


@pytest.mark.parametrize("lang", LANGS)
def test_a_head_that_is_off_is_struck_out_and_the_others_show_their_share(lang: Lang) -> None:
    trained(1)
    now = examine(1, 2, STEPS, (0, 1))
    shown = drawn("emergence", TRAINED | {"off": "2"}, lang)
    labels = shown.texts("text", "pw-number")
    assert [int(label.rstrip("%").split()[-1]) for label in labels] == [
        round(100 * share) for share in (now.previous[0, 0], *now.last_time[1])
    ]
    assert len(shown.attributes("path", **{"class": "pw-masked"})) == 1
