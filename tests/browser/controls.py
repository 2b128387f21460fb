"""The controls that the widgets have, read off their own markup, for tests that want every control of a kind."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from pyodide_widgets.widgets import names, render_json


@dataclass(frozen=True)
class Control:
    widget: str
    parameter: str
    kind: str  # the type of its input, or `select`

    def __str__(self) -> str:
        return f"{self.widget}.{self.parameter}"


def controls(kind: str) -> list[Control]:
    """All controls of a kind, of all widgets, in the order of the page."""
    found = []
    for widget in names():
        reader = _Inputs()
        reader.feed(render_json(widget, "{}", "zh"))
        found += [Control(widget, *pair) for pair in dict.fromkeys(reader.inputs)]
    return [control for control in found if control.kind == kind]


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inputs: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in ("input", "select"):
            self.inputs.append((attributes["name"] or "", attributes.get("type") or tag))
