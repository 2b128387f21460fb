"""What the worker in the reader's browser calls for a reader's code.

Called by `browser/worker/reader-code.mjs`. Test: tests/editing/test_challenges.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from ..kit.browser_calls import BrowserCalls, open_catalogue
from ..kit.words import Lang, in_language
from .drawable import drawable
from .replaced_functions import ReplacedFunctions

INDEX = Path("/lib/pyodide-widgets/editing.json")  # {"modules": [name, …]}; written by build/editing.py


class EditingCalls:
    """The calls for one site.

    Args:
        functions: those that readers may change.
        widgets: the calls for the site's widgets.
    """

    def __init__(self, functions: ReplacedFunctions, widgets: BrowserCalls) -> None:
        self._functions, self._widgets = functions, widgets

    def run(self, module: str, name: str, text: str) -> None:
        """As `ReplacedFunctions.run`."""
        self._functions.run(module, name, text)

    def restore(self) -> None:
        """As `ReplacedFunctions.restore`."""
        self._functions.restore()

    def drawable(self, html: str) -> str:
        """As `drawable.drawable`."""
        return drawable(html)

    def take_notes(self) -> str:
        """Return, as JSON, what `ReplacedFunctions.take_notes` returns."""
        return json.dumps(self._functions.take_notes())

    def check(self, module: str, source: str, widget: str, texts: str, lang: Lang) -> str:
        """Check a solution of a challenge.

        Args:
            module: of the challenge.
            source: what the reader wrote; of use where no widget is named.
            widget, texts: the name of a widget, and its parameters as a JSON object of texts.

        Returns:
            JSON: {"solved": bool, "said": sentence}.

        Raises:
            Exception: what the reader's source raises.
        """
        challenge = import_module(module).CHALLENGE
        if widget:
            values, _ = self._widgets.catalogue.find(widget).read(json.loads(texts), lang)
            verdict = challenge.check(values)
        else:
            verdict = challenge.check_source(source)
        return json.dumps({"solved": bool(verdict.solved), "said": in_language(verdict.said, lang)})

    def run_cases(self, module: str, name: str, data: memoryview) -> Iterator[str]:
        """Run the cases that a function gives for some data.

        Yields:
            JSON for each case: [its name, why it fails or an empty text, how many cases there are].
        """
        cases = getattr(import_module(module), name)(bytes(data))
        for case, run in cases.items():
            yield json.dumps([case, run(), len(cases)])


@cache
def open_editing() -> EditingCalls:
    """Return the calls for the site whose code is in the file system, in the browser."""
    told = json.loads(INDEX.read_text(encoding="utf-8"))
    return EditingCalls(ReplacedFunctions(told["modules"]), open_catalogue())
