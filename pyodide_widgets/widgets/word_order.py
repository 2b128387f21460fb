"""Without positions attention is order-blind: put the words in another order, and each gets the very same output."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..attention import Array, alibi_bias, rotary_angles, rotate, scaled_dot_product_attention, sinusoidal_positions
from ..figures.bars import ROW, Bar, bars
from ..figures.figure import PANEL_WIDTH, Figure, heading, linked, panel, shorten, text
from ..figures.handles import DragDown, drag_attributes
from ..figures.markup import Markup, element
from ..kit.parameters import Choice, Order, Sentence, Typed, Values, moved, order_text
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, quoted, written
from .toys import toy_words

_TOP, _WORD = 62, 68  # where the words begin, and the room for each
_TALLEST = 56  # height of a word's line
_STRIP = 56  # width of an output
_LEFT, _RIGHT = _WORD + 4, PANEL_WIDTH - _WORD - 4 - _STRIP


@lru_cache(maxsize=64)
def attend(words: tuple[str, ...], positions: str) -> Array:
    """The outputs of a sentence that attends to itself, shape (words, features).

    Rounding makes a sum depend on the order of its terms, in the last of sixteen digits. So that this is not taken for
    knowing the order of words, each query meets the keys sorted by their numbers, wherever they stand; what positions
    have added to keys, values and scores goes with them.
    """
    length = len(words)
    x = toy_words.embed(words)
    if positions == "sinusoidal":
        x = x + sinusoidal_positions(*x.shape)
    to_query, to_key = toy_words.projections()
    # A product with each word by itself: in one with all of them, rounding could depend on the row.
    query, key = x[:, None] @ to_query, (x[:, None] @ to_key)[:, 0]  # (words, 1, features), (words, features)
    if positions == "rotary":
        cosines, sines = rotary_angles(np.arange(length), x.shape[-1])
        query, key = rotate(query, cosines[:, None], sines[:, None]), rotate(key, cosines, sines)
    bias = alibi_bias(8, length)[0] if positions == "alibi" else np.zeros((length, length))
    numbers = np.broadcast_to(np.hstack([x, key]).T[:, None], (2 * x.shape[-1], length, length))
    by_numbers = np.lexsort((*numbers, bias))  # (words, words): for each query, its keys
    bias = np.take_along_axis(bias, by_numbers, axis=-1)[:, None]
    outputs: Array = scaled_dot_product_attention(query, key[by_numbers], x[by_numbers], attn_mask=bias)
    return outputs[:, 0]


def differences(words: tuple[str, ...], order: tuple[int, ...], positions: str) -> tuple[Array, Array, Array]:
    """The outputs before and after reordering, (words, features) each, and how far apart they are for each word of the
    sentence, (words,): the largest difference of any number. Word is matched with word, wherever it stands."""
    before = attend(words, positions)
    after = attend(tuple(words[place] for place in order), positions)
    return before, after, np.abs(after - before[list(order)]).max(axis=-1)[np.argsort(order)]


def draw(p: Values, lang: Lang) -> Figure:
    sentence: Sentence = p["sentence"]
    words, positions = sentence.tokens, p["positions"]
    order = p["order"].places
    compared = {each: differences(words, order, each) for each in _POSITIONS}
    before, after, apart = compared[positions]
    largest = {each: float(differ.max()) for each, (_, _, differ) in compared.items()}
    return Figure(
        (_orders(words, order, before, after, apart, lang), _differences(words, apart, largest, positions, lang)),
        _caption(words, order, positions, largest[positions])[lang],
        _NOTE[lang],
    )


def _orders(
    words: tuple[str, ...], order: tuple[int, ...], before: Array, after: Array, apart: Array, lang: Lang
) -> Markup:
    """The sentence, its outputs, lines to where each word stands now, and the outputs there."""
    low, high = float(min(before.min(), after.min())), float(max(before.max(), after.max()))
    drawn = []
    line = _line(len(words))
    for to, place in enumerate(order):
        y0, y1 = (_TOP + (at + 0.5) * line for at in (place, to))
        row = [
            text(shorten(words[place], _WORD), _WORD, y0, "end"),
            _strip(before[place], _LEFT, y0, line - 6, low, high),
            element(
                "path",
                class_="pw-score pw-curve",
                d=f"M{_LEFT + _STRIP + 5} {y0:.1f}C160 {y0:.1f} 160 {y1:.1f} {_RIGHT - 5} {y1:.1f}",
                stroke_dasharray="3 4" if apart[place] > 0 else None,
            ),
            _strip(after[to], _RIGHT, y1, line - 6, low, high),
            _handle(words[place], order, to, line),
        ]
        drawn.append(linked(place, *row))
    return panel(
        _TOP + len(words) * line + 4,
        heading(_ORDERS_TITLE[lang]),
        text(_STRIPS[lang], 0, 34, class_="pw-axis"),
        text(_BEFORE[lang], 0, 53, class_="pw-axis"),
        text(_AFTER[lang], PANEL_WIDTH, 53, "end", "pw-axis"),
        *drawn,
        title=_ORDERS_TITLE[lang],
    )


def _line(words: int) -> float:
    """The height of a word's line: beside the panel of differences, where the two are swiped, this one leaves little room empty."""
    return min(_TALLEST, (_differences_height(words) - _TOP - 4) / words)


