"""A question that a reader answers before the figure shows the result.

The right answer is a value that the figure has (`Figure.values`), so it is computed for whatever the reader has set. In the page
the result is held back, and the answer compared with it, by `browser/page/guess.mjs`; without scripts the question is not shown.

Test: tests/kit/test_guess.py, tests/browser/test_guess.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..figures.markup import Markup, element
from .messages import message
from .parameters import Values
from .unknown_name import UnknownName
from .words import Lang, Text, in_language

Question = Text | Callable[[Values, Lang], str]
"""A question, in each language; or what gives it, if it depends on the parameters."""


class Guess(Protocol):
    """What a widget asks."""

    def to_html(self, found: Mapping[str, float], values: Values, lang: Lang) -> Markup:
        """Return the question with a way to answer it.

        Args:
            found: the values of the figure, by their names.
            values: the parameters.
        """


@dataclass(frozen=True)
class GuessNumbers:
    """Asks for one number, or for several in the form of bars: a slider for each.

    Args:
        rows: for each number the name of the figure's value, and its label; of a single one it may be empty.
        low, high, step: of the sliders, which begin at `low`.
        unit: written after a number.
        are_shares: whether the values are shares from 0 to 1, for which is asked in percent.
    """

    question: Question
    rows: tuple[tuple[str, Text], ...]
    low: float = 0
    high: float = 100
    step: float = 1
    unit: Text = ""
    are_shares: bool = False

    def to_html(self, found: Mapping[str, float], values: Values, lang: Lang) -> Markup:
        unit = "%" if self.are_shares else in_language(self.unit, lang)
        question = _written(self.question, values, lang)
        rows = [self._row(_value(found, name), in_language(label, lang) or question, unit) for name, label in self.rows]
        return _block(question, rows, lang, unit=unit)

    def _row(self, value: float, label: str, unit: str) -> Markup:
        truth = 100 * value if self.are_shares else value
        decimals = len(f"{self.step:g}".partition(".")[2])
        shown = f"{self.low:g}{unit}"
        slider = element(
            "input",
            type="range",
            min=self.low,
            max=self.high,
            step=self.step,
            value=self.low,
            aria_label=label,
            aria_valuetext=shown,
            autocomplete="off",
        )
        return element(
            "div",
            element("span", label, aria_hidden="true") if len(self.rows) > 1 else None,
            slider,
            element("span", shown, class_="pw-value-shown", aria_hidden="true"),
            class_="pw-guess-row",
            data_truth=f"{truth:.{decimals}f}",
        )


@dataclass(frozen=True)
class GuessOption:
    """Asks which of some options is right.

    Args:
        value: the name of the figure's value that is the place of the right one, counted from 0.
        options: gives what they are called.
    """

    question: Question
    value: str
    options: Callable[[Values, Lang], Sequence[str]]

    def to_html(self, found: Mapping[str, float], values: Values, lang: Lang) -> Markup:
        question = _written(self.question, values, lang)
        choices = [
            element(
                "label",
                element("input", type="radio", name="guess", value=place, autocomplete="off"),
                element("span", words, dir="auto"),
            )
            for place, words in enumerate(self.options(values, lang))
        ]
        fields = element(
            "fieldset", *choices, class_="pw-words", aria_label=question, data_truth=int(_value(found, self.value))
        )
        return _block(question, [fields], lang)


@dataclass(frozen=True)
class GuessBySetting:
    """Asks for a setting of the widget's own controls; the figure itself compares it with what is right."""

    question: Question

    def to_html(self, found: Mapping[str, float], values: Values, lang: Lang) -> Markup:
        return _block(_written(self.question, values, lang), [], lang)


def _written(question: Question, values: Values, lang: Lang) -> str:
    return question(values, lang) if callable(question) else in_language(question, lang)


def _value(found: Mapping[str, float], name: str) -> float:
    if name not in found:
        raise UnknownName("the question is about a value that the figure has not:", name, found)
    return float(found[name])


def _block(question: str, fields: Sequence[Markup], lang: Lang, unit: str | None = None) -> Markup:
    buttons = [
        element("button", message(lang, f"guess.{action}"), type="button", class_="pw-button", data_guess=action)
        for action in ("compare", "show")
    ]
    return element(
        "div",
        element("p", question, class_="pw-question"),
        *fields,
        element("div", *buttons, class_="pw-guess-bar"),
        element("p", class_="pw-guess-said"),
        class_="pw-guess",
        data_unit=unit,
    )
