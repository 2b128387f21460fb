"""Attention in NumPy: small, complete, and checked against test suites that others wrote.

The order of the article: `shares` (the softmax), `dot_product` (attention itself), `masks`, `heads`; then `positions`,
`cache`, `blocks`, `linear`, `hopfield`. Other ways from scores to weights: `sparse`, `entmax_family`, `hard`, `sigmoid`,
`sink`. Other ways to mix tokens: `delta`, `fourier`. Measures: `collapse`, `rollout`. `onnx_operators` and
`onnx_attention_operator` are the operators whose cases check the core; `arguments` and
`attention_arguments` have the checks of all arguments.

Results have the floating-point type of the inputs. With np.longdouble they have the accuracy of float64: scales,
temperatures and positions are computed in float64.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .arrays import Array, ShapeError
    from .blocks import attention_in_blocks
    from .cache import KeyValueCache
    from .collapse import rank_one_distance
    from .delta import gated_delta_attention
    from .dot_product import scaled_dot_product_attention
    from .entmax_family import entmax, entmax_value, most_entmax_value, tsallis_entropy
    from .fourier import causal_fourier_mixing, fourier_mixing
    from .hard import hardmax
    from .heads import multi_head_attention
    from .hopfield import energy, recall
    from .linear import linear_attention
    from .masks import causal_mask, padding_mask, prefix_mask, sliding_window_mask
    from .onnx_attention_operator import onnx_attention
    from .onnx_operators import onnx_layer_normalization, onnx_linear_attention, onnx_rotary_embedding
    from .positions import alibi_bias, rotary_angles, rotate, sinusoidal_positions
    from .rollout import ablation, attention_rollout
    from .shares import entropy, gathered_value, log_softmax, most_gathered_value, softmax
    from .sigmoid import sigmoid_shares
    from .sink import sink_softmax
    from .sparse import sparsemax

# A module is imported when a name of it is first used: a start in a reader's browser needs a few of them.
_NAMES = {
    "arrays": ("Array", "ShapeError"),
    "blocks": ("attention_in_blocks",),
    "cache": ("KeyValueCache",),
    "collapse": ("rank_one_distance",),
    "delta": ("gated_delta_attention",),
    "dot_product": ("scaled_dot_product_attention",),
    "entmax_family": ("entmax", "entmax_value", "most_entmax_value", "tsallis_entropy"),
    "fourier": ("causal_fourier_mixing", "fourier_mixing"),
    "hard": ("hardmax",),
    "heads": ("multi_head_attention",),
    "hopfield": ("energy", "recall"),
    "linear": ("linear_attention",),
    "masks": ("causal_mask", "padding_mask", "prefix_mask", "sliding_window_mask"),
    "onnx_attention_operator": ("onnx_attention",),
    "onnx_operators": ("onnx_layer_normalization", "onnx_linear_attention", "onnx_rotary_embedding"),
    "positions": ("alibi_bias", "rotary_angles", "rotate", "sinusoidal_positions"),
    "rollout": ("ablation", "attention_rollout"),
    "shares": ("entropy", "gathered_value", "log_softmax", "most_gathered_value", "softmax"),
    "sigmoid": ("sigmoid_shares",),
    "sink": ("sink_softmax",),
    "sparse": ("sparsemax",),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "Array",
    "KeyValueCache",
    "ShapeError",
    "ablation",
    "alibi_bias",
    "attention_in_blocks",
    "attention_rollout",
    "causal_fourier_mixing",
    "causal_mask",
    "energy",
    "entmax",
    "entmax_value",
    "entropy",
    "fourier_mixing",
    "gated_delta_attention",
    "gathered_value",
    "hardmax",
    "linear_attention",
    "log_softmax",
    "most_entmax_value",
    "most_gathered_value",
    "multi_head_attention",
    "onnx_attention",
    "onnx_layer_normalization",
    "onnx_linear_attention",
    "onnx_rotary_embedding",
    "padding_mask",
    "prefix_mask",
    "rank_one_distance",
    "recall",
    "rotary_angles",
    "rotate",
    "scaled_dot_product_attention",
    "sigmoid_shares",
    "sink_softmax",
    "sinusoidal_positions",
    "sliding_window_mask",
    "softmax",
    "sparsemax",
    "tsallis_entropy",
]
