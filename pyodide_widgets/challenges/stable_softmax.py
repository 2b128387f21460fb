"""A softmax that does not overflow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..attention.shares import softmax
from ..editing.challenge import Challenge, Verdict
from ..kit.words import Words

_CASES = ([1.0, 2.0, 3.0], [1000.0, 999.0], [-1000.0, -1000.5], [0.0], [710.0, -710.0, 0.0])


def check(yours: Callable[[Any], Any]) -> Verdict:
    for case in _CASES:
        scores = np.array(case)
        with np.errstate(all="ignore"):
            found = np.asarray(yours(scores.copy()), float)
        right = softmax(scores)
        if found.shape != right.shape or not np.allclose(found, right, rtol=1e-9, atol=1e-12):
            return Verdict(
                False,
                Words(
                    zh=f"分数是 {case} 时，应得 {right.round(4).tolist()}，你的是 {found.round(4).tolist()}。",
                    en=f"For the scores {case} it should give {right.round(4).tolist()}, and gives {found.round(4).tolist()}.",
                ),
            )
    return Verdict(
        True,
        Words(
            zh="一千分也不溢出。真实的实现都是这么写的。",
            en="Even scores of a thousand do not overflow. Every real implementation is written like this.",
        ),
    )


CHALLENGE = Challenge(
    title=Words(zh="不会溢出的 softmax", en="A softmax that does not overflow"),
    task=Words(
        zh="下面这个 softmax 照公式写成，分数一大就坏：e 的 1000 次方，双精度数存不下。改到分数是 1000 也算得对。",
        en="This softmax is written as the formula has it, and breaks when scores are large: double precision cannot hold e to the power "
        "of 1000. Change it so that it is right for scores of 1000 too.",
    ),
    hint=Words(
        zh="所有分数减去同一个数，份额不变。减哪个数，最大的那项正好是 1？",
        en="Subtract the same number from all scores, and the shares stay the same. Which number makes the largest term exactly 1?",
    ),
    start="def softmax(scores):\n    exponentials = np.exp(scores)\n    return exponentials / exponentials.sum()\n",
    solution="def softmax(scores):\n    exponentials = np.exp(scores - scores.max())\n    return exponentials / exponentials.sum()\n",
    check=check,
)
