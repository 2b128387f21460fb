"""The controls that the widgets have, read off their own markup, for tests that want every control of a kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

from pyodide_widgets import Order
from tests.bundled import CALLS, WIDGETS


@dataclass(frozen=True)
class Control:
    widget: str
    parameter: str
    kind: str  # the type of its input, `order` for a text with one, or `select`

    def __str__(self) -> str:
        return f"{self.widget}.{self.parameter}"


def controls(kind: str) -> list[Control]:
    """All controls of a kind, of all widgets, in the order of the page."""
    return [control for widget in WIDGETS.names() for control in controls_of(widget) if control.kind == kind]


@cache
def controls_of(widget: str) -> list[Control]:
    """The controls of a widget, in the order of the page."""
    reader = _Inputs()
    reader.feed(CALLS.render(widget, "{}", "zh"))
    orders = {each.name for each in WIDGETS.find(widget).parameters if isinstance(each, Order)}
    return [Control(widget, name, "order" if name in orders else kind) for name, kind in dict.fromkeys(reader.inputs)]


# What changes no figure by itself: the seed of a model that has not been asked to write.
_WITHOUT_EFFECT = {("reader", "seed")}


def answering_controls_of(widget: str) -> list[Control]:
    """Those that change the figure as it was built."""
    return [control for control in controls_of(widget) if (widget, control.parameter) not in _WITHOUT_EFFECT]


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inputs: list[tuple[str, str]] = []
        self._in_form = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self._in_form |= tag == "form"
        if self._in_form and tag in ("input", "select") and "name" in attributes:
            self.inputs.append((attributes["name"] or "", attributes.get("type") or tag))

    def handle_endtag(self, tag: str) -> None:
        self._in_form &= tag != "form"
