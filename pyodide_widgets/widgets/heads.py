"""Several heads: each has its own question and its own shares; one set of shares for all questions must compromise."""

from __future__ import annotations

import numpy as np

from ..attention import Array
from ..figures.bars import ROW, Bar, bars
from ..figures.figure import CLICKABLE_ROW, PANEL_WIDTH, Figure, clickable, heading, panel, shorten, text
from ..figures.markup import Markup, element
from ..figures.scale import Scale
from ..kit.parameters import Sentence, Toggle, Typed, Values, Word
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent, quoted
from .toys import toy_words
from .toys.toy_heads import HEADS, Seen, attend, moved, part

_KINDS = toy_words.KINDS[:5]  # no head looks for linking words
_LEFT, _TOP = 84, 62  # room for the words, and for the names of the columns


def draw(p: Values, lang: Lang) -> Figure:
    sentence: Sentence = p["sentence"]
    words, focus, separate = sentence.tokens, p["focus"], p["separate"]
    on = tuple(p[head] for head in HEADS)
    full, now, one = (
        attend(words, (True,) * 3, separate=True),
        attend(words, on, separate=separate),
        attend(words, on, separate=False),
    )
    return Figure(
        panels=(
            _looks(words, focus, now.shares[:, focus], on, lang),
            _joined(words, focus, now.output[focus], full.output[focus], lang),
        ),
        caption=_caption(words, focus, full, now, one, on, separate)[lang],
        note=_NOTE[lang],
    )


def _looks(words: tuple[str, ...], focus: int, shares: Array, on: tuple[bool, ...], lang: Lang) -> Markup:
    """One column of words; for each head a column of bars, as long as its shares."""
    title = _LOOKS[lang].format(word=quoted(shorten(words[focus], 80)))
    width = (PANEL_WIDTH - _LEFT) / len(shares)
    scale = Scale((0, 1), (0, width - 34))
    names = [_NAMES[head][lang] for head in HEADS] if len(shares) > 1 else [_ONE[lang]]
    shown = on if len(shares) > 1 else (any(on),)
    drawn = []
    for column, name in enumerate(names):
        x = _LEFT + column * width
        label = text(name, x, 33, class_="pw-text" if shown[column] else "pw-axis")
        if len(names) > 1:
            hit = element("rect", class_="pw-hit", x=x, y=20, width=width - 4, height=40)
            drawn.append(clickable(HEADS[column], "on", hit, label, _switch(x, 52, is_on=shown[column])))
        else:
            drawn.append(label)
            if not shown[column]:
                drawn.append(text(_OFF[lang], x, 53, class_="pw-axis"))
        drawn.append(element("line", class_="pw-line", x1=x, x2=x, y1=_TOP, y2=_TOP + len(words) * CLICKABLE_ROW))
    for place, word in enumerate(words):
        y = _TOP + (place + 0.5) * CLICKABLE_ROW
        cells = []
        for column, share in enumerate(shares[:, place]):
            x, length = _LEFT + column * width, max(0.5, scale(share))
            if shown[column]:
                cells.append(element("rect", class_="pw-weight", x=x, y=y - 7, width=length, height=14, rx=1.5))
                cells.append(text(percent(share), x + length + 4, y, class_="pw-text pw-number"))
        drawn.append(
            clickable(
                "focus",
                place,
                element("rect", class_="pw-hit", x=0, y=y - CLICKABLE_ROW / 2, width=PANEL_WIDTH, height=CLICKABLE_ROW),
                text(shorten(word, _LEFT - 22), _LEFT - 18, y, "end", "pw-focus" if place == focus else "pw-text"),
                *cells,
            )
        )
    y = _TOP + (focus + 0.5) * CLICKABLE_ROW
    query = element("path", class_="pw-query", d=f"M{_LEFT - 13} {y - 6:.1f}l9 6l-9 6z")
    return panel(_TOP + len(words) * CLICKABLE_ROW + 6, heading(title), *drawn, query, title=title)


def _switch(x: float, middle: float, *, is_on: bool) -> Markup:
    return element(
        "g",
        element("rect", class_="pw-score" if is_on else "pw-paper", x=x, y=middle - 7, width=26, height=14, rx=7),
        element("circle", class_="pw-grip", cx=x + (19 if is_on else 7), cy=middle, r=6),
    )


