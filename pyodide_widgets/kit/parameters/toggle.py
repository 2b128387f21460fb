"""On or off, set with a switch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...figures.markup import Markup, element
from ..words import Lang, Words
from .parameter import Reading, Values
from .text import say


@dataclass(frozen=True)
class Toggle:
    """A switch: `on` or `off`."""

    name: str
    label: Words
    initial: bool

    def default(self, lang: Lang) -> str:
        return "on" if self.initial else "off"

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        if text in ("on", "off"):
            return Reading(text == "on")
        problem = Words(
            "“{label}”只有 on 和 off，写的是{text}；已用 {value}。",
            "“{label}” is on or off, not {text}; using {value}.",
        )
        return Reading(self.initial, say(problem, self.label, text, value=self.default(lang)))

    def control(self, value: bool, lang: Lang, earlier: Values) -> Markup:
        box = element("input", type="checkbox", role="switch", name=self.name, checked=value, autocomplete="off")
        return element("label", box, element("span", self.label[lang]), class_="pw-control pw-toggle")

    def positions(self, earlier: Values) -> Sequence[str]:
        return ["on", "off"]
