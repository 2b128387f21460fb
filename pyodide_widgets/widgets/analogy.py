"""An analogy: the step from one word to another, carried over to a third, points at a place; what is there is looked up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..attention import Array, scaled_dot_product_attention
from ..figures.bars import ROW, Bar, bars
from ..figures.figure import PANEL_WIDTH, Figure, clickable, heading, panel, text
from ..figures.markup import Markup, element
from ..figures.plane import Plane
from ..kit.parameters import Choice, Toggle, Values
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent, quoted


@dataclass(frozen=True)
class Entry:
    """A word of the vocabulary: how male it is and how high in rank, by hand."""

    word: Words
    at: tuple[float, float]
    label_on: str


VOCABULARY = {
    "king": Entry(Words(zh="国王", en="king"), (1.3, 1.9), "right"),
    "queen": Entry(Words(zh="女王", en="queen"), (-1.2, 2.0), "left"),
    "prince": Entry(Words(zh="王子", en="prince"), (1.2, 1.0), "right"),
    "princess": Entry(Words(zh="公主", en="princess"), (-1.25, 1.1), "left"),
    "man": Entry(Words(zh="男人", en="man"), (1.4, -1.1), "right"),
    "woman": Entry(Words(zh="女人", en="woman"), (-1.2, -1.1), "left"),
    "boy": Entry(Words(zh="男孩", en="boy"), (0.9, -1.8), "right"),
    "girl": Entry(Words(zh="女孩", en="girl"), (-0.8, -1.9), "left"),
    "cat": Entry(Words(zh="猫", en="cat"), (0.2, -0.95), "above"),
    "kitten": Entry(Words(zh="小猫", en="kitten"), (-0.1, -1.2), "below"),
}
NAMES = tuple(VOCABULARY)
KEYS = np.array([entry.at for entry in VOCABULARY.values()])
_SHARPNESS = 4.0  # words one unit apart differ by a factor of e² in their shares
_NEAR = 0.6  # a query further than this from every word points at no word


def ask(a: str, b: str, c: str) -> Array:
    """The query: where one gets from c by the step from a to b; shape (2,)."""
    query: Array = KEYS[NAMES.index(c)] + KEYS[NAMES.index(b)] - KEYS[NAMES.index(a)]
    return query


def answer(query: Array, barred: tuple[str, ...] = ()) -> Array:
    """The attention weights of the vocabulary for a query, shape (words,); barred words are masked.

    Half of each key's squared length is taken off its score. What is left ranks the words by how near they are to the
    query: q·k − |k|²/2 is −|q − k|²/2, but for what is the same for all words.
    """
    bias = -_SHARPNESS * (KEYS**2).sum(axis=-1) / 2
    bias[[NAMES.index(name) for name in barred]] = -np.inf
    weights: Array
    _, weights = scaled_dot_product_attention(
        query[None], KEYS, KEYS, attn_mask=bias[None], scale=_SHARPNESS, return_weights=True
    )
    return weights[0]


def draw(p: Values, lang: Lang) -> Figure:
    a, b, c = p["a"], p["b"], p["c"]
    query = ask(a, b, c)
    shares = answer(query, (a, b, c) if p["bar"] else ())
    return Figure(
        (_plane(a, b, c, query, shares, lang), _bars(a, b, c, shares, p["bar"], lang)),
        _caption(a, b, c, query, shares, p["bar"])[lang],
        _NOTE[lang],
    )


def _plane(a: str, b: str, c: str, query: Array, shares: Array, lang: Lang) -> Markup:
    plane = Plane(left=1, top=42, side=PANEL_WIDTH - 2, low=-2.8, high=2.8)
    words = []
    for name, share in zip(NAMES, shares, strict=True):
        entry = VOCABULARY[name]
        x, y = plane.x(entry.at[0]), plane.y(entry.at[1])
        # The area of the disc is the share.
        disc = element("circle", class_="pw-weight", fill_opacity=0.35, cx=x, cy=y, r=22 * float(share) ** 0.5)
        hit = element("circle", class_="pw-hit", cx=x, cy=y, r=14)
        words.append(
            clickable(
                "c",
                name,
                hit,
                disc,
                plane.ring(entry.at, _label(name, a, b, c)[lang], label_on=entry.label_on),
                part=name,
            )
        )
    start = VOCABULARY[c].at
    title = _PROPORTION[lang].format(*(VOCABULARY[name].word[lang] for name in (a, b, c)))
    end = _inside(start, query, plane)
    return panel(
        plane.top + plane.side + 1,
        heading(title),
        text(_STEP[lang], 0, 32, class_="pw-axis"),
        plane.axes(_MALE[lang], _RANK[lang]),
        plane.arrow(VOCABULARY[b].at, "pw-before", start=VOCABULARY[a].at),
        *words,
        plane.arrow(end, "pw-query", start=start),
        text(_OUTSIDE[lang], 6, plane.top + plane.side - 10, class_="pw-axis pw-query-text")
        if end != _point(query)
        else None,
        title=title,
    )


def _inside(start: tuple[float, float], query: Array, plane: Plane) -> tuple[float, float]:
    """Where the arrow to the query ends: there, or where it leaves the plane."""
    step = query - start
    room = np.where(step > 0, plane.high - np.array(start), np.array(start) - plane.low)
    part = min([1.0, *(room[step != 0] / abs(step[step != 0]))])
    return _point(start + part * step) if part < 1 else _point(query)


def _point(vector: Array) -> tuple[float, float]:
    return float(vector[0]), float(vector[1])


def _label(name: str, a: str, b: str, c: str) -> Words:
    """A word, with the letters that stand for it in the question."""
    letters = "".join(letter for letter, each in (("A", a), ("B", b), ("C", c)) if each == name)
    word = VOCABULARY[name].word
    return Words(zh=f"{word['zh']} {letters}", en=f"{word['en']} {letters}") if letters else word


def _bars(a: str, b: str, c: str, shares: Array, bar: bool, lang: Lang) -> Markup:
    rows = []
    for name, share in zip(NAMES, shares, strict=True):
        barred = bar and name in (a, b, c)
        written = _BARRED[lang] if barred else percent(share)
        rows.append(Bar(_label(name, a, b, c)[lang], float(share), written, part=name))
    return panel(
        30 + len(rows) * ROW + 4,
        heading(_WEIGHTS[lang]),
        bars(rows, 28, domain=(0, 1), label_width=104, number_width=56),
        title=_WEIGHTS[lang],
    )


def _caption(a: str, b: str, c: str, query: Array, shares: Array, bar: bool) -> Words:
    best, free = NAMES[int(shares.argmax())], NAMES[int(answer(query).argmax())]
    gap = float(np.linalg.norm(query - KEYS[NAMES.index(best)]))
    if bar and free in (a, b, c):
        said = _RESCUED
    elif gap > _NEAR:
        said = _NOWHERE
    else:
        said = _ITSELF if best in (a, b, c) else _FOUND
    if bar and said is not _RESCUED:
        said = Words(zh=said["zh"] + _IN_VAIN["zh"], en=said["en"] + _IN_VAIN["en"])
    shown = {"a": a, "b": b, "c": c, "best": best, "free": free}
    numbers = {"share": percent(shares.max()), "gap": f"{gap:.1f}"}
    return Words(
        zh=said["zh"].format(**numbers, **{mark: quoted(VOCABULARY[name].word["zh"]) for mark, name in shown.items()}),
        en=said["en"].format(**numbers, **{mark: quoted(VOCABULARY[name].word["en"]) for mark, name in shown.items()}),
    )


_MALE = Words(zh="男性", en="male")
_RANK = Words(zh="地位", en="rank")
_PROPORTION = Words(zh="{} : {} = {} : ？", en="{} : {} = {} : ?")
_STEP = Words(zh="A 到 B 的差，搬到 C 上，就是查询", en="the step from A to B, taken from C, is the query")
_OUTSIDE = Words(zh="查询在图外", en="the query is outside")
_WEIGHTS = Words(zh="查询看向每个词的份额", en="The query’s share for each word")
_BARRED = Words(zh="排除", en="barred")
_FOUND = Words(
    zh="平面上，{a}之于{b}，好比{c}之于{best}：查询落在它旁边，份额 {share}。",
    en="On this plane {a} is to {b} as {c} is to {best}, which is nearest to the query and gets {share}.",
)
_IN_VAIN = Words(zh="排除 A、B、C，答案不变。", en=" Barring changes nothing.")
_ITSELF = Words(
    zh="查询落在题目里的{best}旁边（份额 {share}）：从{a}到{b}这一步，没有指向新的词。",
    en="The query lands beside {best} ({share}), a word of the question: {a} to {b} leads to no new word.",
)
_RESCUED = Words(
    zh="离查询最近的{free}是题目里的词，被排除了；{best}得到 {share}，它只是剩下的词里最近的。",
    en="The nearest word, {free}, is barred; {best} gets {share}, and is merely the nearest of the rest.",
)
_NOWHERE = Words(
    zh="查询落在空处，离它最近的{best}也有 {gap} 远；它拿了 {share} 的份额，却算不上答案。",
    en="The query lands in the void, {gap} from {best}, the nearest word: its {share} is no answer.",
)
_NOTE = Words(
    zh="示意向量：每个词有多偏男性、地位多高，由我们手工设定；除此之外，平面上什么关系也没有。"
    "分数是点积减去键长平方的一半，所以词离查询越近，份额越大。圆面越大，份额越大。",
    en="Example vectors: how male each word is and how high in rank is set by hand; the plane knows no other relation. The score is "
    "the dot product less half the key’s squared length, so the nearer a word is to the query, the larger its share. The "
    "area of a disc is the share.",
)

_OPTIONS = tuple((name, entry.word) for name, entry in VOCABULARY.items())

WIDGET = Widget(
    name="analogy",
    title=Words(zh="国王之于男人", en="King is to man"),
    claim=Words(
        zh="关系是一个方向，方向可以拿来查询；平面上没有的关系，就查不到。",
        en="A relation is a direction, and a direction can be a query; a relation that the plane lacks is not found.",
    ),
    parameters=(
        Choice("a", Words(zh="A 之于……", en="A is to …"), _OPTIONS, "king"),
        Choice("b", Words(zh="……B，好比……", en="… B as …"), _OPTIONS, "man"),
        Choice("c", Words(zh="……C 之于什么？", en="… C is to what?"), _OPTIONS, "queen"),
        Toggle("bar", Words(zh="答案里排除 A、B、C", en="Bar A, B and C as answers"), initial=False),
    ),
    main=("c",),
    presets=(
        Preset(Words(zh="地位", en="Rank"), {"a": "king", "b": "man", "c": "queen"}),
        Preset(Words(zh="性别", en="Sex"), {"a": "man", "b": "woman", "c": "prince"}),
        Preset(Words(zh="长幼", en="Age"), {"a": "cat", "b": "kitten", "c": "man"}),
    ),
    draw=draw,
)
