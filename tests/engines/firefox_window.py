"""A window of Firefox."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .bidi import ANSWER_TIME, BidiConnection, BidiError
from .webdriver import KEYS
from .window import PageError, Point, Window

# No faults: the page was left while one of its requests was on its way, or while the service worker answered it.
_LEFT = ("Failed to load ‘’", "NS_BINDING_ABORTED", "error loading dynamically imported module")
BRIEF = 5  # seconds
# Values cross as JSON.
_CALL = "async (given) => JSON.stringify((await (%s)(...JSON.parse(given))) ?? null)"


class FirefoxWindow(Window):
    def __init__(self, connection: BidiConnection, origin: str, downloads: Path) -> None:
        super().__init__(origin, downloads)
        self._connection = connection
        connection.send("session.subscribe", events=["log.entryAdded"])
        self._tab: str = connection.send("browsingContext.getTree")["contexts"][0]["context"]
        connection.send("browsingContext.setViewport", context=self._tab, viewport={"width": 1280, "height": 800})

    @property
    def version(self) -> str:
        return f"Firefox {self._connection.capabilities['browserVersion']}"

    def navigate(self, url: str) -> None:
        # Firefox waits 200 ms for the old page to end, and answers as if all were done where the service worker takes longer.
        is_jump = "#" in url and url.partition("#")[0] == self.url.partition("#")[0]  # within the page, which stays
        self.call("(isJump) => { window.isOld = !isJump; }", is_jump)
        self._connection.send("browsingContext.navigate", context=self._tab, url=url, wait="complete")
        self.wait("() => !window.isOld && document.readyState === 'complete'")

    def back(self) -> None:
        self._connection.send("browsingContext.traverseHistory", context=self._tab, delta=-1)

    def call(self, function: str, *given: Any) -> Any:
        return self._call(function, given, ANSWER_TIME)

    def call_briefly(self, function: str, *given: Any) -> Any:
        # The answer never comes from a page that was left and is kept for coming back.
        try:
            return self._call(function, given, BRIEF)
        except TimeoutError as error:
            raise PageError("no answer: the page was left") from error

    def _call(self, function: str, given: tuple[Any, ...], answer_time: float) -> Any:
        try:
            answer = self._connection.send(
                "script.callFunction",
                answer_time=answer_time,
                functionDeclaration=_CALL % function,
                arguments=[{"type": "string", "value": json.dumps(given)}],
                target={"context": self._tab},
                awaitPromise=True,
            )
        except BidiError as error:
            raise PageError(str(error)) from error
        if answer["type"] == "exception":
            raise PageError(f"{answer['exceptionDetails']['text']} in {function}")
        return json.loads(answer["result"]["value"])

    def drag(self, points: Iterable[Point]) -> None:
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y)} for x, y in points]
        steps = [moves[0], {"type": "pointerDown", "button": 0}, *moves[1:], {"type": "pointerUp", "button": 0}]
        self._act({"type": "pointer", "id": "mouse", "actions": steps})

    def keys(self, *keys: str) -> None:
        values = [KEYS.get(key, key) for key in keys]
        steps = [{"type": kind, "value": value} for value in values for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": steps})

    def paper(self) -> bytes:
        centimetres = {
            "page": {"width": 21, "height": 29.7},
            "margin": dict.fromkeys(("top", "right", "bottom", "left"), 1),
        }
        return base64.b64decode(
            self._connection.send("browsingContext.print", context=self._tab, **centimetres)["data"]
        )

    def problems(self) -> list[str]:
        entries = (event["params"] for event in self._connection.take_events())
        said = [f"{entry['level']}: {entry['text']}" for entry in entries if entry["level"] in ("error", "warn")]
        return [text for text in said if not any(left in text for left in _LEFT)]

    def _act(self, source: dict[str, Any]) -> None:
        self._connection.send("input.performActions", context=self._tab, actions=[source])
