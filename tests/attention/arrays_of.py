"""Arrays for property tests: small shapes, and numbers from tame to extreme."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

TAME = st.floats(-4, 4, width=32)
# Subnormal, huge, infinitely low: what a score may be. +inf has no softmax.
ANY_SCORE = st.one_of(TAME, st.sampled_from([0.0, 1e4, -1e4, 1e-310, -1e-310, 1e300, -1e300, -np.inf]))


def of(*shape: int, elements: st.SearchStrategy[float] = TAME) -> st.SearchStrategy[Any]:
    return arrays(np.float64, shape, elements=elements)


@st.composite
def attention_inputs(draw: st.DrawFn, *, square: bool = False) -> tuple[Any, Any, Any]:
    """A query (H, L, E), key (H, S, E) and value (H, S, V)."""
    heads, queries, features, width = (draw(st.integers(1, limit)) for limit in (3, 6, 4, 3))
    keys = queries if square else draw(st.integers(1, 7))
    return (
        draw(of(heads, queries, features)),
        draw(of(heads, keys, features)),
        draw(of(heads, keys, width)),
    )
