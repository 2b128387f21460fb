"""HTML and SVG elements as text that is escaped by construction."""

from __future__ import annotations

import html
from functools import lru_cache


class Markup(str):
    """Text that is markup already. Only `element` and `join` make it, so nothing unescaped can become it."""

    __slots__ = ()


Attribute = str | int | float | bool | None


def element(tag: str, *children: str | int | float | None, **attributes: Attribute) -> Markup:
    """Make one element.

    Children that are `Markup` are kept, all others are escaped; `None` is left out. Attribute names: a
    trailing underscore is dropped (`class_`), the others become hyphens (`data_set` is `data-set`). Attributes
    of `None` or `False` are left out, `True` stands without a value, numbers are written by `number`.
    """
    opening = tag + "".join(map(_attribute, attributes, attributes.values()))
    if tag in _EMPTY:
        return Markup(f"<{opening}>")
    return Markup(f"<{opening}>{join(*children)}</{tag}>")


# HTML elements that have no end tag.
_EMPTY = frozenset({"input", "br", "link", "meta"})


def join(*children: str | int | float | None) -> Markup:
    """Put children one after the other, without an element round them."""
    return Markup(
        "".join([child if isinstance(child, Markup) else _escaped(child) for child in children if child is not None])
    )


# Writing a float is the dearest part of a figure, and the same coordinates come back for every frame of a drag.
@lru_cache(maxsize=8192)
def number(value: int | float) -> str:
    """Write a coordinate: at most two digits after the point, no trailing zeros, no negative zero."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


# A figure has the same few class names and labels hundreds of times over, and is drawn anew for every frame of a drag.
@lru_cache(maxsize=2048)
def escape(text: str) -> str:
    """Make text stand for itself, inside elements and inside quoted attributes."""
    return html.escape(text)


# As above; a type of its own for each entry, since 1 and True are equal and are not written alike.
@lru_cache(maxsize=8192, typed=True)
def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{_escaped(value)}"'


def _escaped(value: str | int | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)
