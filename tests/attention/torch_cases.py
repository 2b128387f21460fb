"""Cases whose right values come from PyTorch, from SciPy and from the package `entmax` of the authors of entmax.

Each case computes the same thing twice: with this core, and with them. `store_torch.py` keeps their results in
`torch_results.npz`, with which `test_torch.py` compares where they are not installed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from pyodide_widgets import attention
from pyodide_widgets.attention import gradients

from . import torch_decoder

inf = float("inf")
random = np.random.default_rng(2718)
QUERY, KEY, VALUE = random.normal(size=(2, 3, 4, 5)), random.normal(size=(2, 3, 6, 5)), random.normal(size=(2, 3, 6, 2))
SEEN = random.random((4, 6)) < 0.6
SEEN[1] = False
ADDED = np.where(SEEN, random.normal(size=(4, 6)), -inf)
OUTWARD = random.normal(size=(2, 3, 4, 2))
SCORES = random.normal(size=(3, 6)) * 2
HIDDEN = np.array([[2.0, -inf, 1.0, 0.5], [-inf, 0.0, -inf, 3.0]])
X, GAIN, BIAS = random.normal(size=(2, 5, 6)), random.normal(size=6), random.normal(size=6)
UPSTREAM = random.normal(size=(2, 5, 6))
WEIGHT = random.normal(size=(6, 6))
TOKENS = random.integers(0, 6, size=(2, 5))
COUNTED = random.random((2, 5)) < 0.6
IGNORED = np.where(COUNTED, TOKENS, -100)
LOGITS = np.where(COUNTED[..., None], random.normal(size=(2, 5, 6)), -inf)  # infinite where it does not count
PROJECTIONS = gradients.HeadWeights(*(random.normal(size=(6, 6)) / 2 for _ in range(4)))
STEPS = [random.normal(size=(2, 3)) for _ in range(5)]
WEIGHTS = attention.softmax(random.normal(size=(3, 2, 4, 4)))  # (layers, H, L, L)


@dataclass(frozen=True)
class Case:
    """What the core gives, and a function of the others' modules (torch, F, scipy, entmax) that gives the right value."""

    ours: Callable[[], Any]
    theirs: Callable[[Any], Any]
    tolerance: float = 1e-10


def tensors(o: Any, *arrays: Any, grad: bool = False) -> list[Any]:
    return [o.torch.tensor(array, requires_grad=grad) for array in arrays]


def sdpa(query: Any = QUERY, key: Any = KEY, value: Any = VALUE, tolerance: float = 1e-10, **options: Any) -> Case:
    """Attention, with the same options on both sides."""

    def theirs(o: Any) -> Any:
        tensor = {name: o.torch.tensor(x) if isinstance(x, np.ndarray) else x for name, x in options.items()}
        return o.F.scaled_dot_product_attention(*tensors(o, query, key, value), **tensor)

    return Case(lambda: attention.scaled_dot_product_attention(query, key, value, **options), theirs, tolerance)


def by_autograd(o: Any, forward: Callable[..., Any], inputs: Any, upstream: Any) -> Any:
    """Gradients of the sum of the output times what comes from above."""
    inputs = tensors(o, *inputs, grad=True)
    (forward(*inputs) * o.torch.tensor(upstream)).sum().backward()
    return [each.grad for each in inputs]


def attention_gradients(**options: Any) -> Any:
    _, weights = attention.scaled_dot_product_attention(QUERY, KEY, VALUE, return_weights=True, **options)
    return gradients.attention_backward(OUTWARD, QUERY, KEY, VALUE, weights, options.get("scale"))


def multi_head_gradients() -> Any:
    _, steps = gradients.multi_head(X, PROJECTIONS, heads=2)
    by_x, by_heads = gradients.multi_head_backward(UPSTREAM, X, PROJECTIONS, steps, heads=2)
    return [by_x, *by_heads]


def multi_head(o: Any, x: Any, w_query: Any, w_key: Any, w_value: Any, w_output: Any) -> Any:
    """PyTorch's own several heads, whose projections are transposed and stacked."""
    found, _ = o.F.multi_head_attention_forward(
        *[x.transpose(0, 1)] * 3, 6, 2, o.torch.cat([w_query.T, w_key.T, w_value.T]), None, None, None, False, 0.0,
        w_output.T, None, need_weights=False, attn_mask=~o.torch.ones(5, 5, dtype=bool).tril(),
    )  # fmt: skip
    return found.transpose(0, 1)


