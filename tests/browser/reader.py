"""A reader: a browser window of their own on the site, and what is noted of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser

from pyodide_widgets.kit.words import Lang

from . import python_in_page
from .same_markup import normal
from .watch import Watch
from .widget_page import UNFOLD, WidgetOnPage

# A line where every megabyte costs: Python stays away until it is asked for. Also for tests that have no use for it.
SAVE_DATA = {"saveData": True, "type": "wifi", "effectiveType": "4g"}

# Keeps what each widget shows of its life, from the first change on: [state, progress], by key; once however often it is drawn.
_DIARY = """
  window.diary = {};
  new MutationObserver((changes) => {
    for (const { target, oldValue, attributeName } of changes) {
      const widget = target.closest?.("py-widget");
      if (!widget) continue;
      const { key, state } = widget.dataset;
      const kept = (window.diary[key] ??= attributeName ? [[oldValue, ""]] : []);
      const progress = widget.querySelector(".pw-progress")?.textContent ?? "";
      const [lastState, lastProgress] = kept.at(-1) ?? [];
      if (state !== lastState || progress !== lastProgress) kept.push([state, progress]);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-state"], attributeOldValue: true });
"""

# What a reader gets for whom something is over that comes but once.
_HAS_HAD = """
  {
    const { getItem } = Storage.prototype;
    Storage.prototype.getItem = function (name) { return name.includes(" %s ") ? "" : getItem.call(this, name); };
  }
"""

# Where memory is scarce none is made; tests that want one define it anew.
_NO_SNAPSHOTS = "Object.defineProperty(navigator, 'deviceMemory', { value: 1, configurable: true })"


class Reader:
    """One context of the browser with one page.

    Args:
        connection: what the browser says of the line, if not the truth.
        keeps: whether the site may be kept for a visit without a network; it would be fetched again for every reader.
        guesses: whether widgets that ask before they show their result do so.
        demos: whether figures show themselves that do so once.
        options: those of Playwright's `new_context`.
    """

    def __init__(
        self,
        browser: Browser,
        origin: str,
        *,
        connection: Mapping[str, object] | None = None,
        keeps: bool = False,
        guesses: bool = False,
        demos: bool = False,
        **options: Any,
    ) -> None:
        self.origin = origin
        self._runs_scripts = options.get("java_script_enabled", True)
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        self.watch = Watch(self.context, origin)
        self.context.add_init_script(_DIARY)
        self.context.add_init_script(_NO_SNAPSHOTS)
        for once, comes in (("guessed", guesses), ("shown itself", demos)):
            if not comes:
                self.context.add_init_script(_HAS_HAD % once)
        if not keeps:
            self.context.add_init_script("Object.defineProperty(navigator, 'serviceWorker', { value: undefined })")
        if connection:
            line = f"Object.defineProperty(navigator, 'connection', {{ value: {json.dumps(connection)} }})"
            self.context.add_init_script(line)
        self.page = self.context.new_page()
        self.came_live_as: dict[str, str] = {}  # controls and figure by widget, for readers on live pages

    def open(self, path: str) -> Reader:
        """Open a page, wait until its scripts have run, the late ones too, and unfold what it has folded."""
        self.page.goto(self.origin + path)
        if self._runs_scripts:
            self.page.wait_for_function("() => !document.querySelector('link[data-late]')")
        self.page.evaluate(UNFOLD)
        return self

    def normal(self, html: str) -> str:
        """Markup in the form that `WidgetOnPage.body` has."""
        return normal(self.page, html)

    @property
    def path(self) -> str:
        """Where the reader is, from the root of the site on."""
        return self.page.url.removeprefix(self.origin)

    def widget(self, key: str) -> WidgetOnPage:
        return WidgetOnPage(self.page, key)

    def diary(self, key: str) -> list[tuple[str, str]]:
        """The states of a widget so far, in order, each with the progress that was shown."""
        entries = self.page.evaluate("(key) => window.diary[key] ?? []", key)
        return [(state, progress) for state, progress in entries]

    def render(self, name: str, texts: dict[str, str], lang: Lang) -> str:
        """What Python in this page draws."""
        return python_in_page.render(self.page, name, texts, lang)

    def python_starts(self) -> int:
        """How often Python has come up since the page was loaded."""
        marks: int = self.page.evaluate("performance.getEntriesByName('pyodide-widgets:ready').length")
        return marks

    def is_loading(self) -> bool:
        """Whether files of the runtime may still be arriving."""
        return self.page.locator("py-widget[data-state=loading]").count() > 0

    def leave(self) -> None:
        """Go away from the site as if one had never been there."""
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        browser = self.context.new_cdp_session(self.page)
        browser.send("Network.clearBrowserCache")
        browser.detach()
        self.page.goto("about:blank")
        self.watch.requests.clear()

    def close(self) -> None:
        self.context.close()
