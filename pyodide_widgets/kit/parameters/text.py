"""Texts that come from outside: where they are typed, which of their characters are shown, and how a problem with one is reported."""

from __future__ import annotations

from ...figures.characters import writing
from ...figures.markup import Markup, element
from ..messages import message
from ..words import Lang, Text, in_language, quoted


def problem(key: str, lang: Lang, label: Text, text: str, **known: object) -> str:
    """Report a value that could not be taken as it was written. What the reader wrote is quoted and shortened.

    Args:
        key: of a sentence among the messages' `problems`.
        label: of the parameter.
        text: what was read.
        known: what else the sentence has places for.
    """
    return message(lang, f"problems.{key}", label=in_language(label, lang), text=shown_text(text), **known)


def shown_text(text: str) -> str:
    """A reader's text in quotation marks, without what cannot be drawn, and shortened to 24 characters."""
    text = writing(text)
    return quoted(text if len(text) <= 24 else text[:23] + "…")


def text_field(name: str, label: str, text: str) -> Markup:
    """A line to type in, which keeps what the reader has typed as it is."""
    field = element("input", type="text", name=name, value=text, autocomplete="off", spellcheck="false", dir="auto")
    return element("label", element("span", label), field, class_="pw-control pw-typed")
