"""A model of attention and nothing else, trained while one watches: the error falls in a step when heads that look for
what followed last time appear, and nobody has put them there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from ..attention import Array
from ..attention.gradients import cross_entropy
from ..attention.induction import (
    BATCH,
    HEADS,
    KEPT,
    LONGEST,
    SHORTEST,
    VOCABULARY,
    Sequences,
    Training,
    after_last_time,
    looks_back,
    looks_for_last_time,
    sequences,
)
from ..attention.small_model import Head
from ..figures.curves import Curve, plot
from ..figures.figure import Figure, heading, panel, text
from ..figures.markup import Markup
from ..figures.shades import crossed_out, rings, shades
from ..kit.parameters import Choice, Number, Values
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent

STEPS = 240
CHANCE = float(np.log(VOCABULARY))
FALLEN = 1.0  # nats; below it the step in the error is behind
SHOWN = "KDHAPKDHAPKDH"  # a sequence to look at: letters are tokens, A the first
SHOWN_TOKENS = np.array([[ord(letter) - ord("A") for letter in SHOWN]])
_CELL, _MAP_LEFT, _GAP = 10, 18, 30
_SIDE = _CELL * len(SHOWN)


class Found(NamedTuple):
    """How a model does in the exam, and where its heads look."""

    error: float  # nats, where the next token can be known
    previous: Array  # what each head gives to the token before, (layers, heads)
    last_time: Array  # and to what followed last time
    weights: list[Array]  # on the sequence that is shown; of each layer, (heads, tokens, tokens)


@cache
def exam() -> Sequences:
    """Sequences that no model learns from."""
    return sequences(np.random.default_rng(0), 16)


@lru_cache(maxsize=4)
def training(seed: int, layers: int) -> Training:
    """Where training has got to; what has been trained is not trained again."""
    return Training(seed, layers)


def train(p: Values) -> Iterator[float]:
    """Train as far as the figure shows."""
    run, steps = training(int(p["seed"]), int(p["layers"])), int(p["steps"])
    start = run.steps
    while run.steps < steps:
        run.step()
        yield (run.steps - start) / (steps - start)


@lru_cache(maxsize=64)
def examine(seed: int, layers: int, steps: int, off: Head | None = None) -> Found:
    """Examine a model that has been trained this far, with all heads or without one."""
    model = training(seed, layers).model(steps)
    silent = () if off is None else (off,)
    tokens, following, known = exam()
    followed, passed = after_last_time(tokens), model.forward(tokens, silent)
    shown = model.forward(SHOWN_TOKENS, silent)
    return Found(
        cross_entropy(passed.logits, following, known),
        np.array([looks_back(steps.weights) for steps in passed.steps]),
        np.array([looks_for_last_time(steps.weights, followed) for steps in passed.steps]),
        [steps.weights[0] for steps in shown.steps],
    )


def draw(p: Values, lang: Lang) -> Figure:
    seed, layers, steps = int(p["seed"]), int(p["layers"]), int(p["steps"])
    off = _OFF[p["off"]]
    if off is not None and off[0] >= layers:
        off = None
    full = examine(seed, layers, steps)
    now = full if off is None else examine(seed, layers, steps, off)
    return Figure(
        panels=(_curves(training(seed, layers), steps, now.error, off, lang), _maps(now, off, lang)),
        caption=_caption(layers, steps, full, now, off)[lang],
        note=_NOTE[lang],
    )


def _curves(run: Training, steps: int, error: float, off: Head | None, lang: Lang) -> Markup:
    """The error and where heads look, over the same steps; a point is the mean of the steps between two kept models."""
    seen = run.records[:steps]
    known = _means(np.array([record.known for record in seen]))
    unknown = _means(np.array([record.unknown for record in seen]))
    last_time = _means(_keenest([record.last_time for record in seen]))
    previous = _means(_keenest([record.previous for record in seen]))
    axis = (0.0, STEPS + 6.0)
    errors = [
        Curve(_KNOWN[lang], known, "pw-weight"),
        Curve(_UNKNOWN[lang], unknown, "pw-other", "7 4"),
        Curve(_GUESS[lang].format(VOCABULARY, CHANCE), [(0, CHANCE), (axis[1], CHANCE)], "pw-score", "2 3"),
    ]
    if off is not None:
        at = min(max(steps, 8), STEPS - 2)
        errors.append(
            Curve(_WITHOUT[lang].format(_HEADS[off][lang], error), [(at - 8, error), (at + 8, error)], "pw-query")
        )
    bottom, above = plot(
        errors, 24, 110, x_name=_STEPS[lang], y_name=_ERROR[lang], x_domain=axis, y_domain=(0, 3.5), mark_x=steps
    )
    shares = [Curve(_LAST_TIME[lang], last_time, "pw-weight"), Curve(_PREVIOUS[lang], previous, "pw-key", "9 4")]
    bottom, below = plot(
        shares, bottom + 4, 80, x_name=_STEPS[lang], y_name=_SHARE[lang], x_domain=axis, y_domain=(0, 105), mark_x=steps
    )
    return panel(bottom, heading(_LEARNING[lang]), above, below, title=_LEARNING[lang])


def _keenest(shares: list[Array]) -> Array:
    """Of the shares of all heads, (layers, heads) at each step, the largest in percent."""
    return 100 * np.array([share.ravel() for share in shares]).max(axis=1) if shares else np.empty(0)


def _means(values: Array) -> list[tuple[float, float]]:
    means = values.reshape(-1, KEPT).mean(axis=1).tolist()
    return [(KEPT * (place + 0.5), mean) for place, mean in enumerate(means)]


def _maps(now: Found, off: Head | None, lang: Lang) -> Markup:
    """What each head looks at in one sequence: a row of maps for each layer."""
    patterns = (np.eye(len(SHOWN), k=-1, dtype=bool), after_last_time(SHOWN_TOKENS)[0])
    shares = (now.previous, now.last_time)
    drawn = [
        heading(_MAPS[lang]),
        text(f"↓ {_QUERY[lang]}", 0, 34, class_="pw-axis pw-query-text"),
        text(f"→ {_KEY[lang]}", 120, 34, class_="pw-axis pw-key-text"),
    ]
    for layer, weights in enumerate(now.weights):
        last = layer == len(now.weights) - 1
        top = 84 + layer * 192
        drawn.append(text(_LAYER[lang].format(layer + 1, _PATTERNS[last][lang]), 0, top - 28))
        for place, letter in enumerate(SHOWN):
            drawn.append(text(letter, _MAP_LEFT - 6, top + (place + 0.5) * _CELL, "end", "pw-axis"))
        for head in range(HEADS):
            left = _MAP_LEFT + head * (_SIDE + _GAP)
            for place, letter in enumerate(SHOWN):
                drawn.append(text(letter, left + (place + 0.5) * _CELL, top - 8, "middle", "pw-axis"))
            name = _SIDES[head][lang]
            if (layer, head) == off:
                drawn += [
                    crossed_out(len(SHOWN), left, top, _CELL),
                    text(_SWITCHED_OFF[lang].format(name), left, top + _SIDE + 14),
                ]
                continue
            share = percent(shares[last][layer, head])
            drawn += [
                shades(weights[head].tolist(), left, top, _CELL),
                rings(patterns[last].tolist(), left, top, _CELL),
            ]
            drawn.append(text(f"{name}{share}", left, top + _SIDE + 14, class_="pw-text pw-number"))
    return panel(84 + (len(now.weights) - 1) * 192 + _SIDE + 26, *drawn, title=_MAPS[lang])


def _caption(layers: int, steps: int, full: Found, now: Found, off: Head | None) -> Words:
    if off is not None:
        change = now.error - full.error
        said = _NO_WORSE if abs(change) < 0.1 else _WORSE if change > 0 else _BETTER
    else:
        said = _FALLEN if full.error < FALLEN else _HIGH if steps else _AT_FIRST
    begun = _TRAINED if steps else _UNTRAINED
    known = {
        "steps": steps,
        "chance": f"{CHANCE:.2f}",
        "full": f"{full.error:.2f}",
        "now": f"{now.error:.2f}",
        "share": percent(full.last_time.max()),
    }
    texts = {}
    for lang in ("zh", "en"):
        head = "" if off is None else _HEADS[off][lang]
        texts[lang] = (_ONE[lang] if layers == 1 else "") + (begun[lang] + said[lang]).format(head=head, **known)
    return Words(**texts)


_ONE = Words(zh="只有一层。", en="One layer. ")
_UNTRAINED = Words(zh="还没学：能从上文知道的词元，", en="Nothing learned yet: on tokens the past gives away ")
_TRAINED = Words(zh="学了 {steps} 步：能从上文知道的词元，", en="{steps} steps: on tokens the past gives away ")
_AT_FIRST = Words(
    zh="误差 {full} 奈特，和瞎猜（{chance}）差不多。", en="the error is {full} nats, like guessing ({chance})."
)
_HIGH = Words(
    zh="误差还有 {full} 奈特；最会找的头给“上次接着出现的”{share}。",
    en="the error is {full} nats; the keenest head gives what followed last time {share}.",
)
_FALLEN = Words(
    zh="误差掉到 {full} 奈特；最会找的头给“上次接着出现的”{share}。",
    en="the error dropped to {full} nats; the keenest head gives what followed last time {share}.",
)
_WORSE = Words(
    zh="误差 {full} 奈特；关掉{head}，升到 {now}。", en="the error is {full} nats; without the {head}, {now}."
)
_BETTER = Words(
    zh="误差 {full} 奈特；关掉{head}，反而降到 {now}。", en="the error is {full} nats; without the {head} lower, {now}."
)
_NO_WORSE = Words(
    zh="误差 {full} 奈特；关掉{head}，几乎不变：{now}。",
    en="the error is {full} nats; without the {head} hardly any different, {now}.",
)
_LEARNING = Words(zh="学的过程：误差和注意力", en="While it learns: error and attention")
_STEPS = Words(zh="学了几步", en="steps of training")
_ERROR = Words(zh="误差（奈特）", en="error (nats)")
_KNOWN = Words(zh="能从上文知道的词元", en="tokens that the past gives away")
_UNKNOWN = Words(zh="上文里还没有的词元", en="tokens that it does not")
_GUESS = Words(zh="瞎猜：ln {} = {:.2f}", en="guessing: ln {} = {:.2f}")
_WITHOUT = Words(zh="关掉{}：{:.2f}", en="without {}: {:.2f}")
_SHARE = Words(zh="注意力的份额（%）", en="share of attention (%)")
_LAST_TIME = Words(zh="给“上次接着出现的”，最多的头", en="to what followed last time: keenest head")
_PREVIOUS = Words(zh="给“前一个词元”，最多的头", en="to the token before: keenest head")
_MAPS = Words(zh="每个头把注意力放在哪里", en="Where each head looks")
_QUERY = Words(zh="查询：正在读的", en="query: reading")
_KEY = Words(zh="键：看向的", en="key: looked at")
_LAYER = Words(zh="第 {} 层，圈是{}", en="Layer {}; rings: {}")
_PATTERNS = (Words(zh="前一个词元", en="the token before"), Words(zh="上次接着出现的", en="what followed last time"))
_SIDES = (Words(zh="左头 ", en="left head "), Words(zh="右头 ", en="right head "))
_SWITCHED_OFF = Words(zh="{}已关", en="{}off")
_HEADS: dict[Head, Words] = {
    (0, 0): Words(zh="第一层左头", en="left head of layer 1"),
    (0, 1): Words(zh="第一层右头", en="right head of layer 1"),
    (1, 0): Words(zh="第二层左头", en="left head of layer 2"),
    (1, 1): Words(zh="第二层右头", en="right head of layer 2"),
}
_OFF: dict[str, Head | None] = {str(place): head for place, head in enumerate((*_HEADS, None), 1)}
_NOTE = Words(
    zh=f"数据是随机生成的：{VOCABULARY} 个词元里抽出 {SHORTEST} 到 {LONGEST} 个不同的，排成一串，一遍遍重复，每条都不一样。模型只有嵌入、位置和带残差的注意力，"
    f"没有前馈层，每层 {HEADS} 个头，参数从随机数开始，照着每个词元的误差学，没有人告诉它数据会重复。曲线上的误差量在它从没见过的序列上，每步 {BATCH} 条；"
    "误差是交叉熵。图下的百分比是这个头给圈里的份额，在另外 16 条序列上平均。",
    en=f"The data are generated at random: {SHORTEST} to {LONGEST} different tokens out of {VOCABULARY} in a row, over and over, and another "
    f"row for each sequence. The model has embeddings, positions, and attention with residual connections, {HEADS} heads "
    "a layer, and no feed-forward part; it starts from random numbers, learns from its error at every token, and is not told of any "
    f"repetition. Errors (cross-entropy) are on sequences it has never seen, {BATCH} a step; "
    "percentages are what each head gives to the ringed places, averaged over 16 other sequences.",
)

WIDGET = Widget(
    name="emergence",
    title=Words(zh="看着它学会", en="Watch it learn"),
    claim=Words(
        zh="没有人教它往前翻，练着练着，误差忽然掉下一级台阶：它学会了找“上次接着出现的是什么”。",
        en="Nobody teaches it to look back, and yet the error drops in a step: it has learned to look for what followed last time.",
    ),
    parameters=(
        Number("seed", Words(zh="随机种子", en="Random seed"), 1, 1, 100, 1),
        Choice(
            "layers",
            Words(zh="模型有几层", en="Layers of the model"),
            (("1", Words(zh="一层", en="one")), ("2", Words(zh="两层", en="two"))),
            initial="2",
        ),
        Choice(
            "off",
            Words(zh="关掉一个头", en="Switch off a head"),
            tuple((place, _HEADS[head] if head else Words(zh="都开着", en="none")) for place, head in _OFF.items()),
            initial=str(len(_OFF)),
        ),
        Number(
            "steps",
            Words(zh="训练的步数", en="Steps of training"),
            0,
            0,
            STEPS,
            KEPT,
            plays=Words(zh="训练", en="Train"),
        ),
    ),
    main=("steps",),
    draw=draw,
    long_work=train,
)
