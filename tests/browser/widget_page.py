"""A widget as a reader meets it on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, TimeoutError, expect

from .python_in_page import render
from .same_markup import NORMAL, normal

START = 60_000  # milliseconds that Python may take to start, on a slow machine
REDRAW = 60_000  # and to draw a figure that takes long

# Opens the parts of a page that unfold, as a reader does who wants to see everything.
UNFOLD = "() => document.querySelectorAll('details.aside').forEach((aside) => (aside.open = true))"
_UPDATES = """name => performance.getEntriesByName("pyodide-widgets:update")
  .filter(({ detail }) => detail.name === name).map(({ startTime, duration, detail }) => ({ startTime, duration, detail }))"""
# What is drawn and said, without the controls between them.
_DRAWN = "figure => figure.querySelector('.pw-panels').innerHTML + figure.querySelector('figcaption').innerHTML"


@dataclass(frozen=True)
class WidgetOnPage:
    page: Page
    key: str

    @property
    def root(self) -> Locator:
        return self.page.locator(f"#widget-{self.key}")

    @property
    def figure(self) -> Locator:
        return self.root.locator("figure")

    @property
    def caption(self) -> Locator:
        return self.root.locator("figcaption")

    @property
    def said(self) -> Locator:
        """What was mended in the parameters."""
        return self.root.locator(".pw-problems")

    @property
    def status(self) -> Locator:
        return self.root.locator(".pw-status[role=status]")

    @property
    def retry(self) -> Locator:
        return self.status.get_by_role("button")

    def unfold(self) -> None:
        """Unfold the controls that do not stand with the figure."""
        self.root.evaluate("widget => widget.querySelectorAll('.pw-more').forEach((fold) => (fold.open = true))")

    def control(self, parameter: str) -> Locator:
        """The controls of a parameter: one, or as many as there are choices."""
        return self.root.locator(f'form [name="{parameter}"]')

    def choice(self, parameter: str, value: str) -> Locator:
        return self.root.locator(f'form [name="{parameter}"][value="{value}"]')

    def unchosen(self, parameter: str) -> Locator:
        """A choice of a parameter that is not the present one, nor beside it if there are more than two."""
        values: list[str] = self.control(parameter).evaluate_all("choices => choices.map(({ value }) => value)")
        away = min(2, len(values) - 1)
        return self.choice(parameter, values[(values.index(self.values()[parameter]) + away) % len(values)])

    def button(self, action: str) -> Locator:
        return self.root.locator(f'button[data-action="{action}"]')

    def values(self) -> dict[str, str]:
        """The parameters as the controls show them."""
        values: dict[str, str] = self.root.locator("form").evaluate(
            """form => Object.fromEntries([...form.elements]
                .filter(control => control.name && (control.type !== "radio" || control.checked))
                .map(control => [control.name, control.type === "checkbox" ? (control.checked ? "on" : "off") : control.value]))"""
        )
        return values

    def body(self) -> str:
        """The markup of controls and figure, as it stands in the page, in its normal form."""
        return normal(self.page, self.root.locator(".pw-body").inner_html())

    def wait_body(self, wanted: str) -> None:
        """Wait until controls and figure are this markup, which is in its normal form."""
        arguments = [self.root.locator(".pw-body").element_handle(), wanted]
        same = f"([body, wanted]) => ({NORMAL})(body.innerHTML) === wanted"
        with suppress(TimeoutError):  # the comparison below says where they differ
            self.page.wait_for_function(same, arg=arguments, timeout=10_000)
        assert self.body() == wanted

    def updates(self) -> list[dict[str, Any]]:
        """The measures of this widget's updates, oldest first."""
        measures: list[dict[str, Any]] = self.page.evaluate(_UPDATES, self.root.get_attribute("name"))
        return measures

    def wait_updates(self, count: int) -> None:
        """Wait until there have been this many updates."""
        arguments = [self.root.get_attribute("name"), count]
        self.page.wait_for_function(f"([name, count]) => ({_UPDATES})(name).length >= count", arg=arguments)

    @contextmanager
    def redrawn(self) -> Iterator[None]:
        """What is done inside must change the figure, its drawing or its caption, and must be measured."""
        name = self.root.get_attribute("name")
        # At once: what an earlier change still brings must be in both or in neither.
        before, updates = self.figure.evaluate(
            f"(figure, name) => [({_DRAWN})(figure), ({_UPDATES})(name).length]", name
        )
        yield
        self.page.wait_for_function(
            f"([figure, before, name, updates]) => ({_DRAWN})(figure) !== before && ({_UPDATES})(name).length > updates",
            arg=[self.figure.element_handle(), before, name, updates],
            timeout=REDRAW,
        )

    def reset(self) -> None:
        """Press the button, and wait until nothing is left to be drawn."""
        self.button("reset").click()
        name = self.root.get_attribute("name")
        assert name
        render(self.page, name, {}, "zh")

    def wait_live(self) -> None:
        self.page.evaluate(UNFOLD)
        self.root.evaluate("widget => widget.scrollIntoView({ block: 'center' })")
        expect(self.root).to_have_attribute("data-state", "live", timeout=START)

    def wait_address(self, part: str) -> None:
        """Wait until the address has a text in it."""
        self.page.wait_for_url(re.compile(re.escape(part)), wait_until="commit")

    def centre(self, element: Locator) -> tuple[float, float]:
        """Scroll an element to the middle of the window, clear of the page's header, and say where its own middle is."""
        element.evaluate("element => element.scrollIntoView({ block: 'center' })")
        box = element.bounding_box()
        assert box, "the element is not shown"
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
