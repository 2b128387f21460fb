"""A small model that has read: what each of its heads looks at in the reader's text, and what it would write next."""

from __future__ import annotations

import numpy as np

from ..attention import Array
from ..figures.bars import ROW, Bar, bars
from ..figures.figure import PANEL_WIDTH, Figure, clickable, heading, panel, text
from ..figures.markup import Markup, element
from ..kit.parameters import Number, Sentence, Typed, Values
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent, quoted
from .trained.continuation import Text, next_shares, written
from .trained.head_names import EXPLAINED, KINDS, heads
from .trained.models import MODEL, UNKNOWN, Reader, card, reader

LAYERS, HEADS = 4, 4
MOST_TYPED, MOST_WRITTEN = 64, 60
SHOWN = 8  # of the likeliest next characters
BEGINNINGS = {"tang": "春眠不觉晓，", "austen": "It is a truth universally acknowledged, that a"}
_COLUMNS = {"tang": 16, "austen": 20}
_ROW_ENDS = "。！？¶"  # a couplet a row
_TOP = 46


def draw(p: Values, lang: Lang) -> Figure:
    of = reader(p["model"])
    tokens = of.encode(beginning_of(p["model"], p["beginning"], lang))
    now = written(of.name, tokens, int(p["write"]), float(p["temperature"]), int(p["seed"]))
    layer, head = divmod(int(p["head"]) - 1, HEADS)
    focus = max(0, len(now.tokens) - 1 - int(p["back"]))
    shares = next_shares(now.logits, float(p["temperature"]))
    return Figure(
        panels=(
            _text(of, now, len(tokens), focus, layer, head, lang),
            _heads(of, layer, head, lang),
            _next(of, shares, lang),
        ),
        caption=_caption(of, now, focus, layer, head, shares, _unknown(tokens))[lang],
        note=_note(of)[lang],
    )


def beginning_of(model: str, sentence: Sentence, lang: Lang) -> str:
    """What the model reads: what was typed; a beginning in its own language, where nothing was."""
    typed = sentence.text[:MOST_TYPED]
    return BEGINNINGS[model] if not typed or typed == _BEGINNING[lang] else typed


def looked_at(now: Text, focus: int, layer: int, head: int) -> Array:
    """The share of each character of the text in the attention of a head at a place, (characters,)."""
    look = now.looks[focus]
    shares = np.zeros(len(now.tokens))
    weights = look.weights[layer, head]
    shares[look.first : look.first + len(weights)] = weights
    return shares


def _text(of: Reader, now: Text, typed: int, focus: int, layer: int, head: int, lang: Lang) -> Markup:
    """The text, each character as strongly coloured as the head looks at it; what the model has written is underlined."""
    title = _LOOKS[lang].format(layer=layer + 1, head=head + 1)
    columns = _COLUMNS[of.name]
    cell = PANEL_WIDTH / columns
    shares = looked_at(now, focus, layer, head)
    last = len(now.tokens) - 1
    drawn: list[Markup] = []
    row = column = 0
    for place, token in enumerate(now.tokens):
        x, y = column * cell, _TOP + row * 26
        looked = round(float(shares[place]), 2)
        parts: list[Markup | None] = [
            element("rect", class_="pw-hit", x=x, y=y, width=cell, height=24),
            element("rect", class_="pw-weight", x=x, y=y, width=cell, height=24, fill_opacity=looked)
            if looked
            else None,
            text(of.shown(token), x + cell / 2, y + 12, "middle", "pw-focus" if place == focus else "pw-text"),
        ]
        if place >= typed:
            parts.append(element("line", class_="pw-line", x1=x + 1, x2=x + cell - 1, y1=y + 23, y2=y + 23))
        if place == focus:
            parts.append(element("rect", class_="pw-frame", x=x, y=y, width=cell, height=24))
        drawn.append(clickable("back", last - place, *parts) if last - place <= _BACK.high else element("g", *parts))
        column += 1
        if column == columns or (of.shown(token) in _ROW_ENDS and place):
            row, column = row + 1, 0
    return panel(
        _TOP + (row + 1) * 26 + 6,
        heading(title),
        text(_TEXT_AXIS[lang], 0, 32, class_="pw-axis"),
        *drawn,
        title=title,
    )


