"""What the parts of a trained model do: the loss without each of them, and what each head looks at. For `train_reader.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from pyodide_widgets.attention import Array
from pyodide_widgets.attention.decoder import Decoder
from pyodide_widgets.attention.head_measures import distances, even_share_of, patterns, share_of
from scripts.reader_corpus import END, Batch

LINE_ENDS = "，。？！；："  # in verse; prose has none
FURTHEST = 20  # distances that are measured


def taken_out(model: Decoder) -> dict[str, Decoder]:
    """The model whole and without each of its parts; nothing is trained anew."""
    plan, p = model.plan, model.parameters
    found = {
        "whole": model,
        "attention": Decoder(replace(plan, mixer="none"), p),
        "feed_forward": Decoder(replace(plan, feed_forward=False), p),
        "residual": Decoder(replace(plan, residual=False), p),
        "positions": Decoder(replace(plan, positions=False), p),
    }
    for part in plan.parts:
        found[part] = Decoder(
            plan, p | {f"{part}.{name}": np.zeros_like(p[f"{part}.{name}"]) for name in _outputs(part)}
        )
    for layer in range(plan.layers):
        name = f"{layer}.attention.w_output"
        for head in range(plan.heads):
            kept = p[name].reshape(plan.heads, -1, plan.width).copy()
            kept[head] = 0
            found[f"{layer}.attention.{head}"] = Decoder(plan, p | {name: kept.reshape(p[name].shape)})
    return found


def _outputs(part: str) -> tuple[str, ...]:
    """The parameters that a part's output is made with: with zeros there it adds nothing."""
    return ("w_output", "b_output") if part.endswith("feed_forward") else ("w_output",)


def head_shares(model: Decoder, batches: Iterable[Batch], characters: Sequence[str]) -> dict[str, Any]:
    """The share that each head gives to each kind of key, (layers, heads), and what even attention would give; and to the
    keys at each distance, (layers, heads, distances). Weighted by the number of characters of each batch."""
    delimiters = [END, *(token for token, character in enumerate(characters, 2) if not character.isalnum())]
    is_verse = any(character in characters for character in LINE_ENDS)
    ends = [token for token, character in enumerate(characters, 2) if character in LINE_ENDS] if is_verse else []
    given: dict[str, list[Array]] = {}
    even: dict[str, list[float]] = {}
    back, sizes = [], []
    for tokens, _, counted in batches:
        weights = model.forward(tokens).weights  # of each layer (B, H, L, L)
        for name, pattern in patterns(tokens, delimiters, ends).items():
            given.setdefault(name, []).append(np.stack([share_of(layer, pattern, counted) for layer in weights]))
            even.setdefault(name, []).append(even_share_of(pattern, counted))
        back.append(np.stack([distances(layer, counted, FURTHEST) for layer in weights]))
        sizes.append(int(counted.sum()))
    return {
        "given": {name: _mean(shares, sizes).round(4).tolist() for name, shares in given.items()},
        "even": {
            name: round(float(_mean([np.array(each) for each in shares], sizes)), 4) for name, shares in even.items()
        },
        "distances": _mean(back, sizes).round(4).tolist(),
    }


def _mean(parts: Sequence[Array], sizes: Sequence[int]) -> Array:
    """The mean of some measurements, weighted; batches in which there was nothing to measure are left out."""
    values = np.stack(parts)
    weight = np.array(sizes).reshape(-1, *[1] * (values.ndim - 1)) * ~np.isnan(values)
    return np.asarray((np.nan_to_num(values) * weight).sum(axis=0) / weight.sum(axis=0))
