"""Other ways to mix tokens, of one size and budget: attention, fixed waves, learned weights by place, a gated recurrence."""

from __future__ import annotations

import math
from dataclasses import replace

from ..figures.bars import ROW, Bar, bars
from ..figures.curves import Curve, curves
from ..figures.figure import Figure, heading, panel, text
from ..figures.markup import Markup
from ..kit.parameters import Number, Values
from ..kit.widget import Widget
from ..kit.words import Lang, Words
from .trained.intervals import Interval, interval
from .trained.models import MODEL, comparison, seeds_of

MIXERS = ("whole", "recurrence", "places", "fourier", "no-attention")
_LINES = (("pw-weight", ""), ("pw-key", "7 4"), ("pw-value", "9 3 2 3"), ("pw-query", "2 3"), ("pw-score", "1 3"))
BANDS = 7  # places 1, 2, 3–4, 5–8, … 65–128: how much has been read; the poems are shorter


def draw(p: Values, lang: Lang) -> Figure:
    corpus = p["model"]
    found = {mixer: by_band(corpus, mixer) for mixer in MIXERS if seeds_of(corpus, mixer)}
    band = min(int(p["read"]), *(len(losses) - 1 for losses in found.values()), BANDS)
    return Figure(
        panels=(_curves(found, band, lang), _bars(corpus, found, lang)),
        caption=_caption(found, band)[lang],
        note=_note(corpus)[lang],
        values={mixer: interval([run["held_out"] for run in seeds_of(corpus, mixer)]).mean for mixer in found},
    )


