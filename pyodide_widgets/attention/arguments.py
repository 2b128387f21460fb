"""Argument checks. Each public function checks what it takes once, with the functions of this module.

An error names the argument, says what it is (its value, its type or its shape) and what would be right. The checks use
types and shapes only, so their cost does not grow with the arrays; the one exception is `indices`, which needs the numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

from .arrays import Array, ShapeError

P = ParamSpec("P")
R = TypeVar("R")


def explains_wrong_calls(**elsewhere: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a function so that a call with too many positional arguments, or with a name that it does not have, says
    what to write.

    Args:
        elsewhere: what to do about arguments that PyTorch's function of this name has and this one does not.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        code = function.__code__
        by_position, total = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
        names = code.co_varnames[:total]
        known = frozenset(names)

        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if len(args) > by_position or not known.issuperset(kwargs):
                raise TypeError(_fault(function.__qualname__, names, by_position, len(args), kwargs, elsewhere))
            return function(*args, **kwargs)

        return checked

    return decorate


def _fault(
    function: str, names: tuple[str, ...], by_position: int, given: int, kwargs: Any, elsewhere: dict[str, str]
) -> str:
    function = function.removesuffix(".__init__")
    first, by_name = [name for name in names[:by_position] if name != "self"], names[by_position:]
    if given > by_position:
        given -= by_position - len(first)
        options = ", ".join(f"{name}=…" for name in by_name)
        return (
            f"{function} takes {len(first)} argument{'s' * (len(first) != 1)} by position ({', '.join(first)}), but got {given}; "
            f"the others are given by name: {options or 'there are none'}"
        )
    unknown = next(name for name in kwargs if name not in names)
    if unknown in elsewhere:
        return f"{function} has no argument {unknown!r}: {elsewhere[unknown]}"
    from difflib import get_close_matches  # only when something is wrong: the import takes longer than the check

    near = get_close_matches(unknown, names, 1)
    meant = f"; did you mean {near[0]!r}?" if near else "."
    return f"{function} has no argument {unknown!r}{meant} It has {', '.join([*first, *by_name])}"


def floats(name: str, array: Any, axes: str = "(...)") -> Array:
    """An array of floating-point numbers: as it is if it holds such numbers (also those of ml_dtypes, such as bfloat16),
    as float64 if it holds whole numbers.

    Args:
        name: of the argument.
        axes: its shape in words, as in "(..., L, E)" or "(B, L)". The number of axes is checked.

    Raises:
        TypeError: no real numbers.
        ShapeError: another number of axes, or rows of different lengths.
    """
    found = array if type(array) is np.ndarray else _array(name, array, axes)
    kind = found.dtype.kind
    if kind in "iu":
        found = found.astype(np.float64)
    elif kind != "f" and not is_extension_float(found.dtype):
        raise TypeError(f"{name} holds {_type_of(found)}, but needs real numbers, shape {axes}")
    return with_axes(name, found, axes)


def integers(name: str, array: Any, axes: str = "(...)") -> Array:
    """An array of whole numbers."""
    found = array if type(array) is np.ndarray else _array(name, array, axes)
    if found.dtype.kind not in "iu":
        if found.size:
            raise TypeError(f"{name} holds {_type_of(found)}, but needs whole numbers, shape {axes}")
        found = found.astype(np.int64)  # an empty list is float64 to NumPy
    return with_axes(name, found, axes)


def booleans(name: str, array: Any, axes: str = "(...)") -> Array:
    """An array of True and False."""
    found = array if type(array) is np.ndarray else _array(name, array, axes)
    if found.dtype != bool:
        raise TypeError(f"{name} holds {_type_of(found)}, but needs True and False, shape {axes}")
    return with_axes(name, found, axes)


def indices(name: str, array: Array, size: int, of: str) -> Array:
    """Whole numbers that lie between 0 and size - 1: a negative one would silently count from the end."""
    if array.size and not (int(array.min()) >= 0 and int(array.max()) < size):
        wrong = array[(array < 0) | (array >= size)].flat[0]
        raise ValueError(f"{name} holds {wrong}, but needs numbers from 0 to {size - 1}, for {of}")
    return array


def with_axes(name: str, array: Array, axes: str) -> Array:
    """The array, if it has as many axes as the text says; "..." stands for any number of them."""
    least, most = _counted(axes)
    if not least <= array.ndim <= most:
        raise ShapeError(f"{name} has shape {array.shape}, but needs {axes}")
    return array


def shaped(name: str, array: Array, shape: tuple[int, ...], why: str) -> Array:
    """The array, if it has exactly this shape."""
    if array.shape != shape:
        raise ShapeError(f"{name} has shape {array.shape}, but needs {shape}, {why}")
    return array


def broadcasts(shape: tuple[int, ...], target: tuple[int, ...]) -> bool:
    """Whether a shape broadcasts to another one without making it larger."""
    if len(shape) > len(target):
        return False
    return all(size in (1, wanted) for size, wanted in zip(reversed(shape), reversed(target), strict=False))


def joint_shape(why: str, **shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape to which all of these broadcast."""
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        shown = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ShapeError(f"{why}; got {shown}") from None


