"""Texts that come from outside: what of them may be shown, and how a problem with one is said."""

from __future__ import annotations

import unicodedata

from ..words import Words, quoted


def say(problem: Words, label: Words, text: str, **known: object) -> Words:
    """Fill in a problem's text. What the reader wrote is quoted, shortened, and never read as a format itself."""
    shown = shown_text(text)
    return Words(
        problem.zh.format(label=label.zh, text=shown, **known), problem.en.format(label=label.en, text=shown, **known)
    )


def shown_text(text: str) -> str:
    """What somebody wrote, in quotation marks, fit to be shown: nothing in it but writing, and not too much of that."""
    text = "".join(filter(is_writing, text))
    return quoted(text if len(text) <= 24 else text[:23] + "…")


def is_writing(character: str) -> bool:
    """Whether a character may be drawn: no control codes, no marks that turn the direction of the page's own text."""
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn") or character in "\u200c\u200d\t\n"
