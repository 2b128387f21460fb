"""What each part of a model is worth: the loss without it, taken out of the trained model, and trained without it; and what
the model then writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from statistics import median
from typing import Any

import numpy as np

from ..attention.cache import KeyValueCache
from ..attention.decoder import Decoder
from ..figures.bars import ROW, Bar, bars
from ..figures.figure import PANEL_WIDTH, Figure, heading, panel, shorten, text
from ..figures.markup import Markup
from ..kit.parameters import Choice, Values
from ..kit.widget import Widget
from ..kit.words import Lang, Words
from .trained.continuation import draw_next
from .trained.intervals import Interval, interval
from .trained.models import END, MODEL, card, comparison, reader, seeds_of

LAYERS, HEADS = 4, 4
PARTS = ("attention", "feed-forward", "residual", "positions", "mask")
# What a plan has otherwise where the part has been taken out.
_CHANGES: dict[str, dict[str, Any]] = {
    "attention": {"mixer": "none"},
    "feed-forward": {"feed_forward": False},
    "residual": {"residual": False},
    "positions": {"positions": False},
    "mask": {},
}
WRITTEN, SEED = 36, 1


def draw(p: Values, lang: Lang) -> Figure:
    name, part = p["model"], p["part"]
    return Figure(
        panels=(
            _taken_out(name, part, lang),
            _trained_without(name, part, lang),
            _inside(name, lang),
            _writes(name, part, lang),
        ),
        caption=_caption(name, part)[lang],
        note=_note(name)[lang],
        values=_values(name, part),
    )


def _values(name: str, part: str) -> dict[str, float]:
    """What prose may state: losses in nats a character."""
    small = {"small-whole": trained_without(name, "whole"), "small-without": trained_without(name, part)}
    counted = {counted: card(name)["baselines"][counted] for counted in ("uniform", "bigram", "trigram")}
    return {
        **counted,
        **{value: loss.mean for value, loss in small.items()},
        **_with_the_future_visible(name, part),
    }


def _with_the_future_visible(name: str, part: str) -> dict[str, float]:
    """The loss of the small models that were trained without the mask, where they see what they have to guess."""
    found = [run["with_the_future_visible"] for run in seeds_of(name, "no-mask")] if part == "mask" else []
    return {"future-visible": interval(found).mean} if found else {}


def taken_out(name: str, part: str) -> float | None:
    """The loss of the trained model without a part; None for the mask, without which it was not made to read."""
    found: dict[str, float] = card(name)["taken_out"]
    return found.get(part.replace("-", "_"))


def trained_without(name: str, part: str) -> Interval:
    """The loss of small models that read the same text, and were trained without a part, or whole."""
    return interval([run["held_out"] for run in seeds_of(name, part if part == "whole" else f"no-{part}")])


@lru_cache(maxsize=16)
def writes(name: str, part: str) -> str:
    """What the trained model writes without a part, from the beginning of a line; a line break is "/"."""
    of = reader(name)
    model = Decoder(replace(of.model.plan, **_CHANGES[part]), of.model.parameters)
    rng, tokens = np.random.default_rng(SEED), [END]
    caches: Sequence[KeyValueCache] | None = None
    if model.plan.mixer == "attention":
        caches = [KeyValueCache()] * model.plan.layers
    for _ in range(WRITTEN):
        passed = model.forward([tokens[-1:] if caches else tokens], caches=caches, only_last=True)
        caches = passed.caches if caches else None
        tokens.append(draw_next(passed.logits[0, -1], 1.0, rng))
    return "".join(of.shown(token) for token in tokens[1:]).replace("¶", "/")


def _writes(name: str, part: str, lang: Lang) -> Markup:
    """A line from the trained model without the part, and one from a small model that was trained without it."""
    title = _WRITES[lang].format(part=_PARTS[part][lang])
    small = seeds_of(name, f"no-{part}")[0]["writes"][:WRITTEN]
    return panel(
        118,
        heading(title),
        text(_FROM_TRAINED[lang], 0, 34, class_="pw-axis"),
        text(shorten(writes(name, part), PANEL_WIDTH), 0, 54),
        text(_FROM_SMALL[lang], 0, 82, class_="pw-axis"),
        text(shorten(small, PANEL_WIDTH), 0, 102),
        title=title,
    )


def _taken_out(name: str, part: str, lang: Lang) -> Markup:
    """The whole model, without each part, and what counting achieves."""
    rows = [Bar(_WHOLE[lang], card(name)["taken_out"]["whole"], f"{card(name)['taken_out']['whole']:.2f}", "pw-key")]
    for each in PARTS:
        loss = taken_out(name, each)
        if loss is not None:
            label = f"− {_PARTS[each][lang]}"
            rows.append(Bar(label, loss, f"{loss:.2f}", "pw-weight" if each == part else "pw-score"))
    for counted in ("trigram", "bigram", "unigram", "uniform"):
        rows.append(
            Bar(
                _COUNTED[counted][lang],
                card(name)["baselines"][counted],
                f"{card(name)['baselines'][counted]:.2f}",
                "pw-other",
            )
        )
    return _losses(_TAKEN_OUT[lang], _TAKEN_OUT_AXIS[lang], rows)


def _inside(name: str, lang: Lang) -> Markup:
    """How much the loss rises without one layer's attention or feed-forward layer, and without one head."""
    losses = card(name)["taken_out"]
    whole = losses["whole"]
    rows = []
    for layer in range(LAYERS):
        for kind in ("attention", "feed_forward"):
            rise = losses[f"{layer}.{kind}"] - whole
            rows.append(Bar(_LAYER[lang].format(layer + 1, _PARTS[kind.replace("_", "-")][lang]), rise, f"{rise:+.2f}"))
    heads = {
        f"{layer + 1}·{head + 1}": losses[f"{layer}.attention.{head}"] - whole
        for layer in range(LAYERS)
        for head in range(HEADS)
    }
    dearest = sorted(heads, key=lambda head: -heads[head])[:4]
    rows += [Bar(_HEAD[lang].format(head), heads[head], f"{heads[head]:+.2f}", "pw-value") for head in dearest]
    most = max(bar.value for bar in rows)
    title = _INSIDE[lang]
    return panel(
        44 + len(rows) * ROW,
        heading(title),
        text(_INSIDE_AXIS[lang], 0, 32, class_="pw-axis"),
        bars(rows, 42, domain=(0, most), label_width=140),
        title=title,
    )


