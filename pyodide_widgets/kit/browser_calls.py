"""What the worker in the reader's browser calls. Arguments and results are plain values, or JSON where they are mappings.

Called by `python-worker.mjs`, `snapshot-worker.mjs` and `snapshot-selftest.mjs` of `browser/`, and by the build, which
traces what these calls need (`runtime/in_runtime.py`). Test: tests/kit/test_browser_calls.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from .catalogue import Catalogue
from .messages import messages
from .widget import UnknownName
from .words import Lang

CATALOGUE = Path("/lib/pyodide-widgets/catalogue.json")  # {"languages": […], "modules": {widget: module}}


class BrowserCalls:
    """The calls for one site.

    Args:
        catalogue: its widgets.
        languages: its languages, the default first.
    """

    def __init__(self, catalogue: Catalogue, languages: Sequence[Lang]) -> None:
        self.catalogue = catalogue
        self.languages = tuple(languages)

    def render(self, name: str, texts: str, lang: Lang) -> str:
        """Draw a widget: its parameters as a JSON object of texts, its inner HTML back."""
        return self.catalogue.find(name).render(json.loads(texts), lang).html

    def long_work(self, name: str, texts: str, lang: Lang) -> Iterator[float] | None:
        """What has to be gone through before `render`, if there is anything: work that takes long, in pieces, each of
        which says what share is done."""
        widget = self.catalogue.find(name)
        if widget.long_work is None:
            return None
        values, _ = widget.read(json.loads(texts), lang)
        return widget.long_work(values)

    def listen(self, name: str, texts: str, lang: Lang, track: str) -> tuple[bytes, int]:
        """Compute a track: float32 samples, and how many there are in a second.

        Raises:
            UnknownName: the widget has no such track.
        """
        widget = self.catalogue.find(name)
        if widget.listen is None or track not in [each.name for each in widget.tracks]:
            raise UnknownName(f"widget {name!r}: unknown track", track, [each.name for each in widget.tracks])
        values, _ = widget.read(json.loads(texts), lang)
        sound = widget.listen(values, track)
        return sound.to_bytes(), sound.rate

    def import_all(self) -> None:
        """Import every widget, and read the sentences that widgets may show."""
        for name in self.catalogue.names():
            self.catalogue.find(name)
        for lang in self.languages:
            messages(lang)

    def warm_up(self) -> Iterator[None]:
        """Import every widget and draw it once, so that the first figure that a reader asks for comes as fast as the next.

        Each step is one import or one figure. What takes long by nature is not drawn unasked.
        """
        for name in self.catalogue.names():
            widget = self.catalogue.find(name)
            yield
            if widget.long_work is None:
                widget.render({}, widget.language(self.languages))
                yield

    def self_test(self) -> str:
        """Return the same text whenever Python works: a snapshot that was restored has to return what was kept of it."""
        import numpy as np

        names = self.catalogue.names()
        figure = self.render(names[0], "{}", self.catalogue.find(names[0]).language(self.languages)) if names else ""
        return repr(np.linalg.inv(np.eye(3) + 1).tolist()) + figure


@cache
def open_catalogue() -> BrowserCalls:
    """Return the calls for the site whose code is in the file system, in the browser.

    A Python that was restored from a snapshot calls this before it has files: it finds what the snapshot's Python has read.
    """
    told = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return BrowserCalls(Catalogue(told["modules"]), told["languages"])
