"""What must not happen while a page is open: errors, warnings, and requests that leave the site."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

_LOCAL = ("data:", "blob:", "about:")
# Chromium says it of its own sliders, when it is busy; our handles ask before they cancel.
_OF_THE_BROWSER = "Ignored attempt to cancel a touch"


class Watch:
    """Notes what happens in the pages of a context.

    Args:
        context: where to look.
        origin: the site's own; requests that leave it are noted.
    """

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.requests: list[str] = []  # the paths asked for, of the site itself
        self._origin = origin
        self._problems: list[str] = []
        self._expected: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def expect(self, pattern: str) -> None:
        """Say that a problem is part of the test: it must occur, as often as it likes."""
        self._expected.append(pattern)

    def check(self) -> None:
        """Fail if anything happened that was not expected, or anything expected did not happen; then forget it all."""
        expected, self._expected = self._expected, []
        problems = self.take()
        surprising = [problem for problem in problems if not any(re.search(pattern, problem) for pattern in expected)]
        assert not surprising, "while the page was open:\n" + "\n".join(surprising)
        absent = [pattern for pattern in expected if not any(re.search(pattern, problem) for problem in problems)]
        assert not absent, f"expected, but it did not happen: {absent}; what happened: {problems}"

    def take(self) -> list[str]:
        """What has happened, which is then forgotten."""
        problems, self._problems = self._problems, []
        return problems

    def runtime_requests(self) -> list[str]:
        """What was asked for of Python: the worker, and the files of the runtime."""
        return [path for path in self.requests if "/runtime/" in path or path.endswith("/python-worker.mjs")]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_OF_THE_BROWSER):
            self._problems.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self._problems.append(f"error in a page: {error.error}")

    def _request(self, request: Request) -> None:
        if request.url.startswith(self._origin + "/"):
            self.requests.append(request.url.removeprefix(self._origin))
        elif not request.url.startswith(_LOCAL):
            self._problems.append(f"a request that leaves the site: {request.url}")
