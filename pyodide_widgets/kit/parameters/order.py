"""An order for the words of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...figures.characters import writing
from ...figures.markup import Markup
from ..words import Lang, Text, in_language
from .numerals import to_index
from .parameter import Reading, Values
from .text import problem, text_field

_NUMBER = re.compile(r"\w+")
_MOST_CHARACTERS = 120


@dataclass(frozen=True)
class Ordered:
    """What a reader has set, and the order that it gives.

    Args:
        places: for each place the word that stands there, by its place in the sentence, counted from 0.
    """

    text: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class Order:
    """An order for the words of a sentence that is typed in another parameter; backwards to begin with.

    Its text has the number of each word, counted from 1: `3 1 2`. Words without a number come first, the last one before all. A handle
    in the figure can set it with `DragDown` to each of the orders that `moved` gives.

    Args:
        of: the name of the sentence's parameter, which is declared earlier.
    """

    name: str
    label: Text
    of: str

    def default(self, lang: Lang) -> str:
        return ""

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        count = len(earlier[self.of].tokens)
        text = " ".join(writing(text[:_MOST_CHARACTERS]).split())
        numbers = [to_index(each) for each in _NUMBER.findall(text)]
        wanted = [number - 1 for number in numbers if number]
        if len(wanted) < len(numbers) or len({*wanted}) < len(wanted) or (text and not numbers):
            backwards = tuple(reversed(range(count)))
            return Reading(Ordered(text, backwards), problem("no_order", lang, self.label, text))
        kept = [
            place for place in wanted if place < count
        ]  # the sentence may have become shorter since the words were ordered
        places = (*(place for place in reversed(range(count)) if place not in kept), *kept)
        return Reading(Ordered(text or order_text(places), places))

    def control(self, value: Ordered, lang: Lang, earlier: Values) -> Markup:
        return text_field(self.name, in_language(self.label, lang), value.text)

    def positions(self, earlier: Values) -> Sequence[str]:
        return []


def order_text(order: Sequence[int]) -> str:
    """The text of an order."""
    return " ".join(str(place + 1) for place in order)


def moved(order: Sequence[int], place: int, to: int) -> tuple[int, ...]:
    """An order in which what stands at one place has been taken out and put in at another."""
    others = [*order[:place], *order[place + 1 :]]
    return (*others[:to], order[place], *others[to:])
