"""A sentence to type, and a word of it to choose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ...figures.characters import writing
from ...figures.markup import Markup
from .. import tokens
from ..words import Lang, Text, in_language
from .choice import radio_group
from .numerals import to_index
from .parameter import Reading, Values
from .text import problem, text_field


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
        most_tokens: how many tokens there is room for; those beyond are left out, and that is reported.
    """

    name: str
    label: Text
    initial: Text
    known: Collection[str] = field(default=(), repr=False)
    most_tokens: int = 16
    most_characters: int = 120

    def default(self, lang: Lang) -> str:
        return in_language(self.initial, lang)

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        text = " ".join(writing(text).split())
        if not text:
            initial = in_language(self.initial, lang)
            sentence = Sentence("", tokens.split(initial, self.known))
            return Reading(sentence, problem("empty", lang, self.label, text, value=initial))
        cut = text[: self.most_characters]
        words = tokens.split(cut, self.known)
        if len(cut) < len(text) or len(words) > self.most_tokens:
            words = words[: self.most_tokens]
            return Reading(Sentence(cut, words), problem("too_long", lang, self.label, "", most=len(words)))
        return Reading(Sentence(text, words))

    def control(self, value: Sentence, lang: Lang, earlier: Values) -> Markup:
        return text_field(self.name, in_language(self.label, lang), value.text)

    def positions(self, earlier: Values) -> Sequence[str]:
        return []


@dataclass(frozen=True)
class Word:
    """One word of a sentence typed in another parameter, by its place, counted from 0.

    A text may name the word as well, `8 girl`: then it is the nearest one to that place that is this word, if there is one. So a word
    stays chosen while the sentence around it changes.

    Args:
        of: the name of the sentence's parameter, which is declared earlier.
        initial: the place in each language.
    """

    name: str
    label: Text
    of: str
    initial: Text

    def default(self, lang: Lang) -> str:
        return in_language(self.initial, lang)

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        words = earlier[self.of].tokens
        last = len(words) - 1
        place, _, word = text.strip().partition(" ")
        wanted = to_index(place)
        if wanted is None:
            return Reading(0, problem("no_such_place", lang, self.label, text, last=last, value=0))
        same = [place for place, each in enumerate(words) if each == word]
        if same:
            return Reading(min(same, key=lambda place: abs(place - wanted)))
        return Reading(min(wanted, last))  # the sentence may have become shorter since the word was chosen

    def control(self, value: int, lang: Lang, earlier: Values) -> Markup:
        options = [(str(place), word) for place, word in enumerate(earlier[self.of].tokens)]
        return radio_group(self.name, in_language(self.label, lang), options, str(value), of=self.of)

    def positions(self, earlier: Values) -> Sequence[str]:
        return [str(place) for place in range(len(earlier[self.of].tokens))]
