"""SVG of other libraries as a panel.

Called by `foreign.py`. Test: tests/figures/test_foreign.py.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from .allowed_markup import DROPPED, SVG_ELEMENTS, declarations, referred, svg_attributes
from .figure import PANEL_WIDTH
from .markup import Markup, escape

_NUMBER = re.compile(r"-?\d*\.\d+(?:[eE][-+]?\d+)?")
_DIGITS = re.compile(r"[\d.]+")
_EVERYWHERE = re.compile(r"\*\s*\{([^}]*)\}")  # the one rule in Matplotlib's style sheet
_LENGTH = re.compile(r"\s*(\d+\.?\d*)\s*(?:px|pt)?\s*")
_INK = frozenset({"#000000", "#000", "black", "rgb(0,0,0)"})
_PAPER = frozenset({"#ffffff", "#fff", "white", "rgb(255,255,255)"})
_BY_VALUE = "QuadMesh"  # the cells of a Matplotlib heat map: there black and white stand for numbers
_DECIMALS, _SIGNIFICANT = 2, 6


def svg_panel(svg: str, title: str, *, is_matplotlib: bool = False) -> Markup:
    """Return an SVG document as the markup of a panel.

    Args:
        title: what the drawing is, in a few words.
        is_matplotlib: lengths are points and none of them is scaled up later, so two decimals are enough.

    Raises:
        ValueError: it cannot be parsed, has an image of pixels, or has no size.
    """
    rewriting = _Rewriting(svg, title, _two_decimals if is_matplotlib else _six_digits)
    return Markup(rewriting.result())


class _Rewriting:
    """One pass over a document; what is allowed is written anew."""

    def __init__(self, svg: str, title: str, rounded: Callable[[re.Match[str]], str]) -> None:
        # Imported only here: pages without such figures need no parser.
        from xml.parsers import expat

        self._title, self._rounded = title, rounded
        self._pieces: list[str] = []
        self._open: list[str | None] = []  # elements round the place that is read; None for one that is not written
        # How deep the place is in an element of that kind, itself counted.
        self._dropped = self._by_value = self._referred = 0
        self._ids = _new_ids(svg, title)
        self._everywhere = next(iter(_EVERYWHERE.findall(svg)), "")
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(svg, True)
        except expat.ExpatError as error:
            raise ValueError(f"the drawing is no well-formed SVG: {error}") from error

    def result(self) -> str:
        return "".join(self._pieces)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.removeprefix("svg:")
        if name == "image" and not self._dropped:
            raise ValueError(
                "the drawing has an image of pixels, which the page does not show; in Matplotlib draw pcolormesh in place "
                "of imshow, and do not rasterize"
            )
        self._dropped += self._dropped > 0 or name in DROPPED
        self._by_value += self._by_value > 0 or attributes.get("id", "").startswith(_BY_VALUE)
        # What is referred to refers to nothing itself, so that no drawing unfolds without end.
        refers = self._referred == 0
        self._referred += self._referred > 0 or attributes.get("id") in self._ids
        written = name if name in SVG_ELEMENTS and not self._dropped and (refers or name != "use") else None
        is_root = not self._open
        self._open.append(written)
        if written:
            found = {
                key: value if key == "transform" else _NUMBER.sub(self._rounded, _one_line(value))
                for key, value in svg_attributes(attributes, self._ids, refers=refers).items()
            }
            if self._by_value == 1:
                found.setdefault("fill", "#000000")  # Matplotlib leaves it out, and the root has another one
            elif not self._by_value:
                found |= {key: _page_colour(found[key]) for key in ("fill", "stroke") if key in found}
            self._write(name, self._root(attributes, found) if is_root else found)

    def _root(self, attributes: dict[str, str], found: dict[str, str]) -> dict[str, str]:
        """The attributes of the outermost element: the size of a panel, and what is inherited by all in it."""
        lengths = [_LENGTH.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
        box = attributes.get("viewBox", "").replace(",", " ").split()
        if len(box) != 4:
            if not all(lengths):
                raise ValueError("the drawing has neither a viewBox nor a width and a height")
            box = ["0", "0", *(length[1] for length in lengths if length)]
        width, height = float(box[2]), float(box[3])
        drawn = {key: value for key, value in found.items() if key not in ("width", "height", "viewBox", "x", "y")}
        return {
            "class": "pw-panel" if width <= 1.25 * PANEL_WIDTH else "pw-panel pw-wide",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "viewBox": " ".join(_NUMBER.sub(self._rounded, number) for number in box),
            "role": "img",
            "aria-label": self._title,
            "fill": "currentColor",  # what has no colour of its own would be black
            **svg_attributes(declarations(self._everywhere), {}),
            **drawn,
        }

    def _end(self, name: str) -> None:
        self._dropped -= self._dropped > 0
        self._by_value -= self._by_value > 0
        self._referred -= self._referred > 0
        if written := self._open.pop():
            self._pieces.append(f"</{written}>")

    def _text(self, text: str) -> None:
        # White space between shapes means nothing.
        if not self._dropped and (text.strip() or (self._open and self._open[-1] in ("text", "tspan"))):
            self._pieces.append(escape(text))

    def _write(self, name: str, attributes: dict[str, str]) -> None:
        self._pieces.append(f"<{name}{''.join(f' {key}="{escape(value)}"' for key, value in attributes.items())}>")


def _new_ids(svg: str, title: str) -> dict[str, str]:
    """The new id of each element that is referred to: others than those of any other drawing on a page.

    They do not depend on coordinates, so that a glyph which build and browser place a hair apart changes nothing else.
    """
    salt = hashlib.sha256(f"{title}{_DIGITS.sub('', svg)}".encode()).hexdigest()[:8]
    return {old: f"pw-{salt}-{place}" for place, old in enumerate(referred(svg))}


def _two_decimals(match: re.Match[str]) -> str:
    return _plain(f"{float(match[0]):.{_DECIMALS}f}")


def _six_digits(match: re.Match[str]) -> str:
    return _plain(f"{float(match[0]):.{_SIGNIFICANT}g}")


def _plain(number: str) -> str:
    short = number.rstrip("0").rstrip(".") if "." in number and "e" not in number else number
    return "0" if short in ("-0", "") else short


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _page_colour(colour: str) -> str:
    """Black is the page's ink, and white its paper."""
    plain = colour.lower().replace(" ", "")
    return "currentColor" if plain in _INK else "var(--pw-paper)" if plain in _PAPER else colour
