"""What the worker in the reader's browser calls. Arguments and results are plain values, or JSON where they are mappings.

Called by `python-worker.mjs`, `snapshot-worker.mjs` and `snapshot-selftest.mjs` of `browser/`, and by the build, which
traces what these calls need (`runtime/in_runtime.py`). Test: tests/kit/test_browser_calls.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from .catalogue import DATA_FOLDER, Catalogue
from .messages import messages
from .unknown_name import UnknownName
from .words import Lang

# {"languages": […], "modules": {widget: module}, "packages": {widget: [package, …]}, "data": [widget, …]}; written by
# build/assets.py
CATALOGUE = Path("/lib/pyodide-widgets/catalogue.json")


class BrowserCalls:
    """The calls for one site.

    Args:
        catalogue: its widgets.
        languages: its languages, the default first.
        packages: for each widget that needs more than NumPy, the packages, each after those that it depends on.
        with_data: the widgets that need data files.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        languages: Sequence[Lang],
        packages: Mapping[str, Sequence[str]] | None = None,
        with_data: Sequence[str] = (),
    ) -> None:
        self.catalogue = catalogue
        self.languages = tuple(languages)
        self._packages = packages or {}
        self._with_data = with_data

    def packages_of(self, name: str) -> tuple[str, ...]:
        """The packages whose files have to be there before a widget is imported, in order."""
        return tuple(self._packages.get(name, ()))

    def need_packages(self) -> tuple[str, ...]:
        """The names of the widgets that need packages or data files."""
        return tuple(dict.fromkeys((*self._packages, *self._with_data)))

    def missing_data(self, name: str, texts: str, lang: Lang) -> tuple[tuple[str, str], ...]:
        """The data files that a widget needs for these parameters and that are not there yet.

        Returns:
            For each file its name in the runtime's manifest, and the path at which the widget looks for it.
        """
        widget = self.catalogue.find(name)
        if widget.data is None:
            return ()
        values, _ = widget.read(json.loads(texts), lang)
        files = ((data_name(self.catalogue.modules[name], file), file) for file in widget.data(values))
        folder = self.catalogue.folder(name) / DATA_FOLDER
        return tuple((known, str(folder / file)) for known, file in files if not (folder / file).exists())

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
        """Import every widget that needs no package, and read the sentences that widgets may show.

        A snapshot is made of what is imported here. It holds no package, which only some pages need; and compiled modules
        that are loaded after the start cannot be put back.
        """
        for name in self._without_packages():
            self.catalogue.find(name)
        for lang in self.languages:
            messages(lang)

    def warm_up(self) -> Iterator[None]:
        """Import every widget that needs no package and draw it once, so that the first figure that a reader asks for comes
        as fast as the next.

        Each step is one import or one figure. What takes long by nature is not drawn unasked.
        """
        for name in self._without_packages():
            yield from self.warm_up_widget(name)

    def warm_up_widget(self, name: str) -> Iterator[None]:
        """The same for one widget."""
        widget = self.catalogue.find(name)
        yield
        if widget.long_work is None and widget.data is None:
            widget.render({}, widget.language(self.languages))
            yield

    def self_test(self) -> str:
        """Return the same text whenever Python works: a snapshot that was restored has to return what was kept of it."""
        import numpy as np

        names = self._without_packages()
        figure = self.render(names[0], "{}", self.catalogue.find(names[0]).language(self.languages)) if names else ""
        return repr(np.linalg.inv(np.eye(3) + 1).tolist()) + figure

    def _without_packages(self) -> list[str]:
        return [name for name in self.catalogue.names() if name not in self._packages]


@cache
def open_catalogue() -> BrowserCalls:
    """Return the calls for the site whose code is in the file system, in the browser.

    A Python that was restored from a snapshot calls this before it has files: it finds what the snapshot's Python has read.
    """
    told = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return BrowserCalls(Catalogue(told["modules"]), told["languages"], told["packages"], told["data"])


def data_name(module: str, file: str) -> str:
    """The name by which the runtime's manifest knows a data file of the widget that a module defines: its path below
    `site-packages`."""
    return f"{module.rpartition('.')[0].replace('.', '/')}/{DATA_FOLDER}/{file}"