def whole(name: str, value: Any, at_least: int | None = None, at_most: int | None = None) -> int:
    """A whole number within bounds."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number_ = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is {_short(value)}, but needs a whole number{_range(at_least, at_most)}") from None
    if (at_least is not None and number_ < at_least) or (at_most is not None and number_ > at_most):
        raise ValueError(f"{name} is {number_}, but needs a whole number{_range(at_least, at_most)}")
    return number_


def number(name: str, value: Any, above: float | None = None, at_least: float | None = None) -> float:
    """A finite real number as a Python float, so that no arithmetic with it happens in the precision of a NumPy scalar."""
    found = real(name, value)
    low = (above is not None and not found > above) or (at_least is not None and not found >= at_least)
    if low or not -np.inf < found < np.inf:
        limit = (
            f" above {above:g}" if above is not None else f" of at least {at_least:g}" if at_least is not None else ""
        )
        raise ValueError(f"{name} is {_short(value)}, but needs a finite number{limit}")
    return found


def real(name: str, value: Any) -> float:
    """A real number, finite or not, as a Python float."""
    if isinstance(value, float):  # np.float64 too
        return float(value)
    if not isinstance(value, (bool, np.bool_, str, bytes)) and np.ndim(value) == 0 and value is not None:
        try:
            return float(value)
        except (TypeError, ValueError):
            pass
    raise TypeError(f"{name} is {_short(value)}, but needs a number")


def flag(name: str, value: Any) -> bool:
    """True or False, and nothing that only counts as such."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    raise TypeError(f"{name} is {_short(value)}, but needs True or False")


def choice(name: str, value: Any, options: tuple[Any, ...]) -> Any:
    """One of the options."""
    if isinstance(value, (str, int, np.integer)) and value in options:
        return value
    shown = ", ".join(repr(option) for option in options[:-1]) + f" or {options[-1]!r}"
    raise ValueError(f"{name} is {_short(value)}, but may be {shown}")


def function(name: str, value: Any, what: str) -> Any:
    """Something that can be called."""
    if not callable(value):
        raise TypeError(f"{name} is {_short(value)}, but needs a function {what}")
    return value


def axis_of(array: Array, axis: Any, name: str = "axis", of: str = "scores") -> int:
    """An axis that the array has, counted from 0."""
    found = whole(name, axis)
    if not -array.ndim <= found < array.ndim:
        limits = f"from {-array.ndim} to {array.ndim - 1}" if array.ndim else "of an array with axes"
        raise ValueError(f"{name} is {found}, but {of} of shape {array.shape} needs one {limits}")
    return found % array.ndim


def is_extension_float(dtype: np.dtype) -> bool:
    """Whether these are floating-point numbers of a kind that NumPy lacks, such as bfloat16: to NumPy their kind is "V"."""
    return dtype.kind == "V" and not issubclass(dtype.type, np.void)


def _array(name: str, value: Any, axes: str) -> Array:
    if value is None:
        raise TypeError(f"{name} is None, but needs an array of shape {axes}")
    try:
        return np.asarray(value)
    except ValueError:
        raise ShapeError(f"{name} has rows of different lengths, but needs an array of shape {axes}") from None


@cache
def _counted(axes: str) -> tuple[float, float]:
    names = [part.strip() for part in axes.strip("()").split(",") if part.strip()]
    fixed = len([part for part in names if part != "..."])
    return fixed, np.inf if "..." in names else fixed


def _type_of(array: Array) -> str:
    return {"U": "text", "S": "bytes", "O": "objects", "c": "complex numbers", "b": "True and False"}.get(
        array.dtype.kind, f"numbers of type {array.dtype}"
    )


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, np.generic):
        value = value.item()
    shown = repr(value)
    return shown if len(shown) <= 40 else shown[:37] + "…"


def _range(at_least: int | None, at_most: int | None) -> str:
    if at_least is not None and at_most is not None:
        return f" from {at_least} to {at_most}"
    return f" of at least {at_least}" if at_least is not None else ""
