"""Self-attention: query, key and value come from the same sentence, and every word looks round at every other."""

from __future__ import annotations

from ..attention import Array
from ..figures.arcs import arcs
from ..figures.figure import Figure
from ..figures.heatmap import heatmap
from ..kit.guess import GuessOption
from ..kit.parameters import Sentence, Typed, Values, Word
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent, quoted
from .toys import toy_words
from .toys.sentence_figures import KEY_AXIS, QUERY_AXIS, TOY_NOTE


def draw(p: Values, lang: Lang) -> Figure:
    sentence: Sentence = p["sentence"]
    focus: int = p["focus"]
    words = sentence.tokens
    _, weights = toy_words.attend(words)
    return Figure(
        panels=(
            arcs(
                words,
                weights[focus].tolist(),
                focus,
                title=_ARCS[lang].format(word=quoted(words[focus])),
                focus_control="focus",
            ),
            heatmap(
                weights.tolist(),
                words,
                title=_MATRIX[lang],
                query_axis=QUERY_AXIS[lang],
                key_axis=KEY_AXIS[lang],
                focus=focus,
                focus_control="focus",
            ),
        ),
        caption=_caption(words, weights[focus], focus)[lang],
        note=TOY_NOTE[lang],
        values={"share": weights[focus].max(), "most": weights[focus].argmax()},
    )


def _caption(words: tuple[str, ...], shares: Array, focus: int) -> Words:
    if len(words) == 1:
        return Words(
            zh=f"句子里只有{quoted(words[0])}，它只能看自己：100%。",
            en=f"{quoted(words[0])} is alone in the sentence and can only look at itself: 100%.",
        )
    first, second = (-shares).argsort(kind="stable")[:2]
    numbers = {
        "word": quoted(words[focus]),
        "first": quoted(words[first]),
        "share": percent(shares[first]),
        "second": quoted(words[second]),
        "second_share": percent(shares[second]),
    }
    return Words(
        zh="{word}把 {share} 的注意力给了{first}，其次是{second}（{second_share}）。",
        en="{word} gives {share} of its attention to {first}, then {second_share} to {second}.",
    ).format(**numbers)


def _question(p: Values, lang: Lang) -> str:
    return _QUESTION[lang].format(word=quoted(p["sentence"].tokens[p["focus"]]))


_QUESTION = Words(zh="{word}看谁最多？", en="Which word does {word} look at most?")
_ARCS = Words(zh="{word}看向谁", en="Where {word} looks")
_MATRIX = Words(zh="每个词看向每个词", en="Every word looks at every word")

WIDGET = Widget(
    name="self-attention",
    title=Words(zh="自注意力", en="Self-attention"),
    claim=Words(
        zh="查询、键、值来自同一个句子：每个词都在环顾所有的词，包括自己。",
        en="Query, key and value come from one sentence: every word looks round at every word, itself included.",
    ),
    parameters=(
        Typed(
            "sentence",
            Words(zh="句子", en="Sentence"),
            Words(zh="小猫追着线球跑，因为它想玩", en="The cat chased the ball because it wanted to play"),
            known=toy_words.KNOWN,
        ),
        Word("focus", Words(zh="焦点词", en="Word in focus"), of="sentence", initial="6"),
    ),
    presets=(
        Preset(
            Words(zh="小猫", en="Cat"),
            {
                "sentence": Words(
                    zh="小猫追着线球跑，因为它想玩", en="The cat chased the ball because it wanted to play"
                ),
                "focus": "6",
            },
        ),
        Preset(
            Words(zh="小狗", en="Dog"),
            {
                "sentence": Words(zh="小狗埋了骨头，因为它饿", en="The dog buried the bone because it was hungry"),
                "focus": Words(zh="5", en="6"),
            },
        ),
        Preset(
            Words(zh="女孩", en="Girl"),
            {
                "sentence": Words(zh="女孩穿了外套，因为她冷", en="The girl wore a coat because she was cold"),
                "focus": Words(zh="5", en="6"),
            },
        ),
    ),
    draw=draw,
    guess=GuessOption(_question, "most", lambda p, lang: p["sentence"].tokens),
)
