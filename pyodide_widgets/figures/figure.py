"""A finished figure: panels beside each other (where the screen is narrow, low ones stand one below the other), and what they
say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .characters import is_tag, visible_characters
from .known_characters import is_known
from .markup import Markup, element, join

# One unit is one CSS pixel at the panel's natural size. It fits a phone 360 px wide, and two fit an article's column.
PANEL_WIDTH = 320
CLICKABLE_ROW = 26  # a finger can hit it on a phone too, where a panel is a tenth smaller
_TYPE_SIZE = 13  # as in the style sheet
# Panels that are higher than this together do not fit on a phone's screen one below the other, with a control and the caption.
_HIGHEST_STACK = 360
_HEIGHT = re.compile(r'<svg[^>]* height="(\d+)"')


@dataclass(frozen=True)
class Figure:
    """What `draw` returns.

    Args:
        panels: SVG elements made by `panel`.
        caption: one or two sentences computed from the numbers shown: caption and text alternative in one.
        note: what a reader must know to trust the figure (toy vectors, what an axis leaves out).
        values: numbers that the figure shows, by names in lower case with hyphens; shares are between 0 and 1. They are not part
            of the page; prose that states one is checked against it when the site is built.
    """

    panels: tuple[Markup, ...]
    caption: str
    note: str | None = None
    values: Mapping[str, float] = field(default_factory=dict)

    def to_html(self, controls: Markup | None = None, question: Markup | None = None) -> Markup:
        """Return the figure without its note.

        Args:
            controls: stand between the panels and the caption, whose number of lines changes.
            question: to be answered before the rest is shown.
        """
        stands_low = sum(int(height) for each in self.panels for height in _HEIGHT.findall(each)[:1]) <= _HIGHEST_STACK
        return element(
            "figure",
            question,
            element("div", *self.panels, class_="pw-panels" if stands_low else "pw-panels pw-strip"),
            controls,
            element("figcaption", self.caption),
            class_="pw-figure",
        )


def panel(height: float, *children: str | None, title: str) -> Markup:
    """One SVG drawing, `PANEL_WIDTH` wide.

    Args:
        height: in the same units.
        title: what the drawing is, in a few words; what it says is in the caption.
    """
    return element(
        "svg",
        *children,
        class_="pw-panel",
        width=PANEL_WIDTH,
        height=f"{height:.0f}",
        viewBox=f"0 0 {PANEL_WIDTH} {height:.0f}",
        role="img",
        aria_label=title,
    )


def heading(text: str, y: float = 14) -> Markup:
    """The line at the top of a panel that says what is drawn."""
    return element("text", text, class_="pw-heading", x=0, y=y)


def text(content: str, x: float, y: float, anchor: str = "start", class_: str = "pw-text") -> Markup:
    """Text whose middle line is at y."""
    return element("text", content, class_=class_, x=x, y=y, text_anchor=anchor, dominant_baseline="central")


def clickable(
    control: str,
    value: int | str,
    *children: str | None,
    pointing: bool = False,
    part: int | str | None = None,
) -> Markup:
    """Elements that set a control when they are clicked: a shortcut for the pointer, never the only way.

    With `pointing`, it is enough that a mouse points at them. `part` is as in `linked`.
    """
    return element(
        "g",
        join(*children),
        class_="pw-clickable",
        data_set=f"{control}={value}",
        data_pointing="" if pointing else None,
        data_part=part,
    )


def linked(part: int | str, *children: str | None) -> Markup:
    """Elements that stand for one part of what the widget is about; all that stand for it light up together when one is pointed
    at."""
    return element("g", *children, data_part=part)


def text_width(content: str) -> float:
    """How wide a text may be, in units, in whatever font the reader has: rather too much than too little."""
    return _TYPE_SIZE * sum(_share_of_size(character) for character in content)


def _share_of_size(character: str) -> float:
    """The width of a character, as a share of the type's size: that of a wide font, such as DejaVu Sans or Verdana."""
    if is_tag(character):
        return 0.0
    if character >= "\U00010000":
        return 1.25  # emoji
    if character >= "\u2e80":
        return 1.0
    if character in "iIjl.,:;'’|!()[]ft ":
        return 0.4
    if character in "mwMW@%—…→":
        return 1.0
    return 0.75 if character.isupper() and is_known(character) else 0.63


# The same few labels come back for every frame of a drag.
@lru_cache(maxsize=1024)
def shorten(label: str, width: float) -> str:
    """Cut a label to about `width` units, with an ellipsis where something is missing: alone, if no character fits."""
    if text_width(label) <= width:
        return label
    characters = list(visible_characters(label))
    kept = max(0, len(characters) - 1)
    while kept and text_width("".join(characters[:kept]) + "…") > width:
        kept -= 1
    return "".join(characters[:kept]) + "…"
