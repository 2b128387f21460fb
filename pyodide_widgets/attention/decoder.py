"""A decoder: a language model that guesses the next token from those so far, as GPT does, in plain NumPy.

Read `forward` first: tokens and positions are embedded; each block lets the tokens learn of each other (attention) and
then each of them for itself (feed-forward), and adds both to a stream; the stream, compared with the embedding of every
token, gives the scores for the next one. `loss_and_gradients` goes the same way back. The parts are in `decoder_parts`.
Shapes: B sequences of L tokens, T tokens in the vocabulary, D features.

Sources: Vaswani et al., "Attention Is All You Need", 2017; Radford et al., "Language Models are Unsupervised Multitask
Learners", 2019, for the order of the layer norms; Press and Wolf, "Using the Output Embedding to Improve Language Models",
2017, for the one table of tokens at both ends.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .arguments import booleans, explains_wrong_calls, indices, integers
from .arrays import Array, ShapeError
from .cache import KeyValueCache
from .decoder_parts import PARTS, Parameters
from .decoder_plan import Plan
from .gradients import embedding, embedding_backward, layer_norm, layer_norm_backward, linear

Head = tuple[int, int]  # its layer, and its place there, both counted from 0


class Dropout(NamedTuple):
    """Set a share of what each part adds to 0 at random, while training, so that no feature is relied on alone.

    Source: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
    """

    share: float
    rng: np.random.Generator

    def draw(self, x: Array) -> Array:
        """What x is multiplied by: 0, or as much more as makes up for the zeros."""
        kept = self.rng.random(x.shape, dtype=np.float32) >= self.share
        return kept * x.dtype.type(1 / (1 - self.share))


class PartSteps(NamedTuple):
    """What the forward pass of one part keeps."""

    normal: Array  # the normalised stream that went in, (B, L, D)
    inner: Any  # the part's own steps
    dropped: Array | None  # what its output was multiplied by


class Passed(NamedTuple):
    """The results of the forward pass, step by step."""

    streams: list[Array]  # the embeddings, then the stream after each part; each (B, L, D)
    steps: dict[str, PartSteps]  # of each part
    logits: Array  # scores for the token that comes next, (B, L, T)

    @property
    def weights(self) -> list[Array]:
        """The attention weights of each layer, (B, H, L, S)."""
        return [steps.inner.weights for name, steps in self.steps.items() if name.endswith(".attention")]

    @property
    def caches(self) -> list[KeyValueCache]:
        """The keys and values of each layer, for the next call of `forward`."""
        return [steps.inner.cache for name, steps in self.steps.items() if name.endswith(".attention")]


class Decoder:
    """The model.

    Args:
        plan: its sizes and parts. Parameters of parts that the plan does not have are left alone: so a plan with less
            takes a part out of a trained model.
        parameters: by name, as `draw_parameters` makes them.

    Raises:
        ShapeError: parameters that are missing or of another shape than the plan's.
        TypeError: parameters that are no dictionary.
    """

    @explains_wrong_calls()
    def __init__(self, plan: Plan, parameters: Parameters) -> None:
        if not isinstance(parameters, Mapping):
            raise TypeError(f"parameters is a {type(parameters).__name__}, but needs a dictionary of arrays by name")
        for name, shape in shapes(plan).items():
            found = parameters[name].shape if name in parameters else None
            if found != shape:
                raise ShapeError(f"parameter {name!r} has shape {found}, but the plan needs {shape}")
        self.plan = plan
        self.parameters = parameters

    @explains_wrong_calls()
    def forward(
        self,
        tokens: ArrayLike,
        *,
        caches: Sequence[KeyValueCache] | None = None,
        heads_off: Collection[Head] = (),
        parts_off: Collection[str] = (),
        dropout: Dropout | None = None,
        only_last: bool = False,
    ) -> Passed:
        """From tokens (B, L) to scores for the next ones.

        Args:
            tokens: whole numbers from 0 to T - 1.
            caches: what an earlier call kept of the tokens before these, a cache for each layer; or empty caches, to keep
                it. Only with attention.
            heads_off: heads whose results are not added, as pairs of layer and head; their weights are computed as before.
            parts_off: parts whose results are not added, by their names in `Plan.parts`.
            dropout: for training.
            only_last: compute the logits of the last token of each sequence alone, (B, 1, T).

        Raises:
            ShapeError: more tokens than the model has positions.
            TypeError, ValueError: tokens, heads or parts that the model does not have.
        """
        p, plan = self.parameters, self.plan
        tokens = indices("tokens", integers("tokens", tokens, "(B, L)"), plan.vocabulary, f"{plan.vocabulary} tokens")
        start = caches[0].seen if caches else 0
        end = start + tokens.shape[-1]
        if end > plan.length:
            raise ShapeError(f"the tokens reach position {end}, but the model has {plan.length}")
        self._check_off(heads_off, parts_off)
        stream = embedding(tokens, p["tokens"])  # (B, L, D)
        if plan.positions:
            stream = stream + p["places"][start:end]
        streams, steps = [stream], {}
        for name in plan.parts:
            layer, kind = int(name.split(".")[0]), name.split(".")[1]
            own = self._own(name)
            off = [head for of_layer, head in heads_off if of_layer == layer and kind == "attention"]
            if off:
                own = own | {"w_output": self._without(off, own["w_output"])}
            normal = layer_norm(stream, own["gain"], own["bias"])
            cache = caches[layer] if caches and kind == "attention" else None
            found, inner = PARTS[kind].forward(normal, own, plan, cache)
            dropped = dropout.draw(found) if dropout else None
            if dropped is not None:
                found = found * dropped
            if name in parts_off:
                found = np.zeros_like(found)
            stream = stream + found if plan.residual else found
            streams.append(stream)
            steps[name] = PartSteps(normal, inner, dropped)
        last = layer_norm(stream[:, -1:] if only_last else stream, p["last.gain"], p["last.bias"])
        return Passed(streams, steps, linear(last, p["tokens"].T))

    @explains_wrong_calls()
    def loss_and_gradients(
        self,
        tokens: ArrayLike,
        targets: ArrayLike,
        counted: ArrayLike | None = None,
        *,
        dropout: Dropout | None = None,
    ) -> tuple[float, Parameters]:
        """The mean cross-entropy at the targets in nats, and its gradients by every parameter.

        Args:
            tokens, targets: (B, L); the targets are the tokens that came next.
            counted: which places count, boolean, (B, L); all if not given.
        """
        p, plan = self.parameters, self.plan
        tokens, targets = integers("tokens", tokens, "(B, L)"), integers("targets", targets, "(B, L)")
        counts = np.ones(targets.shape, bool) if counted is None else booleans("counted", counted, "(B, L)")
        passed = self.forward(tokens, dropout=dropout)
        loss, by_logits = cross_entropy_and_gradient(passed.logits, targets, counts)
        last = layer_norm(passed.streams[-1], p["last.gain"], p["last.bias"])
        flat = by_logits.reshape(-1, plan.vocabulary)
        gradients = {"tokens": flat.T @ last.reshape(-1, plan.width)}  # of the table's use at the output
        by_last = linear(by_logits, p["tokens"])
        by_stream, gradients["last.gain"], gradients["last.bias"] = layer_norm_backward(
            by_last, passed.streams[-1], p["last.gain"]
        )
        for place, name in reversed(list(enumerate(plan.parts))):
            steps, own = passed.steps[name], self._own(name)
            by_found = by_stream if steps.dropped is None else by_stream * steps.dropped
            by_normal, by_own = PARTS[name.split(".")[1]].backward(by_found, steps.normal, own, steps.inner)
            through, by_own["gain"], by_own["bias"] = layer_norm_backward(by_normal, passed.streams[place], own["gain"])
            by_stream = by_stream + through if plan.residual else through
            gradients |= {f"{name}.{of}": gradient for of, gradient in by_own.items()}
        gradients["tokens"] += embedding_backward(by_stream, tokens, p["tokens"])  # and at the input
        if plan.positions:
            gradients["places"] = np.zeros_like(p["places"])
            gradients["places"][: tokens.shape[-1]] = by_stream.sum(axis=0)
        return loss, gradients

    def _own(self, part: str) -> Parameters:
        names = ["gain", "bias", *PARTS[part.split(".")[1]].shapes(self.plan)]
        return {name: self.parameters[f"{part}.{name}"] for name in names}

    def _without(self, heads: Collection[int], w_output: Array) -> Array:
        """The projection that joins the heads, with 0 for some of them."""
        kept = w_output.reshape(self.plan.heads, -1, w_output.shape[-1]).copy()  # (H, E, D)
        kept[list(heads)] = 0
        return kept.reshape(w_output.shape)

    def _check_off(self, heads: Collection[Head], parts: Collection[str]) -> None:
        for layer, head in heads:
            if not (0 <= layer < self.plan.layers and 0 <= head < self.plan.heads):
                raise ValueError(
                    f"heads_off holds {(layer, head)}, but the model has the layers 0 to {self.plan.layers - 1}, with the "
                    f"heads 0 to {self.plan.heads - 1}"
                )
        unknown = sorted(set(parts) - set(self.plan.parts))
        if unknown:
            raise ValueError(f"parts_off holds {unknown}, but the parts are {list(self.plan.parts)}")


def shapes(plan: Plan) -> dict[str, tuple[int, ...]]:
    """The shape of each parameter of a decoder."""
    found: dict[str, tuple[int, ...]] = {"tokens": (plan.vocabulary, plan.width)}
    if plan.positions:
        found["places"] = (plan.length, plan.width)
    for part in plan.parts:
        found |= {f"{part}.gain": (plan.width,), f"{part}.bias": (plan.width,)}
        found |= {f"{part}.{name}": shape for name, shape in PARTS[part.split(".")[1]].shapes(plan).items()}
    return found | {"last.gain": (plan.width,), "last.bias": (plan.width,)}


def draw_parameters(rng: np.random.Generator, plan: Plan, dtype: DTypeLike = np.float32) -> Parameters:
    """Random parameters to start training from: gains of 1, biases of 0, and small random numbers for the others; those
    that add to the stream are the smaller the more parts do."""
    parameters = {}
    for name, shape in shapes(plan).items():
        kind = name.rsplit(".", 1)[-1]
        if kind == "gain":
            parameters[name] = np.ones(shape, dtype)
        elif kind == "bias" or kind.startswith("b_"):
            parameters[name] = np.zeros(shape, dtype)
        else:
            size = 0.02 if name in ("tokens", "places") else shape[-2] ** -0.5
            if kind == "w_output" and plan.residual:
                size /= np.sqrt(len(plan.parts))
            parameters[name] = rng.normal(0, size, shape).astype(dtype)
    return parameters


def cross_entropy_and_gradient(logits: Array, targets: Array, counted: Array) -> tuple[float, Array]:
    """`cross_entropy` and `cross_entropy_backward` at once, which costs one exponential of the logits in place of two."""
    exponentials = logits - logits.max(axis=-1, keepdims=True)  # (B, L, T)
    came = np.take_along_axis(exponentials, targets[..., None], axis=-1)
    np.exp(exponentials, out=exponentials)
    total = exponentials.sum(axis=-1, keepdims=True)
    share = (counted / max(int(counted.sum()), 1)).astype(logits.dtype)[..., None]  # (B, L, 1)
    loss = float(((np.log(total) - came) * share).sum(dtype=np.float64))
    exponentials *= share / total
    at_target = np.take_along_axis(exponentials, targets[..., None], axis=-1)
    np.put_along_axis(exponentials, targets[..., None], at_target - share, axis=-1)
    return loss, exponentials
