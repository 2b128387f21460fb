"""The allow-list for markup of other libraries: a part of the page's own list, `browser/page/sanitize.mjs`.

Called by `foreign_svg.py` and `foreign_html.py`. Test: tests/figures/test_foreign.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_words = str.split  # at white space

SVG_ELEMENTS = frozenset(
    _words("svg g path rect circle ellipse line polyline polygon text tspan title defs use clipPath pattern")
)
HTML_ELEMENTS = frozenset(_words("div p span table caption thead tbody tfoot tr th td"))
# Left out with all that is in them; of other unknown elements the contents stay.
DROPPED = frozenset(
    _words(
        "script style metadata head iframe object embed template foreignObject foreignobject image img audio video canvas "
        "animate set animateTransform animateMotion filter mask marker symbol form input button select textarea math"
    )
)
HTML_ATTRIBUTES = frozenset(_words("colspan rowspan scope dir lang"))

_NUMBERS = re.compile(r"[\w.,%()+\s-]*")  # keywords, numbers, and transforms
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+|rgba?\([\d.,%\s]+\)")
# Properties and attributes of SVG that stand for themselves; a colour or a reference is never among them.
_PLAIN = frozenset(
    _words(
        "viewBox x y x1 x2 y1 y2 cx cy r rx ry d points width height transform opacity fill-opacity fill-rule clip-rule "
        "stroke-opacity stroke-width stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
        "text-anchor dominant-baseline clipPathUnits patternUnits"
    )
)
_COLOURS = frozenset({"fill", "stroke"})
_REFERENCE = re.compile(r"url\(['\"]?#([^'\")]+)['\"]?\)")
_REFERENCE_IN_TEXT = re.compile(r"""(?:url\(['"]?#|href=["']#)([^'")]+)""")
_HREFS = ("href", "xlink:href")


def declarations(style: str) -> dict[str, str]:
    """The properties of a style attribute."""
    pairs = (declaration.partition(":") for declaration in style.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value}


def referred(svg: str) -> list[str]:
    """The ids that a document refers to, in the order in which they come."""
    return list(dict.fromkeys(_REFERENCE_IN_TEXT.findall(svg)))


def svg_attributes(attributes: Mapping[str, str], ids: Mapping[str, str], *, refers: bool = True) -> dict[str, str]:
    """Return what is allowed of an SVG element's attributes, with its style among them as presentation attributes.

    Args:
        ids: the new id of each element that is referred to.
        refers: whether the element may refer to others.
    """
    found: dict[str, str] = {}
    for name, value in {**attributes, **declarations(attributes.get("style", ""))}.items():
        reference = _REFERENCE.fullmatch(value)
        if (name in _PLAIN and _NUMBERS.fullmatch(value)) or (name in _COLOURS and _COLOUR.fullmatch(value)):
            found[name] = value
        elif refers and reference and reference[1] in ids and name in {*_COLOURS, "clip-path"}:
            found[name] = f"url(#{ids[reference[1]]})"
        elif refers and name in _HREFS and value[1:] in ids and value.startswith("#"):
            found["href"] = f"#{ids[value[1:]]}"
        elif name == "id" and value in ids:
            found["id"] = ids[value]
    return found


def html_attributes(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return what is allowed of an HTML element's attributes."""
    return {name: value for name, value in attributes.items() if name in HTML_ATTRIBUTES and _NUMBERS.fullmatch(value)}
