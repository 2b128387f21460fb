"""One hour, four books: try to divide it better than softmax does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from ..attention import Array, gathered_value, most_gathered_value, softmax
from ..figures.bars import ROW, Bar, bars
from ..figures.figure import CLICKABLE_ROW, PANEL_WIDTH, Figure, heading, panel, text
from ..figures.handles import Drag
from ..figures.markup import Markup, element, join
from ..figures.scale import Scale
from ..kit.guess import GuessBySetting
from ..kit.parameters import Number, Toggle, Values
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent

BOOKS = (Words(zh="甲", en="A"), Words(zh="乙", en="B"), Words(zh="丙", en="C"), Words(zh="丁", en="D"))
SCORES = np.array([2.0, 1.0, 0.5, 0.0])  # (books,)
EVEN = np.full(len(BOOKS), 1 / len(BOOKS))
ALL_ON_ONE = np.eye(len(BOOKS))  # a row for each book that one may have settled on


@dataclass(frozen=True)
class Worth:
    """What an allocation is worth: the score that it collects, and T·entropy for keeping it spread.

    Of many allocations these are means, and `totals` has the worth of each in ascending order.
    """

    collected: float
    total: float
    totals: Array


@cache
def at_random() -> Array:
    """The hour cut at three random places, (draws, books): all ways to divide it are equally likely."""
    cuts = np.sort(np.random.default_rng(0).random((500, len(BOOKS) - 1)), axis=-1)
    return np.diff(cuts, axis=-1, prepend=0.0, append=1.0)


def shares_of(parts: Array) -> Array:
    """Parts divided by their sum. Where no book is given anything, there are no shares: all are 0."""
    total = parts.sum()
    return parts / total if total > 0 else parts


def worth(shares: Array, temperature: float, *, count_spread: bool) -> Worth:
    """The worth of one allocation (books,), or of many (cases, books)."""
    collected = shares @ SCORES
    totals = gathered_value(shares, SCORES, temperature) if count_spread else collected
    return Worth(float(np.mean(collected)), float(np.mean(totals)), np.sort(np.atleast_1d(totals)))


def draw(p: Values, lang: Lang) -> Figure:
    temperature, count_spread = p["temperature"], p["spread"]
    mine = shares_of(np.array([p[name] for name in _PARTS]))
    best = softmax(SCORES, temperature=temperature)
    allocations = {"softmax": best, "you": mine, "even": EVEN, "random": at_random(), "one": ALL_ON_ONE}
    worths = {name: worth(each, temperature, count_spread=count_spread) for name, each in allocations.items()}
    most = float(most_gathered_value(SCORES, temperature) if count_spread else SCORES.max())
    return Figure(
        panels=(_shares_panel(mine, best, lang), _worth_panel(worths, most, count_spread, lang)),
        caption=(_caption(worths, most, count_spread) if mine.any() else _NOTHING)[lang],
        note=_NOTE[lang],
        values={
            **{f"softmax-{name}": share for name, share in zip(_PARTS, best, strict=True)},
            **{name: each.total for name, each in worths.items()},
            "most": most,
        },
    )


def _shares_panel(mine: Array, best: Array, lang: Lang) -> Markup:
    label_width, number_width, top = 84, 84, 48
    domain = (0, 1)
    rows = [
        Bar(
            _ITEM[lang].format(book[lang], score),
            float(share),
            f"{percent(share)} / {percent(other)}",
            drags=_drags(mine, place),
        )
        for place, (book, score, share, other) in enumerate(zip(BOOKS, SCORES, mine, best, strict=True))
    ]
    x = Scale(domain, (label_width, PANEL_WIDTH - number_width - 6))
    height = CLICKABLE_ROW
    marks = [
        element("rect", class_="pw-before", x=x(share) - 2.5, y=top + place * height + 3, width=5, height=height - 6)
        for place, share in enumerate(best)
    ]
    return panel(
        top + len(rows) * height + 4,
        heading(_SHARES[lang]),
        text(_SHARES_KEY[lang], 0, 34, class_="pw-axis"),
        bars(rows, top, domain=domain, label_width=label_width, number_width=number_width, row_height=height),
        *marks,
        title=_SHARES[lang],
    )


def _drags(shares: Array, place: int) -> tuple[Drag, ...]:
    """The end of a book's bar, from nothing to the whole hour; the others divide the rest in proportion to what they have."""
    others = np.delete(shares, place)
    rest = others / others.sum() if others.any() else np.full(len(others), 1 / len(others))
    to_others = np.insert(rest, place, 0)
    return tuple(
        Drag(name, 0, _WHOLE) if at == place else Drag(name, _WHOLE * float(part), 0)
        for at, (name, part) in enumerate(zip(_PARTS, to_others, strict=True))
    )


