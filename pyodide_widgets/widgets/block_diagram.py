"""One block of a Transformer, with the part in question lit: the drawing that comes back wherever the article explains a part."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from ..attention.decoder import shapes
from ..attention.decoder_plan import Plan
from ..attention.masks import causal_mask
from ..figures.figure import Figure, clickable, panel, text
from ..figures.markup import Markup, element, join
from ..kit.parameters import Choice, Values
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent

# The plan of the trained models of this package (tests/widgets/test_block_diagram.py); a block does not depend on the vocabulary.
PLAN = Plan(vocabulary=71, length=128, width=128, layers=4, heads=4, hidden=512)
PARTS = {
    "tokens": Words(zh="词元", en="tokens"),
    "query-key-value": Words(zh="查询·键·值", en="query, key, value"),
    "shares": Words(zh="份额", en="shares"),
    "mask": Words(zh="掩码", en="mask"),
    "heads": Words(zh="多头", en="heads"),
    "residual": Words(zh="残差", en="residual"),
    "feed-forward": Words(zh="前馈", en="feed-forward"),
}
_HEIGHT, _MIDDLE, _BYPASS = 148, 74, 122
_ROWS, _CELL = 4, 11  # of the matrix of shares that is drawn

Wrap = Callable[[str, Markup], Markup]


def draw(p: Values, lang: Lang) -> Figure:
    lit = p["part"]

    def wrap(part: str, drawn: Markup) -> Markup:
        return clickable("part", part, drawn)

    return Figure((block(lit, lang, wrap),), _caption(lit)[lang], _NOTE[lang])


def block(lit: str, lang: Lang, wrap: Wrap) -> Markup:
    """Draw the block.

    Args:
        lit: the name of the part that stands out.
        wrap: puts what a click needs round the elements of a part.
    """
    parts = [wrap(part, join(_DRAWN[part](part == lit), _label(part, part == lit, lang))) for part in _DRAWN]
    flow = ((41, 52), (98, 120), (178, 188), (204, 214), (262, 276), (292, 318))
    arrows = [element("path", class_="pw-curve pw-other", d=f"M{start} {_MIDDLE}H{end}") for start, end in flow]
    title = _TITLE[lang].format(part=PARTS[lit][lang])
    return panel(_HEIGHT, *arrows, *parts, title=title)


def _label(part: str, lit: bool, lang: Lang) -> Markup:
    x, y = _PLACES[part]
    return text(PARTS[part][lang], x, y, anchor="middle", class_="pw-focus" if lit else "pw-axis")


def _outline(lit: bool) -> str:
    return "pw-frame" if lit else "pw-before"


def _tokens(lit: bool) -> Markup:
    rows = [
        element("rect", class_=_outline(lit), x=13, y=_MIDDLE - 34 + 18 * row, width=28, height=14)
        for row in range(_ROWS)
    ]
    return join(*rows)


def _query_key_value(lit: bool) -> Markup:
    return join(
        element("rect", class_=_outline(lit), x=58, y=_MIDDLE - 34, width=40, height=68, rx=4),
        element("path", class_="pw-query", d=f"M72 {_MIDDLE - 16}l6 -11l6 11z"),
        element("circle", class_="pw-key", cx=78, cy=_MIDDLE, r=6),
        element("rect", class_="pw-value", x=71, y=_MIDDLE + 16, width=14, height=10),
    )


def _shares(lit: bool) -> Markup:
    left, top = _matrix()
    cells = [
        element(
            "rect",
            class_="pw-weight",
            x=left + _CELL * column,
            y=top + _CELL * row,
            width=_CELL,
            height=_CELL,
            fill_opacity=1 / (row + 1),
        )
        for row in range(_ROWS)
        for column in range(row + 1)
    ]
    side = _CELL * _ROWS
    return join(*cells, element("rect", class_=_outline(lit), x=left, y=top, width=side, height=side))


def _mask(lit: bool) -> Markup:
    left, top = _matrix()
    strokes = "".join(
        f"M{left + _CELL * column + 2} {top + _CELL * row + 2}l{_CELL - 4} {_CELL - 4}"
        for row, seen in enumerate(causal_mask(_ROWS).tolist())
        for column, is_seen in enumerate(seen)
        if not is_seen
    )
    return element("path", class_="pw-curve pw-query" if lit else "pw-masked", d=strokes)


def _heads(lit: bool) -> Markup:
    """One frame for each of three heads, the nearest one in front: what is drawn later stands in it."""
    frames = [
        element("rect", class_=_outline(lit), x=52 + away, y=_MIDDLE - 40 - away, width=116, height=80, rx=4)
        for away in (10, 5, 0)
    ]
    return join(*frames)


def _residual(lit: bool) -> Markup:
    class_ = "pw-curve pw-query" if lit else "pw-curve pw-other"
    lines = [
        element("path", class_=class_, d=f"M{start} {_MIDDLE}V{_BYPASS}H{end}V{_MIDDLE + 8}")
        for start, end in ((46, 196), (208, 284))
    ]
    sums = [
        join(
            element("circle", class_="pw-frame" if lit else "pw-before", cx=x, cy=_MIDDLE, r=8),
            text("+", x, _MIDDLE, anchor="middle", class_="pw-focus" if lit else "pw-text"),
        )
        for x in (196, 284)
    ]
    return join(*lines, *sums)


def _feed_forward(lit: bool) -> Markup:
    wide, narrow = 32, 14
    outline = (
        f"M214 {_MIDDLE - narrow}L230 {_MIDDLE - wide}H246L262 {_MIDDLE - narrow}"
        f"V{_MIDDLE + narrow}L246 {_MIDDLE + wide}H230L214 {_MIDDLE + narrow}Z"
    )
    return element("path", class_=_outline(lit), d=outline)


def _matrix() -> tuple[int, int]:
    """The corner of the matrix of shares."""
    return 120, _MIDDLE - _CELL * _ROWS // 2


# In this order, so that the frames of the heads are behind what they hold.
_DRAWN: dict[str, Callable[[bool], Markup]] = {
    "tokens": _tokens,
    "heads": _heads,
    "query-key-value": _query_key_value,
    "shares": _shares,
    "mask": _mask,
    "residual": _residual,
    "feed-forward": _feed_forward,
}
_PLACES = {  # the middle of each label
    "tokens": (27, 28),
    "query-key-value": (70, 138),
    "shares": (142, 43),
    "mask": (158, 138),
    "heads": (116, 11),
    "residual": (240, 138),
    "feed-forward": (238, 30),
}


def weights_of(*parts: str) -> int:
    """How many numbers are learned in one block: those whose names begin with one of some beginnings."""
    return sum(
        prod(shape) for name, shape in shapes(PLAN).items() if name.startswith(tuple(f"0.{part}" for part in parts))
    )


def _caption(part: str) -> Words:
    length, attention, feed_forward = PLAN.length, weights_of("attention"), weights_of("feed_forward")
    return _SAID[part].format(
        width=PLAN.width,
        heads=PLAN.heads,
        head_width=PLAN.width // PLAN.heads,
        hidden=PLAN.hidden,
        length=length,
        scores=f"{length * length:,}",
        hidden_scores=f"{int((~causal_mask(length)).sum()):,}",
        share=percent(feed_forward / (attention + feed_forward)),
        layers=PLAN.layers,
    )


_TITLE = Words(zh="Transformer 的一个模块，标出的是{part}", en="One block of a Transformer, with {part} marked")
_SAID = {
    "tokens": Words(
        zh="词元：每个词元是一串数，在本页两个大一些的模型里有 {width} 个，是它的嵌入加上它的位置。",
        en="Tokens: each is a row of numbers ({width} in this page’s two larger models), its embedding plus its position.",
    ),
    "query-key-value": Words(
        zh="查询、键、值：三个学来的矩阵，各把 {width} 个数变成 {width} 个数。",
        en="Query, key and value: three learned matrices, each of which makes {width} numbers of {width}.",
    ),
    "shares": Words(
        zh="份额：{length} 个词元两两比对，有 {scores} 个分数；softmax 把每一行变成份额，再按份额混合值。",
        en="Shares: {length} tokens have {scores} scores, query by key; softmax turns each row into shares, which blend the values.",
    ),
    "mask": Words(
        zh="掩码：后面的词元得零份；{scores} 个分数里，有 {hidden_scores} 个被划去。",
        en="Mask: later tokens get a share of zero; of {scores} scores {hidden_scores} are struck out.",
    ),
    "heads": Words(
        zh="多头：{heads} 个头并排工作，各用 {head_width} 个数，再由一个矩阵把结果合起来。",
        en="Heads: {heads} of them work side by side, with {head_width} numbers each, and one more matrix puts the results together.",
    ),
    "residual": Words(
        zh="残差连接：每一部分的输入绕过它，加到它的输出上；{layers} 个模块里共有 2 × {layers} 处这样的加法。",
        en="Residual connections: what goes into a part is added to what comes out, 2 × {layers} times in {layers} blocks.",
    ),
    "feed-forward": Words(
        zh="前馈：每个词元单独经过两层，{width} → {hidden} → {width} 个数；一个模块的参数，{share} 在这里。",
        en="Feed-forward: each token passes two layers by itself, {width} → {hidden} → {width} numbers, with {share} of a block’s weights.",
    ),
}
_NOTE = Words(
    zh="从左往右读。后面还有同样的模块，最后一个的输出用来猜下一个词元。每部分之前的层归一化没有画出。数字是本页训练过的模型的。",
    en="Read from left to right. More blocks of the same kind follow, and what comes out of the last one is used to guess the next token. "
    "The layer norms before each part are not drawn. The numbers are those of the models trained for this page.",
)

WIDGET = Widget(
    name="block-diagram",
    title=Words(zh="一个模块", en="One block"),
    claim=Words(
        zh="公式只是模块的一部分，旁边还有位置、残差和前馈。",
        en="The formula is one part of a block; positions, residual connections and a feed-forward part stand beside it.",
    ),
    parameters=(Choice("part", Words(zh="看哪一部分", en="Part"), tuple(PARTS.items()), initial="tokens"),),
    draw=draw,
)