def _handle(word: str, order: tuple[int, ...], place: int, line: float) -> Markup:
    """A word in the other order, to be taken hold of and dragged to another place."""
    y = _TOP + (place + 0.5) * line
    left, width = PANEL_WIDTH - _WORD - 1, _WORD
    to_each_place = tuple(order_text(moved(order, place, to)) for to in range(len(order)))
    return element(
        "g",
        element("rect", class_="pw-hit", x=left, y=y - line / 2, width=width, height=line),
        element("rect", class_="pw-paper", x=left, y=y - 12, width=width, height=24, rx=6),
        text(shorten(word, _WORD - 10), left + 5, y),
        class_="pw-updown",
        **drag_attributes(
            (left, _TOP, left + width, _TOP + len(order) * line),
            DragDown("order", to_each_place),
        ),
    )


def _strip(output: Array, x: float, y: float, tall: float, low: float, high: float) -> Markup:
    """An output as a row of columns, one for each of its numbers."""
    width = _STRIP / len(output)
    foot = y + tall / 2
    shares = ((output - low) / (high - low or 1)).round(3)
    columns = "".join(
        f"M{x + place * width:.1f} {foot:.1f}v{-max(0.5, tall * share):.1f}h{width - 1:.1f}V{foot:.1f}z"
        for place, share in enumerate(shares.tolist())
    )
    return element("path", class_="pw-context", d=columns)


def _differences_height(words: int) -> float:
    return 48 + words * ROW + 30 + 18 + len(_POSITIONS) * ROW + 4


def _differences(words: tuple[str, ...], apart: Array, largest: dict[str, float], positions: str, lang: Lang) -> Markup:
    middle = 48 + len(words) * ROW + 30
    domain = (0, max(0.01, *largest.values()))
    by_word = [
        Bar(word, float(each), written(each), "pw-context", part=place)
        for place, (word, each) in enumerate(zip(words, apart, strict=True))
    ]
    by_positions = [
        Bar(
            f"{'▸ ' if each == positions else ''}{name[lang]}",
            largest[each],
            written(largest[each]),
            "pw-context" if each == positions else "pw-other",
        )
        for each, name in _POSITIONS.items()
    ]
    return panel(
        _differences_height(len(words)),
        heading(_APART[lang]),
        text(_APART_SCALE[lang], 0, 34, class_="pw-axis"),
        bars(by_word, 48, domain=domain),
        text(_BY_POSITIONS[lang], 0, middle, class_="pw-axis"),
        bars(by_positions, middle + 14, domain=domain),
        title=_APART[lang],
    )


