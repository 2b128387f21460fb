"""Text that exists in every language of the site."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal, get_args

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True)
class Words:
    """The same text in Chinese and English, side by side: leaving one out is an error where it is written."""

    zh: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def format(self, **values: object) -> Words:
        return Words(self.zh.format(**values), self.en.format(**values))


def quoted(word: str) -> str:
    """A reader's word in quotation marks, kept from turning the text round it about if it runs right to left."""
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in word):
        word = f"\u2068{word}\u2069"
    return f"“{word}”"


def percent(share: float) -> str:
    return f"{100 * float(share):.0f}%"


def written(difference: float) -> str:
    """A difference to two digits; 0 stands for exactly 0 and nothing else."""
    if difference == 0:
        return "0"
    if difference < 1e-12:
        return "<1e−12"  # rounding: its size differs from machine to machine
    return f"{difference:.2f}" if difference >= 0.01 else f"{difference:.0e}".replace("e-0", "e-").replace("-", "−")
