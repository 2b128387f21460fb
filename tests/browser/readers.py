"""Readers that many tests share: a browser window takes a second to open, and Python takes several to start."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser

from tests.bundled import WIDGETS

from .built_site import Placed, Site, page_lang
from .reader import Reader
from .widget_page import WidgetOnPage

_RESET = """async ({ name, lang }) => {
  document.activeElement.blur();
  const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
  // The worker answers in order: when it has drawn this, it has drawn whatever was still asked for.
  await python.render(name, {}, lang);
  const set = (control) => control.value !== control.defaultValue || control.checked !== control.defaultChecked;
  for (const widget of document.querySelectorAll("py-widget")) {
    window.cameLiveAs ??= {};
    const was = (window.cameLiveAs[widget.dataset.key] ??= widget.querySelector(".pw-body").innerHTML);
    const changed = widget.querySelector(".pw-body").innerHTML !== was || [...widget.querySelector("form").elements].some(set);
    if (changed || widget.querySelector(".pw-status").textContent) widget.querySelector("[data-action=reset]").click();
  }
  await python.render(name, {}, lang);
  for (const fold of document.querySelectorAll("py-widget .pw-more")) fold.open = true;
  history.replaceState(null, "", location.pathname);
  performance.clearMeasures("pyodide-widgets:update");
  scrollTo(0, 0);
}"""


class ReaderPool:
    """Lends readers who have just arrived: those who have left before may come again.

    So whoever gives one scripts or routes takes them back: `with reader.context.route(...):`.
    """

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site
        self._free: dict[str, list[Reader]] = defaultdict(list)

    @contextmanager
    def lent(self, **options: Any) -> Iterator[Reader]:
        """A reader for a while; what was noted of them by then is checked.

        Args:
            options: those of `Reader`.
        """
        free = self._free[json.dumps(options, sort_keys=True)]
        reader = free.pop() if free else Reader(self._browser, self._site.origin, **options)
        try:
            yield reader
            reader.watch.check()
            if reader.is_loading():  # what comes after the cache has been cleared would be kept
                reader.close()
                return
            reader.leave()
        except BaseException:
            reader.close()
            raise
        free.append(reader)

    def close(self) -> None:
        for free in self._free.values():
            for reader in free:
                reader.close()


class LiveReaders:
    """Readers on pages that are live already, kept for many tests: starting Python takes seconds.

    Args:
        options: those of `Reader`, the same for all.
    """

    def __init__(self, browser: Browser, site: Site, **options: Any) -> None:
        self._browser, self._site, self._options = browser, site, options
        self._readers: dict[str, Reader] = {}
        self._lent: set[str] = set()

    def on(self, page: str) -> Reader:
        """The reader on a page, with every widget as the build left it but for its controls, which are all unfolded; and live."""
        reader = self._readers.get(page)
        if reader is None or reader.path.split("?")[0].split("#")[0] != page:
            reader = self._start(page)
        widgets = self._site.widgets(page)
        reader.page.mouse.move(0, 0)  # away from what the page scrolls below it, for pointing at words sets them
        reader.page.evaluate(_RESET, {"name": widgets[0].name, "lang": page_lang(page)})
        reader.page.wait_for_function(
            "() => [...document.querySelectorAll('py-widget')].every(({ dataset }) => dataset.state === 'live')"
        )
        self._lent.add(page)
        return reader

    def at(self, placed: Placed) -> tuple[Reader, WidgetOnPage]:
        reader = self.on(placed.page)
        return reader, reader.widget(placed.key)

    def check(self) -> None:
        """To be called after each test: what happened on the pages that it used."""
        lent, self._lent = self._lent, set()
        for page in lent:
            self._readers[page].watch.check()

    def close(self) -> None:
        for reader in self._readers.values():
            reader.close()

    def _start(self, page: str) -> Reader:
        if page in self._readers:
            self._readers.pop(page).close()
        reader = Reader(self._browser, self._site.origin, **self._options)
        self._readers[page] = reader
        reader.open(page)
        placed = self._site.widgets(page)
        widgets = [reader.widget(each.key) for each in placed]
        widgets[0].wait_live()
        for each, widget in zip(placed, widgets, strict=True):
            if WIDGETS.find(each.name).data:  # its files are fetched when it comes near the screen
                widget.wait_live()
        reader.page.evaluate("scrollTo(0, 0)")
        reader.came_live_as = {widget.key: widget.body() for widget in widgets}
        return reader
