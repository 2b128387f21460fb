"""A question asks for what the figure has, in whatever way the reader has set it, and says nothing of it in its text."""

from __future__ import annotations

import re

import pytest

from pyodide_widgets import Figure, GuessBySetting, GuessNumbers, GuessOption, Number, Widget, Words
from pyodide_widgets.kit.guess import Guess
from pyodide_widgets.kit.parameters import Values
from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS, WIDGETS

ASKING = [name for name in WIDGETS.names() if WIDGETS.find(name).guess]


def draw(values: Values, lang: Lang) -> Figure:
    return Figure((), "Said.", values={"share": values["n"] / 10, "minutes": 2.5 * values["n"], "which": values["n"]})


def html(guess: Guess, texts: dict[str, str] | None = None, lang: Lang = "en") -> str:
    widget = Widget("asks", "Asks", "It asks.", (Number("n", "N", 1, 0, 2, 1),), draw, guess=guess)
    return widget.render(texts or {}, lang).html


def truths(html: str) -> list[str]:
    return re.findall(r'data-truth="([^"]*)"', html)


def test_numbers_are_asked_for_in_the_unit_and_the_digits_of_their_sliders() -> None:
    share = GuessNumbers("How much?", (("share", ""),), are_shares=True)
    assert truths(html(share)) == ["10"]
    assert truths(html(share, {"n": "2"})) == ["20"]
    assert 'data-unit="%"' in html(share) and 'aria-label="How much?"' in html(share)
    minutes = GuessNumbers("How long?", (("minutes", "A"), ("share", "B")), high=9, step=0.1, unit=Words(en=" min"))
    assert truths(html(minutes)) == ["2.5", "0.1"]
    assert 'aria-label="A" aria-valuetext="0 min"' in html(minutes)


def test_an_option_is_right_by_its_place() -> None:
    guess = GuessOption(
        lambda values, lang: f"Which of {values['n']:g}?", "which", lambda values, lang: ["<a>", "b", "c"]
    )
    assert truths(html(guess, {"n": "2"})) == ["2"]
    assert "Which of 2?" in html(guess, {"n": "2"}) and "&lt;a&gt;" in html(guess)


def test_a_setting_is_compared_by_the_figure_itself() -> None:
    asked = html(GuessBySetting(Words(en="Try it.", zh="试试。")), lang="zh")
    assert "试试。" in asked and not truths(asked)


def test_a_value_that_the_figure_has_not_is_an_error_that_names_it() -> None:
    with pytest.raises(LookupError, match="'shar'"):
        html(GuessNumbers("How much?", (("shar", ""),)))


def test_five_bundled_widgets_ask() -> None:
    assert ASKING == ["asked-later", "budget", "library", "self-attention", "softmax"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ASKING)
def test_a_question_stands_above_the_figure_and_does_not_say_the_answer(name: str, lang: Lang) -> None:
    figure = WIDGETS.find(name).render({}, lang).html.partition('<figure class="pw-figure">')[2]
    question, _, rest = figure.partition('<p class="pw-guess-said">')
    assert question.startswith('<div class="pw-guess"')
    texts = re.sub(r"<[^>]*>", " ", question)
    for truth in set(truths(question)) - {"0", "1"}:
        assert truth not in re.findall(r"\d+(?:\.\d+)?", texts)
    assert "pw-panels" in rest
