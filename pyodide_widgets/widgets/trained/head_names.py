"""What a head looks at most, as its measurement on held-out text has found: names for the kinds of places."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...attention import Array
from ...attention.head_measures import strongest
from ...kit.words import Words
from .models import card

BEYOND = 0.1  # a head that gives no kind of place so much more than even attention does is said to have none

KINDS = {
    "itself": Words(zh="自己", en="itself"),
    "previous": Words(zh="前一个", en="previous"),
    "first": Words(zh="第一个", en="first"),
    "delimiter": Words(zh="标点", en="delimiter"),
    "last-time": Words(zh="上次之后", en="after last"),
    "same-token": Words(zh="同一个", en="same one"),
    "same-place": Words(zh="上句同位", en="line above"),
    "next-place": Words(zh="上句下位", en="above next"),
    "mixed": Words(zh="分散", en="mixed"),
}
EXPLAINED = {
    "itself": Words(zh="正在读的字符自己", en="the character it is at"),
    "previous": Words(zh="前一个字符", en="the character before"),
    "first": Words(zh="开头的第一个记号", en="the first token"),
    "delimiter": Words(zh="标点、空格和换行", en="punctuation, spaces and line breaks"),
    "last-time": Words(zh="上次同一个字符后面的那个", en="what followed the same character last time"),
    "same-token": Words(zh="以前出现过的同一个字符", en="earlier occurrences of the same character"),
    "same-place": Words(zh="上一句里同一个位置", en="the same place in the line before"),
    "next-place": Words(zh="上一句里下一个位置", en="the next place in the line before"),
}


class Head(NamedTuple):
    """What was measured of a head."""

    kind: str  # a name of `KINDS`
    given: float  # the share that it gives to places of this kind; of a mixed head, to those where it gives most
    even: float  # what even attention would give


def heads(name: str) -> list[list[Head]]:
    """The heads of a model, by layer."""
    measured = card(name)["heads"]
    given: dict[str, Array] = {kind: np.array(shares) for kind, shares in measured["given"].items()}
    even: dict[str, float] = measured["even"]
    return [
        [_head(str(kind), float(given[kind][layer, place]), even[kind]) for place, kind in enumerate(kinds)]
        for layer, kinds in enumerate(strongest(given, even))
    ]


def _head(kind: str, given: float, even: float) -> Head:
    return Head(kind if given - even >= BEYOND else "mixed", given, even)
