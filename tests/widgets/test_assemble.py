"""The claim of `assemble`: attention alone hardly beats wandering, the others without it find far less than all four."""

from __future__ import annotations

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import assemble
from pyodide_widgets.widgets.assemble import ALL, LADDER, NOTHING
from pyodide_widgets.widgets.toys.explorer import Parts, goals, search
from pyodide_widgets.widgets.toys.small_world import RUNS, STEPS
from tests.bundled import LANGS

ALONE = Parts(attention=True)
ON_OFF = {True: "on", False: "off"}


def found(parts: Parts, window: int, steps: int) -> tuple[float, float, float]:
    return assemble.found(search([parts], window)[0], steps)


def ahead(one: Parts, other: Parts, steps: int, window: int = 6) -> float:
    """By how much the one finds more than the other, house by house: the low end of a 95 % interval."""
    here, there = search([one, other], window)
    difference = (here[steps] == goals()) * 1.0 - (there[steps] == goals())
    return float(difference.mean() - 1.976 * difference.std(ddof=1) / np.sqrt(RUNS))


@pytest.mark.parametrize("steps", [8, 12, 20])
@pytest.mark.parametrize("window", [3, 6, 12])
def test_all_parts_together_find_far_more_than_attention_alone(steps: int, window: int) -> None:
    assert found(ALL, window, steps)[1] > found(ALONE, window, steps)[2]


@pytest.mark.parametrize("steps", [8, 12, 20])
def test_attention_alone_is_hardly_better_than_wandering(steps: int) -> None:
    assert found(ALONE, 6, steps)[0] < found(NOTHING, 6, steps)[0] + 0.1


@pytest.mark.parametrize("steps", [8, 12, 20])
def test_without_attention_the_other_parts_find_far_less(steps: int) -> None:
    assert found(ALL._replace(attention=False), 6, steps)[2] < found(ALL, 6, steps)[1]
    assert ahead(ALL, ALL._replace(attention=False), steps) > 0.15


@pytest.mark.parametrize("part", Parts._fields)
def test_each_part_is_missed_when_it_alone_is_taken_away(part: str) -> None:
    assert ahead(ALL, ALL._replace(**{part: False}), 20) > 0.05


@pytest.mark.parametrize("steps", [8, 12, 20])
def test_memory_and_active_choice_help_as_they_are_added(steps: int) -> None:
    assert ahead(LADDER[2], LADDER[1], steps) > 0.05
    assert ahead(LADDER[4], LADDER[3], steps) > 0.05


def test_a_window_as_long_as_the_whole_walk_is_nearly_a_memory() -> None:
    assert found(ALONE, 24, 8)[0] > found(ALONE, 3, 8)[0] + 0.1


def test_more_steps_never_find_less() -> None:
    for parts in LADDER:
        shares = [found(parts, 6, steps)[0] for steps in range(STEPS + 1)]
        assert shares == sorted(shares)
        assert shares[0] == 0


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("yours", [ALONE, ALL, NOTHING, Parts(memory=True, active=True)], ids=str)
def test_caption_and_bars_say_what_was_computed(yours: Parts, lang: Lang) -> None:
    texts = {name: ON_OFF[on] for name, on in yours._asdict().items()} | {"steps": "9", "window": "3"}
    shown = drawn("assemble", texts, lang)
    shares = {parts: found(parts, 3, 9) for parts in (*LADDER, yours)}
    rows = [shares[parts] for parts in (*LADDER, yours)]
    written = [f"{100 * share:.0f}% ({100 * low:.0f}–{100 * high:.0f})" for share, low, high in rows]
    assert shown.texts("text", "pw-number") == written
    said = [yours, NOTHING, ALL]
    if yours == NOTHING:
        said = [NOTHING, ALL]
    if yours == ALL:
        said = [ALL, ALL._replace(attention=False), NOTHING]
    assert shown.percentages == [round(100 * shares[parts][0]) for parts in said]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("run", [1, 17, RUNS])
def test_house_says_whether_and_when_the_thing_was_found(run: int, lang: Lang) -> None:
    texts = dict.fromkeys(Parts._fields, "on") | {"steps": "10", "run": str(run)}
    path = search([ALL], 1)[0][:11, run - 1].tolist()
    goal = int(goals()[run - 1])
    steps = path.index(goal) if goal in path else 10
    said = {
        "zh": f"{steps} 步找到" if goal in path else "10 步了，还没找到",
        "en": f"found in {steps} steps" if goal in path else "not found in 10 steps",
    }
    assert said[lang] in drawn("assemble", texts, lang).texts("text", "pw-heading")[0]


@pytest.mark.parametrize("lang", LANGS)
def test_the_start_is_not_drawn_like_a_thing(lang: Lang) -> None:
    shown = drawn("assemble", {}, lang)
    assert len(shown.attributes("rect", **{"class": "pw-before"})) == 1
    assert not shown.attributes("circle", **{"class": "pw-before"})
    assert "□" in shown.texts("text", "pw-axis")[0]
