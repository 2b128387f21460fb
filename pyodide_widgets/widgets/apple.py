"""One word, two sentences: its vector before attention is the same, after attention it leans where the sentence does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..attention import Array, scaled_dot_product_attention
from ..figures.bars import ROW, Bar, bars
from ..figures.figure import PANEL_WIDTH, Figure, heading, panel, text
from ..figures.markup import Markup
from ..figures.plane import Plane
from ..kit.parameters import Sentence, Toggle, Typed, Values
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words
from .toys import toy_words

# How much each word is about fruit and about companies, by hand. Words that are not here are about neither.
TOY_VECTORS: dict[str, tuple[float, float]] = {
    **dict.fromkeys(["苹果", "apple"], (1.4, 1.4)),
    **dict.fromkeys(["吃", "ate", "eat", "eats", "tasty", "好吃"], (2.4, 0.0)),
    **dict.fromkeys(
        ["香蕉", "梨", "果汁", "树", "甜", "banana", "pear", "juice", "tree", "sweet", "pie", "ripe"], (2.0, 0.0)
    ),
    **dict.fromkeys(["手机", "电脑", "打电话", "phone", "call", "computer", "laptop"], (0.0, 2.2)),
    **dict.fromkeys(["公司", "股票", "发布", "充电", "company", "shares", "stock", "launch", "charge"], (0.0, 2.0)),
    **dict.fromkeys(["台", "买", "bought", "buy"], (0.1, 0.8)),
    **dict.fromkeys(["红", "削", "洗", "red", "peel", "wash"], (1.2, 0.1)),
}
TARGETS = ("苹果", "apple")
_KNOWN = toy_words.KNOWN | TOY_VECTORS.keys()


@dataclass(frozen=True)
class Move:
    """A word's vector before attention and after it, with its weights over the sentence."""

    before: Array
    after: Array
    weights: Array


def move(words: tuple[str, ...], place: int, *, attend: bool) -> Move:
    """What becomes of the word at `place`. Query, key and value are the toy vectors themselves; without attention
    every word sees itself alone."""
    x = np.array([TOY_VECTORS.get(word.lower(), (0.0, 0.0)) for word in words])
    context, weights = scaled_dot_product_attention(
        x, x, x, attn_mask=None if attend else np.eye(len(words), dtype=bool), return_weights=True
    )
    return Move(x[place], context[place], weights[place])


def nearness(vector: Array) -> tuple[float, float]:
    """The cosine of the angle between a vector and the fruit axis, and the company axis; 0 for a vector of no length."""
    length = float(np.linalg.norm(vector))
    return (float(vector[0]) / length, float(vector[1]) / length) if length else (0.0, 0.0)


def draw(p: Values, lang: Lang) -> Figure:
    sentences = (p["sentence-1"], p["sentence-2"])
    moves = [_target_move(sentence, p["attention"]) for sentence in sentences]
    panels = tuple(
        _panel(sentence, moved, number, lang)
        for number, (sentence, moved) in enumerate(zip(sentences, moves, strict=True), 1)
    )
    return Figure(panels, _caption(moves, p["attention"])[lang], _NOTE[lang])


def _target(sentence: Sentence) -> str:
    return next(word for word in sentence.tokens if word.lower() in TARGETS)


def _target_move(sentence: Sentence, attend: bool) -> Move | None:
    for place, word in enumerate(sentence.tokens):
        if word.lower() in TARGETS:
            return move(sentence.tokens, place, attend=attend)
    return None


def _panel(sentence: Sentence, moved: Move | None, number: int, lang: Lang) -> Markup:
    title = _TITLE[lang].format(number)
    plane = Plane(left=26, top=26, side=PANEL_WIDTH - 52, low=-0.4, high=2.7)
    bottom = plane.top + plane.side
    drawn = [heading(title), plane.axes(_FRUIT[lang], _COMPANY[lang])]
    if moved is None:
        drawn.append(text(_MISSING[lang], PANEL_WIDTH / 2, plane.top + plane.side / 2, "middle", "pw-heading"))
        before = after = (0.0, 0.0)
    else:
        drawn += _named_arrows(moved, _target(sentence), plane, lang)
        before, after = nearness(moved.before), nearness(moved.after)
    drawn += _rings(sentence, plane)
    rows = [
        Bar(name[lang], now, f"{was:.2f}→{now:.2f}", "pw-value")
        for name, was, now in zip((_NEAR_FRUIT, _NEAR_COMPANY), before, after, strict=True)
    ]
    drawn.append(bars(rows, bottom + 12, domain=(0.0, 1.0), label_width=108, number_width=78))
    return panel(bottom + 12 + len(rows) * ROW + 4, *drawn, title=title)


def _named_arrows(moved: Move, word: str, plane: Plane, lang: Lang) -> list[Markup]:
    """The word’s arrow before attention and after it, each with its name; where both end at one place there is one name."""
    drawn = [plane.arrow(_point(moved.before), "pw-before"), plane.arrow(_point(moved.after), "pw-context")]
    (x0, y0), (x1, y1) = ((plane.x(at[0]), plane.y(at[1])) for at in (moved.before, moved.after))
    if abs(x1 - x0) + abs(y1 - y0) < 12:
        return [*drawn, text(word, x1 + 9, y1 - 4, class_="pw-label")]
    # The names stand on the outer sides: an arrow that attention has turned up has the other on its right.
    (across, up), (now_across, now_up) = _point(moved.before), _point(moved.after)
    turned_up = now_up * across > up * now_across
    return [
        *drawn,
        text(_BEFORE[lang].format(word), x0 + 9, y0 + (6 if turned_up else -4), class_="pw-label"),
        text(
            _AFTER[lang].format(word),
            x1 + (-4 if turned_up else 9),
            y1 + (-10 if turned_up else 4),
            "end" if turned_up else "start",
            "pw-label",
        ),
    ]


