"""What the tests draw: the bundled widgets, in the languages of this site."""

from __future__ import annotations

from pyodide_widgets.build.widget_code import widget_code
from pyodide_widgets.kit.browser_calls import BrowserCalls
from pyodide_widgets.kit.words import Lang

LANGS = ("zh", "en")
CODE = widget_code(["pyodide_widgets.widgets"])
WIDGETS = CODE.catalogue
CALLS = BrowserCalls(WIDGETS, LANGS)


def one_language(widget: str) -> Lang:
    """The language to try a widget in where one is enough: they take turns."""
    return LANGS[WIDGETS.names().index(widget) % len(LANGS)]
