"""At a glance: a sentence, one word in it, and where that word looks. Attention is not shared out evenly."""

from __future__ import annotations

import numpy as np

from ..attention import Array
from ..figures.figure import PANEL_WIDTH, Figure, clickable, heading, panel, shorten, text, text_width
from ..figures.markup import Markup, element
from ..kit.parameters import Sentence, Typed, Values, Word
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent, quoted
from .toys import toy_words
from .toys.sentence_figures import TOY_NOTE

_TYPE = 1.1 * 17 / 13  # running words are larger than labels, and bold in focus: see pw-running in the style sheet
_WHOLE = 120  # the height of a column that stands for all the attention
_LONGEST = 180  # the width of the longest word
_WORD = 28  # the height of a word's background


def draw(p: Values, lang: Lang) -> Figure:
    sentence: Sentence = p["sentence"]
    focus: int = p["focus"]
    _, weights = toy_words.attend(sentence.tokens)
    return Figure(
        (_running_words(sentence.tokens, weights, focus, lang),),
        _caption(sentence.tokens, weights[focus], focus)[lang],
        TOY_NOTE[lang],
        {"share": weights[focus].max(), "most": weights[focus].argmax(), "even": 1 / len(sentence.tokens)},
    )


def _running_words(words: tuple[str, ...], weights: Array, focus: int, lang: Lang) -> Markup:
    """The sentence as it is read. On each word stands a column as tall as its share, and its background is as strong."""
    title = _TITLE[lang].format(word=quoted(shorten(words[focus], 80)))
    drawn, top = [], 26.0
    for line in _lines(words):
        # Room for the tallest column of any word in focus: the sentence stands still when the focus moves.
        foot = top + 16 + _height(float(weights[:, [place for place, _, _ in line]].max()))
        for place, x, width in line:
            share = float(weights[focus, place])
            shown = shorten(words[place], _LONGEST)
            drawn.append(_word(shown, share, x, foot, width, place, in_focus=place == focus))
        top = foot + _WORD + 12
    return panel(top, heading(title), *drawn, title=title)


def _height(share: float) -> float:
    """Of a column. The weights of a reader's code may be no shares, and their columns end where those of shares do."""
    return _WHOLE * min(1.0, max(0.0, share))


def _lines(words: tuple[str, ...]) -> list[list[tuple[int, float, float]]]:
    """The words in lines that fit the panel: for each its place in the sentence, where it begins, and its width."""
    lines: list[list[tuple[int, float, float]]] = [[]]
    x = 0.0
    for place, word in enumerate(words):
        width = max(26.0, _TYPE * text_width(shorten(word, _LONGEST)) + 8)
        if x + width > PANEL_WIDTH:
            lines.append([])
            x = 0.0
        lines[-1].append((place, x, width))
        x += width + 2
    return lines


def _word(word: str, share: float, x: float, foot: float, width: float, place: int, *, in_focus: bool) -> Markup:
    middle, tall = x + width / 2, max(0.75, _height(share))
    query = frame = None
    if in_focus:
        frame = element("rect", class_="pw-frame", x=x, y=foot, width=width, height=_WORD, rx=3)
        query = element("path", class_="pw-query", d=f"M{middle - 6:.1f} {foot + _WORD + 10:.1f}l6 -9l6 9z")
    return clickable(
        "focus",
        place,
        element("rect", class_="pw-hit", x=x, y=foot - tall - 14, width=width, height=tall + 14 + _WORD),
        # Half as strong as the weight: the word on it stays legible even if it gets everything.
        element("rect", class_="pw-weight", x=x, y=foot, width=width, height=_WORD, rx=3, fill_opacity=share / 2),
        element("rect", class_="pw-weight", x=middle - 6, y=foot - tall, width=12, height=tall),
        text(percent(share), middle, foot - tall - 8, "middle", "pw-axis pw-number"),
        text(word, middle, foot + _WORD / 2, "middle", "pw-running pw-heading" if in_focus else "pw-running"),
        frame,
        query,
        pointing=True,
    )


def _caption(words: tuple[str, ...], shares: Array, focus: int) -> Words:
    if np.ptp(shares) < 1e-9:
        return Words(
            zh="{word}谁也不偏：每个词都是 {even}，这就是平均分。",
            en="{word} has no favourite: every word gets {even}, which is an even share.",
        ).format(word=quoted(words[focus]), even=percent(1 / len(words)))
    best = int(shares.argmax())
    numbers = {"word": quoted(words[focus]), "share": percent(shares[best]), "even": percent(1 / len(words))}
    return Words(
        zh="{word}把 {share} 的注意力给了{best_zh}；要是平均分，每个词只有 {even}。",
        en="{word} gives {share} of its attention to {best_en}; an even share is {even}.",
    ).format(
        **numbers,
        best_zh="它自己" if best == focus else quoted(words[best]),
        best_en="itself" if best == focus else quoted(words[best]),
    )


_TITLE = Words(zh="{word}看向谁：柱越高，看得越多", en="Where {word} looks: taller is more")

WIDGET = Widget(
    name="glance",
    title=Words(zh="看一眼", en="At a glance"),
    claim=Words(
        zh="注意力不是平均分的：换一个词来看，要紧的词也就换了。",
        en="Attention is not shared evenly: let another word look, and other words matter.",
    ),
    parameters=(
        Typed(
            "sentence",
            Words(zh="句子", en="Sentence"),
            Words(zh="孩子困了，可他还想看书", en="The girl was tired but she wanted to read the letter"),
            known=toy_words.KNOWN,
        ),
        Word("focus", Words(zh="谁在看", en="Who looks"), of="sentence", initial=Words(zh="7", en="8")),
    ),
    presets=(
        Preset(
            Words(zh="孩子", en="Girl"),
            {
                "sentence": Words(
                    zh="孩子困了，可他还想看书", en="The girl was tired but she wanted to read the letter"
                ),
                "focus": Words(zh="7", en="8"),
            },
        ),
        Preset(
            Words(zh="小狗", en="Dog"),
            {
                "sentence": Words(zh="小狗饿了就吃骨头", en="The hungry dog found and ate a bone"),
                "focus": Words(zh="4", en="5"),
            },
        ),
        Preset(
            Words(zh="老师", en="Teacher"),
            {"sentence": Words(zh="老师送我旧书", en="My teacher gave me an old book"), "focus": Words(zh="1", en="2")},
        ),
    ),
    draw=draw,
)
