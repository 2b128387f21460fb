"""A visit to the library: compare the search with every book's label, share out an hour, blend what was read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..attention import Array, scaled_dot_product_attention
from ..figures.bars import ROW, Bar, bars
from ..figures.figure import PANEL_WIDTH, Figure, heading, linked, panel, text
from ..figures.markup import Markup, element
from ..figures.plane import Plane
from ..kit.guess import GuessNumbers
from ..kit.parameters import Number, Values
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent

MINUTES = 60


@dataclass(frozen=True)
class Book:
    """A book: its label (key) says what it is about, its value says what its pages hold, as shares of the themes."""

    title: Words
    key: tuple[float, float]
    value: tuple[float, float, float]
    label_on: str


THEMES = (
    Words(zh="种植与做菜", en="food and farming"),
    Words(zh="故事", en="a story"),
    Words(zh="技术", en="technology"),
)
BOOKS = (
    Book(Words(zh="果树栽培", en="Growing fruit"), (2.0, -0.5), (0.9, 0.0, 0.1), "below"),
    Book(Words(zh="家常菜谱", en="Home cooking"), (1.6, -1.4), (0.9, 0.1, 0.0), "below"),
    Book(Words(zh="白雪公主", en="Snow White"), (0.7, 0.5), (0.1, 0.9, 0.0), "above"),
    Book(Words(zh="手机维修", en="Repairing phones"), (-1.2, 1.5), (0.0, 0.0, 1.0), "above"),
    Book(Words(zh="公司传奇", en="A company story"), (0.2, 2.0), (0.0, 0.4, 0.6), "right"),
)
KEYS = np.array([book.key for book in BOOKS])
VALUES = np.array([book.value for book in BOOKS])


@dataclass(frozen=True)
class Visit:
    """The three steps: scores (books,), shares of the hour (books,), and the blend (themes,)."""

    scores: Array
    shares: Array
    blend: Array


def visit(query: tuple[float, float]) -> Visit:
    """Search with a query. Two numbers are few: the dot products are not scaled down."""
    search = np.array([query])
    context, weights = scaled_dot_product_attention(search, KEYS, VALUES, scale=1.0, return_weights=True)
    return Visit(KEYS @ search[0], weights[0], context[0])


def draw(p: Values, lang: Lang) -> Figure:
    query = (p["query-x"], p["query-y"])
    seen = visit(query)
    return Figure((_plane(query, lang), _steps(seen, lang)), _caption(seen)[lang], _NOTE[lang], _values(seen))


def _values(seen: Visit) -> dict[str, float]:
    """Of each book, counted from 1: its score, its share and its minutes."""
    books = list(enumerate(zip(seen.scores, seen.shares, strict=True), 1))
    return {
        **{f"score-{place}": score for place, (score, _) in books},
        **{f"share-{place}": share for place, (_, share) in books},
        **{f"minutes-{place}": MINUTES * share for place, (_, share) in books},
    }


def _plane(query: tuple[float, float], lang: Lang) -> Markup:
    plane = Plane(left=1, top=26, side=PANEL_WIDTH - 2, low=-2.6, high=2.6)
    books = [
        linked(place, plane.key_arrow(book.key, book.title[lang], label_on=book.label_on))
        for place, book in enumerate(BOOKS)
    ]
    return panel(
        26 + plane.side + 1,
        heading(_PLANE[lang]),
        plane.axes(_FRUIT[lang], _DEVICE[lang]),
        *books,
        plane.arrow(query, "pw-query"),
        plane.handle(query, "query-x", "query-y"),
        title=_PLANE[lang],
    )


def _steps(seen: Visit, lang: Lang) -> Markup:
    titles = [book.title[lang] for book in BOOKS]
    scores = [
        Bar(title, float(score), _written(score), "pw-score", part=place)
        for place, (title, score) in enumerate(zip(titles, seen.scores, strict=True))
    ]
    shares = [
        Bar(title, float(share), _MINUTES[lang].format(MINUTES * share), part=place)
        for place, (title, share) in enumerate(zip(titles, seen.shares, strict=True))
    ]
    blend = [
        Bar(theme[lang], float(part), percent(part), "pw-value") for theme, part in zip(THEMES, seen.blend, strict=True)
    ]
    contents = [_contents(book, place) for place, book in enumerate(BOOKS)]
    groups = ((_SCORES, scores, (-4.0, 6.0)), (_SHARES, shares, (0.0, 1.0)), (_BLEND, blend, (0.0, 1.0)))
    drawn: list[Markup] = []
    y = 0.0
    for title, rows, domain in groups:
        drawn += [
            text(title[lang], 0, y + 9, class_="pw-heading"),
            bars(rows, y + 21, domain=domain, label_width=140, number_width=62),
        ]
        if rows is blend:
            middle = [y + 21 + (place + 0.5) * ROW for place in range(len(rows))]
            drawn += [_shade(place, 0, each - 7, 14) for place, each in enumerate(middle)]
        elif rows is shares:
            drawn += [element("g", *contents, transform=f"translate(0 {y + 21:.1f})")]
        y += 21 + len(rows) * ROW + 13
    return panel(y - 10, *drawn, title=_STEPS[lang])


def _contents(book: Book, row: int) -> Markup:
    """What a book holds, as a strip before its name: as wide as each theme's part of it, in the theme's shade."""
    start, drawn = 0.0, []
    for theme, part in enumerate(book.value):
        if part:
            drawn.append(_shade(theme, start, (row + 0.5) * ROW - 7, _STRIP * part))
        start += _STRIP * part
    return element(
        "g", *drawn, element("rect", class_="pw-paper", x=0, y=(row + 0.5) * ROW - 7, width=_STRIP, height=14)
    )


def _shade(theme: int, x: float, y: float, width: float) -> Markup:
    return element("rect", class_="pw-value", fill_opacity=_SHADES[theme], x=x, y=y, width=width, height=14)


def _written(score: float) -> str:
    return f"{score:.2f}".replace("-", "−")


def _caption(seen: Visit) -> Words:
    best, theme = int(seen.shares.argmax()), THEMES[int(seen.blend.argmax())]
    written = [round(MINUTES * float(share), 1) for share in seen.shares]
    # Equal to the last digit that is shown: to a reader they are equal.
    first = [book.title for book, minutes in zip(BOOKS, written, strict=True) if minutes == written[best]]
    said = _ALL_TIE if len(first) == len(BOOKS) else _TIE if len(first) > 1 else _FIRST
    numbers = {"minutes": f"{MINUTES * seen.shares[best]:.0f}", "share": percent(seen.blend.max())}
    return Words(
        zh=said["zh"].format(**numbers, books="".join(f"《{title['zh']}》" for title in first), theme=theme["zh"]),
        en=said["en"].format(**numbers, books=" and ".join(f"“{title['en']}”" for title in first), theme=theme["en"]),
    )


def _question(p: Values, lang: Lang) -> str:
    across, up = (f"{p[name]:.1f}".replace("-", "−") for name in ("query-x", "query-y"))
    return _QUESTION[lang].format(across=across, up=up)


_QUESTION = Words(
    zh="你这样搜索：水果与厨房 {across}，设备与公司 {up}。一小时里，每本书分到几分钟？",
    en="You search for fruit and kitchen {across}, devices and companies {up}. How much of the hour does each book get?",
)
_FRUIT = Words(zh="水果与厨房", en="fruit and kitchen")
_DEVICE = Words(zh="设备与公司", en="devices and companies")
_PLANE = Words(zh="书的标签（键）和你的搜索（查询）", en="Labels of books (keys), your search (query)")
_STEPS = Words(zh="三步：比对、分配、混合", en="Three steps: compare, share, blend")
_SCORES = Words(zh="① 比对：分数 = 查询·键", en="① Compare: score = query · key")
_SHARES = Words(zh="② 分配：softmax（小条：书里有什么）", en="② Share: softmax (strips: what books hold)")
_BLEND = Words(zh="③ 混合：笔记里有什么（上下文向量）", en="③ Blend: your notes (context vector)")
_FIRST = Words(
    zh="你把 60 分钟里的 {minutes} 分钟给了{books}；读完，笔记里 {share} 是{theme}。",
    en="You give {minutes} of your 60 minutes to {books}; {share} of your notes is then about {theme}.",
)
_TIE = Words(
    zh="{books}打成平手，各得 {minutes} 分钟；读完，笔记里 {share} 是{theme}。",
    en="{books} tie, at {minutes} minutes each; {share} of your notes is then about {theme}.",
)
_ALL_TIE = Words(
    zh="这样搜索，哪本书都一样相关，各得 {minutes} 分钟；读完，笔记里 {share} 是{theme}。",
    en="To this search all books matter alike, {minutes} minutes each; {share} of your notes is then about {theme}.",
)
_STRIP = 24  # the width of the strip that shows a book's contents
_SHADES = (1.0, 0.55, 0.2)  # of the themes
_MINUTES = Words(zh="{:.1f} 分", en="{:.1f} min")
_NOTE = Words(
    zh="示意向量：五本书的标签和内容由我们手工设定；分数、份额和混合由注意力函数当场算出。",
    en="Example vectors: labels and contents of the five books are set by hand; scores, shares and blend are computed on the spot.",
)

WIDGET = Widget(
    name="library",
    title=Words(zh="图书馆", en="The library"),
    claim=Words(
        zh="点积比对、softmax 分配、加权求和：三步，就是注意力的全部动作。",
        en="Compare by dot product, share by softmax, blend by weighted sum: that is all attention does.",
    ),
    parameters=(
        Number("query-x", Words(zh="查询：水果与厨房", en="Query: fruit and kitchen"), 1.2, -2.5, 2.5, 0.1),
        Number("query-y", Words(zh="查询：设备与公司", en="Query: devices and companies"), 0.6, -2.5, 2.5, 0.1),
    ),
    vector=("query-x", "query-y"),
    presets=(
        Preset(Words(zh="水果", en="Fruit"), {"query-x": "2.0", "query-y": "-1.0"}),
        Preset(Words(zh="手机", en="Phones"), {"query-x": "-1.2", "query-y": "1.5"}),
        Preset(Words(zh="两样都要", en="Both"), {"query-x": "1.2", "query-y": "0.6"}),
        Preset(Words(zh="无所谓", en="Neither"), {"query-x": "0.0", "query-y": "0.0"}),
    ),
    draw=draw,
    guess=GuessNumbers(
        _question,
        tuple((f"minutes-{place}", book.title) for place, book in enumerate(BOOKS, 1)),
        high=MINUTES,
        unit=Words(zh=" 分", en=" min"),
    ),
)
