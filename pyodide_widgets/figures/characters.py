"""Text as readers see it: characters together with the marks, skin tones and joined emoji that belong to them.

Every version of Python gives the same here, whatever it knows of Unicode. Test: tests/figures/test_characters.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from .known_characters import is_known

_JOINER = "\u200d"  # joins emoji into one
_BLACK_FLAG = "\U0001f3f4"  # with tags behind it, the flag of a region, such as Scotland

# Nothing that is drawn: controls, formatting, halves of characters, private use, and what never will be a character. Tabs and
# line feeds are white space; U+200C and U+200D tell how what stands beside them is joined.
_NO_WRITING = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff"
) + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
_FLAG_OR_NO_WRITING = re.compile(
    f"({_BLACK_FLAG}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{{2,6}}\U000e007f)|[{_NO_WRITING}]", re.DOTALL
)


def writing(text: str) -> str:
    """A text without what cannot be drawn: control codes, marks that turn the direction of the page's own text, tags outside of
    flags. Characters that Unicode may get yet stay."""
    return _FLAG_OR_NO_WRITING.sub(lambda found: found[1] or "", text)


def is_letter_or_digit(character: str) -> bool:
    """As `str.isalnum`, but the same in every version of Python: characters newer than Unicode 15.0 are neither."""
    return character.isalnum() and is_known(character)


def visible_characters(text: str) -> Iterator[str]:
    """Cut a text where a reader would: never inside an accented letter, a flag or a family."""
    cluster = ""
    for character in text:
        if cluster and not _belongs(character, cluster):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _belongs(character: str, cluster: str) -> bool:
    if character.isspace() or cluster[-1].isspace():
        return False
    return (
        _is_mark(character)
        or character == _JOINER
        or cluster.endswith(_JOINER)
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or (len(cluster) == 1 and _is_flag_half(cluster) and _is_flag_half(character))
    )


def _is_mark(character: str) -> bool:
    if is_tag(character):
        return True
    return unicodedata.category(character) in ("Mn", "Me", "Mc") and is_known(character)


def is_tag(character: str) -> bool:
    """Whether a character is an invisible letter of those that say which region's flag a black flag is."""
    return "\U000e0020" <= character <= "\U000e007f"


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
