"""Print a page with WebKitGTK into a PDF file: `/usr/bin/python3 print_in_webkit.py ADDRESS FILE READY`.

READY is an expression of JavaScript that is true once the page may be printed. The driver of WebKitGTK cannot print. Run by the
Python of the system, for which the distribution has the bindings (Debian: python3-gi and gir1.2-webkit2-4.1), on a screen.
What goes wrong is written to the error stream.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found,unused-ignore]

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2  # type: ignore[import-not-found,unused-ignore]  # noqa: E402

TIME = 120  # seconds
PAUSE = 50  # milliseconds between two questions whether the page is ready


def main(address: str, file: Path, ready: str) -> str | None:
    """Print the page once it is ready, and return what went wrong."""
    faults: list[str] = []  # an exception in what GTK calls would be lost

    def end(fault: str | None = None) -> None:
        faults.extend(filter(None, [fault]))
        Gtk.main_quit()

    def loaded(_: Any, event: Any) -> None:
        if event == WebKit2.LoadEvent.FINISHED:
            ask()

    def ask() -> None:
        view.evaluate_javascript(ready, -1, None, None, None, answered)

    def answered(_: Any, result: Any) -> None:
        if view.evaluate_javascript_finish(result).to_boolean():
            print_page(view, file, end)
        else:
            GLib.timeout_add(PAUSE, ask)

    view = WebKit2.WebView()
    window = Gtk.Window(default_width=1280, default_height=900)
    window.add(view)
    window.show_all()
    view.connect("load-changed", loaded)
    view.load_uri(address)
    GLib.timeout_add_seconds(TIME, end, f"{address} was not printed within {TIME} seconds")
    Gtk.main()
    return next(iter(faults), None)


def print_page(view: Any, file: Path, end: Callable[[str | None], None]) -> None:
    settings = Gtk.PrintSettings()
    settings.set(Gtk.PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf")
    settings.set(Gtk.PRINT_SETTINGS_OUTPUT_URI, file.absolute().as_uri())
    settings.set_printer("Print to File")
    paper = Gtk.PageSetup()
    paper.set_paper_size_and_default_margins(Gtk.PaperSize.new("iso_a4"))
    operation = WebKit2.PrintOperation.new(view)
    operation.set_print_settings(settings)
    operation.set_page_setup(paper)
    operation.connect("failed", lambda _, error: end(error.message))
    operation.connect("finished", lambda _: end(None))
    operation.print_()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
