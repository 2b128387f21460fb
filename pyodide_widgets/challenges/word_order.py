"""Attention that tells "dog bites man" from "man bites dog"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..attention.dot_product import scaled_dot_product_attention
from ..editing.challenge import Challenge, Verdict
from ..kit.words import Words

_VECTORS = np.array([[1.0, 0.0, 0.0, 0.2], [0.0, 1.0, 0.0, -0.3], [0.0, 0.0, 1.0, 0.1]])  # dog, bites, man
_ENOUGH = 1e-3  # by which the outputs of "bites" are to differ


def _bites(yours: Callable[[Any], Any], order: list[int]) -> Any:
    """What "bites" takes away from a sentence."""
    x = np.asarray(yours(_VECTORS[order]), float)
    return scaled_dot_product_attention(x, x, x)[order.index(1)]


def check(yours: Callable[[Any], Any]) -> Verdict:
    changed = np.asarray(yours(_VECTORS.copy()), float)
    if changed.shape != _VECTORS.shape:
        return Verdict(
            False,
            Words(
                zh=f"三个词、每个四个数进去，出来也该是 {_VECTORS.shape}，你的是 {changed.shape}。",
                en=f"Three words of four numbers go in, so the shape has to stay {_VECTORS.shape}; yours is {changed.shape}.",
            ),
        )
    difference = float(np.abs(_bites(yours, [0, 1, 2]) - _bites(yours, [2, 1, 0])).max())
    if not difference > _ENOUGH:
        return Verdict(
            False,
            Words(
                zh=f"两句话里的“咬”读到的东西最多只差 {difference:.2g}，它还是分不清谁咬谁。",
                en=f"What “bites” takes away from the two sentences differs by {difference:.2g} at most: it still cannot tell who bites whom.",
            ),
        )
    return Verdict(
        True,
        Words(
            zh=f"两句话里的“咬”差了 {difference:.2g}：位置进了向量，注意力就知道先后了。",
            en=f"“bites” differs by {difference:.2g} between the two: with places in the vectors, attention knows what comes first.",
        ),
    )


CHALLENGE = Challenge(
    title=Words(zh="狗咬人，人咬狗", en="Dog bites man, man bites dog"),
    task=Words(
        zh="注意力不认顺序：“狗咬人”和“人咬狗”在它眼里一模一样。词向量进注意力之前先经过这个函数，请改到它分得清这两句。",
        en="Attention is blind to order: to it, “dog bites man” and “man bites dog” are the same. The word vectors pass through this "
        "function before attention sees them. Change it so that the two sentences differ.",
    ),
    hint=Words(
        zh="给每个位置加上一个自己的向量，第一位、第二位、第三位各不相同。",
        en="Give each place a vector of its own, and add it to the word that stands there.",
    ),
    start="def with_places(x):  # (words, 4)\n    return x\n",
    solution="def with_places(x):  # (words, 4)\n    places = np.arange(len(x))[:, None]\n    return x + np.sin(places / np.array([1, 2, 4, 8]))\n",
    check=check,
)
