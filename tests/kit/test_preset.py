"""Presets: buttons that carry their settings, and say which of them is shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pyodide_widgets.figures.figure import Figure
from pyodide_widgets.kit.parameters import Number, Typed
from pyodide_widgets.kit.preset import Preset
from pyodide_widgets.kit.unknown_name import UnknownName
from pyodide_widgets.kit.widget import Widget
from pyodide_widgets.kit.words import Lang, Words
from pyodide_widgets.markdown.widget_element import widget_element
from tests.bundled import LANGS, WIDGETS
from tests.widgets.page import Drawn


def widget(*presets: Preset) -> Widget:
    parameters = (
        Number("size", "Size", 2, low=0, high=9, step=1),
        Typed("sentence", Words(en="Sentence", zh="句子"), Words(en="a cat", zh="一只猫")),
    )
    return Widget("w", "W", "C.", parameters, lambda values, lang: Figure((), "caption"), presets=presets)


LARGE = Preset(Words(en="Large", zh="大"), {"size": "9", "sentence": Words(en="a cat", zh="一只猫")})
SMALL = Preset("Small", {"size": "0.0"})


def buttons(html: str) -> list[dict[str, str | None]]:
    return [attributes for tag, attributes in Drawn(html).elements if "data-preset" in attributes]


@pytest.mark.parametrize(("lang", "sentence"), [("en", "a cat"), ("zh", "一只猫")])
def test_a_button_carries_the_settings_in_its_language(lang: Lang, sentence: str) -> None:
    large, _ = buttons(widget(LARGE, SMALL).render({}, lang).html)
    assert json.loads(large["data-preset"] or "") == {"size": "9", "sentence": sentence}


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ({}, ["false", "false"]),
        ({"size": "9"}, ["true", "false"]),
        ({"size": "9", "sentence": "a dog"}, ["false", "false"]),
        ({"size": "0", "sentence": "a dog"}, ["false", "true"]),
    ],
)
def test_the_preset_whose_values_are_shown_is_pressed(texts: dict[str, str], shown: list[str]) -> None:
    html = widget(LARGE, SMALL).render(texts, "en").html
    assert [button["aria-pressed"] for button in buttons(html)] == shown


def test_a_parameter_that_there_is_not_is_an_error() -> None:
    with pytest.raises(UnknownName, match="unknown parameter 'siez'"):
        widget(Preset("Large", {"siez": "9"}))


def test_a_value_that_does_not_fit_stops_the_build() -> None:
    with pytest.raises(ValueError, match="goes from 0 to 9, not “10”"):
        widget_element(widget(Preset("Huge", {"size": "10"})), "w", {}, "en")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", [name for name in WIDGETS.names() if WIDGETS.find(name).presets])
def test_bundled_presets_fit_and_each_gives_a_figure_of_its_own(name: str, lang: Lang) -> None:
    bundled = WIDGETS.find(name)
    drawn: list[Any] = [bundled.render(preset.texts_in(lang), lang) for preset in bundled.presets]
    assert [rendering.problems for rendering in drawn] == [()] * len(drawn)
    assert len({rendering.html.partition("<form")[0] for rendering in drawn}) == len(drawn)