def adam_of_torch(o: Any) -> Any:
    (parameter,) = tensors(o, X[0, :2, :3], grad=True)
    adam = o.torch.optim.Adam([parameter], lr=0.1, betas=(0.8, 0.95), eps=1e-6)
    for gradient in STEPS:
        parameter.grad = o.torch.tensor(gradient)
        adam.step()
    return parameter


def adam_of_ours() -> Any:
    parameters = {"a": X[0, :2, :3].copy()}
    adam = gradients.Adam(parameters, rate=0.1, decay=(0.8, 0.95), epsilon=1e-6)
    for gradient in STEPS:
        adam.step({"a": gradient})
    return parameters["a"]


def cache_in_chunks(*sizes: int) -> Any:
    """Six tokens in chunks, with a window of 3 and one sink."""
    cache, found, start = attention.KeyValueCache(window=3, sinks=1), [], 0
    for size in sizes:
        now = slice(start, start + size)
        cache = cache.append(KEY[..., now, :], VALUE[..., now, :])
        found.append(
            attention.scaled_dot_product_attention(KEY[..., now, :], cache.keys, cache.values, cache.mask(size))
        )
        start += size
    return np.concatenate(found, axis=-2)


def window_of_torch(o: Any) -> Any:
    near = o.torch.ones(6, 6, dtype=bool).tril() & ~o.torch.ones(6, 6, dtype=bool).tril(-3)
    near[1:, 0] = True
    return o.F.scaled_dot_product_attention(*tensors(o, KEY, KEY, VALUE), attn_mask=near)


def causal_fourier_of_torch(o: Any) -> Any:
    """Row t: frequency t of the transform of the tokens up to t, padded with zeros."""
    x = o.torch.fft.fft(o.torch.tensor(X), dim=-1)
    return o.torch.stack([o.torch.fft.fft(x[:, : t + 1], n=8, dim=1)[:, t] for t in range(5)], dim=1).real


def jacobian_of_layers(o: Any) -> Any:
    """How far each output of three layers of fixed attention with skip connections moves with each input."""

    def layers(x: Any) -> Any:
        for layer in o.torch.tensor(WEIGHTS):
            x = (layer @ x).mean(dim=0) / 2 + x / 2
        return x

    return o.torch.autograd.functional.jacobian(layers, o.torch.zeros(4, dtype=float))


def best_by_scipy(o: Any, alpha: float, temperature: float) -> Any:
    """The shares with the largest value, found by a general optimiser that knows nothing of entmax."""
    scores = SCORES[0]

    def worth(shares: Any) -> float:
        spread = (
            (shares - shares**alpha).sum() / (alpha * (alpha - 1)) if alpha > 1 else o.scipy.special.entr(shares).sum()
        )
        return -float(shares @ scores + temperature * spread)

    found = o.scipy.optimize.minimize(
        worth, np.full(6, 1 / 6), method="SLSQP", bounds=[(0, 1)] * 6,
        constraints={"type": "eq", "fun": lambda shares: shares.sum() - 1}, options={"ftol": 1e-14, "maxiter": 1000},
    )  # fmt: skip
    return [-found.fun]


def empty(*shape: int) -> Any:
    return np.zeros(shape)


