"""From a typed sentence to tokens: a Chinese character or known word, a word of another script, a sign, an emoji.

Punctuation is no token, unless there is nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..figures.characters import is_letter_or_digit, visible_characters

_PUNCTUATION = frozenset(".,;:!?…·\"'()[]{}‘’“”‚„«»‹›¿¡–—-、。《》〈〉「」『』【】〔〕（），．：；！？～،؛؟।")
_LONGEST = 4  # characters in the longest Chinese word that is looked up


def split(sentence: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """Cut a sentence into tokens.

    Args:
        sentence: any text.
        known: Chinese words that stay whole; where several fit, the longest does. Other characters of that
            script are tokens by themselves, so nothing is ever shown as a broken byte.
    """
    clusters = list(visible_characters(sentence))
    if not all(cluster.isspace() or cluster in _PUNCTUATION for cluster in clusters):
        return tuple(_tokens(clusters, known))
    return tuple(cluster for cluster in clusters if not cluster.isspace())


def _tokens(clusters: list[str], known: Collection[str]) -> Iterator[str]:
    place = 0
    while place < len(clusters):
        cluster = clusters[place]
        if cluster.isspace() or cluster in _PUNCTUATION:
            length = 0
        elif _is_han(cluster):
            length = _known_length(clusters, place, known)
        elif _in_word(cluster):
            length = _word_length(clusters, place)
        else:
            length = 1
        if length:
            yield "".join(clusters[place : place + length])
        place += max(length, 1)


def _known_length(clusters: list[str], place: int, known: Collection[str]) -> int:
    for length in range(min(_LONGEST, len(clusters) - place), 1, -1):
        if "".join(clusters[place : place + length]) in known:
            return length
    return 1


def _word_length(clusters: list[str], place: int) -> int:
    end = place + 1
    while end < len(clusters):
        inside = clusters[end] in "'’-" and end + 1 < len(clusters) and _in_word(clusters[end + 1])
        if not inside and not _in_word(clusters[end]):
            break
        end += 1
    return end - place


def _is_han(cluster: str) -> bool:
    first = cluster[0]
    return (
        "\u3040" <= first <= "\u30ff"
        or "\u3400" <= first <= "\u9fff"
        or "\uf900" <= first <= "\ufaff"
        or first >= "\U00020000"
    )


def _in_word(cluster: str) -> bool:
    return is_letter_or_digit(cluster[0]) and not _is_han(cluster)
