"""A number, set with a slider."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...figures.markup import Markup, element
from ..words import Lang, Text, in_language
from .numerals import to_float, with_point
from .parameter import Reading, Values
from .slider import slider
from .text import problem


@dataclass(frozen=True)
class Number:
    """A number in a range: a slider.

    Args:
        low, high: the range; a number beyond it becomes its nearer end.
        step: what the slider moves by; numbers are rounded to it.
        unit: written after the number.
        shown: what stands beside the slider in place of the number: for a slider of exponents, the power.
        plays: the name of a button that moves the slider by itself, from figure to figure up to the end of the range;
            without it there is none.
    """

    name: str
    label: Text
    initial: float
    low: float
    high: float
    step: float
    unit: Text = ""
    shown: Callable[[float], str] | None = None
    plays: Text | None = None

    def default(self, lang: Lang) -> str:
        return self._written(self.initial)

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        wanted = to_float(text)
        if wanted is None:
            meant = with_point(text)
            key = "decimal_comma" if meant else "not_a_number"
            return Reading(self.initial, self._problem(key, lang, text, self.initial, meant=meant))
        value = min(self.high, max(self.low, wanted))
        if value != wanted:
            return Reading(value, self._problem("out_of_range", lang, text, value))
        steps = round((value - self.low) / self.step)
        return Reading(min(self.high, float(self._written(self.low + steps * self.step))))

    def control(self, value: float, lang: Lang, earlier: Values) -> Markup:
        shown = f"{self._shown(value)}{in_language(self.unit, lang)}"
        play = None
        if self.plays:
            play = element(
                "button",
                in_language(self.plays, lang),
                type="button",
                class_="pw-button",
                data_play=self.name,
                aria_pressed="false",
            )
        return slider(
            in_language(self.label, lang),
            shown,
            play,
            name=self.name,
            low=self._written(self.low),
            high=self._written(self.high),
            step=self._written(self.step),
            value=self._written(value),
            data_unit=in_language(self.unit, lang) or None,
            data_texts=json.dumps(self._texts()) if self.shown else None,
        )

    def positions(self, earlier: Values) -> Sequence[str]:
        return [
            self._written(self.low + step * self.step) for step in range(round((self.high - self.low) / self.step) + 1)
        ]

    def _shown(self, value: float) -> str:
        return self.shown(value) if self.shown else self._written(value).replace("-", "−")

    def _texts(self) -> list[str]:
        return [self._shown(float(text)) for text in self.positions({})]

    def _written(self, value: float) -> str:
        decimals = len(f"{self.step:.6f}".rstrip("0").partition(".")[2])
        text = f"{value:.{decimals}f}"
        return text.lstrip("-") if float(text) == 0 else text

    def _problem(self, key: str, lang: Lang, text: str, value: float, **known: object) -> str:
        known |= {"low": self._written(self.low), "high": self._written(self.high), "value": self._written(value)}
        return problem(key, lang, self.label, text, **known)