def _trained_without(name: str, part: str, lang: Lang) -> Markup:
    rows = []
    for each in ("whole", *PARTS):
        found = trained_without(name, each)
        label = _WHOLE[lang] if each == "whole" else f"− {_PARTS[each][lang]}"
        colour = "pw-key" if each == "whole" else "pw-weight" if each == part else "pw-score"
        rows.append(Bar(label, found.mean, found.written(), colour))
    return _losses(_TRAINED[lang], _TRAINED_AXIS[lang], rows, number_width=76)


def _losses(title: str, axis: str, rows: list[Bar], number_width: float = 46) -> Markup:
    most = max(1.0, *(bar.value for bar in rows))
    return panel(
        44 + len(rows) * ROW,
        heading(title),
        text(axis, 0, 32, class_="pw-axis"),
        bars(rows, 42, domain=(0, most), label_width=124, number_width=number_width),
        title=title,
    )


def _caption(name: str, part: str) -> Words:
    out, without, whole = taken_out(name, part), trained_without(name, part), trained_without(name, "whole")
    before = card(name)["taken_out"]["whole"]
    said = []
    for lang in ("zh", "en"):
        first = (
            _OUT_MASK[lang]
            if out is None
            else _OUT[lang].format(
                part=_PARTS[part][lang],
                before=f"{before:.2f}",
                now=f"{out:.2f}",
            )
        )
        second = _LEARNED[lang].format(whole=whole.written(), now=without.written())
        said.append(first + second)
    return Words(zh=said[0], en=said[1])


def _note(name: str) -> Words:
    runs = comparison(name)["runs"].values()
    (characters,) = {run["characters_seen"] for run in runs}
    (seeds,) = {len(seeds_of(name, part if part == "whole" else f"no-{part}")) for part in ("whole", *PARTS)}
    size = median(run["parameters"] for run in runs)
    told = card(name)
    return _NOTE.format(
        size=f"{round(size, -3):,.0f}",
        characters=f"{characters:,}",
        seeds=seeds,
        measured=f"{told['measured_characters']:,}",
        part=f"{told['taken_out']['whole']:.2f}",
        all=f"{told['loss']['held_out']:.2f}",
    )


