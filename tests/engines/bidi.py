"""A client of WebDriver BiDi, the W3C's protocol over a WebSocket, which Firefox speaks by itself.

Selenium would need geckodriver, which Debian does not have, and Playwright's support of Firefox as it is installed needs commands that
the present extended support release does not have.
"""

from __future__ import annotations

import json
from typing import Any

from websockets.sync.client import ClientConnection

ANSWER_TIME = 150  # seconds until a browser that does not answer fails its test


class BidiError(Exception):
    """The browser refused a command; the message is its own."""


class BidiConnection:
    """One session.

    Args:
        socket: connected to the browser's path `/session`.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last_id = 0
        self._events: list[dict[str, Any]] = []
        self.capabilities: dict[str, Any] = self.send("session.new", capabilities={})["capabilities"]

    def send(self, method: str, *, answer_time: float = ANSWER_TIME, **parameters: Any) -> Any:
        """Send a command and give its result. Raises BidiError, and TimeoutError after `answer_time` seconds."""
        self._last_id += 1
        self._socket.send(json.dumps({"id": self._last_id, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(timeout=answer_time))
            if message["type"] == "event":
                self._events.append(message)
            elif message.get("id") == self._last_id:
                break
        if message["type"] == "error":
            raise BidiError(f"{method}: {message['error']}: {message['message']}")
        return message["result"]

    def take_events(self) -> list[dict[str, Any]]:
        """What has been reported since this was asked last, of the events that the session is subscribed to."""
        self.send("session.status")  # events that happened before this command come before its answer
        events, self._events = self._events, []
        return events