def _joined(words: tuple[str, ...], focus: int, now: Array, full: Array, lang: Lang) -> Markup:
    """What the joined output holds, by kinds of words, and how far it moves without each head."""
    title = _JOINED[lang].format(word=quoted(shorten(words[focus], 80)))
    most = max(1.0, float(full.max()), float(now.max()))
    scale = Scale((0, most), (0, PANEL_WIDTH - 110 - 84))
    drawn: list[Markup | None] = [element("line", class_="pw-line", x1=110, x2=110, y1=52, y2=52 + len(_KINDS) * ROW)]
    for row, (kind, was, left) in enumerate(zip(_KINDS, full, now, strict=False)):
        y, changed = 52 + (row + 0.5) * ROW, abs(was - left) >= 0.005
        drawn += [
            text(_KIND_NAMES[kind][lang], 102, y, "end"),
            element("rect", class_="pw-value", x=110, y=y - 7, width=max(0.5, scale(left)), height=14, rx=1.5),
            element("rect", class_="pw-before-line", fill_opacity=0, x=110, y=y - 7, width=scale(was), height=14)
            if changed
            else None,
            text(
                f"{was:.2f}→{left:.2f}" if changed else f"{left:.2f}", PANEL_WIDTH - 76, y, class_="pw-text pw-number"
            ),
        ]
    y = 52 + len(_KINDS) * ROW + 18
    lost = [moved(full - part(words, head)[focus], full) for head in range(len(HEADS))]
    named = [_WITHOUT[lang].format(_NAMES[head][lang]) for head in HEADS]
    rows = [
        Bar(name, float(way), percent(way), "pw-other")
        for name, way in zip([*named, _NOW[lang]], [*lost, moved(now, full)], strict=True)
    ]
    return panel(
        y + 40 + len(rows) * ROW + 4,
        heading(title),
        text(_JOINED_AXIS[lang], 0, 36, class_="pw-axis"),
        *drawn,
        text(_MOVED[lang], 0, y, class_="pw-heading"),
        text(_MOVED_AXIS[lang], 0, y + 20, class_="pw-axis"),
        bars(rows, y + 34, domain=(0, 1.2), label_width=128),
        title=title,
    )


def tops(shares: Array) -> list[int]:
    """The places of the words that get the largest share, at most three; none if all get the same."""
    if np.ptp(shares) < 1e-9:
        return []
    return [int(at) for at in np.flatnonzero(shares > shares.max() - 1e-9)[:3]]


def _caption(
    words: tuple[str, ...], focus: int, full: Seen, now: Seen, one: Seen, on: tuple[bool, ...], separate: bool
) -> Words:
    word = quoted(words[focus])
    if not any(on):
        return _NOTHING.format(word=word)
    asking = [head for head in range(len(HEADS)) if on[head] and tops(full.shares[head, focus])]
    if not asking:
        return _NO_QUESTION.format(word=word)
    best = {head: tops(full.shares[head, focus])[0] for head in asking}
    # The word that loses most if the questions have to share one set of shares.
    loser = max(asking, key=lambda head: full.shares[head, focus, best[head]] - one.shares[0, focus, best[head]])
    apart, together = full.shares[loser, focus, best[loser]], one.shares[0, focus, best[loser]]
    numbers = {"word": word, "seen": quoted(words[best[loser]]), "apart": percent(apart), "together": percent(together)}
    compared = _ENOUGH if len(asking) == 1 else _COMPROMISE if separate else _TOGETHER
    if not separate:
        return compared.format(**numbers)
    if all(on):
        looks = [_look(words, full.shares[head, focus], _NAMES[HEADS[head]]) for head in asking]
        return Words(
            zh=f"{word}{'，'.join(look['zh'] for look in looks)}。{compared.format(**numbers)['zh']}",
            en=f"{word} looks at {', '.join(look['en'] for look in looks)}. {compared.format(**numbers)['en']}",
        )
    fell = int((full.output[focus] - now.output[focus])[: len(_KINDS)].argmax())
    kind = _KIND_NAMES[_KINDS[fell]]
    off = [_NAMES[head] for head, is_on in zip(HEADS, on, strict=True) if not is_on]
    lost = {
        "word": word,
        "way": percent(moved(now.output[focus], full.output[focus])),
        "was": f"{full.output[focus, fell]:.2f}",
        "left": f"{now.output[focus, fell]:.2f}",
    }
    off_en = " and ".join(name["en"] for name in off) + (" head" if len(off) == 1 else " heads")
    return Words(
        zh=_LOST["zh"].format(**lost, kind=kind["zh"], off="、".join(f"{name['zh']}头" for name in off)),
        en=_LOST["en"].format(**lost, kind=kind["en"], off=off_en),
    )


def _look(words: tuple[str, ...], shares: Array, name: Words) -> Words:
    *others, last = [quoted(words[at]) for at in tops(shares)]
    return Words(
        zh=f"在{name['zh']}头里看{'、'.join(others)}{'和' if others else ''}{last}",
        en=f"{', '.join(others)}{' and ' if others else ''}{last} ({name['en']})",
    )


