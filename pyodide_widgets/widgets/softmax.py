"""Temperature, and why scores are divided by √d: without it the shares collapse onto one book as coordinates are added."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..attention import Array, entropy, softmax
from ..attention.dot_product import attend
from ..figures.bars import Bar, bars
from ..figures.curves import Curve, curves
from ..figures.figure import Figure, heading, panel, text
from ..figures.markup import Markup
from ..kit.guess import GuessNumbers
from ..kit.parameters import Number, Toggle, Values
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent

BOOKS, DRAWS = 8, 200
EXPONENTS = np.arange(11)  # d is 1, 2, 4, … 1024
SIZES = 2**EXPONENTS  # (sizes,)
MOST = float(np.log(BOOKS))  # the entropy when all books share alike
_ROW = 32  # higher than usual: the panel is about as high as that of the curves, which on a phone is beside it


def random_vectors(seed: int) -> tuple[Array, Array]:
    """Queries (draws, 1, coordinates) and keys (draws, books, coordinates), each coordinate with mean 0 and variance 1.

    Coordinates are spread evenly over an interval: the same bits on every machine, and quickly drawn.
    """
    random, end = np.random.default_rng(seed), np.sqrt(3)
    query, key = (random.uniform(-end, end, (DRAWS, rows, int(SIZES[-1]))) for rows in (1, BOOKS))
    return query, key


def scores_by_size(query: Array, key: Array) -> Array:
    """The dot products over the first d coordinates, for every d: shape (books, sizes, draws).

    Each d adds the dot product over its new coordinates to the one before.
    """
    new = [slice(start, stop) for start, stop in zip([0, *SIZES[:-1]], SIZES, strict=True)]
    added = [attend(query[..., part], key[..., part], key[..., :1], scale=1.0).scores[:, 0] for part in new]
    return np.ascontiguousarray(np.cumsum(added, axis=0).transpose(2, 0, 1))


@lru_cache(maxsize=1)
def shown_scores() -> Array:
    """The scores of all draws, (books, sizes, draws): nothing that the reader sets changes these."""
    return scores_by_size(*random_vectors(seed=0))


class Spread(NamedTuple):
    """How spread out the shares are at each d, in nats: the mean over all draws, and where the middle nine in ten lie."""

    mean: Array
    low: Array
    high: Array


def spread(scores: Array, temperature: float, *, divide: bool) -> Spread:
    scaled = scores / np.sqrt(SIZES)[:, None] if divide else scores
    found = np.sort(entropy(softmax(scaled, axis=0, temperature=temperature), axis=0), axis=-1)  # (sizes, draws)
    tail = DRAWS // 20
    return Spread(found.mean(axis=-1), found[:, tail], found[:, -1 - tail])


@lru_cache(maxsize=64)
def spreads(temperature: float) -> tuple[Spread, Spread]:
    """With the division and without it."""
    return spread(shown_scores(), temperature, divide=True), spread(shown_scores(), temperature, divide=False)


def draw(p: Values, lang: Lang) -> Figure:
    exponent, temperature, divide, number = int(p["dimensions"]), p["temperature"], p["divide"], int(p["draw"])
    d = int(SIZES[exponent])
    scores = shown_scores()[:, exponent, number - 1] / (np.sqrt(d) if divide else 1)  # (books,)
    shares = softmax(scores, temperature=temperature)
    with_it, without = spreads(temperature)
    return Figure(
        panels=(
            _one_draw(scores, shares, d, number, divide, lang),
            _all_draws(with_it, without, exponent, lang),
        ),
        caption=_caption(d, divide, float(shares.max()), float(with_it.mean[exponent]), float(without.mean[exponent]))[
            lang
        ],
        note=_NOTE[lang],
        values={
            "share": shares.max(),
            "entropy": float(entropy(shares)),
            "mean-with": with_it.mean[exponent],
            "mean-without": without.mean[exponent],
        },
    )


def _one_draw(scores: Array, shares: Array, d: int, number: int, divide: bool, lang: Lang) -> Markup:
    title = _ONE[lang].format(number)
    rows = [
        Bar(_BOOK[lang].format(place, f"{score:.1f}".replace("-", "−")), float(share), percent(share))
        for place, (score, share) in enumerate(zip(np.round(scores, 1) + 0.0, shares, strict=True), 1)
    ]
    bottom = 48 + BOOKS * _ROW
    return panel(
        bottom + 34,
        heading(title),
        text((_DIVIDED if divide else _UNDIVIDED)[lang].format(d), 0, 34, class_="pw-axis"),
        bars(rows, 48, domain=(0, 1), label_width=120, row_height=_ROW),
        text(_ENTROPY[lang].format(float(entropy(shares)), BOOKS, MOST), 0, bottom + 18, class_="pw-heading pw-number"),
        title=title,
    )


def _all_draws(with_it: Spread, without: Spread, exponent: int, lang: Lang) -> Markup:
    return curves(
        [
            _curve(_WITH[lang], with_it, "pw-weight", ""),
            _curve(_WITHOUT[lang], without, "pw-score", "7 4"),
            Curve(
                _ALIKE[lang].format(BOOKS, MOST), [(0, MOST), (float(EXPONENTS[-1]), MOST)], "pw-other", dashes="2 3"
            ),
        ],
        title=_ALL[lang].format(DRAWS),
        x_name=_X[lang],
        y_name=_Y[lang],
        x_domain=(0, float(EXPONENTS[-1])),
        y_domain=(0, 2.2),
        mark_x=exponent,
        mark_control="dimensions",
        x_written=_power,
    )


def _curve(name: str, found: Spread, class_: str, dashes: str) -> Curve:
    x = EXPONENTS.tolist()
    points = list(zip(x, found.mean.tolist(), strict=True))
    return Curve(name, points, class_, dashes, list(zip(x, found.low.tolist(), found.high.tolist(), strict=True)))


def _power(exponent: float) -> str:
    return str(2 ** int(exponent))


def _caption(d: int, divide: bool, first: float, with_it: float, without: float) -> Words:
    said = _AT_ONE if d == 1 else _SAID_WITH if divide else _SAID_WITHOUT
    return said.format(d=d, first=percent(first), draws=DRAWS, with_it=f"{with_it:.2f}", without=f"{without:.2f}")


def _question(p: Values, lang: Lang) -> str:
    return _QUESTION[lang].format(
        books=BOOKS, d=_power(p["dimensions"]), divided=(_DIVIDED_BY if p["divide"] else _UNDIVIDED_BY)[lang]
    )


_QUESTION = Words(
    zh="{books} 本书，标签是随机抽的 {d} 个坐标，{divided}。领先的那本拿走多少？",
    en="{books} books with labels of {d} random coordinates, scores {divided}: how much does the leading book take?",
)
_DIVIDED_BY = Words(zh="分数除以 √d", en="divided by √d")
_UNDIVIDED_BY = Words(zh="分数不除以 √d", en="not divided by √d")
_SAID_WITH = Words(
    zh="d = {d}，除以 √d：领先的那本拿走 {first}；{draws} 次平均，熵 {with_it} 奈特，不除的话是 {without}。",
    en="d = {d}, divided by √d: the leading book takes {first}; over {draws} draws the entropy averages {with_it} nats "
    "(undivided: {without}).",
)
_SAID_WITHOUT = Words(
    zh="d = {d}，不除以 √d：领先的那本拿走 {first}；{draws} 次平均，熵 {without} 奈特，除的话是 {with_it}。",
    en="d = {d}, not divided by √d: the leading book takes {first}; over {draws} draws the entropy averages {without} nats "
    "(divided: {with_it}).",
)
_AT_ONE = Words(
    zh="d = 1：√1 就是 1，除不除都一样。领先的那本拿走 {first}；{draws} 次平均，熵 {with_it} 奈特。",
    en="d = 1, and dividing by √1 changes nothing: the leading book takes {first}; over {draws} draws the entropy averages "
    "{with_it} nats.",
)
_ONE = Words(zh="第 {} 次抽取：从分数到份额", en="Draw {}: from scores to shares")
_BOOK = Words(zh="书 {}（{}）", en="Book {} ({})")
_DIVIDED = Words(zh="括号里是分数：查询·键 ÷ √{}", en="in brackets: score = query · key ÷ √{}")
_UNDIVIDED = Words(zh="括号里是分数：查询·键", en="in brackets: score = query · key")
_ENTROPY = Words(zh="熵 {:.2f} 奈特（最多 ln {} = {:.2f}）", en="Entropy {:.2f} nats (at most ln {} = {:.2f})")
_ALL = Words(zh="{} 次抽取：份额有多分散", en="{} draws: how spread out the shares are")
_WITH = Words(zh="分数除以 √d", en="scores divided by √d")
_WITHOUT = Words(zh="不除", en="not divided")
_ALIKE = Words(zh="{} 本平分：{:.2f}", en="{} equal shares: {:.2f}")
_X = Words(zh="坐标个数 d", en="coordinates d")
_Y = Words(zh="熵的平均值（奈特）", en="mean entropy (nats)")
_NOTE = Words(
    zh="示意向量：查询和标签的每个坐标都随机抽取，均值 0，方差 1；d 变大，是在原来的坐标后面添上新的。"
    "色带里是居中九成的抽取，竖线是你选的 d。",
    en="Example vectors: every coordinate of queries and labels is drawn at random, with mean 0 and variance 1; a larger d adds "
    "coordinates to those that are there. Bands hold the middle nine draws in ten; the upright line is your d.",
)

WIDGET = Widget(
    name="softmax",
    title=Words(zh="温度与 √d", en="Temperature, and √d"),
    claim=Words(
        zh="坐标越多，分数晃得越厉害，份额就塌到一本书上；除以 √d，松紧就稳住了。",
        en="More coordinates make scores swing and shares collapse onto one book; divided by √d, the grip stays.",
    ),
    parameters=(
        Toggle("divide", Words(zh="分数除以 √d", en="Divide scores by √d"), initial=True),
        Number(
            "dimensions",
            Words(zh="坐标个数 d（每格翻一番）", en="Coordinates d (doubled each step)"),
            6,
            0,
            10,
            1,
            shown=_power,
        ),
        Number("temperature", Words(zh="温度", en="Temperature"), 1.0, 0.1, 5.0, 0.1),
        Number("draw", Words(zh="看第几次抽取", en="Draw to look at"), 1, 1, DRAWS, 1),
    ),
    main=("divide", "dimensions"),
    presets=(
        Preset(Words(zh="d 小，不除", en="Small d, undivided"), {"divide": "off", "dimensions": "1"}),
        Preset(Words(zh="d 大，不除", en="Large d, undivided"), {"divide": "off", "dimensions": "10"}),
        Preset(Words(zh="d 大，除", en="Large d, divided"), {"divide": "on", "dimensions": "10"}),
    ),
    draw=draw,
    guess=GuessNumbers(_question, (("share", ""),), are_shares=True),
)
