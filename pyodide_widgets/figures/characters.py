"""Text as readers see it: characters together with the marks, skin tones and joined emoji that belong to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"  # glues emoji together


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
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character == _JOINER
        or cluster.endswith(_JOINER)
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or (len(cluster) == 1 and _is_flag_half(cluster) and _is_flag_half(character))
    )


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