_NAMES = {
    "grammar": Words(zh="语法", en="grammar"),
    "feeling": Words(zh="感受", en="feeling"),
    "reference": Words(zh="指代", en="reference"),
}
_KIND_NAMES = {
    "living": Words(zh="生物", en="living being"),
    "thing": Words(zh="事物", en="thing"),
    "action": Words(zh="动作", en="action"),
    "quality": Words(zh="性质", en="quality"),
    "pronoun": Words(zh="代词", en="pronoun"),
}
_LOOKS = Words(zh="{word}在每个头里看向谁", en="Where {word} looks, head by head")
_ONE = Words(zh="一个头，一套份额", en="one head, one set of shares")
_OFF = Words(zh="（关）", en="(off)")
_JOINED = Words(zh="合起来，{word}带走了什么", en="Joined: what {word} takes away")
_JOINED_AXIS = Words(zh="输出里各类词的量；虚框：三个头都开", en="how much of each kind; dashed: all three heads")
_MOVED = Words(zh="少了谁，输出移动多远", en="How far the output moves without a head")
_MOVED_AXIS = Words(zh="占三个头都开时输出长度的比例", en="share of its length with all three heads")
_WITHOUT = Words(zh="少了{}头", en="no {}")
_NOW = Words(zh="图中此刻", en="as shown now")
_NOTHING = Words(
    zh="三个头都关了：{word}什么也没有带走，输出是零。",
    en="All three heads are off: {word} takes nothing away, its output is zero.",
)
_NO_QUESTION = Words(
    zh="开着的头里，{word}都没有要找的东西：份额平分，谁也没被挑出来。",
    en="{word} has no question for the heads that are on: shares are even, and nothing is picked out.",
)
_COMPROMISE = Words(
    zh="合用一套份额，{seen}从 {apart} 降到 {together}。",
    en="With one head {seen} falls from {apart} to {together}.",
)
_TOGETHER = Words(
    zh="几个问题合用一套份额，{word}分给{seen}的从 {apart} 降到 {together}。",
    en="With one set of shares for several questions, what {word} gives {seen} falls from {apart} to {together}.",
)
_ENOUGH = Words(
    zh="{word}只问这一个问题，一套份额就够：{seen}分头看是 {apart}，合用也是 {together}。",
    en="{word} asks nothing else, so one set of shares will do: {seen} gets {apart} apart, {together} together.",
)
_LOST = Words(
    zh="关掉{off}，{word}的输出移动了自身长度的 {way}，里面的“{kind}”从 {was} 变成 {left}。",
    en="Without the {off} the output of {word} moves by {way} of its length: “{kind}” goes from {was} to {left}.",
)
_NOTE = Words(
    zh="示意的头：每个头认得哪几类词、每类词在里面找什么，由我们手工设定；真实模型的头是训练出来的，没有人给它们派活。"
    "每个头只记下看到了哪类词；同类的词它分不开。关掉“分成三个头”，同样的数就合成一个头，分数相加，只有一套份额。",
    en="Example heads: which kinds of words a head can see, and what each kind looks for in it, is set by hand; in a real model "
    "heads are learned, and nobody assigns them jobs. A head notes down kinds of words only. Without “Three separate "
    "heads” the same numbers make one head: the scores are added up, and there is one set of shares.",
)

WIDGET = Widget(
    name="heads",
    title=Words(zh="好几双眼睛", en="More than one pair of eyes"),
    claim=Words(
        zh="几个头各问各的、各有一套份额；合用一套份额，哪个问题都只能折中。",
        en="Each head has its own question and its own shares; one set of shares for all of them can only compromise.",
    ),
    parameters=(
        Typed(
            "sentence",
            Words(zh="句子", en="Sentence"),
            Words(zh="小猫累了，可是它还想玩", en="The cat was tired but it wanted to play"),
            known=toy_words.KNOWN,
        ),
        Word("focus", Words(zh="焦点词", en="Word in focus"), of="sentence", initial=Words(zh="4", en="5")),
        Toggle("grammar", Words(zh="语法头：谁做什么", en="Grammar head: who does what"), initial=True),
        Toggle("feeling", Words(zh="感受头：怎么样", en="Feeling head: how it is"), initial=True),
        Toggle("reference", Words(zh="指代头：指的是谁", en="Reference head: what it stands for"), initial=True),
        Toggle(
            "separate",
            Words(zh="分成三个头（关掉就合成一个头）", en="Three separate heads (off: one head)"),
            initial=True,
        ),
    ),
    main=("focus", "separate"),
    presets=(
        Preset(
            Words(zh="小猫", en="Cat"),
            {
                "sentence": Words(zh="小猫累了，可是它还想玩", en="The cat was tired but it wanted to play"),
                "focus": Words(zh="4", en="5"),
            },
        ),
        Preset(
            Words(zh="妈妈", en="Mother"),
            {
                "sentence": Words(zh="妈妈高兴，因为她看书", en="The mother was happy because she read a letter"),
                "focus": Words(zh="3", en="5"),
            },
        ),
        Preset(
            Words(zh="学生", en="Student"),
            {
                "sentence": Words(zh="学生难过，可是朋友送他书", en="The student was sad but a friend gave him a book"),
                "focus": Words(zh="5", en="8"),
            },
        ),
    ),
    draw=draw,
)
