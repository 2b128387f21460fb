"""What every widget promises: found by its name, drawn from any parameters, the same wherever and whenever it is drawn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from golden_cases import GoldenCase, golden_cases
from page import Drawn, drawn

from pyodide_widgets.kit.unknown_name import UnknownName
from pyodide_widgets.kit.widget import Widget
from pyodide_widgets.kit.words import Lang
from tests.bundled import CALLS, LANGS, WIDGETS

THERE_ARE = f"there are: {', '.join(sorted(WIDGETS.names()))}"
ROOT = Path(__file__).parents[2]
EVERY_WIDGET = pytest.mark.parametrize("name", WIDGETS.names())
BOTH_LANGUAGES = pytest.mark.parametrize("lang", LANGS)


def test_widgets_are_found_by_the_names_of_their_files() -> None:
    assert {"library", "self-attention", "causal-mask", "apple"} <= set(WIDGETS.names())


def test_warm_up_draws_every_widget_once_but_those_that_take_long_or_need_data(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_names: list[str] = []
    monkeypatch.setattr(Widget, "render", lambda widget, texts, lang: drawn_names.append(widget.name))
    steps = sum(1 for _ in CALLS.warm_up())
    assert drawn_names == [
        name for name in WIDGETS.names() if WIDGETS.find(name).long_work is None and not WIDGETS.find(name).data
    ]
    assert len(drawn_names) < len(WIDGETS.names())
    assert steps == len(WIDGETS.names()) + len(drawn_names)


@EVERY_WIDGET
def test_widget_has_the_name_of_its_file(name: str) -> None:
    assert WIDGETS.find(name).name == name


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("libary", "did you mean 'library'?"),
        ("self_attention", "did you mean 'self-attention'?"),
        ("Apple", "did you mean 'apple'?"),
        ("zzz", THERE_ARE),
        ("", THERE_ARE),
        ("kit", THERE_ARE),
    ],
)
def test_unknown_widget_is_an_error_with_the_nearest_right_name(wrong: str, hint: str) -> None:
    with pytest.raises(UnknownName) as error:
        WIDGETS.find(wrong)
    assert repr(wrong) in str(error.value) and hint in str(error.value)


def test_unknown_parameter_of_an_author_is_an_error_with_the_nearest_right_name() -> None:
    library = WIDGETS.find("library")
    library.check_name("query-x")
    with pytest.raises(UnknownName, match=r"'library'.*'query-z'; did you mean 'query-y'\?"):
        library.check_name("query-z")


@EVERY_WIDGET
@BOTH_LANGUAGES
def test_with_its_defaults_a_widget_has_nothing_to_mend(name: str, lang: Lang) -> None:
    assert WIDGETS.find(name).render({}, lang).problems == ()


@EVERY_WIDGET
@BOTH_LANGUAGES
def test_figure_has_a_caption_and_every_panel_a_name(name: str, lang: Lang) -> None:
    shown = drawn(name, {}, lang)
    assert shown.caption.strip()
    panels = shown.attributes("svg")
    assert panels and all(str(panel["aria-label"]).strip() for panel in panels)


def controls_of(shown: Drawn) -> set[object]:
    """The names of the controls that set parameters; those with which a guess is made set none."""
    return {control["name"] for control in shown.attributes("input") if "name" in control} - {"guess"}


@EVERY_WIDGET
@BOTH_LANGUAGES
def test_every_parameter_has_a_control_of_its_name_with_a_label(name: str, lang: Lang) -> None:
    shown = drawn(name, {}, lang)
    parameters = WIDGETS.find(name).parameters
    # What the page measures has a button that asks for it.
    measured = {button["data-dwell"] for button in shown.attributes("button") if "data-dwell" in button}
    set_by_reader = controls_of(shown)
    assert set_by_reader | measured == {parameter.name for parameter in parameters}
    for parameter in parameters:
        assert parameter.label[lang] in shown.texts("span") + shown.texts("legend") + shown.texts("button")  # type: ignore[attr-defined]


@EVERY_WIDGET
@BOTH_LANGUAGES
def test_clicks_and_drags_set_parameters_that_there_are(name: str, lang: Lang) -> None:
    """They are shortcuts for the pointer: what they name must have a control, which is the keyboard's way."""
    shown = drawn(name, {}, lang)
    controls = controls_of(shown)
    for _, attributes in shown.elements:
        clicked = str(attributes.get("data-set", "")).partition("=")[0].split()
        dragged = str(attributes.get("data-drag", "")).split()
        assert controls.issuperset(clicked + dragged)


@EVERY_WIDGET
def test_unknown_parameters_are_said_in_both_languages_and_ignored(name: str) -> None:
    rendering = WIDGETS.find(name).render({"no-such": "1", "x" * 30: "2"}, "en")
    assert list(rendering.problems) == [
        "There is no parameter “no-such”; ignored.",
        f"There is no parameter “{'x' * 23}…”; ignored.",
    ]
    (said,) = WIDGETS.find(name).render({"no-such": "1"}, "zh").problems
    assert said == "没有“no-such”这个参数，已忽略。"
    shown, plain = Drawn(rendering.html), drawn(name, {}, "en")
    assert shown.texts("figure") == plain.texts("figure")
    assert list(rendering.problems) == shown.texts("p")[:2]


@BOTH_LANGUAGES
def test_of_many_unknown_parameters_three_are_named_and_the_others_counted(lang: Lang) -> None:
    problems = WIDGETS.find("library").render({f"x{number:04}": "" for number in range(5000)}, lang).problems
    assert len(problems) == 4
    assert "x0002" in problems[2] and "4997" in problems[3]


@BOTH_LANGUAGES
def test_what_was_mended_is_said_above_the_figure_in_the_language_of_the_page(lang: Lang) -> None:
    texts = {"query-x": "99", "query-y": "much", "zzz": ""}
    problems = WIDGETS.find("library").render(texts, lang).problems
    assert len(problems) == 3
    assert drawn("library", texts, lang).texts("p")[:3] == list(problems)


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: f"{case.widget}/{case.name}.{case.lang}")
def test_the_browser_gets_what_the_build_draws(case: GoldenCase) -> None:
    built = WIDGETS.find(case.widget).render(case.texts, case.lang).html
    assert CALLS.render(case.widget, json.dumps(case.texts), case.lang) == built


def test_figures_are_the_same_in_every_process() -> None:
    """Sets and hashes have another order in each process; no figure may show it."""
    script = """
from tests.bundled import WIDGETS
for name in WIDGETS.names():
    for lang in ("zh", "en"):
        rendering = WIDGETS.find(name).render({"no-such": "1", "nor-this": "2"}, lang)
        print(rendering.html, rendering.problems)
"""
    figures = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(figures) == 1
    assert b"</figure>" in figures.pop()
