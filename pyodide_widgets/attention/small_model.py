"""A language model of attention and nothing else, small enough to be trained while one watches.

Tokens and places are embedded, the heads of each layer add what they find, and a linear map reads off the next token. No
layers of another kind stand in between, so whatever the model learns to do with the past, its heads have learned. Shapes:
B sequences of L tokens, T tokens in the vocabulary, D features, H heads in a layer.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from .arrays import Array
from .gradients import (
    HeadSteps,
    HeadWeights,
    cross_entropy_backward,
    embedding,
    embedding_backward,
    linear,
    linear_backward,
    multi_head,
    multi_head_backward,
)

Parameters = dict[str, Array]
Head = tuple[int, int]  # its layer, and its place there, both counted from 0


class Passed(NamedTuple):
    """What the forward pass computes on its way."""

    streams: list[Array]  # the embeddings, then what each layer leaves behind; each (B, L, D)
    steps: list[HeadSteps]  # of the heads of each layer
    logits: Array  # scores for the token that comes next, (B, L, T)


class AttentionOnly:
    """The model.

    Args:
        parameters: by name, as `draw_parameters` makes them.
        heads: H.
    """

    def __init__(self, parameters: Parameters, heads: int) -> None:
        self.parameters = parameters
        self.heads = heads
        self.layers = sum(name.endswith(".w_query") for name in parameters)

    def forward(self, tokens: Array, off: Collection[Head] = ()) -> Passed:
        """From tokens (B, L) to scores for the next ones.

        Args:
            off: heads that are switched off: they look as before, but what they find is not added.
        """
        p = self.parameters
        streams = [embedding(tokens, p["tokens"]) + p["places"][: tokens.shape[-1]]]  # (B, L, D)
        steps = []
        for layer in range(self.layers):
            projections = self._projections(layer)
            silent = [head for of_layer, head in off if of_layer == layer]
            if silent:
                projections = projections._replace(w_output=self._without(silent, projections.w_output))
            found, kept = multi_head(streams[-1], projections, heads=self.heads)
            streams.append(streams[-1] + found)
            steps.append(kept)
        return Passed(streams, steps, linear(streams[-1], p["logits"]))

    def gradients(self, tokens: Array, passed: Passed, targets: Array) -> Parameters:
        """Gradients of the mean surprise at the targets (B, L), by every parameter.

        Args:
            passed: what `forward` gave for these tokens, with all heads on.
        """
        p = self.parameters
        by_logits = cross_entropy_backward(passed.logits, targets)
        by_stream, by_last, _ = linear_backward(by_logits, passed.streams[-1], p["logits"])
        gradients = {"logits": by_last}
        for layer in reversed(range(self.layers)):
            through, by_heads = multi_head_backward(
                by_stream, passed.streams[layer], self._projections(layer), passed.steps[layer], heads=self.heads
            )
            by_stream = by_stream + through  # a layer adds to the stream, which also goes past it
            gradients |= {f"{layer}.{name}": part for name, part in by_heads._asdict().items()}
        gradients["tokens"] = embedding_backward(by_stream, tokens, p["tokens"])
        gradients["places"] = np.zeros_like(p["places"])
        gradients["places"][: tokens.shape[-1]] = by_stream.sum(axis=0)
        return gradients

    def _projections(self, layer: int) -> HeadWeights:
        return HeadWeights(*(self.parameters[f"{layer}.{name}"] for name in HeadWeights._fields))

    def _without(self, heads: Collection[int], w_output: Array) -> Array:
        """The projection that joins the heads, deaf to some of them."""
        kept = w_output.reshape(self.heads, -1, w_output.shape[-1]).copy()  # (H, D/H, D)
        kept[list(heads)] = 0
        return kept.reshape(w_output.shape)


def draw_parameters(rng: np.random.Generator, *, vocabulary: int, length: int, width: int, layers: int) -> Parameters:
    """What training starts from. The last map starts small: a model that has learned nothing gives all tokens nearly the
    same share.

    Args:
        vocabulary, length: T, and the largest L.
        width, layers: D, and how many layers.
    """
    parameters = {
        "tokens": rng.normal(0, 0.5, (vocabulary, width)),
        "places": rng.normal(0, 0.5, (length, width)),
    }
    for layer in range(layers):
        for name in HeadWeights._fields:
            parameters[f"{layer}.{name}"] = rng.normal(0, 0.08, (width, width))
    parameters["logits"] = rng.normal(0, 0.1, (width, vocabulary))
    return parameters