def _caption(words: tuple[str, ...], order: tuple[int, ...], positions: str, largest: float) -> Words:
    numbers = {
        "before": _sentence(words),
        "after": _sentence(tuple(words[place] for place in order)),
        "largest": written(largest),
    }
    if all(words[place] == word for place, word in zip(order, words, strict=True)):
        said = Words(
            zh="换来换去还是{before}：词序没有变，自然处处相同。换一个次序试试。",
            en="{before} is what it was: no word has changed seats with another. Try another order.",
        )
    elif positions == "none":
        said = Words(
            zh="{before}变成{after}，每个词的输出和原来最多差 {largest}，只是换了座位。",
            en="{before} becomes {after}, and word by word the outputs differ by {largest}: they only changed seats.",
        )
    elif largest == 0:
        said = Words(
            zh="ALiBi 只知道两个词隔多远；从{before}到{after}，远近没变，所以还是差 {largest}。",
            en="ALiBi only knows how far apart words are: between {before} and {after} outputs differ by {largest}.",
        )
    else:
        name = _POSITIONS[positions]
        space = " " if name["zh"].isascii() else ""
        said = Words(
            zh=f"加上{space}{name['zh']}，{{before}}和{{after}}就分开了：同一个词的输出最多差 {{largest}}。",
            en=f"With {name['en']} positions {{before}} and {{after}} part: the outputs of a word differ by up to {{largest}}.",
        )
    return said.format(**numbers)


def _sentence(words: tuple[str, ...]) -> str:
    return quoted((" " if any(word[0] < "\u2e80" and word[0].isalpha() for word in words) else "").join(words))


_POSITIONS = {
    "none": Words(zh="没有位置", en="no positions"),
    "sinusoidal": Words(zh="正弦编码", en="sinusoidal"),
    "rotary": Words(zh="旋转编码", en="rotary"),
    "alibi": Words(zh="ALiBi", en="ALiBi"),
}
_ORDERS_TITLE = Words(zh="换了座位，输出换了没有", en="New seats: new outputs?")
_STRIPS = Words(zh="每排小柱是一个词的输出；虚线：输出变了", en="columns: a word’s output; dotted: it has changed")
_BEFORE = Words(zh="原来的次序", en="as it was")
_AFTER = Words(zh="拖动，换个次序", en="drag the words")
_APART = Words(zh="同一个词，前后两个输出差多少", en="How far apart a word’s two outputs are")
_APART_SCALE = Words(zh="输出的各个数中，最大的差", en="the largest difference of any of its numbers")
_BY_POSITIONS = Words(zh="所有的词里最大的差，四种做法", en="the largest of any word, four ways")
_NOTE = Words(
    zh="示意向量：每个词属于哪一类、在找什么，由我们手工设定。没有掩码。"
    "加数换个次序，和的第 16 位数字会变；为免混淆，这里每个和都按键的数值排好再加，不管词站在哪里，所以 0 就是 0。"
    "ALiBi 用的是八个头里最陡的一个。",
    en="Example vectors: the kind of each word and what it looks for are set by hand. There is no mask. Adding in another order "
    "changes the sixteenth digit of a sum; so that this is not taken for an effect, every sum here goes through the keys sorted by "
    "their numbers, wherever the words stand, so 0 is 0. ALiBi is the steepest of its eight heads.",
)

WIDGET = Widget(
    name="word-order",
    title=Words(zh="谁咬谁", en="Who bites whom"),
    claim=Words(
        zh="没有位置，词怎么换座位，每个词的输出都一模一样；加上位置，才分得出先后。",
        en="Without positions a word’s output is the same in any order, to the last digit; it takes positions to tell orders apart.",
    ),
    parameters=(
        Choice("positions", Words(zh="位置", en="Positions"), tuple(_POSITIONS.items()), "none"),
        Typed(
            "sentence",
            Words(zh="句子", en="Sentence"),
            Words(zh="狗咬人", en="dog bites man"),
            known=toy_words.KNOWN,
        ),
        Order("order", Words(zh="另一个次序（词的序号）", en="Another order (numbers of the words)"), of="sentence"),
    ),
    main=("positions",),
    presets=(
        Preset(
            Words(zh="狗咬人", en="Dog bites man"),
            {"sentence": Words(zh="狗咬人", en="dog bites man"), "order": "3 2 1"},
        ),
        Preset(
            Words(zh="猫追狗", en="Cat chases dog"),
            {"sentence": Words(zh="猫追狗", en="cat chases dog"), "order": "3 2 1"},
        ),
        Preset(
            Words(zh="老师教学生", en="She teaches him"),
            {"sentence": Words(zh="老师教学生", en="she teaches him"), "order": "3 2 1"},
        ),
    ),
    draw=draw,
)
