"""An allocation that is worth more than softmax's: there is none."""

from __future__ import annotations

import numpy as np

from ..attention.shares import gathered_value, most_gathered_value
from ..editing.challenge import Challenge, Verdict
from ..kit.parameters import Values
from ..kit.words import Words
from ..widgets.budget import SCORES, shares_of

_CLOSE = 0.01
_PARTS = ("a", "b", "c", "d")  # the widget's parameters


def check(values: Values) -> Verdict:
    shares = shares_of(np.array([values[name] for name in _PARTS]))
    temperature = values["temperature"]
    short = float(most_gathered_value(SCORES, temperature) - gathered_value(shares, SCORES, temperature))
    if short > _CLOSE:
        return Verdict(
            False,
            Words(
                zh=f"还差 {short:.3f}。调到只差 {_CLOSE:g} 以内，就算你摸到顶了。",
                en=f"You fall short by {short:.3f}. Come within {_CLOSE:g}, and you have touched the ceiling.",
            ),
        )
    return Verdict(
        True,
        Words(
            zh=f"只差 {short:.4f}，到顶了。超过它是办不到的：以“分数加 T 乘熵”论价，softmax 就是最好的分法。",
            en=f"You fall short by {short:.4f}: that is the ceiling. Nobody gets above it, for at the price “score plus T times entropy” "
            "softmax is the best allocation there is.",
        ),
    )


CHALLENGE = Challenge(
    title=Words(zh="胜过 softmax", en="Beat softmax"),
    task=Words(
        zh="在“花得最值”那张图里调四本书的份额，让收获超过 softmax。做不到的，不过看看你能离它多近。",
        en="In the figure “The best division”, set the shares of the four books so that they are worth more than softmax’s. It cannot be done; but see how close "
        "you can come.",
    ),
    hint=Words(
        zh="分数每高一分，份额乘以 e 的 1/T 次方。",
        en="For each point more of the score, multiply the share by e to the power of 1/T.",
    ),
    solution=Words(
        zh="温度是 1 时，甲、乙、丙、丁的份额约为 58%、21%、13%、8%，滑块按 100、37、22、14 的比例放就行。",
        en="At a temperature of 1 the shares of A, B, C and D are about 58, 21, 13 and 8 percent: set the sliders in the ratio "
        "100 : 37 : 22 : 14.",
    ),
    widget="budget",
    check=check,
)
