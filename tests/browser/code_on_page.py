"""Code that a reader may change, as a reader meets it on a page."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from .widget_page import START

DRAFT = "pyodide-widgets {origin}/ draft {module}.{name}"  # the key in localStorage


@dataclass(frozen=True)
class CodeOnPage:
    page: Page
    name: str = "attend"

    @property
    def root(self) -> Locator:
        return self.page.locator(f"#code-{self.name}")

    @property
    def published(self) -> str:
        """The source as the page was built."""
        text: str = self.root.locator("pre.pw-source > code").first.evaluate("code => code.textContent")
        return text

    @property
    def status(self) -> Locator:
        return self.root.locator(".pw-status[role=status]")

    @property
    def field(self) -> Locator:
        """What the reader writes in: the text area, or the editor in its place."""
        return self.root.get_by_role("textbox")

    def button(self, action: str) -> Locator:
        return self.root.locator(f"button[data-{action}]").first

    def marks(self) -> Locator:
        """What figures say that the reader's code has drawn."""
        return self.page.locator(".pw-yours")

    def edit(self) -> None:
        """Begin to edit, unless that has begun, and wait for the editor."""
        if self.button("edit").count():
            self.button("edit").click()
        expect(self.root.locator(".cm-content")).to_be_visible()

    def text(self) -> str:
        """What the reader has written; the text area holds it also when the editor is in its place."""
        text: str = self.root.locator("textarea").evaluate("area => area.value")
        return text

    def write(self, old: str, new: str) -> None:
        """Put the published source into the editor, with a part of it replaced."""
        assert self.published.count(old) == 1, f"the source has {old!r} once"
        self.write_all(self.published.replace(old, new))

    def write_all(self, text: str) -> None:
        """Put a text into the editor, from a file."""
        self.edit()
        with self.page.expect_file_chooser() as chooser:
            self.button("open").click()
        chooser.value.set_files({"name": "mine.py", "mimeType": "text/x-python", "buffer": text.encode()})
        expect(self.status).to_contain_text("mine.py")

    def run(self, says: str) -> None:
        """Run what is written, and wait for what is said then."""
        self.button("run").click()
        expect(self.status).to_contain_text(says, timeout=START)