def _rings(sentence: Sentence, plane: Plane) -> list[Markup]:
    """The words of the sentence; those at the same place share a ring. The target word is drawn as an arrow instead."""
    at: dict[tuple[float, float], list[str]] = {}
    for word in dict.fromkeys(sentence.tokens):
        if word.lower() not in TARGETS:
            at.setdefault(TOY_VECTORS.get(word.lower(), (0.0, 0.0)), []).append(word)
    rings = []
    for place, words in at.items():
        label = " ".join(words)
        on = "below" if place == (0.0, 0.0) else "right" if place[0] < 1.2 else _above_or_below(place, at)
        rings.append(plane.ring(place, label, label_on=on))
    return rings


def _above_or_below(place: tuple[float, float], at: dict[tuple[float, float], list[str]]) -> str:
    """Where a label on the fruit axis stands: every second one below, so that neighbours do not cover each other."""
    along = sorted(other for other in at if other[0] >= 1.2)
    return "above" if along.index(place) % 2 == 0 else "below"


def _point(vector: Array) -> tuple[float, float]:
    return float(vector[0]), float(vector[1])


def _caption(moves: list[Move | None], attend: bool) -> Words:
    first, second = moves
    if first is None or second is None:
        return Words(
            zh="有一句里没有“苹果”，没有可以比较的词。把它写回去试试。",
            en="One of the sentences has no “apple”, so there is nothing to compare. Put the word back and see.",
        )
    fruit, company = nearness(first.after)[0], nearness(second.after)[1]
    was = nearness(first.before)[0]
    numbers = {"was": f"{was:.2f}", "fruit": f"{fruit:.2f}", "company": f"{company:.2f}"}
    if not attend:
        return Words(
            zh="不看上下文，两句里的“苹果”是同一个向量：离水果和公司一样近（都是 {was}）。",
            en="Without its context “apple” is the same vector in both: as near to fruit as to company ({was} each).",
        ).format(**numbers)
    return Words(
        zh="注意力之后，“苹果”第一句里离水果近到 {fruit}，第二句里离公司近到 {company}；之前都是 {was}。",
        en="After attention “apple” is near fruit in sentence 1 ({fruit}), near company in sentence 2 ({company}); before, both {was}.",
    ).format(**numbers)


_TITLE = Words(zh="第 {} 句", en="Sentence {}")
_FRUIT = Words(zh="水果", en="fruit")
_COMPANY = Words(zh="公司", en="company")
_NEAR_FRUIT = Words(zh="离水果多近", en="near fruit")
_NEAR_COMPANY = Words(zh="离公司多近", en="near company")
_BEFORE = Words(zh="{}，之前", en="{} before")
_AFTER = Words(zh="{}，之后", en="{} after")
_MISSING = Words(zh="这一句里没有“苹果”", en="No “apple” in this sentence")
_NOTE = Words(
    zh="示意向量：每个词有多像水果、多像公司，由我们手工设定；不认识的词都在原点。空心箭头是注意力之前，实心箭头是之后。多近 = 夹角的余弦。",
    en="Example vectors: how much each word is about fruit and about companies is set by hand; unknown words sit at the origin. "
    "Hollow arrow: before attention; filled: after. Nearness is the cosine of the angle.",
)

WIDGET = Widget(
    name="apple",
    title=Words(zh="哪个苹果", en="Which apple"),
    claim=Words(
        zh="同一个词，在两句话里，经过注意力就有了两个意思。",
        en="One word in two sentences: attention gives it two meanings.",
    ),
    parameters=(
        Toggle("attention", Words(zh="看上下文（注意力）", en="Look at the context (attention)"), initial=True),
        Typed(
            "sentence-1",
            Words(zh="第一句", en="First sentence"),
            Words(zh="我吃了一个苹果", en="I ate an apple"),
            known=_KNOWN,
        ),
        Typed(
            "sentence-2",
            Words(zh="第二句", en="Second sentence"),
            Words(zh="我买了一台苹果打电话", en="I bought an apple to phone home"),
            known=_KNOWN,
        ),
    ),
    main=("attention",),
    presets=(
        Preset(
            Words(zh="吃和打电话", en="Eat, phone"),
            {
                "attention": "on",
                "sentence-1": Words(zh="我吃了一个苹果", en="I ate an apple"),
                "sentence-2": Words(zh="我买了一台苹果打电话", en="I bought an apple to phone home"),
            },
        ),
        Preset(
            Words(zh="树和股票", en="Tree, shares"),
            {
                "attention": "on",
                "sentence-1": Words(zh="苹果树真甜", en="The apple tree was sweet"),
                "sentence-2": Words(zh="苹果公司的股票", en="The shares of the apple company"),
            },
        ),
        Preset(
            Words(zh="没有线索", en="No clue"),
            {
                "attention": "on",
                "sentence-1": Words(zh="我看见苹果", en="I saw an apple"),
                "sentence-2": Words(zh="苹果在这里", en="The apple is here"),
            },
        ),
    ),
    draw=draw,
)
