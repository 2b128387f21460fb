"""Random configurations of attention: shapes, masks, lengths of zero, infinities and half precision.

A configuration is a few choices and a seed; from these the arrays follow. So hypothesis can search among them where
PyTorch is installed, and a list of them can be stored with PyTorch's results where it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from pyodide_widgets.attention import attention_in_blocks, scaled_dot_product_attention

Choose = Callable[[Any], Any]  # one of several options


class Configuration(NamedTuple):
    batch: int  # 0 is a batch of length 0; -1 is no batch axis
    group: int  # query heads for each head of keys; 0 is no axis of heads
    kv_heads: int
    queries: int
    keys: int
    features: int
    width: int
    dtype: str
    mask: str
    narrow: str  # which axes of the mask have size 1
    scale: float | None
    special: str  # infinities among queries or keys
    seed: int


def choose(one_of: Choose) -> Configuration:
    """Choose a configuration."""
    return Configuration(
        batch=one_of((-1, 2, 1, 0)),
        group=one_of((1, 0, 2, 3)),
        kv_heads=one_of((1, 2, 0)),
        queries=one_of((3, 1, 2, 4, 0)),
        keys=one_of((3, 1, 2, 5, 0)),
        features=one_of((2, 1, 4, 0)),
        width=one_of((2, 1, 3, 0)),
        dtype=one_of(("float32", "float64", "float16")),
        mask=one_of(("none", "boolean", "added", "causal")),
        narrow=one_of(("", "queries", "keys", "all axes before")),
        scale=one_of((None, 0.5, 2.0)),  # PyTorch gives NaN for a causal mask with a scale of 0 or less
        special=one_of(("", "inf", "-inf")),
        seed=one_of(range(1000)),
    )


def arguments(c: Configuration) -> tuple[list[Any], dict[str, Any]]:
    """Query, key and value, and the options."""
    random = np.random.default_rng(c.seed)
    heads, kv_heads = ((), ()) if c.group == 0 else ((c.group * c.kv_heads,), (c.kv_heads,))
    batch = () if c.batch < 0 or not heads else (c.batch,)
    query = random.normal(size=(*batch, *heads, c.queries, c.features))
    key = random.normal(size=(*batch, *kv_heads, c.keys, c.features))
    value = random.normal(size=(*batch, *kv_heads, c.keys, c.width))
    if c.special:
        for array in (query, key):
            array[random.random(array.shape) < 0.15] = float(c.special)
    options: dict[str, Any] = {"scale": c.scale, "enable_gqa": c.group > 1}
    if c.mask == "causal":
        options["is_causal"] = True
    elif c.mask != "none":
        options["attn_mask"] = _mask(c, (*batch, *heads, c.queries, c.keys), random)
    return [array.astype(c.dtype) for array in (query, key, value)], options


def _mask(c: Configuration, shape: tuple[int, ...], random: Any) -> Any:
    if c.narrow == "all axes before":
        shape = shape[-2:]
    elif c.narrow == "queries":
        shape = (*shape[:-2], 1, shape[-1])
    elif c.narrow == "keys":
        shape = (*shape[:-1], 1)
    hidden = random.random(shape) < 0.5
    return ~hidden if c.mask == "boolean" else np.where(hidden, -np.inf, random.normal(size=shape)).astype(c.dtype)


def by_torch(torch: Any, c: Configuration) -> Any:
    arrays, options = arguments(c)
    tensors = {name: torch.tensor(x) if isinstance(x, np.ndarray) else x for name, x in options.items()}
    attend = torch.nn.functional.scaled_dot_product_attention
    return attend(*(torch.tensor(array) for array in arrays), **tensors).numpy()


def check(c: Configuration, right: Any) -> None:
    """Compare with PyTorch's result, except for rows that have a score of +inf or NaN: for some of them PyTorch gives NaN and
    for some 0, depending on which of its kernels runs. Here they are NaN if such a score can be seen (`test_edges.py`).
    """
    arrays, options = arguments(c)
    with np.errstate(all="ignore"):
        ours = scaled_dot_product_attention(*arrays, **options)
        query, key, _ = arrays
        key = np.repeat(key, c.group, axis=-3) if c.group > 1 and key.shape[-3] else key
        scores = query @ np.swapaxes(key, -1, -2) * (1 if c.scale is None else c.scale) if c.special else np.zeros(1)
        in_blocks = attention_in_blocks(*arrays, **_plain(options), query_block=2, key_block=2) if c.group < 2 else ours
    assert ours.dtype == in_blocks.dtype == c.dtype
    assert ours.shape == in_blocks.shape == right.shape
    if c.special and c.keys:
        infinite = (np.isnan(scores) | np.isposinf(scores)).any(axis=-1, keepdims=True)
        right = np.where(infinite, ours, right)
    elif c.special:
        right = np.zeros_like(ours)  # without keys; PyTorch gives NaN if a query is infinite
    tolerance = {"float16": 2e-2, "float32": 2e-5, "float64": 1e-10}[c.dtype]
    for found in (ours, in_blocks):
        np.testing.assert_allclose(found.astype(float), right.astype(float), rtol=tolerance, atol=tolerance)


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    return {name: option for name, option in options.items() if name != "enable_gqa"}
