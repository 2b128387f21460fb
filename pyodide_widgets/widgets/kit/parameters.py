"""The parameters of a widget: what a reader may set, how a text becomes a value, and the native control for it.

Every value arrives as text, whether an author wrote it in Markdown, a link carries it or a control sends it. So there is
one way to read it, and it never fails: what does not fit becomes the nearest value that does, and is said.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ...figures.markup import Markup, element
from . import tokens
from .words import Lang, Words, quoted

Values = Mapping[str, Any]
NO_UNIT = Words("", "")


@dataclass(frozen=True)
class Reading:
    """A value that fits its parameter, and what had to be mended for it, if anything."""

    value: Any
    problem: Words | None = None


class Parameter(Protocol):
    @property
    def name(self) -> str:
        """The name in Markdown, in links, and of the control."""

    def default(self, lang: Lang) -> str:
        """The text that stands for the value where nobody has set one."""

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        """The value that a text means; `earlier` holds the parameters declared before this one."""

    def control(self, value: Any, lang: Lang, earlier: Values) -> Markup:
        """The control, set to the value."""

    def positions(self, earlier: Values) -> Sequence[str]:
        """The texts that the control can send, if they can be counted; else none."""


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
    label: Words
    initial: float
    low: float
    high: float
    step: float
    unit: Words = NO_UNIT
    shown: Callable[[float], str] | None = None
    plays: Words | None = None

    def default(self, lang: Lang) -> str:
        return self._written(self.initial)

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        try:
            wanted = float(text)
        except ValueError:
            wanted = math.nan
        if math.isnan(wanted):
            problem = Words(
                "“{label}”要一个数，写的是{text}；已用 {value}。",
                "“{label}” needs a number, not {text}; using {value}.",
            )
            return Reading(self.initial, self._said(problem, text, self.initial))
        value = min(self.high, max(self.low, wanted))
        if value != wanted:
            problem = Words(
                "“{label}”只能在 {low} 到 {high} 之间，写的是{text}；已用 {value}。",
                "“{label}” goes from {low} to {high}, not {text}; using {value}.",
            )
            return Reading(value, self._said(problem, text, value))
        steps = round((value - self.low) / self.step)
        return Reading(min(self.high, float(self._written(self.low + steps * self.step))))

    def control(self, value: float, lang: Lang, earlier: Values) -> Markup:
        written = self._written(value)
        number = self.shown(value) if self.shown else written.replace("-", "−")
        shown = f"{number}{self.unit[lang]}"
        play = None
        if self.plays:
            play = element(
                "button",
                self.plays[lang],
                type="button",
                class_="pw-button",
                data_play=self.name,
                aria_pressed="false",
            )
        return element(
            "div",
            element(
                "label",
                element("span", self.label[lang]),
                element(
                    "input",
                    type="range",
                    name=self.name,
                    min=self._written(self.low),
                    max=self._written(self.high),
                    step=self._written(self.step),
                    value=written,
                    aria_valuetext=shown,
                    autocomplete="off",
                ),
            ),
            element("span", shown, class_="pw-value-shown", aria_hidden="true"),
            play,
            class_="pw-control pw-slider",
        )

    def positions(self, earlier: Values) -> Sequence[str]:
        return [
            self._written(self.low + step * self.step) for step in range(round((self.high - self.low) / self.step) + 1)
        ]

    def _written(self, value: float) -> str:
        decimals = len(f"{self.step:.6f}".rstrip("0").partition(".")[2])
        text = f"{value:.{decimals}f}"
        return text.lstrip("-") if float(text) == 0 else text

    def _said(self, problem: Words, text: str, value: float) -> Words:
        known = {"low": self._written(self.low), "high": self._written(self.high), "value": self._written(value)}
        return _say(problem, self.label, text, **known)


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
        return Reading(self.initial, _say(problem, self.label, text, value=self.default(lang)))

    def control(self, value: bool, lang: Lang, earlier: Values) -> Markup:
        box = element("input", type="checkbox", role="switch", name=self.name, checked=value, autocomplete="off")
        return element("label", box, element("span", self.label[lang]), class_="pw-control pw-toggle")

    def positions(self, earlier: Values) -> Sequence[str]:
        return ["on", "off"]


@dataclass(frozen=True)
class Choice:
    """One of a few named options.

    Args:
        options: the value, as Markdown and links have it, and what it is called.
        initial: the value of one of them.
    """

    name: str
    label: Words
    options: tuple[tuple[str, Words], ...]
    initial: str

    def default(self, lang: Lang) -> str:
        return self.initial

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        if text in [value for value, _ in self.options]:
            return Reading(text)
        problem = Words("“{label}”没有{text}这一项；已用 {value}。", "“{label}” has no option {text}; using {value}.")
        return Reading(self.initial, _say(problem, self.label, text, value=self.initial))

    def control(self, value: str, lang: Lang, earlier: Values) -> Markup:
        return _radio_group(
            self.name, self.label[lang], [(option, words[lang]) for option, words in self.options], value
        )

    def positions(self, earlier: Values) -> Sequence[str]:
        return [value for value, _ in self.options]


@dataclass(frozen=True)
class Sentence:
    """What a reader typed, and its tokens."""

    text: str
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """A sentence to type.

    Args:
        initial: the sentence in each language.
        known: Chinese words that stay whole.
        most_tokens: how many tokens there is room for; those beyond are left out, and that is said.
    """

    name: str
    label: Words
    initial: Words
    known: Collection[str] = field(default=(), repr=False)
    most_tokens: int = 12
    most_characters: int = 120

    def default(self, lang: Lang) -> str:
        return self.initial[lang]

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        text = " ".join("".join(filter(_is_writing, text)).split())
        if not text:
            problem = Words("“{label}”是空的；图里用的是“{value}”。", "“{label}” is empty; the figure uses “{value}”.")
            sentence = Sentence("", tokens.split(self.initial[lang], self.known))
            return Reading(sentence, _say(problem, self.label, text, value=self.initial[lang]))
        cut = text[: self.most_characters]
        words = tokens.split(cut, self.known)
        if len(cut) < len(text) or len(words) > self.most_tokens:
            problem = Words(
                "“{label}”太长；图里只有前 {most} 个词元。",
                "“{label}” is too long; the figure has its first {most} tokens.",
            )
            words = words[: self.most_tokens]
            return Reading(Sentence(cut, words), _say(problem, self.label, "", most=len(words)))
        return Reading(Sentence(text, words))

    def control(self, value: Sentence, lang: Lang, earlier: Values) -> Markup:
        return element(
            "label",
            element("span", self.label[lang]),
            element(
                "input",
                type="text",
                name=self.name,
                value=value.text,
                autocomplete="off",
                spellcheck="false",
                dir="auto",
            ),
            class_="pw-control pw-typed",
        )

    def positions(self, earlier: Values) -> Sequence[str]:
        return []


@dataclass(frozen=True)
class Word:
    """One word of a sentence typed in another parameter, by its place, counted from 0.

    Args:
        of: the name of the sentence's parameter, which is declared earlier.
        initial: the place in each language.
    """

    name: str
    label: Words
    of: str
    initial: Words

    def default(self, lang: Lang) -> str:
        return self.initial[lang]

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        last = len(earlier[self.of].tokens) - 1
        wanted = int(text[:6]) if text.isdecimal() else -1
        if 0 <= wanted <= last:
            return Reading(wanted)
        if text == self.default(lang):
            # The author's sentence, or the reader's, is shorter than the one that the default was meant for.
            return Reading(last)
        value = last if wanted > last else 0
        problem = Words(
            "“{label}”只能在 0 到 {last} 之间，写的是{text}；已用 {value}。",
            "“{label}” goes from 0 to {last}, not {text}; using {value}.",
        )
        return Reading(value, _say(problem, self.label, text, last=last, value=value))

    def control(self, value: int, lang: Lang, earlier: Values) -> Markup:
        options = [(str(place), word) for place, word in enumerate(earlier[self.of].tokens)]
        return _radio_group(self.name, self.label[lang], options, str(value))

    def positions(self, earlier: Values) -> Sequence[str]:
        return [str(place) for place in range(len(earlier[self.of].tokens))]


@dataclass(frozen=True)
class Section:
    """A section of the page, and how long the reader has been at it, in seconds. Without a name it is only a place."""

    name: str
    seconds: float


@dataclass(frozen=True)
class Dwell:
    """How long the reader has been at each section of the page: measured by the page itself, and kept by nobody.

    The text has a line for each section, its seconds and its name, and it never stands in a link. There is no control
    to set it with, but a button to have it measured.

    Args:
        label: what the button says.
        sections: how many there are where nothing has been measured.
        most: how many there is room for.
    """

    name: str
    label: Words
    sections: int = 5
    most: int = 24

    def default(self, lang: Lang) -> str:
        return ""

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        lines = [line for line in text.split("\n") if line.strip()]
        found = tuple(filter(None, map(_section, lines[: self.most])))
        if not found:
            value = (Section("", 0.0),) * self.sections
            problem = Words("“{label}”没有读到停留时间，写的是{text}。", "“{label}” found no times in {text}.")
            return Reading(value, _say(problem, self.label, text) if lines else None)
        if len(found) < len(lines):
            problem = Words("“{label}”只用上了 {most} 节。", "“{label}” could use {most} sections only.")
            return Reading(found, _say(problem, self.label, "", most=len(found)))
        return Reading(found)

    def control(self, value: tuple[Section, ...], lang: Lang, earlier: Values) -> Markup:
        button = element("button", self.label[lang], type="button", class_="pw-button", data_dwell=self.name)
        return element("div", button, class_="pw-control")

    def positions(self, earlier: Values) -> Sequence[str]:
        return []


def _section(line: str) -> Section | None:
    """What a line says of a section, if it says anything: its seconds, at most a day, and its name."""
    number, _, name = line.strip().partition(" ")
    try:
        seconds = float(number)
    except ValueError:
        return None
    if not 0 <= seconds < math.inf:
        return None
    return Section(" ".join("".join(filter(_is_writing, name)).split())[:80], min(seconds, 86_400.0))


def _radio_group(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> Markup:
    choices = [
        element(
            "label",
            element("input", type="radio", name=name, value=value, checked=value == chosen, autocomplete="off"),
            element("span", words, dir="auto"),
        )
        for value, words in options
    ]
    return element("fieldset", element("legend", label), *choices, class_="pw-control pw-words")


def _say(problem: Words, label: Words, text: str, **known: object) -> Words:
    """Fill in a problem's text. What the reader wrote is quoted, shortened, and never read as a format itself."""
    shown = shown_text(text)
    return Words(
        problem.zh.format(label=label.zh, text=shown, **known), problem.en.format(label=label.en, text=shown, **known)
    )


def shown_text(text: str) -> str:
    """What somebody wrote, in quotation marks, fit to be shown: nothing in it but writing, and not too much of that."""
    text = "".join(filter(_is_writing, text))
    return quoted(text if len(text) <= 24 else text[:23] + "…")


def _is_writing(character: str) -> bool:
    """Whether a character may be drawn: no control codes, no marks that turn the direction of the page's own text."""
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn") or character in "\u200c\u200d\t\n"
