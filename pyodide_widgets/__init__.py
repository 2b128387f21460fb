"""Widgets whose figures Python computes: at build time, and by the same code in the reader's browser.

This is what an author imports:

    from pyodide_widgets import Figure, Number, Widget, Words

A widget is a `Widget` with parameters and a function `draw(values, lang) -> Figure`. The attention core is a package of its
own, `pyodide_widgets.attention`, and so is every other part; nothing here needs more than the standard library.
"""

from .figures.arcs import arcs
from .figures.bars import ROW, Bar, bars
from .figures.curves import Curve, curves
from .figures.figure import PANEL_WIDTH, Figure, clickable, heading, panel, shorten, text, text_width
from .figures.foreign import foreign_figure
from .figures.heatmap import heatmap
from .figures.markup import Markup, element, join
from .figures.plane import Plane
from .figures.scale import Scale
from .kit.parameters import Choice, Dwell, Number, Parameter, Reading, Section, Sentence, Toggle, Typed, Values, Word
from .kit.sound import Sound, Track
from .kit.widget import Widget
from .kit.words import Lang, Text, Words, in_language, percent, quoted

__all__ = [
    "PANEL_WIDTH",
    "ROW",
    "Bar",
    "Choice",
    "Curve",
    "Dwell",
    "Figure",
    "Lang",
    "Markup",
    "Number",
    "Parameter",
    "Plane",
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
    "Widget",
    "Word",
    "Words",
    "arcs",
    "bars",
    "clickable",
    "curves",
    "element",
    "foreign_figure",
    "heading",
    "heatmap",
    "in_language",
    "join",
    "panel",
    "percent",
    "quoted",
    "shorten",
    "text",
    "text_width",
]
