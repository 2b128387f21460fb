"""Reading what was drawn, with somebody else's parser."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pyodide_widgets.figures.figure import panel
from pyodide_widgets.figures.markup import Markup


def parsed(drawn: Markup) -> Element:
    """The tree of a panel, or of anything that is drawn in one."""
    return ElementTree.fromstring(drawn if drawn.startswith("<svg") else panel(100, drawn, title="test"))


def of_class(tree: Element, name: str) -> list[Element]:
    """The elements of a class, in order."""
    return [each for each in tree.iter() if name in each.get("class", "").split()]


def place(each: Element, *names: str) -> tuple[float, ...]:
    """Attributes as numbers."""
    return tuple(float(each.attrib[name]) for name in names)


def texts(tree: Element) -> list[str]:
    """Every text that is drawn, in order."""
    return [each.text or "" for each in tree.iter("text")]
