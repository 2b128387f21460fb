"""The parts of a decoder's blocks, forward and backward: attention, other ways to mix tokens, and the feed-forward layer.

Each part takes normalised tokens (B, L, D) and returns what the block adds to its stream, of the same shape, with the
steps that its backward pass needs. The backward pass takes the gradient by the output, and returns the gradient by the
input and those by the part's parameters. Shapes: B sequences of L tokens, D features, H heads of E features, F hidden
features.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from .arrays import Array
from .cache import KeyValueCache
from .decoder_plan import Plan
from .dot_product import attend
from .gradients import attention_backward, linear, linear_backward
from .heads import join_heads, split_heads
from .masks import causal_mask

Parameters = dict[str, Array]


class Part(NamedTuple):
    """One kind of part."""

    shapes: Callable[[Plan], dict[str, tuple[int, ...]]]  # of its parameters, by name; the last one makes the output
    forward: Callable[[Array, Parameters, Plan, KeyValueCache | None], tuple[Array, Any]]
    backward: Callable[[Array, Array, Parameters, Any], tuple[Array, Parameters]]


class AttentionSteps(NamedTuple):
    query: Array  # (B, H, L, E)
    key: Array  # (B, H, S, E): with those of the cache, if there is one
    value: Array  # (B, H, S, E)
    weights: Array  # (B, H, L, S)
    joined: Array  # (B, L, D)
    cache: KeyValueCache | None


def _attention_shapes(plan: Plan) -> dict[str, tuple[int, ...]]:
    return dict.fromkeys(("w_query", "w_key", "w_value", "w_output"), (plan.width, plan.width))


def _attention(x: Array, p: Parameters, plan: Plan, cache: KeyValueCache | None) -> tuple[Array, AttentionSteps]:
    query, key, value = (split_heads(linear(x, p[name]), plan.heads) for name in ("w_query", "w_key", "w_value"))
    if cache is not None:
        cache = cache.append(key, value)
        assert cache.keys is not None and cache.values is not None
        key, value = cache.keys, cache.values
    hidden = key.shape[-2] - query.shape[-2]  # tokens before the first query
    mask = causal_mask(query.shape[-2], key.shape[-2], offset=hidden) if plan.causal else None
    steps = attend(query, key, value, mask)
    joined = join_heads(steps.context)
    return linear(joined, p["w_output"]), AttentionSteps(query, key, value, steps.weights, joined, cache)


def _attention_backward(gradient: Array, x: Array, p: Parameters, steps: AttentionSteps) -> tuple[Array, Parameters]:
    by_joined, by_output, _ = linear_backward(gradient, steps.joined, p["w_output"])
    by_context = split_heads(by_joined, steps.query.shape[-3])
    by_heads = attention_backward(by_context, steps.query, steps.key, steps.value, steps.weights)
    by_x: Array | float = 0.0
    gradients = {"w_output": by_output}
    for name, by_head in zip(("w_query", "w_key", "w_value"), by_heads, strict=True):
        through, gradients[name], _ = linear_backward(join_heads(by_head), x, p[name])
        by_x = by_x + through
    return np.asarray(by_x), gradients


def _fourier_shapes(plan: Plan) -> dict[str, tuple[int, ...]]:
    return {}


def _fourier(x: Array, p: Parameters, plan: Plan, cache: KeyValueCache | None) -> tuple[Array, Array]:
    """`causal_fourier_mixing`, divided by √(L·D) so that its output has about the size of its input."""
    waves = _waves(plan.length, plan.width)
    return _waved(x, waves), np.array(plan.length)


def _fourier_backward(gradient: Array, x: Array, p: Parameters, steps: Array) -> tuple[Array, Parameters]:
    over_places, over_features = _waves(int(steps), x.shape[-1])
    # The map is linear; its gradient goes through the transposed waves.
    length = x.shape[-2]
    back = sum(
        linear(np.swapaxes(places[:length, :length], -1, -2).astype(x.dtype) @ gradient, features.T.astype(x.dtype))
        for places, features in zip(over_places, over_features, strict=True)
    )
    return np.asarray(back), {}


@lru_cache(maxsize=4)
def _waves(length: int, width: int) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The real parts of the transforms: over positions, (L, L), masked; and over features, (D, D)."""
    places, features = (
        2 * np.pi / size * (np.outer(np.arange(size), np.arange(size)) % size) for size in (length, width)
    )
    seen = causal_mask(length) / np.sqrt(length * width)
    return (np.cos(places) * seen, -np.sin(places) * seen), (np.cos(features), np.sin(features))