def _worth_panel(worths: dict[str, Worth], most: float, count_spread: bool, lang: Lang) -> Markup:
    left, right, top = 80, PANEL_WIDTH - 46, 82
    x = Scale((0, most), (left, right))
    bottom = top + len(worths) * ROW
    title = (_SUM if count_spread else _COLLECTED_ONLY)[lang]
    return panel(
        bottom + 6,
        heading(title),
        *_key("pw-value", _COLLECTED[lang], 0),
        *(_key("pw-value pw-interval", _SPREAD[lang], 150) if count_spread else ()),
        text(_MOST[lang].format(most), right + 4, 60, "end", "pw-text pw-number"),
        *[_worth_row(name, each, x, top + (at + 0.5) * ROW, lang) for at, (name, each) in enumerate(worths.items())],
        element("line", class_="pw-line", x1=left, x2=left, y1=top, y2=bottom),
        element("line", class_="pw-here", x1=right, x2=right, y1=top - 12, y2=bottom),
        title=title,
    )


def _key(class_: str, label: str, x: float) -> tuple[Markup, Markup]:
    return element("rect", class_=class_, x=x, y=27, width=14, height=14), text(label, x + 20, 34, class_="pw-axis")


def _worth_row(name: str, row: Worth, x: Scale, y: float, lang: Lang) -> Markup:
    """A bar in two parts, and below it, for many allocations, the line in which their worths lie."""
    zero, middle, end = x(0), x(row.collected), x(row.total)
    interval = None
    if len(row.totals) > 1:
        tail = len(row.totals) // 20
        low, high = x(row.totals[tail]), x(row.totals[-1 - tail])
        interval = element("path", class_="pw-score pw-curve", d=f"M{low:.1f} {y + 7:.1f}v6m0 -3H{high:.1f}m0 -3v6")
    return join(
        text(_ROWS[name][lang], zero - 8, y, "end", "pw-heading" if name == "you" else "pw-text"),
        element("rect", class_="pw-value", x=zero, y=y - 7, width=middle - zero, height=14),
        element("rect", class_="pw-value pw-interval", x=middle, y=y - 7, width=max(end - middle, 0.0), height=14),
        element("line", class_="pw-line", x1=end, x2=end, y1=y - 7, y2=y + 7),
        interval,
        text(f"{row.total:.2f}", PANEL_WIDTH - 34, y, class_="pw-text pw-number"),
    )


def _caption(worths: dict[str, Worth], most: float, count_spread: bool) -> Words:
    you = worths["you"].total
    if count_spread:
        nearest = most - float(worths["random"].totals[-1])
        return _SHORT.format(you=f"{you:.2f}", gap=written(most - you), draws=len(at_random()), random=written(nearest))
    ahead = you - worths["softmax"].total
    return (_AHEAD if ahead > 0 else _BEHIND).format(you=f"{you:.2f}", gap=written(abs(ahead)), most=f"{most:.2f}")


def written(gap: float) -> str:
    """A difference to two digits after the point, or to as many as it takes to tell it from 0."""
    if gap < 1e-12:  # rounding in the last bits
        return "0"
    return f"{gap:.{max(2, math.ceil(-math.log10(gap)))}f}"


