"""Learning not to look: a stream with more and more distractors, and a task that changes.

At each step one piece of the stream matters and the others distract. Four filters blend what the pieces hold into an
answer. Three are the core's attention and differ only in the query that they ask with; the fourth is a gated recurrence, which
is told the task as well and reads the pieces one after another.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..attention import Array, scaled_dot_product_attention, softmax
from ..figures.bars import ROW, Bar, bars
from ..figures.curves import PERCENTAGES, Curve, curves
from ..figures.figure import PANEL_WIDTH, Figure, heading, panel, text
from ..figures.markup import Markup, element
from ..kit.parameters import Number, Values
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent

RUNS, STEPS, TASKS, NUMBERS = 24, 6, 4, 8  # streams, steps of each, possible tasks, numbers that a piece holds
MOST = 64
GRID = (0, 1, 4, 16, MOST)  # closer where the curves bend
ATTENTION, FIXED, UNIFORM, GATED = range(4)
_T_95 = 2.069  # Student’s t: for the mean of 24 runs, 95 of 100 lie within it; of more, a few more do


class Streams(NamedTuple):
    """What chance gives to every stream, whatever the reader sets. The piece that matters is the first of each step:
    attention alone does not know the order of things, so no filter can make use of that."""

    keys: Array  # (runs, steps, 1 + most, tasks): one feature for each task
    values: Array  # (runs, steps, 1 + most, numbers)
    luck: Array  # (runs, steps): the task changes where it is below the chance for that
    next_task: Array  # (runs, steps): by how much it moves on then


@lru_cache(maxsize=1)
def streams() -> Streams:
    rng = np.random.default_rng(16)
    pieces = (RUNS, STEPS, 1 + MOST)
    return Streams(
        rng.standard_normal((*pieces, TASKS)),
        rng.standard_normal((*pieces, NUMBERS)),
        rng.random((RUNS, STEPS)),
        rng.integers(1, TASKS, (RUNS, STEPS)),
    )


def tasks(change: float) -> Array:
    """The task at each step, (runs, steps), where every step but the first brings another with the chance `change`."""
    moves = np.where(streams().luck < change, streams().next_task, 0)
    moves[:, 0] = 0
    return np.cumsum(moves, axis=1) % TASKS


@lru_cache(maxsize=4)
def queries_and_keys(change: float, signal: float) -> tuple[Array, Array]:
    """What the filters that ask for a task ask with, (runs, steps, 2, tasks), and all keys, (runs, steps, 1 + most, tasks).

    A task's key is `signal` long. The piece that matters has it, plus noise; all other keys are noise. A filter that
    asks for a task has its key as the query.
    """
    present = tasks(change)
    task_keys = signal * np.eye(TASKS)
    keys = streams().keys.copy()
    keys[:, :, 0] += task_keys[present]
    queries = np.empty((RUNS, STEPS, 2, TASKS))
    queries[:, :, ATTENTION] = task_keys[present]
    queries[:, :, FIXED] = task_keys[present[:, :1]]
    return queries, keys


@lru_cache(maxsize=128)
def answers_to_nothing(distractors: int) -> Array:
    """What the filter answers that asks with zeros, (runs, steps, 1, numbers): the same whatever the keys."""
    pieces = slice(1 + distractors)
    nothing = np.zeros((RUNS, STEPS, 1, TASKS))
    return scaled_dot_product_attention(nothing, streams().keys[:, :, pieces], streams().values[:, :, pieces])


@lru_cache(maxsize=4)
def recurrent_answers(change: float, signal: float) -> Array:
    """What the gated recurrence answers after each piece, (1 + most, runs, steps, numbers).

    Its state is an answer and one number, the logarithm of how much evidence it has seen. A piece's gate depends on the
    piece, the task and the state, as the gates of recurrent networks do: σ(score − evidence). The answer moves towards what
    the piece holds by the share that the gate lets through.
    """
    queries, keys = queries_and_keys(change, signal)
    scores = np.einsum("rst,rspt->prs", queries[:, :, ATTENTION], keys)
    values = np.moveaxis(streams().values, 2, 0)
    answer, evidence = np.zeros((RUNS, STEPS, NUMBERS)), np.full((RUNS, STEPS), -np.inf)
    answers = np.empty_like(values)
    for place, (score, value) in enumerate(zip(scores, values, strict=True)):
        gate = 1 / (1 + np.exp(evidence - score))
        answer = answer + gate[..., None] * (value - answer)
        evidence = np.logaddexp(evidence, score)
        answers[place] = answer
    return answers


@lru_cache(maxsize=512)
def answers(distractors: int, change: float, signal: float) -> Array:
    """What each filter answers, (runs, steps, filters, numbers).

    With a scale of 1 the weights are the exact chances that a piece is the one that matters: no filter that goes by
    the keys does better for the task it asks for, and nothing is left to tune.
    """
    queries, keys = queries_and_keys(change, signal)
    pieces = slice(1 + distractors)
    values = streams().values[:, :, pieces]
    found = np.empty((RUNS, STEPS, 4, NUMBERS))
    found[:, :, [ATTENTION, FIXED]] = scaled_dot_product_attention(queries, keys[:, :, pieces], values, scale=1.0)
    found[:, :, [UNIFORM]] = answers_to_nothing(distractors)
    found[:, :, GATED] = recurrent_answers(change, signal)[distractors]
    return found


def squared_errors(distractors: int, change: float, signal: float) -> Array:
    """The squared error of each filter, (runs, steps, filters), averaged over the numbers that a piece holds."""
    wanted = streams().values[:, :, :1]
    return ((answers(distractors, change, signal) - wanted) ** 2).mean(axis=-1)


@lru_cache(maxsize=512)
def is_right(distractors: int, change: float, signal: float) -> Array:
    """Whether an answer is nearer to what the piece that matters holds than to what any other holds, (runs, steps, filters).

    Half right if it is as near to one other, as a mean of two is; and so on.
    """
    values = streams().values[:, :, : 1 + distractors]
    along = np.einsum("rsfn,rspn->rsfp", answers(distractors, change, signal), values)
    away = (values**2).sum(axis=-1)[:, :, None] - 2 * along  # the squared distance, but for the answer's own length
    nearest = away <= away.min(axis=-1, keepdims=True) + 1e-9
    found: Array = nearest[..., 0] / nearest.sum(axis=-1)
    return found


def with_interval(squared: Array) -> Array:
    """Root mean square along the first axis, and the ends of its 95 % interval: shape (3, ...)."""
    mean, spread = squared.mean(axis=0), _spread(squared)
    return np.sqrt(np.maximum(0, [mean, mean - spread, mean + spread]))


def _spread(values: Array) -> Array:
    """By how much the mean along the first axis may be off, to both sides, in 95 of 100 cases."""
    spread: Array = _T_95 * values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return spread


class RightShares(NamedTuple):
    """The share of right answers of each filter, (filters,), and the ends of its 95 % interval."""

    mean: list[float]
    low: list[float]
    high: list[float]


@lru_cache(maxsize=512)
def right_shares(distractors: int, change: float, signal: float) -> RightShares:
    # The steps of a run have their tasks in common, so chance is measured from run to run.
    by_run = is_right(distractors, change, signal).mean(axis=1)
    mean, spread = by_run.mean(axis=0), _spread(by_run)
    return RightShares(mean.tolist(), np.maximum(0, mean - spread).tolist(), np.minimum(1, mean + spread).tolist())


def clearly_best(lost: Array) -> bool:
    """Whether what attention loses (runs, filters), in errors or in wrong answers, is less than what a fixed rule and no filter
    lose by more than chance explains, run against run."""
    ahead = lost[:, [FIXED, UNIFORM]] - lost[:, [ATTENTION]]
    return bool((ahead.mean(axis=0) > _spread(ahead)).all())


def draw(p: Values, lang: Lang) -> Figure:
    distractors, change, signal = int(p["distractors"]), p["change"] / 100, p["signal"]
    found = {n: right_shares(n, change, signal) for n in sorted({*GRID, distractors})}
    here = squared_errors(distractors, change, signal)
    panels = (
        curves(
            [_curve(which, found, lang) for which in range(len(_FILTERS))],
            title=_BY_DISTRACTORS[lang],
            x_name=_DISTRACTORS[lang],
            y_name=_RIGHT[lang],
            x_domain=(0, MOST),
            y_domain=PERCENTAGES,
            mark_x=distractors,
            mark_control="distractors",
        ),
        _by_task(distractors, here, tasks(change), lang),
        _one_stream(distractors, change, signal, lang),
    )
    wrong = 1 - is_right(distractors, change, signal).mean(axis=1)
    caption = _caption(distractors, found[distractors], tasks(change), signal, is_clear=clearly_best(wrong))
    return Figure(panels, caption[lang], _NOTE[lang])


def _curve(which: int, found: dict[int, RightShares], lang: Lang) -> Curve:
    _, name, class_, dashes = _FILTERS[which]
    return Curve(
        name[lang],
        [(n, 100 * each.mean[which]) for n, each in found.items()],
        class_,
        dashes,
        [(n, 100 * each.low[which], 100 * each.high[which]) for n, each in found.items()],
    )


def _by_task(distractors: int, squared: Array, present: Array, lang: Lang) -> Markup:
    """The errors while the task is still the first one, and when it is another."""
    changed = present != present[:, :1]
    title = _BY_TASK[lang].format(distractors)
    drawn = [heading(title), text(_ERROR[lang], 0, 34, class_="pw-axis")]
    y = 50.0
    for kind, steps in ((_STILL, ~changed), (_CHANGED, changed)):
        drawn.append(text(kind[lang].format(percent(steps.mean())), 0, y + 8, class_="pw-text"))
        y += 18
        if steps.any():
            by_filter = zip(_FILTERS, *with_interval(squared[steps]).tolist(), strict=True)
            rows = [
                Bar(name[lang], rms, f"{rms:.2f} ± {(high - low) / 2:.2f}", class_)
                for (name, _, class_, _), rms, low, high in by_filter
            ]
            drawn.append(bars(rows, y, domain=(0, 1.6), label_width=92, number_width=84))
            y += len(_FILTERS) * ROW + 14
    return panel(y + 4, *drawn, title=title)


def shares_of_what_matters(distractors: int, change: float, signal: float) -> Array:
    """What attention, the fixed rule and no filter give to the piece that matters, (runs, steps, 3)."""
    queries, keys = queries_and_keys(change, signal)
    scores = np.einsum("rsqt,rspt->rsqp", queries, keys[:, :, : 1 + distractors])
    even = np.full((RUNS, STEPS, 1), 1 / (1 + distractors))
    return np.concatenate([softmax(scores)[..., 0], even], axis=-1)


def _one_stream(distractors: int, change: float, signal: float, lang: Lang) -> Markup:
    """The stream whose task changes most: at each step the task, and what the piece that matters gets."""
    present = tasks(change)
    run = int((np.diff(present, axis=1) != 0).sum(axis=1).argmax())
    shares = shares_of_what_matters(distractors, change, signal)[run]
    width = (PANEL_WIDTH - _NAMES) / STEPS
    drawn = [heading(_STREAM[lang]), text(_STREAM_AXIS[lang].format(distractors), 0, 34, class_="pw-axis")]
    drawn.append(text(_TASK[lang], 0, 58, class_="pw-axis"))
    for step, task in enumerate(present[run].tolist()):
        x = _NAMES + (step + 0.5) * width
        drawn.append(text("ABCD"[task], x, 58, "middle", "pw-heading pw-query-text"))
    for row, (name, _, _, _) in enumerate(_FILTERS[:3]):
        y = 66 + row * ROW
        drawn.append(text(name[lang], 0, y + ROW / 2))
        for step, share in enumerate(shares[:, row].tolist()):
            x = _NAMES + step * width
            # Half as strong as the share: the number on it stays legible.
            drawn += [
                element(
                    "rect",
                    class_="pw-weight",
                    fill_opacity=round(share / 2, 2),
                    x=x + 1,
                    y=y + 1,
                    width=width - 2,
                    height=ROW - 2,
                ),
                text(percent(share), x + width / 2, y + ROW / 2, "middle", "pw-text pw-number"),
            ]
    return panel(66 + 3 * ROW + 2, *drawn, title=_STREAM[lang])


def _caption(distractors: int, right: RightShares, present: Array, signal: float, *, is_clear: bool) -> Words:
    attention, fixed, uniform, _ = right.mean
    if distractors == 0:
        said = Words(
            zh="没有干扰项，只剩要紧的那一条，四种办法怎么看都对。",
            en="With no distractors there is only the piece that matters: however you look, every answer is right.",
        )
    elif signal == 0:
        said = Words(
            zh="要紧的那一条毫不显眼，四种办法都只答对 {attention}，谁也无从筛起。",
            en="The piece that matters does not stand out: {attention} are right all four ways, with nothing to go by.",
        )
    elif (present == present[:, :1]).all():
        said = Words(
            zh="{n} 个干扰项，任务从来不换：固定规则、门控循环和注意力都答对 {attention}，平均看待 {uniform}。",
            en="{distractors}, one task: fixed rule, gated recurrence and attention are all right in {attention}, no filter in "
            "{uniform}.",
        )
    elif is_clear:
        said = Words(
            zh="{n} 个干扰项：注意力和门控循环答对 {attention}，固定规则 {fixed}，平均看待 {uniform}。",
            en="{distractors}: attention and gated recurrence are right in {attention}, the fixed rule in {fixed}, no filter in "
            "{uniform}.",
        )
    else:
        said = Words(
            zh="{n} 个干扰项：注意力答对 {attention}，固定规则 {fixed}，平均看待 {uniform}，差别太小，分不出高下。",
            en="{distractors}: attention is right in {attention}, the fixed rule in {fixed}, no filter in {uniform}: too close to call.",
        )
    return said.format(
        n=distractors,
        distractors="1 distractor" if distractors == 1 else f"{distractors} distractors",
        attention=percent(attention),
        fixed=percent(fixed),
        uniform=percent(uniform),
    )


# Attention comes first, so that a dashed line which agrees with it is seen to run on top of it.
_FILTERS = (
    (
        Words(zh="注意力", en="attention"),
        Words(zh="注意力：拿眼下的任务去问", en="attention: asks for the present task"),
        "pw-weight",
        "",
    ),
    (
        Words(zh="固定规则", en="fixed rule"),
        Words(zh="固定规则：永远问最初的任务", en="fixed rule: asks for the first task, always"),
        "pw-score",
        "9 4",
    ),
    (
        Words(zh="平均看待", en="no filter"),
        Words(zh="平均看待：什么也不问", en="no filter: everything counts the same"),
        "pw-other",
        "2 4",
    ),
    (
        Words(zh="门控循环", en="recurrence"),
        Words(zh="门控循环：知道眼下的任务，逐条读", en="gated recurrence: told the task too"),
        "pw-value",
        "8 12",
    ),
)
_BY_DISTRACTORS = Words(zh="干扰项越来越多", en="More and more distractors")
_BY_TASK = Words(zh="{} 个干扰项：任务换了没有", en="{} distractors: has the task changed?")
_NAMES = 80  # room for the names of the filters
_STREAM = Words(zh="一条流，一步一步看", en="One stream, step by step")
_STREAM_AXIS = Words(
    zh="每步 1 条要紧、{} 条干扰；要紧的那条得了多少", en="what the piece that matters gets, among {} others"
)
_TASK = Words(zh="任务", en="task")
_STILL = Words(zh="还是最初的任务（占 {}）", en="still the first task ({} of the steps)")
_CHANGED = Words(zh="已经是别的任务（占 {}）", en="another task ({} of the steps)")
_DISTRACTORS = Words(zh="干扰项的个数", en="number of distractors")
_ERROR = Words(zh="误差（1 = 闭眼瞎答）", en="error (1 = answering blindly)")
_RIGHT = Words(zh="答对的份额（%）", en="right answers (%)")
_NOTE = Words(
    zh=f"示意向量：键和内容都是抽签得来的随机数，要紧的那一条，键里另加了任务的键。答对，是说回答离要紧的那一条比离别的都近。"
    f"任务换过以后，固定规则和平均看待都很少答对，要看误差才知道谁错得更远：误差是均方根，每次都答平均数 0，误差是 1。"
    f"共模拟 {RUNS} 条流，每条 {STEPS} 步；浅色带和 ± 是 95% 置信区间。竖虚线是你选的个数。眼下的任务是什么，告诉了注意力和门控循环，没有告诉固定规则。",
    en=f"Example vectors: keys and contents are random numbers; the key that matters has the task’s key added to it. An answer is right "
    f"if it is nearer to the piece that matters than to any other. After a change the fixed rule and no filter are rarely right, and only "
    f"the error tells which is further off: it is the root mean square; answering the mean, 0, every time makes it 1. {RUNS} streams of "
    f"{STEPS} steps; pale bands and ± are 95% intervals, the dotted line is your number. Attention and the gated recurrence are told "
    "the present task, the fixed rule is not.",
)

WIDGET = Widget(
    name="filter",
    title=Words(zh="跟着任务走的筛子", en="A filter that follows the task"),
    claim=Words(
        zh="任务会换的时候，只有跟着查询走的筛子还筛得准；任务不换，死规矩也一样好。",
        en="When the task changes, only a filter made from the query keeps working; when it never does, a fixed rule is as good.",
    ),
    parameters=(
        Number("distractors", Words(zh="干扰项", en="Distractors"), 32, 0, MOST, 1),
        Number(
            "change",
            Words(zh="每一步换任务的可能", en="Chance of a new task at a step"),
            30,
            0,
            100,
            10,
            Words(zh="%", en="%"),
        ),
        Number(
            "signal",
            Words(zh="要紧的那条有多显眼（噪声的几倍）", en="How far the piece stands out (× noise)"),
            3,
            0,
            6,
            0.5,
            Words(zh=" 倍", en="×"),
        ),
    ),
    main=("distractors",),
    presets=(
        Preset(Words(zh="没有干扰", en="No distractors"), {"distractors": "0"}),
        Preset(Words(zh="任务不变", en="One task"), {"distractors": "32", "change": "0"}),
        Preset(Words(zh="任务总变", en="New task each step"), {"distractors": "32", "change": "100"}),
    ),
    draw=draw,
)
