"""A client of WebDriver, the W3C's protocol over HTTP, with the commands that the suite needs. WebKit's driver speaks no other."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any

ANSWER_TIME = 150  # seconds until a browser that does not answer fails its test

# Keys without a character of their own.
KEYS = {
    "Home": "\ue011",
    "End": "\ue010",
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Backspace": "\ue003",
    "Delete": "\ue017",
    "Enter": "\ue007",
    "Tab": "\ue004",
}


class WebDriverError(Exception):
    """The browser refused a command; the message is its own."""


class WebDriver:
    """One session.

    Args:
        port: of the driver, on this machine.
        capabilities: what the session needs, as WebDriver's `alwaysMatch` has it.
    """

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_TIME)
        self._address = "/session"
        session = self.post("", capabilities={"alwaysMatch": capabilities})
        self._address = f"/session/{session['sessionId']}"
        self.capabilities: dict[str, Any] = session["capabilities"]

    def post(self, path: str, **parameters: Any) -> Any:
        """Send a command by its path below that of the session. Raises WebDriverError."""
        return self._send("POST", path, json.dumps(parameters))

    def close(self) -> None:
        """End the session, and with it the browser."""
        self._send("DELETE", "", None)
        self._connection.close()

    def _send(self, method: str, path: str, body: str | None) -> Any:
        self._connection.request(method, self._address + path, body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        value = json.loads(response.read())["value"]
        if response.status != 200:
            raise WebDriverError(f"{path}: {value['error']}: {value['message']}")
        return value
