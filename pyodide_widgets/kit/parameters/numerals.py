"""Numbers as people and their keyboards write them.

Called by the parameters. Test: tests/kit/test_numerals.py.
"""

from __future__ import annotations

import re

from ...figures.known_characters import is_known

_MINUS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"  # hyphens, dashes as wide as a digit, the minus sign, wide ones
_PLUS = "+\ufe62\uff0b"
_POINT = ".\uff0e"
_COMMA = ",\uff0c"
_PLAIN = str.maketrans({sign: signs[0] for signs in (_MINUS, _PLUS, _POINT, _COMMA) for sign in signs})

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
_COMMA_NUMBER = re.compile(r"([+-]?[0-9]{1,9}),([0-9]{1,9})")


def plain(text: str) -> str:
    """The same text with ASCII digits and signs, and without white space round it.

    Digits of every script are read, full-width ones (`１`) among them; those newer than Unicode 15.0 are not: Python at build
    time and Python in the browser would not know the same ones.
    """
    text = text.strip().translate(_PLAIN)
    if text.isascii():
        return text
    return "".join(str(int(sign)) if sign.isdecimal() and is_known(sign) else sign for sign in text)


def to_float(text: str) -> float | None:
    """The number that a text means, perhaps an infinite one; None if it means none."""
    text = plain(text)
    return float(text) if _NUMBER.fullmatch(text) or _INFINITE.fullmatch(text) else None


def to_index(text: str) -> int | None:
    """The whole number from 0 that a text means, at most 999,999 for all that is larger; None if it means none."""
    text = plain(text)
    return min(int(text[:7]), 999_999) if text.isascii() and text.isdecimal() else None


def with_point(text: str) -> str | None:
    """How a number with a comma is to be written: `1.5` for `1,5`; both readings for `1,000`; None if it is no such number."""
    found = _COMMA_NUMBER.fullmatch(plain(text))
    if not found:
        return None
    whole, part = found.groups()
    return f"{whole}.{part} / {whole}{part}" if len(part) == 3 else f"{whole}.{part}"
