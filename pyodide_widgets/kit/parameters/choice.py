"""One of a few options, set with radio buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...figures.markup import Markup, element
from ..words import Lang, Text, in_language
from .parameter import Reading, Values
from .text import problem


@dataclass(frozen=True)
class Choice:
    """One of a few named options.

    Args:
        options: the value, as Markdown and links have it, and what it is called.
        initial: the value of one of them; it may be another one in each language.
    """

    name: str
    label: Text
    options: tuple[tuple[str, Text], ...]
    initial: Text

    def default(self, lang: Lang) -> str:
        return in_language(self.initial, lang)

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        if text in [value for value, _ in self.options]:
            return Reading(text)
        initial = in_language(self.initial, lang)
        return Reading(initial, problem("no_such_option", lang, self.label, text, value=initial))

    def control(self, value: str, lang: Lang, earlier: Values) -> Markup:
        return radio_group(
            self.name,
            in_language(self.label, lang),
            [(option, in_language(text, lang)) for option, text in self.options],
            value,
        )

    def positions(self, earlier: Values) -> Sequence[str]:
        return [value for value, _ in self.options]


def radio_group(name: str, label: str, options: list[tuple[str, str]], chosen: str, of: str | None = None) -> Markup:
    """Radio buttons.

    Args:
        of: the parameter with the sentence whose words they are.
    """
    choices = [
        element(
            "label",
            element("input", type="radio", name=name, value=value, checked=value == chosen, autocomplete="off"),
            element("span", words, dir="auto"),
        )
        for value, words in options
    ]
    return element("fieldset", element("legend", label), *choices, class_="pw-control pw-words", data_of=of)
