"""Attention answers a query; who asks it? A small world is explored with a query from outside, with none, and with its own.

A treasure lies in one of a row of boxes. Between them stand signs that point to it, and are sometimes wrong. Where to
look next is drawn from the attention weights over the signs; what was read is put together by Bayes' rule. The three
explorers differ in their query and in nothing else.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..attention import Array, entropy, scaled_dot_product_attention
from ..figures.curves import Curve, curves
from ..figures.figure import PANEL_WIDTH, Figure, heading, panel, text
from ..figures.markup import Markup, element
from ..kit.parameters import Number, Values
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent
from .toys.trials import most_voted

RUNS, LOOKS, BOXES = 100, 20, 32
SIGNS = BOXES - 1  # sign s stands behind box s, counted from 0
OWN, NONE, OUTSIDE = "own", "none", "outside"
KEYS = np.eye(SIGNS)  # each sign has a direction of its own
_LENGTH = 8.0  # of a query: the sign that it is meant for gets 99 % of the attention
_T_95 = 1.984  # Student’s t, for the mean of 100 runs
# Whether a sign stands before a box and so should point onwards, (signs, boxes).
_ONWARDS = np.arange(SIGNS)[:, None] < np.arange(BOXES)


class Luck(NamedTuple):
    """What chance gives to every run, the same for all explorers."""

    treasure: Array  # (runs,)
    draw: Array  # (runs, looks): where in the weights a look falls
    error: Array  # (runs, looks): a sign is wrong where it is above the chance to be right


@lru_cache(maxsize=1)
def luck() -> Luck:
    rng = np.random.default_rng(23)
    return Luck(rng.integers(0, BOXES, RUNS), rng.random((RUNS, LOOKS)), rng.random((RUNS, LOOKS)))


@lru_cache(maxsize=1)
def weights_by_question() -> Array:
    """The attention weights over the signs that each question gets, (signs + 1, signs): row s is for “where, seen from
    sign s?”; the last is for no question, a query of zeros."""
    queries = np.vstack([_LENGTH * KEYS, np.zeros(SIGNS)])
    weights: Array
    _, weights = scaled_dot_product_attention(queries, KEYS, KEYS, scale=1.0, return_weights=True)
    return weights


@lru_cache(maxsize=1)
def looked_at() -> Array:
    """The sign that each run looks at if it asks a question at a look, (signs + 1, runs, looks)."""
    draw = luck().draw
    found = [np.searchsorted(up_to, draw) for up_to in weights_by_question().cumsum(axis=-1)]
    return np.minimum(found, SIGNS - 1)


def own_question(belief: Array, reliability: float) -> Array:
    """What somebody with a belief (runs, boxes) asks who wants to learn most, as a row of `weights_by_question`: (runs,).

    A look lowers the entropy by H(what the sign says) − H(whether it is right), on average. The latter is the same for all
    signs, and the former is the larger the nearer both answers are to even odds.
    """
    onwards = 1 - belief.cumsum(axis=-1)[:, :-1]  # how likely the treasure lies behind each sign, (runs, signs)
    says_onwards = reliability * onwards + (1 - reliability) * (1 - onwards)
    return most_voted(-((says_onwards - 0.5) ** 2))


class Explored(NamedTuple):
    beliefs: Array  # (looks + 1, runs, boxes): after 0, 1, 2, … looks
    questions: Array  # (looks + 1, runs): what is asked next, as a row of `weights_by_question`
    left: Array  # (3, looks + 1): how many boxes are in question then, as `boxes_left` says

    @property
    def weights(self) -> Array:
        """Where it looks next, (looks + 1, runs, signs)."""
        return weights_by_question()[self.questions]


@lru_cache(maxsize=64)
def explore(asker: str, reliability: float, sign: int) -> Explored:
    treasure, _, error = luck()
    runs, right = np.arange(RUNS), error < reliability
    # How likely it is, for each box, that a sign says what it says: (what it says, signs, boxes).
    likelihoods = np.where([~_ONWARDS, _ONWARDS], reliability, 1 - reliability)
    beliefs, questions = np.empty((LOOKS + 1, RUNS, BOXES)), np.empty((LOOKS + 1, RUNS), dtype=int)
    beliefs[0] = 1 / BOXES
    questions[:] = sign if asker == OUTSIDE else SIGNS
    for look in range(LOOKS + 1):
        if look:
            seen = looked_at()[questions[look - 1], runs, look - 1]
            says = (_ONWARDS[seen, treasure] == right[:, look - 1]).astype(int)
            beliefs[look] = beliefs[look - 1] * likelihoods[says, seen]
            beliefs[look] /= beliefs[look].sum(axis=-1, keepdims=True)
        if asker == OWN:
            questions[look] = own_question(beliefs[look], reliability)
    return Explored(beliefs, questions, boxes_left(beliefs))


def boxes_left(beliefs: Array) -> Array:
    """How many boxes are still in question, e to the mean entropy, and the ends of its 95 % interval: (3, looks + 1)."""
    entropies = entropy(beliefs)  # (looks + 1, runs)
    mean, half = entropies.mean(axis=-1), _T_95 * entropies.std(axis=-1, ddof=1) / np.sqrt(RUNS)
    return np.exp([mean, np.maximum(0, mean - half), mean + half])


def answers(beliefs: Array, sign: int) -> Array:
    """In which runs the question from outside, before or behind that sign, is answered rightly; (..., runs)."""
    return (beliefs @ _ONWARDS[sign] > 0.5) == _ONWARDS[sign, luck().treasure]


def draw(p: Values, lang: Lang) -> Figure:
    looks, reliability, sign, run = int(p["looks"]), p["reliability"] / 100, int(p["sign"]) - 1, int(p["run"])
    # The question from outside matters to one of them alone.
    explored = {asker: explore(asker, reliability, sign if asker == OUTSIDE else 0) for asker in _ASKERS}
    left = {asker: each.left for asker, each in explored.items()}
    by_looks = curves(
        [_curve(asker, left[asker], lang) for asker in _ASKERS],
        title=_BY_LOOKS[lang],
        x_name=_LOOKS[lang],
        y_name=_LEFT[lang],
        x_domain=(0, LOOKS),
        y_domain=(0, BOXES + 2),
        mark_x=looks,
        mark_control="looks",
    )
    known = float(answers(explored[OUTSIDE].beliefs[looks], sign).mean())
    now = {asker: float(each[0, looks]) for asker, each in left.items()}
    caption = _caption(looks, reliability, now, known)
    return Figure((by_looks, _one_run(explored, looks, run, lang)), caption[lang], _NOTE[lang])


def _curve(asker: str, left: Array, lang: Lang) -> Curve:
    name, class_, dashes = _ASKERS[asker]
    points = [(look, *found) for look, found in enumerate(left.T.tolist())]
    return Curve(
        name[lang], [(at, mean) for at, mean, _, _ in points], class_, dashes, [(at, *ends) for at, _, *ends in points]
    )


def _one_run(explored: dict[str, Explored], looks: int, run: int, lang: Lang) -> Markup:
    """Where each explorer looks next, and below it where it thinks that the treasure is."""
    treasure = int(luck().treasure[run - 1])
    title = _ONE_RUN[lang].format(run, looks)
    drawn = []
    for place, (asker, each) in enumerate(explored.items()):
        top = 62 + place * 98
        weights, belief = weights_by_question()[each.questions[looks, run - 1]], each.beliefs[looks, run - 1]
        drawn += [
            text(_ASKERS[asker][0][lang], 0, top + 8),
            text(_ENTROPY[lang].format(float(entropy(weights))), PANEL_WIDTH, top + 8, "end", "pw-text pw-number"),
            _columns(weights, _BOX / 2, top + 46, "pw-weight"),
            element("line", class_="pw-rule", x1=0, x2=PANEL_WIDTH, y1=top + 46, y2=top + 46),
            _columns(belief, 0, top + 76, "pw-value"),
            element("line", class_="pw-rule", x1=0, x2=PANEL_WIDTH, y1=top + 76, y2=top + 76),
            text("◆", (treasure + 0.5) * _BOX, top + 83, "middle", "pw-axis"),
        ]
    return panel(
        62 + len(explored) * 98,
        heading(title),
        text(_ABOVE[lang], 0, 34, class_="pw-axis"),
        text(_BELOW[lang], 0, 50, class_="pw-axis"),
        *drawn,
        title=title,
    )


def _columns(shares: Array, x: float, foot: float, class_: str) -> Markup:
    """Shares as columns, the largest as tall as there is room for."""
    heights = (_TALL * shares / shares.max()).round(1).tolist()
    path = [
        f"M{x + (place + 0.1) * _BOX:.1f} {foot}v-{height}h{0.8 * _BOX:.1f}v{height}z"
        for place, height in enumerate(heights)
        if height
    ]
    return element("path", class_=class_, d="".join(path))


def _caption(looks: int, reliability: float, left: dict[str, float], known: float) -> Words:
    numbers = {
        "n": looks,
        "boxes": BOXES,
        **{asker: f"{boxes:.1f}" for asker, boxes in left.items()},
        "known": percent(known),
    }
    return (_NOTHING_TO_READ if reliability == 0.5 else _SAID).format(**numbers)


_BOX = PANEL_WIDTH / BOXES
_TALL = 26  # the largest column
_ASKERS = {
    OWN: (Words(zh="自己选问题", en="chooses its own question"), "pw-weight", ""),
    OUTSIDE: (Words(zh="问题由外面给", en="question from outside"), "pw-score", "9 4"),
    NONE: (Words(zh="不带问题", en="no question"), "pw-other", "2 4"),
}
_BY_LOOKS = Words(zh="看了几眼，还有几个箱子拿不准", en="Looks taken, and boxes still in question")
_LOOKS = Words(zh="看了几眼", en="looks taken")
_LEFT = Words(zh="还拿不准的箱子（e 的熵次方）", en="boxes in question (e to the entropy)")
_ONE_RUN = Words(zh="第 {} 次探险，看了 {} 眼以后", en="Run {}, after {} looks")
_ABOVE = Words(zh="紫：下一眼看向哪块路牌（每行最高的画满）", en="purple: which sign is looked at next (scaled to fit)")
_BELOW = Words(zh="绿：觉得宝藏在哪个箱子；◆ 宝藏在这里", en="green: where the treasure may be; ◆ where it is")
_ENTROPY = Words(zh="权重的熵 {:.2f}", en="entropy {:.2f}")
_SAID = Words(
    zh="看了 {n} 眼，还拿不准的箱子：自己选问题 {own} 个，不带问题 {none} 个，外面给问题 {outside} 个（那一问答对 {known}）。",
    en="Boxes in question after {n} looks: {own} with one’s own questions, {none} with none, {outside} with one from outside ({known} "
    "right on that).",
)
_NOTHING_TO_READ = Words(
    zh="路牌对错各半，等于没写：谁来问、问什么都一样，{boxes} 个箱子全拿不准。",
    en="The signs are right half of the time, as good as blank: all {boxes} boxes are in question, whoever asks.",
)
_NOTE = Words(
    zh=f"示意的小世界：{BOXES} 个箱子排成一行，一个里有宝藏；箱子之间的路牌指向宝藏，有时指错。看哪块路牌，按注意力的份额抽签；"
    f"看到的都按贝叶斯公式记账。三者只有查询不同。自己选问题的，每次挑平均来说最能减少熵的那块；“学到最多”这个目标是我们给的。"
    f"外面只给一个问题，问到底。共 {RUNS} 次探险；浅色带是 95% 置信区间，竖虚线是你选的眼数。",
    en=f"A small world: {BOXES} boxes in a row, one with a treasure; signs between them point to it, and are sometimes wrong. Which "
    "sign is looked at is drawn from the attention weights; what was read is put together by Bayes’ rule. Only the query "
    "differs. The one that chooses asks the sign that lowers the entropy most on average; "
    f"we gave it the aim of learning most. From outside there is one question throughout. {RUNS} runs; pale bands are 95% intervals, "
    "the dotted line is your number of looks.",
)

WIDGET = Widget(
    name="who-asks",
    title=Words(zh="谁在发问", en="Who asks?"),
    claim=Words(
        zh="没有查询，注意力就是一片平；给它一个问题，它只弄清那一件事；会自己挑问题，才把世界弄清楚。",
        en="Without a query attention is flat; given a question, it settles that; choosing its own, it finds out about the world.",
    ),
    parameters=(
        Number(
            "looks", Words(zh="看几眼", en="Looks"), 6, 0, LOOKS, 1, plays=Words(zh="一眼一眼看", en="Look by look")
        ),
        Number(
            "sign",
            Words(zh="你从外面问：宝藏在几号路牌的哪一边", en="You ask: which side of sign no."),
            16,
            1,
            SIGNS,
            1,
        ),
        Number(
            "reliability",
            Words(zh="路牌有多可靠", en="How often a sign is right"),
            90,
            50,
            100,
            5,
            Words(zh="%", en="%"),
        ),
        Number("run", Words(zh="看第几次探险", en="Run to look at"), 1, 1, RUNS, 1),
    ),
    main=("looks",),
    draw=draw,
)
