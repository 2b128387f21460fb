"""A language model of attention layers alone, small enough to be trained in a browser.

Tokens and positions are embedded, the heads of each layer add their results, and a linear map gives scores for the next
token. There are no layers of another kind, so whatever the model does with the past, its heads do. Shapes: B sequences of
L tokens, T tokens in the vocabulary, D features, H heads in a layer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from .arguments import explains_wrong_calls, integers, whole
from .arrays import Array, ShapeError
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
    """The results of the forward pass, step by step."""

    streams: list[Array]  # the embeddings, then the sum after each layer; each (B, L, D)
    steps: list[HeadSteps]  # of the heads of each layer
    logits: Array  # scores for the token that comes next, (B, L, T)


class AttentionOnly:
    """The model.

    Args:
        parameters: by name, as `draw_parameters` makes them.
        heads: H.

    Raises:
        TypeError, ValueError: parameters that are incomplete, or a number of heads that is not whole.
        ShapeError: heads that do not divide the width.
    """

    @explains_wrong_calls()
    def __init__(self, parameters: Parameters, heads: int) -> None:
        if not isinstance(parameters, Mapping):
            raise TypeError(f"parameters is a {type(parameters).__name__}, but needs a dictionary of arrays by name")
        missing = [name for name in ("tokens", "places", "logits") if name not in parameters]
        if missing:
            raise ValueError(f"parameters lacks {missing}; draw_parameters makes all of them")
        width = parameters["tokens"].shape[-1]
        if whole("heads", heads, at_least=1) and width % heads:
            raise ShapeError(f"heads is {heads}, but a width of {width} cannot be divided among them")
        self.parameters = parameters
        self.heads = heads
        self.layers = sum(name.endswith(".w_query") for name in parameters)

    def forward(self, tokens: Array, off: Collection[Head] = ()) -> Passed:
        """From tokens (B, L) to scores for the next ones.

        Args:
            tokens: whole numbers from 0 to T - 1, at most as many in a sequence as there are positions.
            off: heads that are switched off, as pairs of layer and head: their weights are computed as before, but their
                results are not added.

        Raises:
            ShapeError: sequences that are longer than the model has positions.
            TypeError, ValueError: tokens or heads that the model does not have.
        """
        p = self.parameters
        tokens = integers("tokens", tokens, "(B, L)")
        if tokens.shape[-1] > len(p["places"]):
            raise ShapeError(f"tokens has shape {tokens.shape}, but the model has {len(p['places'])} positions")
        off = [self._head(head) for head in off]
        streams = [embedding(tokens, p["tokens"]) + p["places"][: tokens.shape[-1]]]  # (B, L, D)
        steps = []
        for layer in range(self.layers):
            projections = self._projections(layer)
            switched_off = [head for of_layer, head in off if of_layer == layer]
            if switched_off:
                projections = projections._replace(w_output=self._without(switched_off, projections.w_output))
            found, kept = multi_head(streams[-1], projections, heads=self.heads)
            streams.append(streams[-1] + found)
            steps.append(kept)
        return Passed(streams, steps, linear(streams[-1], p["logits"]))

    def gradients(self, tokens: Array, passed: Passed, targets: Array) -> Parameters:
        """Gradients of the mean cross-entropy at the targets (B, L), by every parameter.

        Args:
            passed: what `forward` returned for these tokens, with all heads on.

        Raises:
            ShapeError, TypeError, ValueError: tokens and targets that do not fit what was passed.
        """
        p = self.parameters
        tokens = integers("tokens", tokens, "(B, L)")
        if not isinstance(passed, Passed):
            raise TypeError(f"passed is a {type(passed).__name__}, but needs what forward returned")
        if tokens.shape != passed.logits.shape[:-1]:
            raise ShapeError(f"tokens has shape {tokens.shape}, but passed is of tokens {passed.logits.shape[:-1]}")
        by_logits = cross_entropy_backward(passed.logits, targets)
        by_stream, by_last, _ = linear_backward(by_logits, passed.streams[-1], p["logits"])
        gradients = {"logits": by_last}
        for layer in reversed(range(self.layers)):
            through, by_heads = multi_head_backward(
                by_stream, passed.streams[layer], self._projections(layer), passed.steps[layer], heads=self.heads
            )
            by_stream = by_stream + through  # of the layer, and of the sum that bypasses it
            gradients |= {f"{layer}.{name}": part for name, part in by_heads._asdict().items()}
        gradients["tokens"] = embedding_backward(by_stream, tokens, p["tokens"])
        gradients["places"] = np.zeros_like(p["places"])
        gradients["places"][: tokens.shape[-1]] = by_stream.sum(axis=0)
        return gradients

    def _projections(self, layer: int) -> HeadWeights:
        return HeadWeights(*(self.parameters[f"{layer}.{name}"] for name in HeadWeights._fields))

    def _head(self, head: Head) -> Head:
        """A pair of layer and head that the model has."""
        if not isinstance(head, tuple) or len(head) != 2:
            raise TypeError(f"off holds {head!r}, but needs pairs of layer and head, as in [(0, 1)]")
        layer, place = whole("off", head[0]), whole("off", head[1])
        if not (0 <= layer < self.layers and 0 <= place < self.heads):
            raise ValueError(
                f"off holds {head}, but the model has the layers 0 to {self.layers - 1}, with the heads 0 to {self.heads - 1}"
            )
        return layer, place

    def _without(self, heads: Collection[int], w_output: Array) -> Array:
        """The projection that joins the heads, with 0 for some of them."""
        kept = w_output.reshape(self.heads, -1, w_output.shape[-1]).copy()  # (H, D/H, D)
        kept[list(heads)] = 0
        return kept.reshape(w_output.shape)


@explains_wrong_calls()
def draw_parameters(rng: np.random.Generator, *, vocabulary: int, length: int, width: int, layers: int) -> Parameters:
    """Random parameters to start training from. The last map is small, so that at first all tokens get nearly the same
    share.

    Args:
        rng: where the random numbers come from.
        vocabulary, length: T, and the largest L.
        width, layers: D, and how many layers.

    Raises:
        TypeError, ValueError: no generator, or sizes that are not whole or too small.
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is a {type(rng).__name__}, but needs a generator, as np.random.default_rng(seed) gives")
    for name, size, least in (
        ("vocabulary", vocabulary, 1),
        ("length", length, 1),
        ("width", width, 1),
        ("layers", layers, 0),
    ):
        whole(name, size, at_least=least)
    parameters = {
        "tokens": rng.normal(0, 0.5, (vocabulary, width)),
        "places": rng.normal(0, 0.5, (length, width)),
    }
    for layer in range(layers):
        for name in HeadWeights._fields:
            parameters[f"{layer}.{name}"] = rng.normal(0, 0.08, (width, width))
    parameters["logits"] = rng.normal(0, 0.1, (width, vocabulary))
    return parameters