def by_band(corpus: str, mixer: str) -> list[Interval]:
    """The loss by how much has been read: over the seeds, for places 1, 2, 3–4, 5–8 and so on, as far as all of them are there."""
    runs = [run["by_place"] for run in seeds_of(corpus, mixer)]
    edges = [(1, 1), *((2**band // 2 + 1, 2**band) for band in range(1, BANDS + 1) if 2**band <= len(runs[0]))]
    return [interval([sum(run[low - 1 : high]) / (high - low + 1) for run in runs]) for low, high in edges]


def _curves(found: dict[str, list[Interval]], band: int, lang: Lang) -> Markup:
    lines = []
    for (mixer, losses), (colour, dashes) in zip(found.items(), _LINES, strict=False):
        points = [(float(at), each.mean) for at, each in enumerate(losses)]
        sure = [
            (float(at), each.mean - each.half, each.mean + each.half)
            for at, each in enumerate(losses)
            if math.isfinite(each.half)
        ]
        lines.append(Curve(_MIXERS[mixer][lang], points, colour, dashes, sure))
    last = max((len(losses) for losses in found.values()), default=BANDS + 1) - 1
    every = [each.mean for losses in found.values() for each in losses] or [0.0, 1.0]
    return curves(
        lines,
        title=_TITLE[lang],
        x_name=_READ[lang],
        y_name=_LOSS[lang],
        x_domain=(0, last),
        y_domain=(math.floor(5 * min(every)) / 5, math.ceil(5 * max(every)) / 5),
        mark_x=band,
        x_written=lambda value: f"{2 ** round(value)}",
    )


def _bars(corpus: str, found: dict[str, list[Interval]], lang: Lang) -> Markup:
    rows = []
    for mixer in MIXERS:
        runs = seeds_of(corpus, mixer)
        held_out = interval([run["held_out"] for run in runs]) if runs else None
        rows.append(
            Bar(
                _MIXERS[mixer][lang],
                held_out.mean if held_out else 0,
                held_out.written() if held_out else _NOT_YET[lang],
            )
        )
    seconds = [
        Bar(_MIXERS[mixer][lang], mean, f"{mean:.0f}", "pw-other")
        for mixer in found
        for mean in [interval([run["processor_seconds"] for run in seeds_of(corpus, mixer)]).mean]
    ]
    title, top = _BARS[lang], 42 + len(rows) * ROW + 22
    return panel(
        top + 16 + len(seconds) * ROW,
        heading(title),
        text(_LOSS[lang], 0, 32, class_="pw-axis"),
        bars(rows, 42, domain=(0, max(1.0, *(bar.value for bar in rows))), label_width=138, number_width=76),
        text(_SECONDS[lang], 0, top, class_="pw-axis"),
        bars(
            seconds, top + 12, domain=(0, max([1.0, *(bar.value for bar in seconds)])), label_width=138, number_width=76
        ),
        title=title,
    )


def _caption(found: dict[str, list[Interval]], band: int) -> Words:
    """The best of them, attention, and what no mixing achieves; the figure has the others."""
    low, high = (1, 1) if band == 0 else (2**band // 2 + 1, 2**band)
    if not found:
        return _NOTHING
    best = min(found, key=lambda mixer: found[mixer][band].mean)
    others = [mixer for mixer in ("whole", "no-attention") if mixer in found and mixer != best]
    said = {}
    for lang in ("zh", "en"):
        first, *more = (f"{_MIXERS[mixer][lang]} {found[mixer][band].written()}" for mixer in (best, *others))
        said[lang] = _SAID[lang].format(
            places=str(high) if low == high else f"{low}–{high}", best=first, others=_COMMA[lang].join(more)
        )
    return Words(**said)


def _note(corpus: str) -> Words:
    told = comparison(corpus)
    runs = told["runs"]
    sizes = [run["parameters"] for run in runs.values()] or [0]
    return _NOTE.format(
        done=len(runs),
        planned=len(told["planned"]),
        least=f"{min(sizes):,}",
        most=f"{max(sizes):,}",
        characters=f"{max((run['characters_seen'] for run in runs.values()), default=0):,}",
    )


_MIXERS = {
    "whole": Words(zh="注意力", en="attention"),
    "recurrence": Words(zh="门控循环", en="gated recurrence"),
    "places": Words(zh="只按位置学", en="by place alone"),
    "fourier": Words(zh="固定的波", en="fixed waves"),
    "no-attention": Words(zh="不混合", en="no mixing"),
}
_TITLE = Words(zh="读得越多，猜得越准？", en="Does it help to have read more?")
_READ = Words(zh="读了多少个字符", en="characters read")
_LOSS = Words(zh="损失（奈特/字符）", en="loss (nats a character)")
_BARS = Words(zh="全部没见过的文字上", en="On all held-out text")
_SECONDS = Words(zh="训练用了多少秒（一个核）", en="seconds of training (one core)")
_NOT_YET = Words(zh="还没训练", en="not trained")
_COMMA = Words(zh="，", en=", ")
_SAID = Words(
    zh="读到第 {places} 个字符，损失（奈特，95% 区间）最低的是{best}；{others}。",
    en="At characters {places} of a text the lowest loss (nats, 95% intervals): {best}; {others}.",
)
_NOTHING = Words(zh="小模型还没有训练。", en="No small model has been trained yet.")
_NOTE = Words(
    zh="每个模型有 {least} 到 {most} 个参数，读 {characters} 个字符。固定的波是 FNet 的因果形式，只按位置学的权重是 MLP-Mixer 的因果形式，门控循环是 GRU。计划了 {planned} 个模型，已训练 {done} 个，一个都没有挑掉。",
    en="Each model has {least} to {most} parameters and reads {characters} characters. Fixed waves are FNet in causal form, weights by "
    "place alone MLP-Mixer in causal form, the gated recurrence is a GRU. Of {planned} models that were planned, {done} have been "
    "trained, and none of these is left out.",
)

WIDGET = Widget(
    name="fixed-mixing",
    title=Words(zh="不用注意力，换别的来混", en="Other ways to mix"),
    claim=Words(
        zh="同样大小，同样多的文字：注意力、循环、固定的混合，各走多远。",
        en="Same size, same text: how far attention, a recurrence and fixed mixing each get.",
    ),
    parameters=(
        replace(MODEL, initial="austen"),  # in both languages: it is of these models that the article speaks first
        Number(
            "read",
            Words(zh="读了多少个字符", en="Characters read"),
            6,
            0,
            BANDS,
            1,
            shown=lambda value: f"{2 ** int(value)}",
        ),
    ),
    draw=draw,
    data=lambda values: (f"{values['model']}-comparison.json",),
)
