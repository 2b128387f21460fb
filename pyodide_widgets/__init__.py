"""Widgets whose figures Python computes: at build time, and by the same code in the reader's browser.

This is what an author imports:

    from pyodide_widgets import Figure, Number, Widget, Words

A widget is a `Widget` with parameters and a function `draw(values, lang) -> Figure`. The attention core is a package of its
own, `pyodide_widgets.attention`, and so is every other part; nothing here needs more than the standard library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .editing.challenge import Challenge, Verdict
    from .figures.arcs import arcs
    from .figures.bars import ROW, Bar, bars
    from .figures.curves import Curve, curves
    from .figures.figure import (
        CLICKABLE_ROW,
        PANEL_WIDTH,
        Figure,
        clickable,
        heading,
        linked,
        panel,
        shorten,
        text,
        text_width,
    )
    from .figures.foreign import foreign_figure
    from .figures.handles import Drag, DragDown, drag_attributes
    from .figures.heatmap import heatmap
    from .figures.markup import Markup, element, join
    from .figures.plane import Plane
    from .figures.scale import Scale
    from .kit.guess import GuessBySetting, GuessNumbers, GuessOption
    from .kit.parameters import (
        Choice,
        Dwell,
        Number,
        Order,
        Ordered,
        Parameter,
        Reading,
        Section,
        Sentence,
        Toggle,
        Typed,
        Values,
        Word,
        moved,
        order_text,
    )
    from .kit.preset import Preset
    from .kit.sound import Sound, Track
    from .kit.widget import Widget
    from .kit.words import Lang, Text, Words, in_language, percent, quoted

# A module is imported when a name of it is first used: a start in a reader's browser needs only what its widgets use.
_NAMES = {
    "editing.challenge": ("Challenge", "Verdict"),
    "figures.arcs": ("arcs",),
    "figures.bars": ("ROW", "Bar", "bars"),
    "figures.curves": ("Curve", "curves"),
    "figures.figure": (
        "CLICKABLE_ROW",
        "PANEL_WIDTH",
        "Figure",
        "clickable",
        "heading",
        "linked",
        "panel",
        "shorten",
        "text",
        "text_width",
    ),
    "figures.foreign": ("foreign_figure",),
    "figures.handles": ("Drag", "DragDown", "drag_attributes"),
    "figures.heatmap": ("heatmap",),
    "figures.markup": ("Markup", "element", "join"),
    "figures.plane": ("Plane",),
    "figures.scale": ("Scale",),
    "kit.guess": ("GuessBySetting", "GuessNumbers", "GuessOption"),
    "kit.parameters": (
        "Choice",
        "Dwell",
        "Number",
        "Order",
        "Ordered",
        "Parameter",
        "Reading",
        "Section",
        "Sentence",
        "Toggle",
        "Typed",
        "Values",
        "Word",
        "moved",
        "order_text",
    ),
    "kit.preset": ("Preset",),
    "kit.sound": ("Sound", "Track"),
    "kit.widget": ("Widget",),
    "kit.words": ("Lang", "Text", "Words", "in_language", "percent", "quoted"),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "CLICKABLE_ROW",
    "PANEL_WIDTH",
    "ROW",
    "Bar",
    "Challenge",
    "Choice",
    "Curve",
    "Drag",
    "DragDown",
    "Dwell",
    "Figure",
    "GuessBySetting",
    "GuessNumbers",
    "GuessOption",
    "Lang",
    "Markup",
    "Number",
    "Order",
    "Ordered",
    "Parameter",
    "Plane",
    "Preset",
    "Reading",
    "Scale",
    "Section",
    "Sentence",
    "Sound",
    "Text",
    "Toggle",
    "Track",
    "Typed",
    "Values",
    "Verdict",
    "Widget",
    "Word",
    "Words",
    "arcs",
    "bars",
    "clickable",
    "curves",
    "drag_attributes",
    "element",
    "foreign_figure",
    "heading",
    "heatmap",
    "in_language",
    "join",
    "linked",
    "moved",
    "order_text",
    "panel",
    "percent",
    "quoted",
    "shorten",
    "text",
    "text_width",
]