def _heads(of: Reader, layer: int, head: int, lang: Lang) -> Markup:
    """The map of all heads: what each gives most to, over held-out text."""
    width, height = PANEL_WIDTH / HEADS, 44
    drawn = []
    for row, found in enumerate(heads(of.name)):
        for column, each in enumerate(found):
            x, y = column * width, _TOP + row * height
            chosen = (row, column) == (layer, head)
            drawn.append(
                clickable(
                    "head",
                    row * HEADS + column + 1,
                    element("rect", class_="pw-paper", x=x + 2, y=y, width=width - 4, height=height - 4),
                    element(
                        "rect",
                        class_="pw-weight",
                        x=x + 2,
                        y=y,
                        width=width - 4,
                        height=height - 4,
                        fill_opacity=0 if each.kind == "mixed" else round(each.given * 0.6, 2),
                    ),
                    text(KINDS[each.kind][lang], x + width / 2, y + 12, "middle", "pw-text"),
                    text(percent(each.given), x + width / 2, y + 29, "middle", "pw-text pw-number"),
                    element("rect", class_="pw-frame", x=x + 2, y=y, width=width - 4, height=height - 4)
                    if chosen
                    else None,
                )
            )
    return panel(
        _TOP + LAYERS * height + 4,
        heading(_MAP[lang]),
        text(_MAP_AXIS[lang], 0, 32, class_="pw-axis"),
        *drawn,
        title=_MAP[lang],
    )


def _next(of: Reader, shares: Array, lang: Lang) -> Markup:
    likeliest = (-shares).argsort(kind="stable")[:SHOWN]
    rows = [Bar(_name(of, int(token)), float(shares[token]), percent(shares[token])) for token in likeliest]
    return panel(
        36 + SHOWN * ROW, heading(_NEXT[lang]), bars(rows, 30, domain=(0, 1), label_width=60), title=_NEXT[lang]
    )


def _name(of: Reader, token: int) -> str:
    return "␣" if of.shown(token) == " " else of.shown(token)


def _caption(of: Reader, now: Text, focus: int, layer: int, head: int, shares: Array, unknown: Words | None) -> Words:
    looked = looked_at(now, focus, layer, head)
    most, likeliest = int(looked.argmax()), int(shares.argmax())
    measured = heads(of.name)[layer][head]
    habit = Words(zh="", en="") if unknown or measured.kind == "mixed" else _HABIT
    known = {
        "head": f"{layer + 1}·{head + 1}",
        "focus": quoted(_name(of, now.tokens[focus])),
        "most": quoted(_name(of, now.tokens[most])),
        "share": percent(looked[most]),
        "given": percent(measured.given),
        "even": percent(measured.even),
        "next": quoted(_name(of, likeliest)),
        "next_share": percent(shares[likeliest]),
        "back": focus - most,
    }
    where = _ITSELF if focus == most else _BACKWARDS
    kind = EXPLAINED.get(measured.kind, KINDS["mixed"])
    return Words(
        **{
            lang: (_LOOK[lang] + habit[lang] + _LIKELIEST[lang]).format(
                **known, where=where[lang].format(**known), kind=kind[lang]
            )
            + (unknown[lang] if unknown else "")
            for lang in ("zh", "en")
        }
    )


def _unknown(tokens: tuple[int, ...]) -> Words | None:
    number = sum(token == UNKNOWN for token in tokens)
    return _UNKNOWN.format(number=number, all=len(tokens) - 1) if number else None


