"""What the tests draw: the bundled widgets, in the languages of this site."""

from __future__ import annotations

from pyodide_widgets.build.widget_code import widget_code
from pyodide_widgets.kit.browser_calls import BrowserCalls

LANGS = ("zh", "en")
CODE = widget_code(["pyodide_widgets.widgets"])
WIDGETS = CODE.catalogue
CALLS = BrowserCalls(WIDGETS, LANGS)
