"""The decoder's loss and gradients, by the core and by PyTorch, whose own operators and automatic gradients are used."""

from __future__ import annotations

from typing import Any

import numpy as np

from pyodide_widgets.attention.decoder import Decoder, draw_parameters
from pyodide_widgets.attention.decoder_plan import Plan

PLAN = Plan(vocabulary=11, length=9, width=12, layers=3, heads=3, hidden=20)
random = np.random.default_rng(31)
# With large numbers everywhere, so that no gradient is next to nothing.
PARAMETERS = {
    name: drawn + random.normal(0, 0.3, drawn.shape)
    for name, drawn in draw_parameters(random, PLAN, np.float64).items()
}
TOKENS, TARGETS = random.integers(0, 11, (2, 2, 8))
COUNTED = random.random((2, 8)) < 0.7


def ours() -> list[Any]:
    loss, found = Decoder(PLAN, PARAMETERS).loss_and_gradients(TOKENS, TARGETS, COUNTED)
    return [np.array(loss), *(found[name] for name in PARAMETERS)]


def theirs(o: Any) -> list[Any]:
    p = {name: o.torch.tensor(array, requires_grad=True) for name, array in PARAMETERS.items()}
    norm = lambda x, at: o.F.layer_norm(x, x.shape[-1:], p[f"{at}.gain"], p[f"{at}.bias"])  # noqa: E731
    batch, length = TOKENS.shape
    stream = p["tokens"][o.torch.tensor(TOKENS)] + p["places"][:length]
    for layer in range(PLAN.layers):
        x = norm(stream, at := f"{layer}.attention")
        split = [
            (x @ p[f"{at}.w_{of}"]).reshape(batch, length, PLAN.heads, -1).transpose(1, 2)
            for of in ("query", "key", "value")
        ]
        mixed = o.F.scaled_dot_product_attention(*split, is_causal=True)
        stream = stream + mixed.transpose(1, 2).reshape(batch, length, -1) @ p[f"{at}.w_output"]
        x = norm(stream, at := f"{layer}.feed_forward")
        hidden = o.F.relu(x @ p[f"{at}.w_hidden"] + p[f"{at}.b_hidden"])
        stream = stream + hidden @ p[f"{at}.w_output"] + p[f"{at}.b_output"]
    logits = norm(stream, "last") @ p["tokens"].T
    targets = o.torch.tensor(np.where(COUNTED, TARGETS, -100))
    loss = o.F.cross_entropy(logits.reshape(-1, PLAN.vocabulary), targets.reshape(-1))
    loss.backward()
    return [loss, *(each.grad for each in p.values())]
