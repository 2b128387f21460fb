"""How the results of a reader's function differ in kind from those of the published one, for the same arguments.

What a function has to give is not described anywhere: it is what the published one gives. Of each of its arrays the reader's
has to have the shape, no NaN where there was none, and rows that add up to 1 where those did.

Test: tests/editing/test_compared_calls.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeGuard

import numpy as np

MOST_COMPARED = 12  # calls of one drawing; a training calls a function thousands of times
_TOLERANCE = 1e-3  # of a sum of shares; half precision is no more exact

Difference = dict[str, Any]  # "kind", and what the sentence about it says; see messages/editing/


class Calls:
    """Notes, from one `take` to the next, whether a function was called, and how its results differed."""

    def __init__(self) -> None:
        self._count = 0
        self._found: dict[str, Difference] = {}  # the first of each kind

    def watched(self, yours: Callable[..., Any], published: Callable[..., Any]) -> Callable[..., Any]:
        """Return `yours`, with each call noted and the first ones compared. What it raises, it raises."""

        @wraps(yours)
        def call(*args: Any, **options: Any) -> Any:
            self._count += 1
            result = yours(*args, **options)
            if self._count <= MOST_COMPARED:
                for each in differences(result, published(*args, **options)):
                    self._found.setdefault(each["kind"], each)
            return result

        return call

    def take(self) -> list[Difference] | None:
        """Return the differences since the last call of this method; None if the function was not called."""
        found = [*self._found.values()] if self._count else None
        self._count, self._found = 0, {}
        return found


def differences(yours: Any, published: Any) -> Iterator[Difference]:
    """Yield how a result differs in kind from the published one.

    Args:
        yours, published: arrays, numbers, or tuples of them, which may have names.
    """
    fields = _fields(published)
    if fields is None:
        yield from _array_differences("", yours, published)
    elif not isinstance(yours, tuple) or len(yours) != len(fields):
        yield {"kind": "not_these", "wanted": type(published).__name__, "yours": _described(yours)}
    else:
        for place, (field, theirs) in enumerate(fields.items()):
            yield from _array_differences(field, yours[place], theirs)


def _fields(result: Any) -> dict[str, Any] | None:
    if not isinstance(result, tuple):
        return None
    names = getattr(result, "_fields", [f"[{place}]" for place in range(len(result))])
    return dict(zip(names, result, strict=True))


def _array_differences(field: str, yours: Any, published: Any) -> Iterator[Difference]:
    if not _is_numbers(published):
        return
    try:
        numbers = np.asarray(yours, float)
    except (TypeError, ValueError):
        yield {"kind": "not_numbers", "field": field, "yours": _described(yours)}
        return
    theirs = np.asarray(published, float)
    if numbers.shape != theirs.shape:
        yield {"kind": "shape", "field": field, "yours": str(numbers.shape), "wanted": str(theirs.shape)}
    elif np.isnan(numbers).any() and not np.isnan(theirs).any():
        yield {"kind": "nan", "field": field, "count": int(np.isnan(numbers).sum())}
    elif _are_shares(theirs):
        sums = numbers.sum(axis=-1)
        off = np.abs(sums - theirs.sum(axis=-1))
        if (numbers < -_TOLERANCE).any():
            yield {"kind": "negative", "field": field, "least": f"{numbers.min():.2g}"}
        elif off.max() > _TOLERANCE:
            worst = np.unravel_index(off.argmax(), off.shape)
            yield {
                "kind": "sum",
                "field": field,
                "sum": f"{sums[worst]:.3g}",
                "wanted": f"{theirs.sum(axis=-1)[worst]:.0f}",
            }


def _is_numbers(value: Any) -> TypeGuard[Any]:
    return isinstance(value, np.ndarray | np.generic | float | int) and np.asarray(value).dtype.kind in "fiu"


def _are_shares(numbers: Any) -> bool:
    """Whether every row lies between 0 and 1 and adds up to 1, or to 0 where nothing may be seen."""
    if numbers.ndim < 1 or numbers.shape[-1] < 2 or not numbers.size or not np.isfinite(numbers).all():
        return False
    sums = numbers.sum(axis=-1)
    right = np.isclose(sums, 1, atol=_TOLERANCE) | (sums == 0)
    return bool((numbers >= 0).all() and right.all() and (sums != 0).any())


def _described(value: Any) -> str:
    return f"{type(value).__name__} {value.shape!s}" if isinstance(value, np.ndarray) else type(value).__name__
