"""What the tests draw: the bundled widgets, in the languages of this site."""

from __future__ import annotations

from pyodide_widgets.kit.browser_calls import BrowserCalls
from pyodide_widgets.kit.catalogue import Catalogue

LANGS = ("zh", "en")
WIDGETS = Catalogue.of(["pyodide_widgets.widgets"])
CALLS = BrowserCalls(WIDGETS, LANGS)
