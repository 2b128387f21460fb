"""The causal mask: with it, changing a later word changes nothing before that word."""

from __future__ import annotations

import numpy as np

from ..attention import Array, causal_mask
from ..figures.bars import ROW, Bar, bars
from ..figures.figure import Figure, heading, panel, text
from ..figures.heatmap import heatmap
from ..figures.markup import Markup
from ..kit.parameters import Sentence, Toggle, Typed, Values, Word
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, quoted, written
from .toys import toy_words
from .toys.sentence_figures import KEY_AXIS, QUERY_AXIS, TOY_NOTE


def changes(words: tuple[str, ...], place: int, replacement: str, *, masked: bool) -> Array:
    """How much each word's context vector changes when the word at `place` is replaced: the largest difference of any
    of its numbers, shape (words,)."""
    replaced = (*words[:place], replacement, *words[place + 1 :])
    before, _ = toy_words.attend(words, is_causal=masked)
    after, _ = toy_words.attend(replaced, is_causal=masked)
    difference: Array = np.abs(after - before).max(axis=-1)
    return difference


def draw(p: Values, lang: Lang) -> Figure:
    sentence: Sentence = p["sentence"]
    words, place, replacement, masked = sentence.tokens, p["place"], p["replacement"].tokens[0], p["mask"]
    _, weights = toy_words.attend(words, is_causal=masked)
    hidden = (~causal_mask(len(words))).tolist() if masked else None
    changed = changes(words, place, replacement, masked=masked)
    return Figure(
        panels=(
            heatmap(
                weights.tolist(),
                words,
                title=(_MASKED if masked else _OPEN)[lang],
                query_axis=QUERY_AXIS[lang],
                key_axis=KEY_AXIS[lang],
                focus=place,
                focus_control="place",
                masked=hidden,
                leaks=None if masked else place,
            ),
            _changes_panel(words, place, replacement, changed, lang),
        ),
        caption=_caption(words, place, replacement, changed, masked)[lang],
        note=TOY_NOTE[lang],
    )


def _changes_panel(words: tuple[str, ...], place: int, replacement: str, changed: Array, lang: Lang) -> Markup:
    rows = [
        Bar(
            f"{word}→{replacement}" if at == place else word,
            float(change),
            written(change),
            class_="pw-value" if at < place else "pw-other",
            part=at,
        )
        for at, (word, change) in enumerate(zip(words, changed, strict=True))
    ]
    return panel(
        48 + len(rows) * ROW + 4,
        heading(_CHANGE[lang]),
        text(_CHANGE_SCALE[lang], 0, 34, class_="pw-axis"),
        bars(rows, 48, domain=(0, max(0.01, float(changed.max())))),
        title=_CHANGE[lang],
    )


def _caption(words: tuple[str, ...], place: int, replacement: str, changed: Array, masked: bool) -> Words:
    swap = {"old": quoted(words[place]), "new": quoted(replacement)}
    if words[place] == replacement:
        return Words(
            zh="{new}换成{new}，什么也没有换：所有的改变都是 0。换一个词试试。",
            en="{new} for {new} replaces nothing: every change is 0. Try another word.",
        ).format(**swap)
    if place == 0:
        return Words(
            zh="{old}换成{new}：它是第一个词，前面没有词可以比较。请换一个后面的词。",
            en="{old} becomes {new}: it is the first word and has none before it to compare. Choose a later one.",
        ).format(**swap)
    largest = changed[:place].max()
    if masked:
        return Words(
            zh="{old}换成{new}，它前面各词的输出，最大改变：{change}。",
            en="{old} becomes {new}, and the largest change before it is {change}.",
        ).format(**swap, change=written(largest))
    moved = words[int(changed[:place].argmax())]
    return Words(
        zh="没有掩码：{old}换成{new}，前面的词也跟着变了，最大改变 {change}，在{moved}。",
        en="Without the mask {old} becomes {new}, and words before it change too: by up to {change}, at {moved}.",
    ).format(**swap, change=written(largest), moved=quoted(moved))


_MASKED = Words(zh="有掩码：划去的格子看不见", en="With the mask: struck-out cells are unseen")
_OPEN = Words(zh="没有掩码：前面的词看见了虚框里的后文", en="No mask: earlier words see the dotted cells")
_CHANGE = Words(zh="换词之后，每个词的输出变了多少", en="How much each word’s output changes")
_CHANGE_SCALE = Words(zh="输出的各个数中，最大的差", en="the largest difference of any of its numbers")

WIDGET = Widget(
    name="causal-mask",
    title=Words(zh="因果掩码", en="The causal mask"),
    claim=Words(
        zh="写到哪里，就只能看到哪里：有掩码时，改后面的词，前面的输出一点不变。",
        en="Writing, one sees only the past: with the mask, changing a later word changes nothing before it.",
    ),
    parameters=(
        Toggle("mask", Words(zh="因果掩码", en="Causal mask"), initial=True),
        Typed(
            "sentence",
            Words(zh="句子", en="Sentence"),
            Words(zh="今天下雨所以我带了伞", en="It rains today so I took an umbrella"),
            known=toy_words.KNOWN,
        ),
        Word("place", Words(zh="换掉哪个词", en="Word to replace"), of="sentence", initial=Words(zh="6", en="7")),
        Typed(
            "replacement",
            Words(zh="换成", en="Replace it by"),
            Words(zh="帽子", en="hat"),
            known=toy_words.KNOWN,
            most_tokens=1,
            most_characters=24,
        ),
    ),
    main=("mask", "place"),
    presets=(
        Preset(
            Words(zh="伞", en="Umbrella"),
            {
                "sentence": Words(zh="今天下雨所以我带了伞", en="It rains today so I took an umbrella"),
                "place": Words(zh="6", en="7"),
                "replacement": Words(zh="帽子", en="hat"),
            },
        ),
        Preset(
            Words(zh="线球", en="Ball"),
            {
                "sentence": Words(zh="小猫追着线球跑", en="The cat chased the ball"),
                "place": Words(zh="3", en="4"),
                "replacement": Words(zh="鱼", en="fish"),
            },
        ),
        Preset(
            Words(zh="开头", en="First word"),
            {
                "sentence": Words(zh="小猫追着线球跑", en="Cats chase fish"),
                "place": "0",
                "replacement": Words(zh="小狗", en="dogs"),
            },
        ),
    ),
    draw=draw,
)
