"""Text in every language of a site."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from ..figures.known_characters import is_known

Lang = str  # a language tag, as in HTML's `lang`: "en", "zh", "pt-BR"


class MissingTranslation(LookupError):
    """A text that is not there in a language."""


class Words:
    """The same text in several languages, side by side: `Words(zh="份额", en="share")`.

    A hyphen of a language tag is an underscore here: `pt_BR`.
    """

    __slots__ = ("_texts",)

    def __init__(self, **texts: str) -> None:
        if not texts:
            raise TypeError('Words needs a text in at least one language: Words(en="share")')
        self._texts = {lang.replace("_", "-"): text for lang, text in texts.items()}

    def __getitem__(self, lang: Lang) -> str:
        try:
            return self._texts[lang]
        except KeyError:
            first = next(iter(self._texts.values()))
            known = ", ".join(map(repr, self._texts))
            raise MissingTranslation(f"no text in {lang!r} for {first!r}, which is there in {known}") from None

    def format(self, **values: object) -> Words:
        """Fill in the places of each text."""
        filled = Words.__new__(Words)
        filled._texts = {lang: text.format(**values) for lang, text in self._texts.items()}
        return filled

    @property
    def texts(self) -> Mapping[Lang, str]:
        """The texts by their languages."""
        return self._texts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and self._texts == other._texts

    def __hash__(self) -> int:
        return hash(frozenset(self._texts.items()))

    def __repr__(self) -> str:
        return f"Words({', '.join(f'{lang}={text!r}' for lang, text in self._texts.items())})"


Text = Words | str
"""What a reader sees: in several languages, or, where a site has one language only, a plain string."""


def in_language(text: Text, lang: Lang) -> str:
    """Return a text in a language.

    Raises:
        MissingTranslation: it is not there in this language.
    """
    return text if isinstance(text, str) else text[lang]


def quoted(word: str) -> str:
    """A reader's word in quotation marks, kept from turning the text round it about if it runs right to left."""
    if any(_runs_right_to_left(character) for character in word):
        word = f"\u2068{word}\u2069"
    return f"“{word}”"


def _runs_right_to_left(character: str) -> bool:
    if "\U00010800" <= character <= "\U00010fff" or "\U0001e800" <= character <= "\U0001efff":
        return True  # blocks that Unicode has set aside for such scripts, those of later versions as well
    return unicodedata.bidirectional(character) in ("R", "AL") and is_known(character)


def percent(share: float) -> str:
    return f"{100 * float(share):.0f}%"


def written(difference: float) -> str:
    """A difference to two digits; 0 stands for exactly 0 and nothing else."""
    if difference == 0:
        return "0"
    if difference < 1e-12:
        return "<1e−12"  # rounding: its size differs from machine to machine
    return f"{difference:.2f}" if difference >= 0.01 else f"{difference:.0e}".replace("e-0", "e-").replace("-", "−")
