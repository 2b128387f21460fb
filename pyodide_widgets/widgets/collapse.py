"""Rank collapse: attention alone makes all tokens alike, layer by layer; what else is in a block prevents it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from ..attention.collapse import rank_one_distance
from ..attention.decoder import Decoder, draw_parameters
from ..figures.bars import ROW, Bar, bars
from ..figures.curves import Curve, curves
from ..figures.figure import Figure, heading, panel, text
from ..figures.markup import Markup
from ..kit.parameters import Choice, Number, Typed, Values
from ..kit.widget import Widget
from ..kit.words import Lang, Words
from .reader import BEGINNINGS, beginning_of
from .trained.models import MODEL, reader

TIMES = 3  # the trained layers are stacked on each other so often
MOST_TYPED = 32
SEED = 1  # of the random model
# What a block has besides attention: the residual connection, the feed-forward layer.
BLOCKS = {"alone": (False, False), "feed-forward": (False, True), "residual": (True, False), "both": (True, True)}


@lru_cache(maxsize=16)
def distances(name: str, tokens: tuple[int, ...], trained: bool) -> dict[str, list[float]]:
    """How far the tokens are from being all alike, at the beginning and after each layer, for each kind of block."""
    of = reader(name)
    plan = of.model.plan
    deep = replace(plan, layers=TIMES * plan.layers)
    if trained:
        parameters = {
            key.replace(f"{layer % plan.layers}.", f"{layer}.", 1) if key[0].isdigit() else key: value
            for layer in range(deep.layers)
            for key, value in of.model.parameters.items()
            if not key[0].isdigit() or key.startswith(f"{layer % plan.layers}.")
        }
    else:
        parameters = draw_parameters(np.random.default_rng(SEED), deep)
        parameters |= {key: of.model.parameters[key] for key in ("tokens", "places")}
    found = {}
    for block, (residual, feed_forward) in BLOCKS.items():
        model = Decoder(replace(deep, residual=residual, feed_forward=feed_forward), parameters)
        streams = model.forward([list(tokens)], only_last=True).streams
        after = streams[:: 2 if feed_forward else 1]  # after each layer: of its parts, the last one
        found[block] = [float(rank_one_distance(stream[0].astype(np.float64))) for stream in after]
    return found


def draw(p: Values, lang: Lang) -> Figure:
    of = reader(p["model"])
    tokens = of.encode(beginning_of(p["model"], p["beginning"], lang)[:MOST_TYPED])
    found = distances(of.name, tokens, p["weights"] == "trained")
    depth = int(p["depth"])
    return Figure(
        panels=(
            curves(
                [
                    Curve(_BLOCKS[block][lang], list(enumerate(values)), colour, dashes)
                    for (block, values), (colour, dashes) in zip(found.items(), _LINES, strict=True)
                ],
                title=_TITLE[lang],
                x_name=_DEPTH[lang],
                y_name=_DISTANCE[lang],
                x_domain=(0, len(found["alone"]) - 1),
                y_domain=(0, 1.05),
                mark_x=depth,
                mark_control="depth",
            ),
            _bars(found, depth, p["weights"] == "trained", lang),
        ),
        caption=_caption(found, depth)[lang],
        note=_NOTE[lang],
        values={block: values[depth] for block, values in found.items()},
    )


def _bars(found: dict[str, list[float]], depth: int, trained: bool, lang: Lang) -> Markup:
    title = _HERE[lang].format(depth=depth, model=(_TRAINED if trained else _RANDOM)[lang])
    rows = [Bar(_BLOCKS[block][lang], values[depth], _written(values[depth])) for block, values in found.items()]
    return panel(
        64 + len(rows) * ROW,
        heading(title),
        text(_FORMULA[lang], 0, 34, class_="pw-axis"),
        bars(rows, 52, domain=(0, 1), label_width=150, number_width=52),
        title=title,
    )


def _written(distance: float) -> str:
    return f"{distance:.3f}" if distance >= 0.001 else "<0.001"


def _caption(found: dict[str, list[float]], depth: int) -> Words:
    return _SAID.format(
        depth=depth,
        start=_written(found["alone"][0]),
        alone=_written(found["alone"][depth]),
        residual=_written(found["residual"][depth]),
    )


_LINES = (("pw-weight", ""), ("pw-key", "7 4"), ("pw-query", "2 3"), ("pw-value", "9 3 2 3"))
_BLOCKS = {
    "alone": Words(zh="只有注意力", en="attention alone"),
    "feed-forward": Words(zh="加前馈层", en="with feed-forward"),
    "residual": Words(zh="加残差", en="with residual"),
    "both": Words(zh="残差和前馈都有", en="with both"),
}
_TITLE = Words(zh="一层层叠上去，词元还剩多少差别", en="How different tokens stay, layer by layer")
_HERE = Words(zh="叠了 {depth} 层，{model}", en="After {depth} layers, {model}")
_DEPTH = Words(zh="层数", en="layers")
_DISTANCE = Words(zh="离“全都一样”有多远", en="difference that is left")
_FORMULA = Words(zh="‖X − 1x̄ᵀ‖ / ‖X‖；0：所有词元都一样", en="‖X − 1x̄ᵀ‖ / ‖X‖; 0: all tokens are alike")
_TRAINED = Words(zh="训练过的模型", en="trained model")
_RANDOM = Words(zh="随机的模型", en="random model")
_SAID = Words(
    zh="只有注意力，叠 {depth} 层，离“全都一样”只剩 {alone}（开始时 {start}）；加上残差，还有 {residual}。",
    en="Difference left after {depth} layers: {alone} with attention alone (at first {start}), {residual} with residual.",
)
_NOTE = Words(
    zh=f"量的是各词元偏离平均的程度，‖X − 1x̄ᵀ‖ / ‖X‖（Frobenius 范数），X 的每一行是一个词元。训练过的四层重复叠 {TIMES} 遍，共十二层；随机的模型只有词嵌入和位置是训练过的。每层之前都有层归一化。出处：Dong、Cordonnier 和 Loukas，2021。",
    en=f"The measure is ‖X − 1x̄ᵀ‖ / ‖X‖ (Frobenius norm), with a token in each row of X. The four trained layers are stacked {TIMES} "
    "times, twelve layers in all; of the random model only the embeddings are trained. A layer norm stands before each part. Source: "
    "Dong, Cordonnier and Loukas, 2021.",
)

WIDGET = Widget(
    name="collapse",
    title=Words(zh="只有注意力，会塌成一片", en="Attention alone collapses"),
    claim=Words(
        zh="只把注意力一层层叠起来，词元会越来越像，最后成了一个样；有残差，它们才各是各的。",
        en="Stack attention and nothing else, and all tokens grow alike; the residual connection keeps them apart.",
    ),
    parameters=(
        MODEL,
        Choice(
            "weights",
            Words(zh="权重", en="Weights"),
            (("trained", Words(zh="训练过的", en="trained")), ("random", Words(zh="随机的", en="random"))),
            initial="trained",
        ),
        Typed(
            "beginning",
            Words(zh="句子", en="Text"),
            Words(zh=BEGINNINGS["tang"], en=BEGINNINGS["austen"]),
            most_tokens=MOST_TYPED,
            most_characters=MOST_TYPED + 16,
        ),
        Number("depth", Words(zh="叠几层", en="Layers"), 12, 0, 12, 1),
    ),
    main=("depth",),
    draw=draw,
    data=lambda values: (f"{values['model']}.safetensors",),
)
