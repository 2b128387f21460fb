"""A window of WebKitGTK's small browser."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .webdriver import KEYS, WebDriver, WebDriverError
from .window import LATE_SCRIPTS_HAVE_RUN, NotInstalled, PageError, Point, Window

_PRINT = Path(__file__).with_name("print_in_webkit.py")
_SYSTEM_PYTHON = "/usr/bin/python3"  # the bindings of WebKit are built for no other
SCRIPT_TIME = 120_000  # milliseconds; Python may take long to start on a slow machine
_CALL = """
const done = arguments[arguments.length - 1];
(async (...given) => (%s)(...given))(...[...arguments].slice(0, -1)).then(
  (value) => done({ value }),
  (error) => done({ error: String(error) }),
);"""
_PROBLEM = re.compile(r"CONSOLE .*(?:ERROR|WARN).*")


class WebKitWindow(Window):
    """A window of a new session.

    Args:
        driver: the session.
        log: the file to which the browser writes what pages say.
        environment: of the browser; the same screen is there for printing.
        origin, downloads: as for `Window`.
    """

    def __init__(
        self, driver: WebDriver, log: Path, environment: Mapping[str, str], origin: str, downloads: Path
    ) -> None:
        super().__init__(origin, downloads)
        self._driver = driver
        self._environment = environment
        self._log, self._read = log, 0
        driver.post("/timeouts", script=SCRIPT_TIME, pageLoad=SCRIPT_TIME)
        driver.post("/window/rect", x=0, y=0, width=1280, height=900)

    @property
    def version(self) -> str:
        return f"WebKitGTK {self._driver.capabilities['browserVersion']}"

    def navigate(self, url: str) -> None:
        self._driver.post("/url", url=url)

    def back(self) -> None:
        self._driver.post("/back")

    def call(self, function: str, *given: Any) -> Any:
        try:
            answer = self._driver.post("/execute/async", script=_CALL % function, args=list(given))
        except WebDriverError as error:
            raise PageError(str(error)) from error
        if "error" in answer:
            raise PageError(f"{answer['error']} in {function}")
        return answer.get("value")

    def drag(self, points: Iterable[Point]) -> None:
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y)} for x, y in points]
        steps = [moves[0], {"type": "pointerDown", "button": 0}, *moves[1:], {"type": "pointerUp", "button": 0}]
        self._act({"type": "pointer", "id": "mouse", "actions": steps})

    def keys(self, *keys: str) -> None:
        values = [KEYS.get(key, key) for key in keys]
        steps = [{"type": kind, "value": value} for value in values for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": steps})

    def paper(self) -> bytes:
        """The page as it is once its late scripts have run: the driver cannot print, so another process of WebKit does."""
        file = self._downloads / "page.pdf"
        command = [_SYSTEM_PYTHON, str(_PRINT), self.url, str(file), LATE_SCRIPTS_HAVE_RUN]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True)
        if "No module named 'gi'" in done.stderr or "not available" in done.stderr:
            raise NotInstalled("printing needs WebKit for the system's Python (Debian: python3-gi gir1.2-webkit2-4.1)")
        if done.returncode or not file.exists():
            raise PageError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
        return file.read_bytes()

    def problems(self) -> list[str]:
        text = self._log.read_text(encoding="utf-8", errors="replace")
        new, self._read = text[self._read :], len(text)
        return _PROBLEM.findall(new)

    def _act(self, source: dict[str, Any]) -> None:
        self._driver.post("/actions", actions=[source])