def _waved(x: Array, waves: tuple[tuple[Array, Array], tuple[Array, Array]]) -> Array:
    length = x.shape[-2]
    return np.asarray(
        sum(
            places[:length, :length].astype(x.dtype) @ linear(x, features.astype(x.dtype))
            for places, features in zip(*waves, strict=True)
        )
    )


def _places_shapes(plan: Plan) -> dict[str, tuple[int, ...]]:
    return {
        "weights": (plan.heads, plan.length, plan.length),
        "w_value": (plan.width, plan.width),
        "w_output": (plan.width, plan.width),
    }


class PlacesSteps(NamedTuple):
    value: Array  # (B, H, L, E)
    weights: Array  # (H, L, L)
    joined: Array  # (B, L, D)


def _places(x: Array, p: Parameters, plan: Plan, cache: KeyValueCache | None) -> tuple[Array, PlacesSteps]:
    length = x.shape[-2]
    value = split_heads(linear(x, p["w_value"]), plan.heads)
    weights = p["weights"][:, :length, :length] * causal_mask(length).astype(x.dtype)
    joined = join_heads(weights @ value)
    return linear(joined, p["w_output"]), PlacesSteps(value, weights, joined)


def _places_backward(gradient: Array, x: Array, p: Parameters, steps: PlacesSteps) -> tuple[Array, Parameters]:
    by_joined, by_output, _ = linear_backward(gradient, steps.joined, p["w_output"])
    by_context = split_heads(by_joined, len(steps.weights))  # (B, H, L, E)
    by_value, by_w_value, _ = linear_backward(
        join_heads(np.swapaxes(steps.weights, -1, -2) @ by_context), x, p["w_value"]
    )
    length = x.shape[-2]
    by_weights = np.zeros_like(p["weights"])
    seen = causal_mask(length).astype(x.dtype)
    by_weights[:, :length, :length] = (by_context @ np.swapaxes(steps.value, -1, -2)).sum(axis=0) * seen
    return by_value, {"w_output": by_output, "w_value": by_w_value, "weights": by_weights}


def _recurrence_shapes(plan: Plan) -> dict[str, tuple[int, ...]]:
    width = plan.width
    return {
        "w_gates": (width, 3 * width),
        "u_gates": (width, 3 * width),
        "b_gates": (3 * width,),
        "w_output": (width, width),
    }


class RecurrenceSteps(NamedTuple):
    states: Array  # (L + 1, B, D): the first is 0
    update: Array  # (L, B, D), from 0 to 1: how much of the old state stays
    reset: Array  # (L, B, D), from 0 to 1: how much of it the candidate hears of
    candidate: Array  # (L, B, D)
    recalled: Array  # (L, B, D): what the candidate would hear of the old state


def _recurrence(x: Array, p: Parameters, plan: Plan, cache: KeyValueCache | None) -> tuple[Array, RecurrenceSteps]:
    """A gated recurrent unit, in the form that PyTorch computes, and a map of its states to the output.

    Source: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", 2014.
    """
    batch, length, width = x.shape
    inputs = np.swapaxes(linear(x, p["w_gates"], p["b_gates"]), 0, 1)  # (L, B, 3D)
    states = np.zeros((length + 1, batch, width), x.dtype)
    update, reset, candidate, recalled = (np.empty((length, batch, width), x.dtype) for _ in range(4))
    for place in range(length):
        update_in, reset_in, candidate_in = np.split(inputs[place], 3, axis=-1)
        update_state, reset_state, recalled[place] = np.split(states[place] @ p["u_gates"], 3, axis=-1)
        update[place] = _sigmoid(update_in + update_state)
        reset[place] = _sigmoid(reset_in + reset_state)
        candidate[place] = np.tanh(candidate_in + reset[place] * recalled[place])
        states[place + 1] = candidate[place] + update[place] * (states[place] - candidate[place])
    output = linear(np.swapaxes(states[1:], 0, 1), p["w_output"])
    return output, RecurrenceSteps(states, update, reset, candidate, recalled)


