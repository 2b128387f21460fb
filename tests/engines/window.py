"""A browser window on the site, the same for every engine: what a reader does in it, and what scripts in the page say."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Point = tuple[float, float]

# Gives up after half a second, so that no wait is lost with a page that is left meanwhile.
_SOON = """async (holds, ...given) => {
  const end = performance.now() + 500;
  while (!(await holds(...given))) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}"""
_LONGEST = 120  # seconds: a try and a pause take half of one each
_MOST_FAULTS = 50  # in a row: so often no page is left while a function waits in it, the fault is the function's own
_CENTRE = """async (selector) => {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`there is no ${selector}`);
  for (let last = null, frames = 0; frames < 600; frames++) {
    element.scrollIntoView({ block: "center", behavior: "instant" });
    await new Promise(requestAnimationFrame);
    const { x, y, width, height } = element.getBoundingClientRect();
    const centre = [x + width / 2, y + height / 2];
    if (String(centre) === last && element.contains(document.elementFromPoint(...centre))) return centre;
    last = String(centre);
  }
  throw new Error(`${selector} does not come to rest, or something is in front of it`);
}"""


# Whether a page's late scripts have run: among them the theme's, which unfolds what is folded when the page is printed.
LATE_SCRIPTS_HAVE_RUN = "!document.querySelector('link[data-late]')"
_SHOW_RESULTS = """() => {
  for (const button of document.querySelectorAll("[data-asks] [data-guess=show]")) button.click();
  return !document.querySelector("[data-asks]");
}"""


class NotInstalled(Exception):
    """A browser, or a part of one, is not there. The message says how to have it."""


class PageError(Exception):
    """A script in the page threw, or the page was left before it had ended."""


class Window(ABC):
    """A window with one page.

    Args:
        origin: the site's.
        downloads: the folder into which the browser saves files.
    """

    def __init__(self, origin: str, downloads: Path) -> None:
        self.origin = origin
        self._downloads = downloads
        self._faults = 0  # in a row, of functions that were waited for

    @property
    @abstractmethod
    def version(self) -> str:
        """The engine, and its version."""

    @abstractmethod
    def navigate(self, url: str) -> None:
        """Go to an address and wait until the page is loaded."""

    @abstractmethod
    def back(self) -> None:
        """Go back by one entry of the history."""

    @abstractmethod
    def call(self, function: str, *given: Any) -> Any:
        """Call a function of JavaScript in the page; a promise is awaited. Raises PageError."""

    def call_briefly(self, function: str, *given: Any) -> Any:
        """Call a function that ends within a second, in a page that may be left meanwhile. Raises PageError."""
        return self.call(function, *given)

    @abstractmethod
    def drag(self, points: Iterable[Point]) -> None:
        """Press the mouse's button at the first point of the window, go through the others, and let go at the last."""

    @abstractmethod
    def keys(self, *keys: str) -> None:
        """Press keys, one after the other: characters, or `Home` and the like."""

    @abstractmethod
    def paper(self) -> bytes:
        """The page as it is printed on A4 paper, a PDF. Raises NotInstalled."""

    @abstractmethod
    def problems(self) -> list[str]:
        """Errors that the browser has reported since this was asked last."""

    @property
    def url(self) -> str:
        url: str = self.call("() => location.href")
        return url

    def open(self, path: str) -> None:
        """Open a page of the site, wait until its late scripts have run, and have widgets that ask show their results."""
        self.navigate(self.origin + path)
        self.wait(f"() => {LATE_SCRIPTS_HAVE_RUN}")
        self.wait(_SHOW_RESULTS)

    def wait(self, holds: str, *given: Any) -> None:
        """Wait until a function of JavaScript gives something true; pages may be left meanwhile."""
        self.until(lambda: self._holds_soon(holds, *given), holds + json.dumps(given))

    def until(self, happened: Callable[[], object], what: str) -> None:
        """Ask again and again, until something has happened."""
        for _ in range(_LONGEST):
            if happened():
                return
            self._holds_soon("() => false")
        raise AssertionError(f"never happened: {what}; the page is {self.url}")

    def click(self, selector: str) -> None:
        """Click the middle of the first element that fits, having scrolled there and waited until it is at rest."""
        x, y = self.call(_CENTRE, selector)
        self.drag([(x, y)])

    def focus(self, selector: str) -> None:
        self.call("(selector) => document.querySelector(selector).focus()", selector)

    def saved(self, selector: str) -> Path:
        """Click something that saves a file, and give the file."""
        before = set(self._downloads.iterdir())
        self.click(selector)

        def new_files() -> list[Path]:
            found = set(self._downloads.iterdir()) - before
            return [file for file in found if file.suffix == ".svg" and file.stat().st_size]

        self.until(new_files, "a file is saved")
        return new_files()[0]

    def _holds_soon(self, holds: str, *given: Any) -> bool:
        try:
            found: bool = self.call_briefly(f"(...given) => ({_SOON})({holds}, ...given)", *given)
        except PageError:
            self._faults += 1
            if self._faults > _MOST_FAULTS:
                self._faults = 0
                raise
            return False
        self._faults = 0
        return found