_PARTS = ("a", "b", "c", "d")
_WHOLE = 100  # parts of the hour, in which it is divided by dragging
_ITEM = Words(zh="{}（{:.1f}）", en="{} ({:.1f})")
_SHARES = Words(zh="怎么分这一小时", en="How the hour is divided")
_SHARES_KEY = Words(zh="书（分数）；拖动条的末端；空框：softmax 的", en="book (score); drag the ends; box: softmax’s")
_SUM = Words(zh="总和 = 收到的分数 + 余地", en="Sum = score collected + spread")
_COLLECTED_ONLY = Words(zh="只比收到的分数", en="The score collected, and nothing else")
_COLLECTED = Words(zh="收到的分数 ⟨w, s⟩", en="collected ⟨w, s⟩")
_SPREAD = Words(zh="余地 T·H(w)", en="spread T·H(w)")
_MOST = Words(zh="最多 {:.2f}", en="the most: {:.2f}")
_ROWS = {
    "softmax": Words(zh="softmax", en="softmax"),
    "you": Words(zh="你", en="you"),
    "even": Words(zh="平均分", en="even"),
    "random": Words(zh="随意分", en="at random"),
    "one": Words(zh="押定一本", en="all on one"),
}
_SHORT = Words(
    zh="你的总和是 {you}，比 softmax 少 {gap}。随意分 {draws} 次，最好的一次也少 {random}。",
    en="Your sum is {you}, short of softmax by {gap}. Of {draws} random allocations the best falls short by {random}.",
)
_AHEAD = Words(
    zh="不算余地，你收到 {you} 分，比 softmax 多 {gap}。这时最多的是全押甲：{most} 分。",
    en="Without the spread you collect {you}, {gap} more than softmax. Staking all on A collects the most: {most}.",
)
_BEHIND = Words(
    zh="不算余地，你收到 {you} 分，比 softmax 少 {gap}。这时最多的是全押甲：{most} 分。",
    en="Without the spread you collect {you}, {gap} less than softmax. Staking all on A collects the most: {most}.",
)
_NOTHING = Words(
    zh="你一份也没有分出去：没有分配，总和是 0。给哪本书几份，再看。",
    en="You have given nothing to any book: no allocation, and a sum of 0. Give one of them a few parts.",
)
_NOTE = Words(
    zh="示意分数：四本书的分数由我们手工设定；你给的份数除以它们的总数，就是份额。随意分：在一小时里随机切三刀，细线是居中的九成。"
    "押定一本：事先选好一本，全押上去，取四种押法的平均，细线从最差到最好。",
    en="Example scores: those of the four books are set by hand; your parts, divided by their total, are your shares. At random: "
    "the hour is cut at three random places; the thin line holds the middle nine in ten. All on one: a book chosen "
    "beforehand gets everything; the mean of the four choices, the thin line from the worst to the best.",
)

WIDGET = Widget(
    name="budget",
    title=Words(zh="花得最值", en="The best division"),
    claim=Words(
        zh="分数加余地，怎么分也超不过 softmax。",
        en="Score plus spread: no way of dividing the hour beats softmax.",
    ),
    parameters=(
        *(
            Number(
                name,
                Words(zh=f"给{book['zh']}（分数 {score:.1f}）", en=f"Give {book['en']} ({score:.1f})"),
                initial,
                0,
                100,
                1,
                Words(zh=" 份", en=" parts"),
            )
            for name, book, score, initial in zip(_PARTS, BOOKS, SCORES, (70, 30, 0, 0), strict=True)
        ),
        Number(
            "temperature", Words(zh="温度 T：余地的价钱", en="Temperature T: the price of spread"), 1.0, 0.1, 2.0, 0.1
        ),
        Toggle("spread", Words(zh="余地 T·H(w) 也算进去", en="Count the spread T·H(w)"), initial=True),
    ),
    main=("a", "b", "c", "d"),
    presets=(
        Preset(Words(zh="全给甲", en="All on A"), {"a": "100", "b": "0", "c": "0", "d": "0"}),
        Preset(Words(zh="平分", en="Even"), {"a": "25", "b": "25", "c": "25", "d": "25"}),
        Preset(
            Words(zh="照 softmax", en="As softmax"),
            {name: f"{100 * share:.0f}" for name, share in zip(_PARTS, softmax(SCORES), strict=True)},
        ),
    ),
    draw=draw,
    guess=GuessBySetting(
        Words(
            zh="先自己来分：每本书给几份，总和才最大？拖动滑块，再和 softmax 对一对。",
            en="Try it first: which parts make the sum largest? Move the sliders, then compare with softmax.",
        )
    ),
)
