"""On or off, set with a switch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...figures.markup import Markup, element
from ..words import Lang, Text, in_language
from .parameter import Reading, Values
from .text import problem


@dataclass(frozen=True)
class Toggle:
    """A switch: `on` or `off`."""

    name: str
    label: Text
    initial: bool

    def default(self, lang: Lang) -> str:
        return "on" if self.initial else "off"

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        if text in ("on", "off"):
            return Reading(text == "on")
        return Reading(self.initial, problem("not_on_or_off", lang, self.label, text, value=self.default(lang)))

    def control(self, value: bool, lang: Lang, earlier: Values) -> Markup:
        box = element("input", type="checkbox", role="switch", name=self.name, checked=value, autocomplete="off")
        return element("label", box, element("span", in_language(self.label, lang)), class_="pw-control pw-toggle")

    def positions(self, earlier: Values) -> Sequence[str]:
        return ["on", "off"]
