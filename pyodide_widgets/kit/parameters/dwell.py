"""The reader's own time over the sections of a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...figures.characters import writing
from ...figures.markup import Markup, element
from ..words import Lang, Text, in_language
from .numerals import to_float
from .parameter import Reading, Values
from .text import problem


@dataclass(frozen=True)
class Section:
    """A section of the page, and how long the reader has been at it, in seconds. Without a name it is only a place."""

    name: str
    seconds: float


@dataclass(frozen=True)
class Dwell:
    """How long the reader has been at each section of the page: measured by the page itself, and not stored.

    The text has a line for each section, its seconds and its name, and it never stands in a link. There is no control
    to set it with, but a button to have it measured.

    Args:
        label: what the button says.
        sections: how many there are where nothing has been measured.
        most: how many there is room for.
    """

    name: str
    label: Text
    sections: int = 5
    most: int = 24

    def default(self, lang: Lang) -> str:
        return ""

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        lines = [line for line in text.split("\n") if line.strip()]
        found = tuple(filter(None, map(_section, lines[: self.most])))
        if not found:
            value = (Section("", 0.0),) * self.sections
            return Reading(value, problem("no_times", lang, self.label, text) if lines else None)
        if len(found) < len(lines):
            return Reading(found, problem("too_many_sections", lang, self.label, "", most=len(found)))
        return Reading(found)

    def control(self, value: tuple[Section, ...], lang: Lang, earlier: Values) -> Markup:
        button = element(
            "button", in_language(self.label, lang), type="button", class_="pw-button", data_dwell=self.name
        )
        return element("div", button, class_="pw-control")

    def positions(self, earlier: Values) -> Sequence[str]:
        return []


def _section(line: str) -> Section | None:
    """Read a line: the seconds, at most a day, and the name of a section. None if it does not begin with seconds."""
    number, _, name = line.strip().partition(" ")
    seconds = to_float(number)
    if seconds is None or not 0 <= seconds < math.inf:
        return None
    return Section(" ".join(writing(name).split())[:80], min(seconds, 86_400.0))