_WHOLE = Words(zh="完整", en="whole")
_PARTS = {
    "attention": Words(zh="注意力", en="attention"),
    "feed-forward": Words(zh="前馈层", en="feed-forward"),
    "residual": Words(zh="残差", en="residual"),
    "positions": Words(zh="位置", en="positions"),
    "mask": Words(zh="因果掩码", en="causal mask"),
}
_COUNTED = {
    "uniform": Words(zh="瞎猜", en="guessing"),
    "unigram": Words(zh="单字符频率表", en="table of singles"),
    "bigram": Words(zh="双字符频率表", en="table of pairs"),
    "trigram": Words(zh="三字符频率表", en="table of triples"),
}
_TAKEN_OUT = Words(zh="从训练好的模型里拿掉", en="Taken out of the trained model")
_TAKEN_OUT_AXIS = Words(zh="损失，奈特/字符；越低越好", en="loss, nats a character; lower is better")
_INSIDE = Words(zh="只拿掉一层，或一个头", en="One layer or one head taken out")
_INSIDE_AXIS = Words(zh="损失升高多少，奈特/字符", en="rise of the loss, nats a character")
_LAYER = Words(zh="第 {} 层{}", en="{}: {}")
_HEAD = Words(zh="头 {}", en="head {}")
_TRAINED = Words(zh="从头就不带它训练", en="Trained without it from the start")
_TRAINED_AXIS = Words(
    zh="小模型，一样大，读同样的文字；损失，95% 区间", en="small models, one size, same text; loss, 95% interval"
)
_WRITES = Words(zh="少了{part}，它写出来的", en="What is written without {part}")
_FROM_TRAINED = Words(zh="训练好的模型，拿掉之后：", en="the trained model, with it taken out:")
_FROM_SMALL = Words(zh="没带它训练的小模型：", en="a small model trained without it:")
_OUT = Words(
    zh="拿掉{part}，损失从 {before} 奈特变成 {now}；",
    en="Taking out {part} turns {before} nats into {now}; ",
)
_OUT_MASK = Words(
    zh="写的时候没有后文，因果掩码拿不掉；",
    en="In writing there is no mask to take out; ",
)
_LEARNED = Words(
    zh="小模型不带它训练，损失是 {now}，完整的 {whole}。",
    en="small models trained without it reach a loss of {now}, whole ones {whole}.",
)
_NOTE = Words(
    zh="“拿掉”用的是“读过书的模型”，损失在 {measured} 个没见过的字符上量（完整的是 {part}；在全部没见过的文字上是 {all}）。别的部分是和拿掉的部分一起训练的，所以损失升得多。“不带它训练”让别的部分有机会顶上；少了的参数由别的部分补足，每个模型约 {size} 个参数，读 {characters} 个字符，种子 {seeds} 个，在全部没见过的文字上量。不带掩码训练的模型看过答案，写的时候没有答案可看；图里是写的时候的损失。",
    en="Parts are taken out of “A model that has read”, and losses measured on {measured} characters that it had not read (whole: {part}; "
    "on all such text: {all}). The other parts were trained together with what is missing, and so the loss rises far. Training "
    "without a part lets them make up for it. There the parameters that are missing are added elsewhere: about {size} for each model, "
    "which reads {characters} characters, with {seeds} seeds; all text that it had not read is measured. A model trained without the "
    "mask has seen the answers, which are not there when it writes; its loss is that of writing.",
)

WIDGET = Widget(
    name="without",
    title=Words(zh="少了它会怎样", en="What if it were missing"),
    claim=Words(
        zh="拿掉注意力，训练好的模型还不如瞎猜；可拿掉残差或前馈层，它也一样写不成句。",
        en="With attention taken out, a trained model does worse than guessing; without its residual connections or "
        "feed-forward layers it cannot write either.",
    ),
    parameters=(
        MODEL,
        Choice("part", Words(zh="少了什么", en="What is missing"), tuple(_PARTS.items()), initial="attention"),
    ),
    main=("part",),
    draw=draw,
    data=lambda values: (
        f"{values['model']}.safetensors",
        f"{values['model']}.json",
        f"{values['model']}-comparison.json",
    ),
)