def _recurrence_backward(gradient: Array, x: Array, p: Parameters, steps: RecurrenceSteps) -> tuple[Array, Parameters]:
    by_states, by_output, _ = linear_backward(gradient, np.swapaxes(steps.states[1:], 0, 1), p["w_output"])
    length, width = x.shape[-2:]
    by_inputs = np.empty((length, len(x), 3 * width), x.dtype)  # by what the input adds to the gates
    by_recurrent = np.empty_like(by_inputs)  # by what the old state adds
    by_state = np.zeros((len(x), width), x.dtype)
    for place in reversed(range(length)):
        update, reset, candidate = steps.update[place], steps.reset[place], steps.candidate[place]
        by_state = by_state + by_states[:, place]
        by_update = by_state * (steps.states[place] - candidate) * update * (1 - update)
        by_candidate = by_state * (1 - update) * (1 - candidate * candidate)
        by_reset = by_candidate * steps.recalled[place] * reset * (1 - reset)
        by_inputs[place] = np.concatenate([by_update, by_reset, by_candidate], axis=-1)
        by_recurrent[place] = np.concatenate([by_update, by_reset, by_candidate * reset], axis=-1)
        by_state = by_state * update + by_recurrent[place] @ p["u_gates"].T
    by_x, by_w, by_b = linear_backward(np.swapaxes(by_inputs, 0, 1), x, p["w_gates"])
    _, by_u, _ = linear_backward(by_recurrent, steps.states[:-1], p["u_gates"])
    return by_x, {"w_output": by_output, "w_gates": by_w, "u_gates": by_u, "b_gates": by_b}


def _sigmoid(x: Array) -> Array:
    return np.asarray(0.5 * np.tanh(0.5 * x) + 0.5)


def _feed_forward_shapes(plan: Plan) -> dict[str, tuple[int, ...]]:
    return {
        "w_hidden": (plan.width, plan.hidden),
        "b_hidden": (plan.hidden,),
        "b_output": (plan.width,),
        "w_output": (plan.hidden, plan.width),
    }


def _feed_forward(x: Array, p: Parameters, plan: Plan, cache: KeyValueCache | None) -> tuple[Array, Array]:
    """Two maps with a rectifier (ReLU) between, the same for each token: what a token learns here, it learns alone."""
    hidden = np.maximum(linear(x, p["w_hidden"], p["b_hidden"]), 0)  # (B, L, F)
    return linear(hidden, p["w_output"], p["b_output"]), hidden


def _feed_forward_backward(gradient: Array, x: Array, p: Parameters, hidden: Array) -> tuple[Array, Parameters]:
    by_hidden, by_output, by_b_output = linear_backward(gradient, hidden, p["w_output"])
    by_x, by_w_hidden, by_b_hidden = linear_backward(by_hidden * (hidden > 0), x, p["w_hidden"])
    return by_x, {"w_output": by_output, "b_output": by_b_output, "w_hidden": by_w_hidden, "b_hidden": by_b_hidden}


PARTS = {
    "attention": Part(_attention_shapes, _attention, _attention_backward),
    "fourier": Part(_fourier_shapes, _fourier, _fourier_backward),
    "places": Part(_places_shapes, _places, _places_backward),
    "recurrence": Part(_recurrence_shapes, _recurrence, _recurrence_backward),
    "feed_forward": Part(_feed_forward_shapes, _feed_forward, _feed_forward_backward),
}
