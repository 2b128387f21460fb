"""Texts that come from outside: what of them may be shown, and how a problem with one is said."""

from __future__ import annotations

from ...figures.characters import writing
from ..messages import message
from ..words import Lang, Text, in_language, quoted


def problem(key: str, lang: Lang, label: Text, text: str, **known: object) -> str:
    """What is said of a value that had to be mended. What the reader wrote is quoted and shortened.

    Args:
        key: of a sentence among the messages' `problems`.
        label: of the parameter.
        text: what was read.
        known: what else the sentence has places for.
    """
    return message(lang, f"problems.{key}", label=in_language(label, lang), text=shown_text(text), **known)


def shown_text(text: str) -> str:
    """What somebody wrote, in quotation marks, fit to be shown: nothing in it but writing, and not too much of that."""
    text = writing(text)
    return quoted(text if len(text) <= 24 else text[:23] + "…")
