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
BANDS = 6  # places 1, 2, 3–4, 5–8, … 33–64: how much has been read, as far as poems go
_WIDTHS = {"label_width": 138, "number_width": 76}


def draw(p: Values, lang: Lang) -> Figure:
    corpus, band = p["model"], int(p["read"])
    by_read = {mixer: by_band(corpus, mixer) for mixer in MIXERS}
    held_out = {mixer: over_seeds(corpus, mixer, "held_out") for mixer in MIXERS}
    return Figure(
        panels=(_curves(by_read, band, lang), _bars(corpus, held_out, lang)),
        caption=_caption(by_read, band)[lang],
        note=_note(corpus)[lang],
        values={mixer: loss.mean for mixer, loss in held_out.items()},
    )


def over_seeds(corpus: str, mixer: str, measure: str) -> Interval:
    """What was measured of the models of one mixer."""
    return interval([run[measure] for run in seeds_of(corpus, mixer)])


def by_band(corpus: str, mixer: str) -> list[Interval]:
    """The loss by how much has been read: over the seeds, for places 1, 2, 3–4, 5–8 and so on."""
    runs = [run["by_place"] for run in seeds_of(corpus, mixer)]
    edges = [_places(band) for band in range(BANDS + 1)]
    return [interval([sum(run[low - 1 : high]) / (high - low + 1) for run in runs]) for low, high in edges]


def _places(band: int) -> tuple[int, int]:
    """The first and the last place of a band, counted from 1."""
    return 2**band // 2 + 1, 2**band


def _curves(by_read: dict[str, list[Interval]], band: int, lang: Lang) -> Markup:
    lines = []
    for (mixer, losses), (colour, dashes) in zip(by_read.items(), _LINES, strict=True):
        points = [(float(at), each.mean) for at, each in enumerate(losses)]
        sure = [(float(at), each.mean - each.half, each.mean + each.half) for at, each in enumerate(losses)]
        lines.append(Curve(_MIXERS[mixer][lang], points, colour, dashes, sure))
    every = [each.mean for losses in by_read.values() for each in losses]
    return curves(
        lines,
        title=_TITLE[lang],
        x_name=_READ[lang],
        y_name=_LOSS[lang],
        x_domain=(0, BANDS),
        y_domain=(math.floor(5 * min(every)) / 5, math.ceil(5 * max(every)) / 5),
        mark_x=band,
        mark_control="read",
        x_written=lambda value: f"{2 ** round(value)}",
    )


def _bars(corpus: str, held_out: dict[str, Interval], lang: Lang) -> Markup:
    losses = [Bar(_MIXERS[mixer][lang], loss.mean, loss.written()) for mixer, loss in held_out.items()]
    means = {mixer: over_seeds(corpus, mixer, "processor_seconds").mean for mixer in MIXERS}
    seconds = [Bar(_MIXERS[mixer][lang], mean, f"{mean:.0f}", "pw-other") for mixer, mean in means.items()]
    title, top = _BARS[lang], 42 + len(losses) * ROW + 22
    return panel(
        top + 16 + len(seconds) * ROW,
        heading(title),
        text(_LOSS[lang], 0, 32, class_="pw-axis"),
        bars(losses, 42, domain=(0, max(bar.value for bar in losses)), **_WIDTHS),
        text(_SECONDS[lang], 0, top, class_="pw-axis"),
        bars(seconds, top + 12, domain=(0, max(bar.value for bar in seconds)), **_WIDTHS),
        title=title,
    )


def _caption(by_read: dict[str, list[Interval]], band: int) -> Words:
    """The best of them, attention, and what no mixing achieves; the figure has the others."""
    low, high = _places(band)
    best = min(by_read, key=lambda mixer: by_read[mixer][band].mean)
    others = [mixer for mixer in ("whole", "no-attention") if mixer != best]
    said = {}
    for lang in ("zh", "en"):
        first, *more = (f"{_MIXERS[mixer][lang]} {by_read[mixer][band].written()}" for mixer in (best, *others))
        places = _PLACE[lang].format(high) if low == high else _PLACES[lang].format(low, high)
        said[lang] = _SAID[lang].format(places=places, best=first, others=_COMMA[lang].join(more))
    return Words(**said)


def _note(corpus: str) -> Words:
    runs = comparison(corpus)["runs"].values()
    sizes = [run["parameters"] for run in runs]
    (characters,) = {run["characters_seen"] for run in runs}
    return _NOTE.format(
        trained=len(runs), least=f"{min(sizes):,}", most=f"{max(sizes):,}", characters=f"{characters:,}"
    )


_MIXERS = {
    "whole": Words(zh="注意力", en="attention"),
    "recurrence": Words(zh="GRU", en="GRU"),
    "places": Words(zh="只按位置学", en="by place alone"),
    "fourier": Words(zh="固定的波", en="fixed waves"),
    "no-attention": Words(zh="不混合", en="no mixing"),
}
_TITLE = Words(zh="读得越多，猜得越准？", en="Does it help to have read more?")
_READ = Words(zh="读了多少个字符", en="characters read")
_LOSS = Words(zh="损失（奈特/字符）", en="loss (nats a character)")
_BARS = Words(zh="全部没见过的文字上", en="On all held-out text")
_SECONDS = Words(zh="训练用了多少秒（一个核）", en="seconds of training (one core)")
_COMMA = Words(zh="，", en=", ")
_PLACE = Words(zh="第 {} 个字符", en="character {}")
_PLACES = Words(zh="第 {}–{} 个字符", en="characters {}–{}")
_SAID = Words(
    zh="读到{places}，损失最低：{best} 奈特；{others}。",
    en="Lowest loss at {places}: {best} nats; {others}.",
)
_NOTE = Words(
    zh="每个模型有 {least} 到 {most} 个参数，读 {characters} 个字符。固定的波是 FNet 的因果形式，只按位置学的权重是 MLP-Mixer 的因果形式，GRU 是门由训练得来的循环。连同“少了它会怎样”一图，每种文字计划训练的 {trained} 个模型全都训练了，一个都没有挑掉。± 和浅色带是 95% 置信区间。",
    en="Each model has {least} to {most} parameters and reads {characters} characters. Fixed waves are FNet in causal form, weights by "
    "place alone MLP-Mixer in causal form, the GRU is a recurrence with trained gates. For each text, all {trained} models that "
    "were planned for this figure and for “What if it were missing” have been trained, and none is left out. Pale bands and ± are 95% intervals.",
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
