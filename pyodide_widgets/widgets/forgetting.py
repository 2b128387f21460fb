"""What has left the window is gone, and an associative memory beside it brings it back, until it holds too much.

A stream of facts is read, each a key with one of ten symbols; then one of them is asked for. The window has the latest
facts. The memory has all of them, and its recall, the Hopfield step of the core, is attention again: nothing but what is
at hand makes the difference.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..attention import Array, scaled_dot_product_attention
from ..figures.curves import PERCENTAGES, STRIP_TOP, Curve, curves, x_axis
from ..figures.figure import Figure, text
from ..figures.markup import Markup, element, join
from ..kit.parameters import Number, Toggle, Values
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent
from .toys.trials import most_voted, wilson

RUNS, SYMBOLS, FARTHEST, LONGEST = 100, 10, 60, 24  # streams, what a fact may say, steps back, numbers in a key
POWERS = tuple(range(3, 10))
MOST = 2 ** POWERS[-1]  # facts in a stream; in the memory there are 8, 16, … 512
BLUR = 1.0  # of each number of the question's key, which is 1 or −1 in the fact's
SHARPNESS = 1 / BLUR**2  # with it the weights are the exact chances of each fact to be the one that is meant
DISTANCES = (1, 30, FARTHEST)  # where the curves are computed, besides the edge of the window


class Stream(NamedTuple):
    """What chance gives to every stream. Places count back from the latest fact, so the one n steps back is at place n."""

    symbols: Array  # (runs, facts)
    patterns: Array  # (runs, facts, symbols + longest): what a fact says, one-hot, then its key of 1 and −1
    blur: Array  # (runs, 1, longest): what is amiss in the question


@lru_cache(maxsize=1)
def stream() -> Stream:
    rng = np.random.default_rng(22)
    bits = np.unpackbits(np.frombuffer(rng.bytes(RUNS * MOST * LONGEST // 8), np.uint8)).reshape(RUNS, MOST, LONGEST)
    symbols = rng.integers(0, SYMBOLS, (RUNS, MOST))
    patterns = np.empty((RUNS, MOST, SYMBOLS + LONGEST), dtype=np.float32)
    patterns[..., :SYMBOLS] = np.eye(SYMBOLS, dtype=np.float32)[symbols]
    patterns[..., SYMBOLS:] = bits * np.float32(2) - 1
    return Stream(symbols, patterns, np.float32(BLUR) * rng.standard_normal((RUNS, 1, LONGEST), dtype=np.float32))


def facts(held: int, size: int) -> Array:
    """The latest facts, with keys of so many numbers: (runs, held, symbols + size)."""
    return stream().patterns[:, :held, : SYMBOLS + size]


def questions(distances: tuple[int, ...], size: int) -> Array:
    """For each distance the key of the fact there, blurred: (runs, distances, size)."""
    return facts(MOST, size)[:, list(distances), SYMBOLS:] + stream().blur[..., :size]


def is_right(distances: tuple[int, ...], held: int, size: int) -> Array:
    """In which runs attention over the latest facts, so many of them, names the symbol rightly: (distances, runs).

    With what the window holds it is the window’s answer, with all that the memory holds the memory’s: the core’s `recall`,
    whose cue is a pattern of which one knows the key, comes to the same symbol.
    """
    values, keys = np.split(facts(held, size), [SYMBOLS], axis=-1)
    context = scaled_dot_product_attention(questions(distances, size), keys, values, scale=SHARPNESS)
    return (most_voted(context) == stream().symbols[:, list(distances)]).T


Found = tuple[float, float, float]  # the share of right answers, and its interval


@lru_cache(maxsize=512)
def found(distances: tuple[int, ...], held: int, size: int) -> tuple[Found, ...]:
    """How often the answer is right, for each distance."""
    return tuple(wilson(share, RUNS) for share in is_right(distances, held, size).mean(axis=-1).tolist())


def draw(p: Values, lang: Lang) -> Figure:
    distance, window, size, load = int(p["distance"]), int(p["window"]), int(p["size"]), 2 ** int(p["load"])
    window_alone = _along((*DISTANCES, window - 1, window), distance, window, size)
    from_memory = _along(DISTANCES, distance, load, size) if p["memory"] else {}
    chance = 100 / SYMBOLS
    by_distance = curves(
        [
            _curve(_WINDOW[lang], window_alone, "pw-weight", ""),
            *([_curve(_MEMORY[lang].format(load), from_memory, "pw-value", "9 4")] if from_memory else []),
            Curve(_CHANCE[lang], [(0, chance), (FARTHEST + 2, chance)], "pw-other", "2 4"),
        ],
        title=_BY_DISTANCE[lang],
        x_name=_DISTANCE[lang],
        y_name=_RIGHT[lang],
        x_domain=(0, FARTHEST + 2),
        y_domain=PERCENTAGES,
        mark_x=distance,
        mark_control="distance",
        strip=_desk(distance, window, from_memory=bool(from_memory), lang=lang),
    )
    caption = _caption(distance, load, window_alone[distance], from_memory.get(distance), in_window=distance < window)
    return Figure((by_distance, _by_load(load, size, lang)), caption[lang], _NOTE[lang])


def _desk(distance: int, window: int, *, from_memory: bool, lang: Lang) -> tuple[float, Markup]:
    """The desk that holds as many steps as the window, and the fact: on it, fallen off, or on the shelf of the memory."""
    x = x_axis((0, FARTHEST + 2))
    edge, at, top = x(min(window, FARTHEST + 2)), x(distance), STRIP_TOP + 28.0
    is_off = distance >= window
    below = top + (26 if is_off else 0)
    beside, anchor = (at - 26, "end") if distance > FARTHEST / 2 else (at + 26, "start")
    return 64, join(
        text(_DESK[lang], x(0), STRIP_TOP + 8, class_="pw-axis"),
        element("rect", class_="pw-weight", fill_opacity=0.4, x=x(0), y=top, width=edge - x(0), height=6),
        element("line", class_="pw-here", x1=at, x2=at, y1=top - 4, y2=below - 12) if is_off else None,
        element("rect", class_="pw-value", x=at - 22, y=below + 1, width=44, height=4)
        if is_off and from_memory
        else None,
        text("◆", at, below - 6, "middle", "pw-heading"),
        text((_ON_SHELF if from_memory else _FALLEN)[lang], beside, below - 4, anchor, "pw-axis") if is_off else None,
    )


def _along(distances: tuple[int, ...], here: int, held: int, size: int) -> dict[int, Found]:
    """How often the answer is right at some distances, and where the reader stands."""
    along = zip((*distances, here), (*found(distances, held, size), *found((here,), held, size)), strict=True)
    return dict(sorted(along))


def _by_load(load: int, size: int, lang: Lang) -> Markup:
    """How the memory fares as it fills: asked for its oldest fact, which stands as many steps back as there are others."""
    oldest = {power: found((2**power - 1,), 2**power, size)[0] for power in POWERS}
    chance = 100 / SYMBOLS
    return curves(
        [
            _curve(_OLDEST[lang].format(size), oldest, "pw-value", "9 4"),
            Curve(_CHANCE[lang], [(POWERS[0], chance), (POWERS[-1], chance)], "pw-other", "2 4"),
        ],
        title=_BY_LOAD[lang],
        x_name=_LOAD[lang],
        y_name=_RIGHT[lang],
        x_domain=(POWERS[0], POWERS[-1]),
        y_domain=PERCENTAGES,
        mark_x=math.log2(load),
        mark_control="load",
        x_written=_power,
    )


def _curve(name: str, shares: dict[int, Found], class_: str, dashes: str) -> Curve:
    return Curve(
        name,
        [(x, 100 * share) for x, (share, _, _) in shares.items()],
        class_,
        dashes,
        [(x, 100 * low, 100 * high) for x, (_, low, high) in shares.items()],
    )


def _power(exponent: float) -> str:
    return str(2 ** int(exponent))


def _caption(distance: int, load: int, window_alone: Found, from_memory: Found | None, *, in_window: bool) -> Words:
    said = _INSIDE if in_window else _OUTSIDE
    if from_memory is not None:
        if in_window:
            added = _MEMORY_TOO
        elif from_memory[1] > window_alone[2]:
            added = _COMES_BACK if from_memory[0] >= 0.5 else _CROWDED
        else:
            added = _NO_HELP
        said = Words(zh=said["zh"] + added["zh"], en=said["en"] + added["en"])
    return said.format(
        n=distance,
        load=load,
        alone=percent(window_alone[0]),
        memory=percent(from_memory[0] if from_memory else 0),
    )


_DESK = Words(zh="书桌：窗口", en="the desk: the window")
_FALLEN = Words(zh="掉下去了", en="fallen off")
_ON_SHELF = Words(zh="在外部记忆里", en="in the memory")
_BY_DISTANCE = Words(zh="n 步之前的事，还答得对吗", en="A fact n steps back: recalled?")
_DISTANCE = Words(zh="事情在几步之前（n）", en="steps back to the fact (n)")
_RIGHT = Words(zh="答对的份额（%）", en="right answers (%)")
_WINDOW = Words(zh="注意力，只有窗口", en="attention over the window alone")
_MEMORY = Words(zh="外部记忆，里面有 {} 件事", en="external memory, {} facts in it")
_CHANCE = Words(zh="瞎猜：十个符号里挑一个", en="guessing one of ten symbols")
_BY_LOAD = Words(zh="记忆越装越满", en="A memory that fills up")
_LOAD = Words(zh="记忆里有几件事", en="facts in the memory")
_OLDEST = Words(zh="问最早的一件，键有 {} 个数", en="asked for the oldest, {} numbers a key")
_INSIDE = Words(
    zh="{n} 步之前的事还在窗口里，注意力答对 {alone}。",
    en="A fact {n} steps back is still in the window: {alone} right.",
)
_OUTSIDE = Words(
    zh="{n} 步之前的事已经掉出窗口，只好瞎猜，答对 {alone}。",
    en="A fact {n} steps back has left the window: {alone} right, by guessing.",
)
_MEMORY_TOO = Words(
    zh="外部记忆里有 {load} 件事，从那里找，答对 {memory}。",
    en=" From the external memory of {load} facts: {memory}.",
)
_COMES_BACK = Words(zh="外部记忆把它找回来了：答对 {memory}。", en=" The external memory brings it back: {memory}.")
_CROWDED = Words(
    zh="外部记忆里挤了 {load} 件事，只找回 {memory}。",
    en=" The external memory, crowded with {load} facts: {memory}.",
)
_NO_HELP = Words(
    zh="外部记忆里 {load} 件事搅在一起，只答对 {memory}，帮不上多少忙。",
    en=" The external memory of {load} facts hardly helps: {memory}.",
)
_NOTE = Words(
    zh=f"示意向量：每件事的键是一串随机的 1 和 −1，内容是十个符号之一；提问时的键，每个数都带着和它一样大的噪声。"
    f"窗口和记忆用的是同一种查法，核心里的 Hopfield 一步就是注意力，温度由噪声的大小定，没有另调；差别只在手边有什么。"
    f"记忆不分远近，它那条线的起伏只是抽样。每一点模拟 {RUNS} 条流；浅色带是 95% 置信区间，竖虚线是你的位置。",
    en=f"Example vectors: a fact’s key is a row of random 1s and −1s, what it says is one of ten symbols; every number of a "
    f"question’s key has noise as large as itself. Window and memory search alike, since the core’s Hopfield step is "
    f"attention, at a temperature that follows from the noise and was not tuned: what differs is what is at hand. Distance does "
    f"not affect the memory; wiggles in its line are chance. {RUNS} streams a point; pale bands are 95% intervals, the "
    "dotted line is where you stand.",
)

WIDGET = Widget(
    name="forgetting",
    title=Words(zh="掉下书桌的事", en="Off the desk"),
    claim=Words(
        zh="掉出窗口的事，注意力只能瞎猜；外部记忆能找回来，装得太满又不行。",
        en="Of what has left the window attention can only guess; an external memory brings it back, until it is too full.",
    ),
    parameters=(
        Number("distance", Words(zh="事情在几步之前", en="Steps back to the fact"), 30, 1, FARTHEST, 1),
        Number("window", Words(zh="窗口留几步", en="Steps in the window"), 16, 4, FARTHEST + 1, 1),
        Toggle("memory", Words(zh="外部记忆", en="External memory"), initial=True),
        Number("load", Words(zh="记忆里有几件事", en="Facts in the memory"), 7, 6, POWERS[-1], 1, shown=_power),
        Number("size", Words(zh="键有几个数", en="Numbers in a key"), 16, 8, LONGEST, 4),
    ),
    main=("distance", "memory"),
    presets=(
        Preset(Words(zh="还在桌上", en="On the desk"), {"distance": "8", "memory": "off"}),
        Preset(Words(zh="掉下去了", en="Off the desk"), {"distance": "30", "memory": "off"}),
        Preset(Words(zh="去记忆里找", en="In the memory"), {"distance": "30", "memory": "on"}),
    ),
    draw=draw,
)
