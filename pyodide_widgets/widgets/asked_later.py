"""What is lost by choosing what to keep before the question is known.

A page is a few facts, jointly Gaussian, in topics. A few numbers may be kept of it, each a weighted sum of the facts; then
one topic is asked for. Whoever is told the topic before reading keeps what is best for it; the best fixed choice keeps the
principal components of the whole page, which by the theorem of Eckart and Young lose least on average over all topics.
Everything is computed exactly: nothing is trained, and nothing is estimated from samples.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..attention import Array
from ..figures.curves import PERCENTAGES, Curve, curves
from ..figures.figure import PANEL_WIDTH, Figure, clickable, heading, panel, text
from ..figures.markup import Markup, element, join
from ..kit.guess import GuessNumbers
from ..kit.parameters import Number, Values
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent

TOPICS, EACH = 8, 4
FACTS = TOPICS * EACH
MOST_CAUSES = 16
ROUNDING = 1e-9  # a variance below it is 0: such a number says nothing that is not known already


class Chance(NamedTuple):
    """What chance gives, whatever the reader sets."""

    mixtures: Array  # (facts, most causes): how much of each cause is in a fact, before lengths are made 1
    directions: Array  # (facts, facts): which directions are kept where all others are as good
    own: Array  # (facts,): what each fact of the example page has of its own
    causes: Array  # (most causes,): the causes of that page


@lru_cache(maxsize=1)
def chance() -> Chance:
    rng = np.random.default_rng(32)
    return Chance(
        rng.standard_normal((FACTS, MOST_CAUSES)),
        rng.standard_normal((FACTS, FACTS)),
        rng.standard_normal(FACTS),
        rng.standard_normal(MOST_CAUSES),
    )


def mixture(causes: int) -> Array:
    """How much of each cause is in each fact, (facts, causes): rows of length 1."""
    rows = chance().mixtures[:, :causes]
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def covariance(shared: float, causes: int) -> Array:
    """Of the facts √(1 − shared) · own + √shared · mixture @ causes, all of variance 1: (facts, facts)."""
    mixed = mixture(causes)
    return (1 - shared) * np.eye(FACTS) + shared * mixed @ mixed.T


def example_page(shared: float, causes: int) -> Array:
    """One page, (facts,)."""
    return np.sqrt(1 - shared) * chance().own + np.sqrt(shared) * mixture(causes) @ chance().causes[:causes]


def principal_components(mixed: Array) -> Array:
    """The principal components of facts with such a mixture, (facts, facts): a column each, in the order of their variance.

    They are the same however much is shared. Only what is shared varies more in one direction than in another, so beyond the
    causes all directions are equally good; which of them are kept is then fixed by chance, and equal on all machines.
    """
    shared_directions, _, _ = np.linalg.svd(mixed, full_matrices=False)  # (facts, causes), or fewer
    facts = len(mixed)
    components, _ = np.linalg.qr(np.concatenate([shared_directions, chance().directions[:facts, :facts]], axis=1))
    return components


class Answers(NamedTuple):
    """What is answered when 0, 1, 2, … numbers have been kept."""

    shares: Array  # (1 + numbers, facts): the share of each fact's variance that is answered
    page: Array  # (1 + numbers, facts): the answers for one page


def answers(kept: Array, between: Array, page: Array) -> Answers:
    """The best linear estimates of all facts from the numbers page @ kept. For Gaussian facts no others are better.

    Args:
        kept: the weights of each number, (facts, numbers).
        between: the covariance of the facts, (facts, facts).
    """
    left, answer = between.copy(), np.zeros(FACTS)  # what is not known yet, and the estimates so far
    found = [(1 - left.diagonal(), answer)]
    for number in kept.T:
        along = left @ number  # (facts,): covariance with what is new in this number
        variance = number @ along
        if variance > ROUNDING:
            answer = answer + along / variance * (number @ (page - answer))
            left -= np.outer(along, along) / variance
        found.append((1 - left.diagonal(), answer))
    shares, estimates = zip(*found, strict=True)
    return Answers(np.array(shares), np.array(estimates))


class Contender(NamedTuple):
    """How one way of keeping fares, for each room from 0 to all facts."""

    by_topic: Array  # (1 + facts, topics): the share of what is asked for that is answered
    page: Array  # (1 + facts, topics, facts): the answers for the example page, if it is asked for that topic


@lru_cache(maxsize=64)
def contenders(shared: float, causes: int) -> tuple[Contender, Contender, Contender]:
    """Told before, the best fixed choice, and the first facts as they come."""
    between, page, mixed = covariance(shared, causes), example_page(shared, causes), mixture(causes)
    told = []
    for topic in range(TOPICS):
        of_topic = slice(topic * EACH, (topic + 1) * EACH)
        kept = np.zeros((FACTS, FACTS))  # there is no use for more room than the topic has facts
        kept[of_topic, :EACH] = principal_components(mixed[of_topic])
        told.append(answers(kept, between, page))
    fixed = answers(principal_components(mixed), between, page)
    first = answers(np.eye(FACTS), between, page)
    return _contender(told), _contender([fixed] * TOPICS), _contender([first] * TOPICS)


def _contender(by_topic: list[Answers]) -> Contender:
    """Put together what is answered when each of the topics is asked for."""
    shares = [each.shares.reshape(-1, TOPICS, EACH)[:, topic].mean(axis=-1) for topic, each in enumerate(by_topic)]
    # An eighth is written as 12%, whatever the last bits are on a machine.
    return Contender(np.stack(shares, axis=1).round(9), np.stack([each.page for each in by_topic], axis=1))


def draw(p: Values, lang: Lang) -> Figure:
    room, shared, causes, topic = int(p["room"]), p["shared"] / 100, int(p["causes"]), int(p["topic"]) - 1
    found = contenders(shared, causes)
    told, fixed, first = (round(float(each.by_topic[room].mean()), 9) for each in found)
    by_room = curves(
        [
            Curve(name[lang], list(enumerate((100 * each.by_topic.mean(axis=1)).tolist())), colour, dashes)
            for each, (_, name, colour, dashes) in zip(found, _CONTENDERS, strict=True)
        ],
        title=_BY_ROOM[lang],
        x_name=_ROOM[lang],
        y_name=_ANSWERED[lang],
        x_domain=(0, FACTS),
        y_domain=PERCENTAGES,
        mark_x=room,
        mark_control="room",
    )
    return Figure(
        panels=(by_room, _page(found, room, topic, example_page(shared, causes), lang)),
        caption=_caption(room, told, fixed, first)[lang],
        note=_NOTE[lang],
        values={"told": told, "fixed": fixed, "first": first, "lost": told - fixed},
    )


def _page(found: tuple[Contender, ...], room: int, topic: int, page: Array, lang: Lang) -> Markup:
    """One page, and what each contender can say of it when a topic is asked for."""
    title = _PAGE[lang].format(topic + 1)
    top, height = 70, 65
    drawn = [heading(title), text(_HINT[lang], 0, 34, class_="pw-axis")]
    drawn += [text(_ON_PAGE[lang], 0, top + 6), _facts(page, page, topic, top + 38, "pw-value")]
    y = top + height
    for each, (name, _, colour, _) in zip(found, _CONTENDERS, strict=True):
        share = percent(each.by_topic[room, topic])
        drawn += [
            text(name[lang], 0, y + 6),
            text(share, PANEL_WIDTH, y + 6, "end", "pw-text pw-number"),
            _facts(each.page[room, topic], page, topic, y + 38, colour),
        ]
        y += height
    drawn += [_topic(each, topic, y) for each in range(TOPICS)]
    return panel(y, *drawn, title=title)


def _facts(answered: Array, page: Array, topic: int, zero: float, colour: str) -> Markup:
    """The facts as bars, up from the line at `zero` and down. The topic that is asked for has a frame, and in it a box for what
    is on the page."""
    of_topic = range(topic * EACH, (topic + 1) * EACH)
    return join(
        element("line", class_="pw-line", x1=0, x2=PANEL_WIDTH, y1=zero, y2=zero),
        *[_bar(place, float(page[place]), zero, "pw-before") for place in of_topic],
        *[_bar(place, fact, zero, colour) for place, fact in enumerate(answered.tolist())],
        element(
            "rect",
            class_="pw-frame",
            x=topic * _COLUMN + 1,
            y=zero - _UNIT * _MOST - 2,
            width=_COLUMN - 2,
            height=2 * _UNIT * _MOST + 4,
            rx=3,
        ),
    )


def _bar(place: int, fact: float, zero: float, class_: str) -> Markup:
    height = max(min(abs(fact), _MOST) * _UNIT, 0.5)
    x = (place // EACH) * _COLUMN + 4 + (place % EACH) * 8.4
    return element("rect", class_=class_, x=x, y=zero - height if fact > 0 else zero, width=6.4, height=height)


def _topic(topic: int, asked: int, bottom: float) -> Markup:
    """The number of a topic, and its column as a place to click."""
    x = topic * _COLUMN
    class_ = "pw-heading pw-query-text" if topic == asked else "pw-axis"
    return clickable(
        "topic",
        topic + 1,
        element("rect", class_="pw-hit", x=x, y=44, width=_COLUMN, height=bottom - 44),
        text(str(topic + 1), x + _COLUMN / 2, 54, "middle", class_),
    )


def _caption(room: int, told: float, fixed: float, first: float) -> Words:
    lost = told - fixed
    said = _LOSES if lost >= 0.005 else _LOSES_LITTLE if lost > 0 else _LOSES_NOTHING
    return said.format(room=room, told=percent(told), fixed=percent(fixed), first=percent(first))


_COLUMN = PANEL_WIDTH / TOPICS
_UNIT, _MOST = 8.0, 2.4  # of a fact of 1, how high the bar is; and the largest that there is room for
_CONTENDERS = (
    (
        Words(zh="先知道问什么", en="told before"),
        Words(zh="先知道问什么：为那个话题而留", en="told before: keeps for that topic"),
        "pw-weight",
        "",
    ),
    (
        Words(zh="最好的固定取舍", en="best fixed choice"),
        Words(zh="最好的固定取舍：整页的主成分", en="best fixed choice: principal components"),
        "pw-score",
        "9 4",
    ),
    (
        Words(zh="从头记起", en="the first facts"),
        Words(zh="从头记起，放满为止", en="the first facts, until the room is full"),
        "pw-other",
        "2 4",
    ),
)
_BY_ROOM = Words(zh="能留多少，答得出多少", en="Room, and how much is answered")
_ROOM = Words(zh=f"留下几个数（一页有 {FACTS} 个）", en=f"numbers kept (of {FACTS})")
_ANSWERED = Words(zh="答出的份额，各话题平均（%）", en="answered, mean over topics (%)")
_PAGE = Words(zh="举一页为例：问第 {} 个话题", en="One page, asked about topic {}")
_HINT = Words(zh="点哪个话题就问哪个；空框是原文，% 是答出多少", en="click a topic; box: the fact, %: answered")
_ON_PAGE = Words(zh="页上写的", en="on the page")
_LOSES = Words(
    zh="留 {room} 个数，先知道问什么，答得出 {told}；最好的固定取舍答得出 {fixed}，从头记起答得出 {first}。",
    en="Numbers kept: {room}. Whoever was told the topic answers {told} of it, the best fixed choice {fixed}, the first facts "
    "{first}.",
)
_LOSES_LITTLE = Words(
    zh="留 {room} 个数，最好的固定取舍几乎不吃亏：先知道问什么答得出 {told}，它答得出 {fixed}。从头记起答得出 {first}。",
    en="Numbers kept: {room}. The best fixed choice loses next to nothing (told before: {told}; fixed: {fixed}; the first facts: "
    "{first}).",
)
_LOSES_NOTHING = Words(
    zh="留 {room} 个数，最好的固定取舍一点不吃亏：和先知道问什么一样，答得出 {fixed}。从头记起答得出 {first}。",
    en="Numbers kept: {room}. The best fixed choice loses nothing: told or not, {fixed} is answered. The first facts: {first}.",
)
_QUESTION = Words(
    zh="{facts} 条事实，每条有 {shared}% 出自共同的原因。只能留 {room} 个数，还不知道要问哪个话题。最好的固定取舍平均答得出多少？",
    en="{facts} facts, {shared}% of each due to causes that they share. Numbers that may be kept: {room}. Nobody knows yet which "
    "topic will be asked for. How much does the best fixed choice answer, on average?",
)
_NOTE = Words(
    zh=f"一页有 {TOPICS} 个话题，各 {EACH} 条事实，每条是一个服从正态分布的数，方差为 1：√(1−c)·自己独有的 + √c·几个共同原因的随机混合，"
    "c 是滑块上的份额。留下的数都是事实的加权和，回答是最优线性估计（对这样的数，别的估计也不会更好）。答出多少，量的是它解释的方差，"
    "由线性代数直接算出，没有训练。只要留的是加权和、误差按平方算、各话题机会均等，就没有比主成分更好的固定取舍（Eckart–Young 定理）；"
    f"别的存法不在此列。留 k 个数，事实互不相关时，它只答得出 k/{FACTS}；联系够紧、又放得下那几个原因时，几乎不吃亏。真实文字的联系有多紧，这张图没有说。",
    en=f"A page has {TOPICS} topics of {EACH} facts, each a normally distributed number of variance 1: √(1−c) · its own + √c · a random mixture of "
    "a few causes; c is the share on the slider. The numbers kept are weighted sums of facts. Answers are the best linear estimates (for "
    "such facts no others are better), measured by the variance that they explain, by linear algebra, without training. Among weighted "
    "sums, with squared errors and topics equally likely, no fixed choice beats principal components (Eckart–Young); other ways to store "
    f"are not covered. Of unrelated facts, k numbers answer k/{FACTS}; with close ties, and room for the causes, next to nothing is lost. How "
    "close the ties in real texts are, the figure does not show.",
)

WIDGET = Widget(
    name="asked-later",
    title=Words(zh="读完才知道问什么", en="Asked later"),
    claim=Words(
        zh="地方小、事实又互不相关，再好的固定取舍也答不出多少；要是几个原因就决定了一切，它一点不吃亏。",
        en="With little room and unrelated facts, even the best fixed choice answers little; where a few causes explain everything, it "
        "loses nothing.",
    ),
    parameters=(
        Number("room", Words(zh="留下几个数", en="Numbers kept"), 4, 1, FACTS, 1),
        Number(
            "shared",
            Words(zh="每条事实里共有的份额", en="Shared part of each fact"),
            50,
            0,
            100,
            5,
            Words(zh="%", en="%"),
        ),
        Number("topic", Words(zh="问第几个话题", en="Topic asked for"), 3, 1, TOPICS, 1),
        Number("causes", Words(zh="共同原因有几个", en="Number of shared causes"), 4, 1, MOST_CAUSES, 1),
    ),
    main=("room", "shared"),
    presets=(
        Preset(Words(zh="互不相关", en="Unrelated"), {"room": "4", "shared": "0"}),
        Preset(Words(zh="联系很紧", en="Close ties"), {"room": "4", "shared": "95"}),
        Preset(Words(zh="地方宽裕", en="Much room"), {"room": "28", "shared": "0"}),
    ),
    draw=draw,
    guess=GuessNumbers(
        lambda values, lang: _QUESTION[lang].format(
            facts=FACTS, shared=f"{values['shared']:.0f}", room=f"{values['room']:.0f}"
        ),
        (("fixed", ""),),
        are_shares=True,
    ),
)
