"""Wrong calls raise errors that say what was wrong and what would be right; the calls are data, in wrong_calls.toml."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pyodide_widgets import attention
from pyodide_widgets.attention import gradients, induction, small_model

CALLS: dict[str, list[list[str]]] = tomllib.loads(
    (Path(__file__).parent / "wrong_calls.toml").read_text(encoding="utf-8")
)
ROWS = [(function, *row) for function, rows in CALLS.items() for row in rows]
ERRORS = {error.__name__: error for error in (TypeError, ValueError, attention.ShapeError)}


def zeros(*shape: int) -> Any:
    return np.zeros(shape)


def names() -> dict[str, Any]:
    """What the names in the calls stand for."""
    one, rng = np.eye(4), np.random.default_rng(0)
    drawn = small_model.draw_parameters(rng, vocabulary=4, length=6, width=4, layers=1)
    return {
        **{name: getattr(attention, name) for name in attention.__all__},
        **{"np": np, "zeros": zeros, "gradients": gradients, "induction": induction, "small_model": small_model},
        **{"q": zeros(3, 4), "k": zeros(5, 4), "v": zeros(5, 2), "m": np.ones((3, 5), bool), "x": zeros(3, 4)},
        **{"qkv3": [zeros(1, 3, 4)] * 3, "qkv4": [zeros(1, 1, 2, 4)] * 3},
        **{"one": one, "four": gradients.HeadWeights(one, one, one, one), "rng": rng},
        "model": small_model.AttentionOnly(drawn, heads=2),
    }


@pytest.mark.parametrize("row", ROWS, ids=[f"{function}({arguments})" for function, arguments, *_ in ROWS])
def test_the_error_says_what_was_wrong_and_what_would_be_right(row: tuple[str, ...]) -> None:
    function, arguments, kind, *words = row
    with pytest.raises(ERRORS[kind]) as error:
        eval(f"{function}({arguments})", names())
    assert type(error.value) is ERRORS[kind]
    for word in words:
        assert word in str(error.value)


def test_there_are_at_least_a_hundred_wrong_calls() -> None:
    assert len({row[:2] for row in ROWS}) == len(ROWS) >= 100


def _public() -> Iterator[Any]:
    """Every public function and class, by the name by which the table calls it, with its arguments."""
    for name in sorted(set(attention.__all__) - {"Array", "ShapeError"}):
        yield name, getattr(attention, name)
    for module in (gradients, induction, small_model):
        for name, member in vars(module).items():
            if getattr(member, "__module__", None) == module.__name__ and not name.startswith("_") and callable(member):
                yield f"{module.__name__.rsplit('.', 1)[-1]}.{name}", member


INTERNAL = {"gradients.normalised"}  # it takes what has been checked
RECORDS = {
    "gradients.HeadSteps",
    "gradients.HeadWeights",
    "induction.Record",
    "induction.Sequences",
    "small_model.Passed",
}


PUBLIC = {name: member for name, member in _public() if name not in INTERNAL | RECORDS}


@pytest.mark.parametrize("name", PUBLIC)
def test_every_argument_has_a_wrong_value_in_the_table(name: str) -> None:
    said = [word for function, _, _, *words in ROWS if function == name for word in words]
    missing = [p for p in inspect.signature(PUBLIC[name]).parameters if not any(_names(p, word) for word in said)]
    assert not missing, f"no row of {name} names {missing}"


def _names(parameter: str, words: str) -> bool:
    return parameter in words.replace("(", " ").replace(",", " ").replace(":", " ").replace("'", " ").split()
