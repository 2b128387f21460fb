"""A room of symbols: call all of them by other names, one for one, and no weight changes, for none ever saw a name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..attention import Array, scaled_dot_product_attention
from ..figures.bars import Bar, bars
from ..figures.figure import CLICKABLE_ROW, PANEL_WIDTH, Figure, clickable, heading, panel, shorten, text
from ..figures.markup import Markup, element
from ..figures.scale import Scale
from ..kit.parameters import Number, Sentence, Toggle, Typed, Values, Word
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent, quoted, written
from .toys import toy_words
from .toys.toy_senses import felt

_MOST = 8  # words
_LABEL, _NUMBERS = 126, 84
_STRONG = 6.0  # how much a word looks for what feels like itself


def recode(words: tuple[str, ...], code: tuple[str, ...]) -> tuple[str, ...]:
    """The symbols that stand for the words: the first new word gets the first symbol of the code, and so on. Where the code
    has come to its end, a word stands for itself. Capitals make no difference to what a word is."""
    different = dict.fromkeys(word.lower() for word in words)
    symbols = {**{word: word for word in different}, **dict(zip(different, code, strict=False))}
    return tuple(symbols[word.lower()] for word in words)


def shuffled(code: tuple[str, ...], times: int) -> tuple[str, ...]:
    """The symbols in another order for each number of times, and in their own for none."""
    number, left, order = times * 263, list(code), []
    while left:
        number, place = divmod(number, len(left))
        order.append(left.pop(place))
    return tuple(order)


def attend(words: tuple[str, ...], symbols: tuple[str, ...], world: Callable[[str], Array] | None = None) -> Array:
    """The weights of symbols over each other, shape (symbols, symbols): rows are queries.

    Args:
        words: what each symbol was before, for the book alone: it has the vector of the word beside its symbol. Where two
            words share a symbol, the later entry stands.
        symbols: what is handed into the room.
        world: what the thing of that name feels like, (senses,): a tie outside the book. Without it there are none.
    """
    book = dict(zip(symbols, toy_words.embed(words), strict=True))
    x = np.stack([book[symbol] for symbol in symbols])
    to_query, to_key = toy_words.projections()
    query, key = x @ to_query, x @ to_key
    if world:
        feels = np.stack([world(symbol) for symbol in symbols])
        query, key = np.hstack([query, _STRONG * feels]), np.hstack([key, feels])
    weights: Array
    _, weights = scaled_dot_product_attention(query, key, x, scale=1 / np.sqrt(x.shape[-1]), return_weights=True)
    return weights


def compare(words: tuple[str, ...], symbols: tuple[str, ...], *, tied: bool, follows: bool) -> tuple[Array, Array]:
    """The weights before the words become symbols, and after. If they are tied to the world and it does not follow, a thing
    there goes by the name that it always had."""
    if not tied:
        return attend(words, words), attend(words, symbols)
    named = dict(zip(symbols, words, strict=True))
    world = (lambda symbol: felt(named[symbol])) if follows else felt
    return attend(words, words, felt), attend(words, symbols, world)


def draw(p: Values, lang: Lang) -> Figure:
    sentence: Sentence = p["sentence"]
    words, focus, follows = sentence.tokens, p["focus"], p["follows"]
    different = len({word.lower() for word in words})
    symbols = recode(words, shuffled(p["code"].tokens[:different], int(p["shuffles"])))
    inside = compare(words, symbols, tied=False, follows=follows)
    outside = compare(words, symbols, tied=True, follows=follows)
    return Figure(
        (
            _shares(words, symbols, focus, inside, _INSIDE[lang], lang),
            _shares(words, symbols, focus, outside, _OUTSIDE[lang], lang),
        ),
        _caption(words, symbols, focus, inside, outside, follows)[lang],
        _NOTE[lang],
    )


def largest(weights: tuple[Array, Array]) -> float:
    """The largest difference of any weight, of any query."""
    before, after = weights
    return float(np.abs(after - before).max())


def _shares(
    words: tuple[str, ...],
    symbols: tuple[str, ...],
    focus: int,
    weights: tuple[Array, Array],
    title: str,
    lang: Lang,
) -> Markup:
    """How the word in focus shares its attention: bars for the symbols, boxes for the words that they stand for."""
    before, after = (each[focus] for each in weights)
    top = 48
    x = Scale((0, 1.05), (_LABEL, PANEL_WIDTH - _NUMBERS - 6))
    bottom = top + len(words) * CLICKABLE_ROW
    rows = [Bar("", float(now), f"{percent(now)} / {percent(was)}") for was, now in zip(before, after, strict=True)]
    labels = []
    for place, (word, symbol) in enumerate(zip(words, symbols, strict=True)):
        y = top + (place + 0.5) * CLICKABLE_ROW
        label = f"{shorten(word, 56)} → {shorten(symbol, 46)}"
        labels.append(
            clickable(
                "focus",
                place,
                element("rect", class_="pw-hit", x=0, y=y - CLICKABLE_ROW / 2, width=PANEL_WIDTH, height=CLICKABLE_ROW),
                text(label, _LABEL - 8, y, "end", "pw-text pw-focus" if place == focus else "pw-text"),
            )
        )
    marks = [
        element(
            "rect",
            class_="pw-before",
            x=x(share) - 2.5,
            y=top + place * CLICKABLE_ROW + 2,
            width=5,
            height=CLICKABLE_ROW - 4,
        )
        for place, share in enumerate(before)
    ]
    return panel(
        bottom + 32,
        heading(title),
        text(_KEY[lang].format(quoted(shorten(words[focus], 70))), 0, 34, class_="pw-axis"),
        bars(
            rows,
            top,
            domain=(0, 1.05),
            label_width=_LABEL,
            number_width=_NUMBERS,
            row_height=CLICKABLE_ROW,
        ),
        *marks,
        *labels,
        text(_LARGEST[lang].format(len(words) ** 2, written(largest(weights))), 0, bottom + 18, class_="pw-heading"),
        title=title,
    )


def _caption(
    words: tuple[str, ...],
    symbols: tuple[str, ...],
    focus: int,
    inside: tuple[Array, Array],
    outside: tuple[Array, Array],
    follows: bool,
) -> Words:
    shared: dict[str, dict[str, str]] = {symbol: {} for symbol in symbols}
    for word, symbol in zip(words, symbols, strict=True):
        shared[symbol].setdefault(word.lower(), word)
    clash = next((symbol for symbol, those in shared.items() if len(those) > 1), None)
    before, after = (each[focus] for each in outside)
    moved = int(np.abs(after - before).argmax())
    numbers = {
        "inside": written(largest(inside)),
        "outside": written(largest(outside)),
        "focus": quoted(words[focus]),
        "moved": quoted(words[moved]),
        "was": percent(before[moved]),
        "now": percent(after[moved]),
    }
    if clash is not None:
        first, second, *_ = shared[clash].values()
        return _CLASH.format(**numbers, code=quoted(clash), first=quoted(first), second=quoted(second))
    if words == symbols:
        return _SAME
    tied = _NOTHING_FELT if largest(outside) == 0 and not follows else _FOLLOWS if follows else _TIED
    if tied is _TIED and percent(before[moved]) == percent(after[moved]):
        tied = _TIED_ELSEWHERE
    return Words(zh=_ONE_TO_ONE["zh"] + tied["zh"], en=_ONE_TO_ONE["en"] + tied["en"]).format(**numbers)


_INSIDE = Words(zh="只有符号", en="Nothing but symbols")
_OUTSIDE = Words(zh="符号接上了世界", en="Symbols tied to the world")
_KEY = Words(zh="{}的份额：条是换了代号，空框是原来", en="shares of {}: bar, in code; box, before")
_LARGEST = Words(zh="全部 {} 个权重，最大的差：{}", en="Largest difference of {} weights: {}")
_ONE_TO_ONE = Words(
    zh="换成代号，权重最多差 {inside}；",
    en="In code the largest difference of a weight is {inside}; ",
)
_TIED = Words(
    zh="接上还用老名字的世界，{focus}给{moved}的份额从 {was} 变成 {now}。",
    en="in a world that keeps the old names {focus} gives {moved} {now}, not {was}.",
)
_TIED_ELSEWHERE = Words(
    zh="接上还用老名字的世界，{focus}的份额几乎没动，别的词最多差 {outside}。",
    en="in a world that keeps the old names it is {outside}, though the shares of {focus} hardly move.",
)
_FOLLOWS = Words(
    zh="接上世界，世界也跟着改口，还是 {outside}。",
    en="in a world that takes up the new names it is {outside} again.",
)
_NOTHING_FELT = Words(
    zh="接上世界也是 {outside}：这句话里没有换了代号、又摸得着的东西。",
    en="in a world it is {outside} too: nothing that one can feel has been renamed.",
)
_CLASH = Words(
    zh="{first}和{second}用了同一个代号{code}，书里分不开，权重也就变了，最多差 {inside}。",
    en="{first} and {second} share the code {code}: the book cannot tell them apart, and weights change by up to {inside}.",
)
_SAME = Words(
    zh="代号和原来的词一样，什么也没有换。给每个词写一个新代号试试。",
    en="The codes are the words themselves, and nothing has changed. Write a new code for each word.",
)
_NOTE = Words(
    zh="示意向量：每个词属于哪一类、在找什么，由我们手工设定；屋里的书写着“代号—向量”，注意力只看向量。"
    "第二张图另外接上了示意的感觉：每样东西有多重、多热、多好吃（也是手工设定），世界按名字把东西递过来，叫不出名字就什么也没有；"
    "感觉相近的互相多看一眼。",
    en="Example vectors: the kind of each word and what it looks for are set by hand; the book in the room has a vector beside each "
    "code, and attention sees vectors alone. The second figure adds example senses: how heavy, warm and tasty a thing is, by hand "
    "as well. The world hands things over by name, or nothing if it knows no such name; things that feel alike attend to each other more.",
)

WIDGET = Widget(
    name="chinese-room",
    title=Words(zh="房间里的符号", en="Symbols in a room"),
    claim=Words(
        zh="把所有的词一一换成代号，权重一位不差；接上世界以后，名字才要紧。",
        en="Exchange all words for codes, one for one, and no weight changes; names matter once they are tied to a world.",
    ),
    parameters=(
        Typed(
            "sentence",
            Words(zh="句子", en="Sentence"),
            Words(zh="猫饿了就吃鱼", en="The hungry cat ate the fish"),
            known=toy_words.KNOWN,
            most_tokens=_MOST,
        ),
        Typed(
            "code",
            Words(zh="代号：依次给每个不同的词一个", en="Code: a symbol for each different word, in order"),
            Words(zh="417 29 6 84 38 50", en="6 29 417 38 50"),
            known=toy_words.KNOWN,
            most_tokens=_MOST,
        ),
        Number(
            "shuffles",
            Words(zh="代号打乱几次", en="Shuffles"),
            0,
            0,
            12,
            1,
            plays=Words(zh="打乱代号", en="Shuffle the codes"),
        ),
        Word("focus", Words(zh="谁在看", en="Who looks"), of="sentence", initial=Words(zh="4", en="3")),
        Toggle("follows", Words(zh="世界也跟着改口", en="The world takes up the new names"), initial=False),
    ),
    main=("code", "shuffles"),
    presets=(
        Preset(Words(zh="数字", en="Numbers"), {"code": Words(zh="417 29 6 84 38 50", en="6 29 417 38 50")}),
        Preset(Words(zh="字母", en="Letters"), {"code": Words(zh="K Q X Z J W", en="K Q X Z J")}),
        Preset(
            Words(zh="别的词", en="Other words"), {"code": Words(zh="鱼 冷 茶 和 书 猫", en="stone cold tea read dog")}
        ),
    ),
    draw=draw,
)
