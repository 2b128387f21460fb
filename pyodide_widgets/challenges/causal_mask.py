"""A mask that hides the future."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..attention.masks import causal_mask
from ..editing.challenge import Challenge, Verdict
from ..kit.words import Words


def check(yours: Callable[[int], Any]) -> Verdict:
    for length in (4, 1, 7):
        found = np.asarray(yours(length))
        right = causal_mask(length, length)
        if found.shape != right.shape:
            return Verdict(
                False,
                Words(
                    zh=f"{length} 个词要一张 {length}×{length} 的表，你的形状是 {found.shape}。",
                    en=f"For {length} words the mask is a table of {length} by {length}; yours has the shape {found.shape}.",
                ),
            )
        wrong = np.argwhere(found.astype(bool) != right)
        if len(wrong):
            query, key = wrong[0]
            sees = bool(found[query, key])
            return Verdict(
                False,
                Words(
                    zh=f"{length} 个词：第 {query} 个词{'看见了' if sees else '看不见'}第 {key} 个词（从 0 数起）。",
                    en=f"With {length} words, word {query} {'sees' if sees else 'does not see'} word {key} (counted from 0).",
                ),
            )
    return Verdict(
        True,
        Words(zh="谁也看不见后面，谁都看得见自己。", en="Nobody sees what comes later, and everybody sees themselves."),
    )


CHALLENGE = Challenge(
    title=Words(zh="遮住未来", en="Hide the future"),
    task=Words(
        zh="写出因果掩码：一张布尔表，每个词一行。某行某列为真，就是这一行的词看得见这一列的词；每个词只能看见自己和前面的词。",
        en="Write the causal mask: a table of booleans with a row for each word. True means that the word of the row may see the word of "
        "the column, and each word may see only itself and the words before it.",
    ),
    hint=Words(
        zh="给每行每列编上号，比一比：np.arange(length) 可以竖着摆，[:, None]，也可以横着摆。",
        en="Number the rows and the columns and compare them: np.arange(length) can stand upright, with [:, None], or lie flat.",
    ),
    start="def mask(length):\n    return np.ones((length, length), dtype=bool)\n",
    solution="def mask(length):\n    places = np.arange(length)\n    return places[:, None] >= places\n",
    check=check,
)
