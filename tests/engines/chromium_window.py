"""A window of Chromium, which Playwright drives, as in `tests/browser/`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error

from tests.browser.watch import Watch

from .window import PageError, Point, Window


class ChromiumWindow(Window):
    def __init__(self, context: BrowserContext, origin: str, downloads: Path) -> None:
        super().__init__(origin, downloads)
        self._context = context
        self._watch = Watch(context, origin)
        self._page = context.new_page()

    @property
    def version(self) -> str:
        browser = self._context.browser
        return f"Chromium {browser.version if browser else ''}"

    def navigate(self, url: str) -> None:
        self._page.goto(url)

    def back(self) -> None:
        self._page.go_back()

    def call(self, function: str, *given: Any) -> Any:
        try:
            return self._page.evaluate(f"(given) => ({function})(...given)", list(given))
        except Error as error:
            raise PageError(str(error)) from error

    def drag(self, points: Iterable[Point]) -> None:
        first, *others = points
        self._page.mouse.move(*first)
        self._page.mouse.down()
        for point in others:
            self._page.mouse.move(*point)
        self._page.mouse.up()

    def keys(self, *keys: str) -> None:
        for key in keys:
            if key.isascii():
                self._page.keyboard.press("Space" if key == " " else key)
            else:
                self._page.keyboard.insert_text(key)

    def paper(self) -> bytes:
        return self._page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "10mm"))

    def problems(self) -> list[str]:
        return self._watch.take()

    def saved(self, selector: str) -> Path:
        with self._page.expect_download() as download:
            self.click(selector)
        path = self._downloads / download.value.suggested_filename
        download.value.save_as(path)
        return path
