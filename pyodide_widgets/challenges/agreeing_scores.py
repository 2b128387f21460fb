"""Scores for which softmax and hard maximum agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..attention.hard import hardmax
from ..attention.shares import softmax
from ..editing.challenge import Challenge, Verdict
from ..kit.words import Words

_ENOUGH = 1e-9


def check(yours: Callable[[], Any]) -> Verdict:
    scores = np.asarray(yours(), float)
    if scores.ndim != 1 or len(scores) < 3 or not np.isfinite(scores).all():
        return Verdict(
            False, Words(zh="要一串至少三个有限的数。", en="It should be a list of at least three finite numbers.")
        )
    difference = float(np.abs(softmax(scores) - hardmax(scores)).max())
    if difference > _ENOUGH:
        return Verdict(
            False,
            Words(
                zh=f"两种分法最多差 {difference:.2g}，要小于 {_ENOUGH:g}。",
                en=f"The two differ by {difference:.2g} at most; it should be less than {_ENOUGH:g}.",
            ),
        )
    tied = int((scores == scores.max()).sum()) > 1
    ahead = float(np.sort(scores)[-1] - np.sort(scores)[-2])
    return Verdict(
        True,
        Words(
            zh="并列也行，两种分法都平分。" if tied else f"第一名领先 {ahead:g} 分，softmax 就和赢家通吃没有两样了。",
            en="A tie does it: both share it out evenly."
            if tied
            else f"With a lead of {ahead:g}, softmax can hardly be told from “winner takes all”.",
        ),
    )


CHALLENGE = Challenge(
    title=Words(zh="两种分法在哪里一致", en="Where the two agree"),
    task=Words(
        zh="softmax 人人有份，赢家通吃只给第一名。找出至少三个分数，让两种分法差不到十亿分之一。",
        en="Softmax gives something to everybody, “winner takes all” only to the first. Find at least three scores for which the two "
        "differ by less than a billionth.",
    ),
    hint=Words(
        zh="领先一分，份额就是第二名的 e 倍。要领先多少分，才是十亿倍？",
        en="A lead of one point makes a share e times as large. What lead makes it a billion times as large?",
    ),
    start="def scores():\n    return [1.0, 2.0, 3.0]\n",
    solution="def scores():\n    return [0.0, 0.0, 25.0]\n",
    check=check,
)