def _note(of: Reader) -> Words:
    told = card(of.name)
    return _NOTE.format(
        parameters=f"{told['parameters']:,}",
        loss=f"{told['loss']['held_out']:.2f}",
        trigram=f"{told['baselines']['trigram']:.2f}",
    )


_BEGINNING = Words(zh=BEGINNINGS["tang"], en=BEGINNINGS["austen"])
_LOOKS = Words(zh="第 {layer} 层第 {head} 头看向哪里", en="Where head {head} of layer {layer} looks")
_TEXT_AXIS = Words(
    zh="框：正在读的字符；颜色：它看向谁；下划线：模型写的",
    en="framed: in focus; shaded: its shares; lined: written",
)
_MAP = Words(zh="每个头最爱看什么（没见过的文字上测得）", en="What each head gives most to, measured")
_MAP_AXIS = Words(zh="一行一层，从第一层起", en="a row for each layer, the first at the top")
_NEXT = Words(zh="接下来最可能的字符", en="Likeliest next characters")
_ITSELF = Words(zh="自己", en="itself")
_BACKWARDS = Words(zh="往前 {back} 个的{most}", en="{most}, {back} back")
_LOOK = Words(
    zh="在{focus}这里，头 {head} 把 {share} 的注意力给了{where}", en="At {focus}, head {head} gives {share} to {where}"
)
_HABIT = Words(zh="；平均 {given} 给{kind}（平分是 {even}）", en="; on average {given} to {kind} (even: {even})")
_LIKELIEST = Words(zh="。下一个最可能是{next}（{next_share}）。", en=". Likeliest next: {next} ({next_share}).")
_UNKNOWN = Words(
    zh="{all} 个字符里有 {number} 个模型没学过（□）。",
    en=" Of {all} characters the model has not learned {number} (□).",
)
_NOTE = Words(
    zh="这里没有一个数是手写的：{parameters} 个参数从随机数开始，由本站的注意力核心在真实文字上训练。没见过的文字上，每个字符的损失是 {loss} 奈特；三字符频率表是 {trigram}。“¶”是一行的开头或结尾，“␣”是空格。",
    en="Nothing here was set by hand: {parameters} parameters, random at first, were trained on real text by this site’s "
    "attention core. On held-out text its loss is {loss} nats a character; that of a table of character triples is {trigram}. “¶” begins or "
    "ends a line, “␣” is a space.",
)
_BACK = Number("back", Words(zh="看末尾往前第几个", en="Place in focus, back from the end"), 0, 0, 40, 1)

WIDGET = Widget(
    name="reader",
    title=Words(zh="读过书的模型", en="A model that has read"),
    claim=Words(
        zh="没有人告诉这些头该看哪里；读着读着，它们各有了各的看法。",
        en="Nobody told these heads where to look; reading gave each of them its own place to look at.",
    ),
    parameters=(
        MODEL,
        Typed(
            "beginning",
            Words(zh="开头", en="Beginning"),
            _BEGINNING,
            most_tokens=MOST_TYPED,
            most_characters=MOST_TYPED,
        ),
        Number(
            "head",
            Words(zh="哪个头", en="Head"),
            2,
            1,
            LAYERS * HEADS,
            1,
            shown=lambda value: f"{(int(value) - 1) // HEADS + 1}·{(int(value) - 1) % HEADS + 1}",
        ),
        _BACK,
        Number("temperature", Words(zh="温度", en="Temperature"), 0.8, 0.1, 2, 0.1),
        Number("seed", Words(zh="随机种子", en="Random seed"), 1, 1, 20, 1),
        Number(
            "write",
            Words(zh="写几个字符", en="Characters written"),
            0,
            0,
            MOST_WRITTEN,
            1,
            plays=Words(zh="接着写", en="Write on"),
        ),
    ),
    main=("write",),
    draw=draw,
    data=lambda values: (f"{values['model']}.safetensors", f"{values['model']}.json"),
)