CASES: dict[str, Case] = {
    # Shares
    "softmax of nothing": Case(
        lambda: attention.softmax(empty(2, 0)), lambda o: o.torch.softmax(o.torch.zeros(2, 0), -1)
    ),
    "softmax with -inf": Case(
        lambda: attention.softmax(HIDDEN), lambda o: o.torch.softmax(o.torch.tensor(HIDDEN), -1)
    ),
    "softmax with +inf": Case(
        lambda: attention.softmax([[inf, 1.0], [1.0, 0.0]]),
        lambda o: o.torch.softmax(o.torch.tensor([[inf, 1.0], [1.0, 0.0]]), -1),
        1e-6,
    ),
    "log_softmax with -inf": Case(
        lambda: attention.log_softmax(HIDDEN), lambda o: o.torch.log_softmax(o.torch.tensor(HIDDEN), -1)
    ),
    "softmax of float32 at a temperature of 1e-50": Case(
        lambda: attention.softmax(HIDDEN.astype(np.float32), temperature=1e-50),
        lambda o: o.torch.softmax(o.torch.tensor(HIDDEN) / 1e-50, -1),
    ),
    "softmax of float16 at a temperature of 1e6": Case(
        lambda: attention.softmax(HIDDEN.astype(np.float16), temperature=1e6),
        lambda o: o.torch.softmax(o.torch.tensor(HIDDEN) / 1e6, -1),
        1e-3,
    ),
    "softmax at an infinite temperature with -inf": Case(
        lambda: attention.softmax(HIDDEN, temperature=inf),
        lambda o: o.torch.softmax(o.torch.tensor(HIDDEN) / 1e300, -1),  # PyTorch has no limit; this is as good as one
    ),
    "gathered value of softmax with -inf": Case(
        lambda: attention.gathered_value(attention.softmax(HIDDEN), HIDDEN),
        lambda o: o.torch.logsumexp(o.torch.tensor(HIDDEN), -1),
    ),
    "most gathered value": Case(
        lambda: attention.most_gathered_value(HIDDEN, 0.5),
        lambda o: o.scipy.special.logsumexp(HIDDEN / 0.5, axis=-1) * 0.5,
    ),
    "most gathered value of nothing": Case(
        lambda: attention.most_gathered_value(np.full((2, 3), -inf)),
        lambda o: o.torch.logsumexp(o.torch.full((2, 3), -inf), -1),
    ),
    "entropy": Case(
        lambda: attention.entropy(attention.softmax(HIDDEN)),
        lambda o: o.scipy.special.entr(o.scipy.special.softmax(HIDDEN, axis=-1)).sum(axis=-1),
    ),
    # Attention
    "attention": sdpa(),
    "attention, boolean mask with a row that sees nothing": sdpa(attn_mask=SEEN),
    "attention, added mask with a row that sees nothing": sdpa(attn_mask=ADDED),
    "attention, causal, fewer queries than keys": sdpa(is_causal=True),
    "attention, causal, more queries than keys": sdpa(KEY, QUERY, OUTWARD, is_causal=True),
    "attention, zero keys": sdpa(QUERY, KEY[..., :0, :], VALUE[..., :0, :]),
    "attention, zero keys, causal": sdpa(QUERY, KEY[..., :0, :], VALUE[..., :0, :], is_causal=True),
    "attention, zero queries": sdpa(QUERY[..., :0, :]),
    "attention, zero features": sdpa(QUERY[..., :0], KEY[..., :0]),
    "attention, zero features of values": sdpa(value=VALUE[..., :0]),
    "attention, zero batch": sdpa(QUERY[:0], KEY[:0], VALUE[:0]),
    "attention, zero heads, grouped": sdpa(QUERY[:, :0], KEY[:, :0], VALUE[:, :0], enable_gqa=True),
    "attention, zero heads of keys, grouped": sdpa(QUERY, KEY[:, :0], VALUE[:, :0], enable_gqa=True),
    "attention, grouped": sdpa(np.repeat(QUERY, 2, axis=1), enable_gqa=True),
    "attention, negative scale": sdpa(scale=-0.7),
    "attention, scale 0": sdpa(scale=0.0),
    "attention, scale as a half-precision scalar": Case(
        lambda: attention.scaled_dot_product_attention(QUERY, KEY, VALUE, scale=np.float16(0.3)),
        lambda o: o.F.scaled_dot_product_attention(*tensors(o, QUERY, KEY, VALUE), scale=float(np.float16(0.3))),
    ),
    "attention, float16": sdpa(*(x.astype(np.float16) for x in (QUERY, KEY, VALUE)), attn_mask=SEEN, tolerance=5e-3),
    "attention in blocks": Case(
        lambda: attention.attention_in_blocks(QUERY, KEY, VALUE, ADDED, query_block=3, key_block=2),
        lambda o: o.F.scaled_dot_product_attention(*tensors(o, QUERY, KEY, VALUE, ADDED)),
    ),
    "attention in blocks, zero keys": Case(
        lambda: attention.attention_in_blocks(QUERY, KEY[..., :0, :], VALUE[..., :0, :]),
        lambda o: o.F.scaled_dot_product_attention(*tensors(o, QUERY, KEY[..., :0, :], VALUE[..., :0, :])),
    ),
    "several heads": Case(
        lambda: attention.multi_head_attention(X, *PROJECTIONS, heads=2, is_causal=True),
        lambda o: multi_head(o, *tensors(o, X, *PROJECTIONS)),
    ),
    **{
        f"cache with a window, chunks of {sizes}": Case(lambda sizes=sizes: cache_in_chunks(*sizes), window_of_torch)
        for sizes in ((1, 1, 1, 1, 1, 1), (6,), (4, 2), (1, 3, 2), (5, 1))
    },
    # Layers and gradients
    "linear": Case(
        lambda: gradients.linear(X, WEIGHT, BIAS), lambda o: o.F.linear(*tensors(o, X, WEIGHT.T.copy(), BIAS))
    ),
    "linear, gradients": Case(
        lambda: gradients.linear_backward(UPSTREAM, X, WEIGHT),
        lambda o: by_autograd(o, lambda x, w, b: o.F.linear(x, w.T, b), (X, WEIGHT, BIAS), UPSTREAM),
    ),
    "linear of nothing, gradients": Case(
        lambda: gradients.linear_backward(empty(0, 6), empty(0, 6), WEIGHT),
        lambda o: by_autograd(o, lambda x, w, b: o.F.linear(x, w.T, b), (empty(0, 6), WEIGHT, BIAS), empty(0, 6)),
    ),
    "embedding": Case(
        lambda: gradients.embedding(TOKENS, WEIGHT), lambda o: o.F.embedding(*tensors(o, TOKENS, WEIGHT))
    ),
    "embedding, gradient": Case(
        lambda: [gradients.embedding_backward(UPSTREAM, TOKENS, WEIGHT)],
        lambda o: by_autograd(o, lambda table: o.F.embedding(o.torch.tensor(TOKENS), table), [WEIGHT], UPSTREAM),
    ),
    "layer_norm": Case(
        lambda: gradients.layer_norm(X, GAIN, BIAS), lambda o: o.F.layer_norm(o.torch.tensor(X), (6,), *tensors(o, GAIN, BIAS))
    ),
    "layer_norm, gradients": Case(
        lambda: gradients.layer_norm_backward(UPSTREAM, X, GAIN),
        lambda o: by_autograd(o, lambda x, g, b: o.F.layer_norm(x, (6,), g, b), (X, GAIN, BIAS), UPSTREAM),
    ),
    "layer_norm of no tokens": Case(
        lambda: gradients.layer_norm(empty(2, 0, 6), GAIN, BIAS),
        lambda o: o.F.layer_norm(o.torch.tensor(empty(2, 0, 6)), (6,), *tensors(o, GAIN, BIAS)),
    ),
    "layer_norm of no features": Case(
        lambda: gradients.layer_norm(empty(2, 0), empty(0), empty(0)),
        lambda o: o.F.layer_norm(o.torch.tensor(empty(2, 0)), (0,), *tensors(o, empty(0), empty(0))),
    ),
    "ONNX LayerNormalization of no features": Case(
        lambda: attention.onnx_layer_normalization(empty(2, 0), empty(0))[0],
        lambda o: o.F.layer_norm(o.torch.tensor(empty(2, 0)), (0,)),
    ),
    "cross-entropy": Case(
        lambda: gradients.cross_entropy(X, TOKENS),
        lambda o: o.F.cross_entropy(o.torch.tensor(X).reshape(-1, 6), o.torch.tensor(TOKENS).reshape(-1)),
    ),
    "cross-entropy, -inf and -100 where it does not count": Case(
        lambda: gradients.cross_entropy(LOGITS, IGNORED, COUNTED),
        lambda o: o.F.cross_entropy(o.torch.tensor(LOGITS).reshape(-1, 6), o.torch.tensor(IGNORED).reshape(-1)),
    ),
    "cross-entropy, -inf for the target": Case(
        lambda: gradients.cross_entropy(HIDDEN, [1, 3]),
        lambda o: o.F.cross_entropy(o.torch.tensor(HIDDEN), o.torch.tensor([1, 3])),
    ),
    "cross-entropy, gradient": Case(
        lambda: [gradients.cross_entropy_backward(X, IGNORED, COUNTED)],
        lambda o: by_autograd(
            o, lambda x: o.F.cross_entropy(x.reshape(-1, 6), o.torch.tensor(IGNORED).reshape(-1)), [X], 1.0
        ),
    ),
    "attention, gradients": Case(
        attention_gradients, lambda o: by_autograd(o, o.F.scaled_dot_product_attention, (QUERY, KEY, VALUE), OUTWARD)
    ),
    "attention, gradients with a mask that hides a row": Case(
        lambda: attention_gradients(attn_mask=SEEN, scale=0.4),
        lambda o: by_autograd(
            o,
            lambda *x: o.F.scaled_dot_product_attention(*x, attn_mask=o.torch.tensor(SEEN), scale=0.4),
            (QUERY, KEY, VALUE),
            OUTWARD,
        ),
    ),
    "several heads, gradients": Case(
        multi_head_gradients, lambda o: by_autograd(o, lambda *x: multi_head(o, *x), (X, *PROJECTIONS), UPSTREAM)
    ),
    "Adam, five steps": Case(adam_of_ours, adam_of_torch),
    # Other allocations
    "sigmoid": Case(
        lambda: attention.sigmoid_shares(SCORES), lambda o: o.torch.sigmoid(o.torch.tensor(SCORES) - np.log(6))
    ),
    "sigmoid of large and infinite scores": Case(
        lambda: attention.sigmoid_shares([1000.0, -1000.0, inf, -inf], bias=0.5),
        lambda o: o.scipy.special.expit(np.array([1000.0, -1000.0, inf, -inf]) + 0.5),
    ),
    "sink": Case(
        lambda: attention.sink_softmax(HIDDEN, [[0.5], [-1.0]]),
        lambda o: o.torch.softmax(o.torch.cat(tensors(o, HIDDEN, [[0.5], [-1.0]]), -1), -1)[:, :-1],
        1e-6,
    ),
    "sparsemax": Case(
        lambda: attention.sparsemax(SCORES), lambda o: o.entmax.sparsemax(o.torch.tensor(SCORES), dim=-1)
    ),
    "sparsemax along the first axis": Case(
        lambda: attention.sparsemax(SCORES, axis=0), lambda o: o.entmax.sparsemax(o.torch.tensor(SCORES), dim=0)
    ),
    "entmax 1.5": Case(
        lambda: attention.entmax(SCORES), lambda o: o.entmax.entmax15(o.torch.tensor(SCORES), dim=-1)
    ),
    **{
        f"entmax {alpha}": Case(
            lambda alpha=alpha: attention.entmax(SCORES, alpha),
            lambda o, alpha=alpha: o.entmax.entmax_bisect(o.torch.tensor(SCORES), alpha=alpha, n_iter=100),
        )
        for alpha in (1.2, 2.0, 3.0)
    },
    **{
        f"value of entmax {alpha} at temperature {temperature} is the largest": Case(
            lambda alpha=alpha, temperature=temperature: [attention.most_entmax_value(SCORES[0], alpha, temperature)],
            lambda o, alpha=alpha, temperature=temperature: best_by_scipy(o, alpha, temperature),
            1e-6,
        )
        for alpha in (1.0, 1.5, 2.0)
        for temperature in (0.5, 3.0)
    },
    # Mixing and measures
    "Fourier mixing": Case(lambda: attention.fourier_mixing(X), lambda o: o.torch.fft.fft2(o.torch.tensor(X)).real),
    "causal Fourier mixing": Case(lambda: attention.causal_fourier_mixing(X, period=8), causal_fourier_of_torch),
    "causal Fourier mixing, last rows": Case(
        lambda: attention.causal_fourier_mixing(X, period=8, first=3), lambda o: causal_fourier_of_torch(o)[:, 3:]
    ),
    "distance from rank one": Case(
        lambda: attention.rank_one_distance(X),
        lambda o: o.torch.linalg.matrix_norm(o.torch.tensor(X - X.mean(1, keepdims=True)))
        / o.torch.linalg.matrix_norm(o.torch.tensor(X)),
    ),
    "distance from rank one, composite norm": Case(
        lambda: attention.rank_one_distance(X, norm="composite"),
        lambda o: (
            (composite := lambda x: (o.torch.linalg.matrix_norm(x, 1) * o.torch.linalg.matrix_norm(x, inf)).sqrt())(
                o.torch.tensor(X - X.mean(1, keepdims=True))
            )
            / composite(o.torch.tensor(X))
        ),
    ),
    "decoder, loss and gradients": Case(torch_decoder.ours, torch_decoder.theirs),
    "rollout": Case(lambda: attention.attention_rollout(WEIGHTS), jacobian_of_layers),
}  # fmt: skip


def others() -> Any:
    """The others' modules, or None if one of them is not installed."""
    try:
        import entmax
        import scipy.optimize
        import scipy.special
        import torch
    except ImportError:
        return None
    return SimpleNamespace(torch=torch, F=torch.nn.functional, scipy=scipy, entmax=entmax)


def flat(result: Any) -> list[Any]:
    """The arrays of a result, whatever it is."""
    parts = result if isinstance(result, (list, tuple)) else [result]
    return [np.asarray(part.detach().numpy() if hasattr(part, "detach") else part) for part in parts]
