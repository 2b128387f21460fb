"""The numbers of a figure as tables and as CSV, and what a cell says that is pointed at."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import expect

from pyodide_widgets.kit.words import Lang

from .conftest import LiveWidget
from .widget_page import WidgetOnPage

_ROWS = "tables => tables.map((table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))"


def rows(widget: WidgetOnPage) -> list[list[list[str]]]:
    """The cells of each table that is shown."""
    found: list[list[list[str]]] = widget.root.locator(".pw-numbers table").evaluate_all(_ROWS)
    return found


def test_the_numbers_are_those_of_the_figure_and_follow_it(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", lang)
    button = widget.button("numbers")
    button.focus()
    widget.page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    bands, cells = rows(widget)
    words = [row[0] for row in bands]
    assert cells[0] == ["", *words]
    assert [row[0] for row in cells[1:]] == words
    focus = int(widget.values()["focus"])
    assert [row[1] for row in bands] == cells[1 + focus][1:], "the row of the matrix is what the bands show"
    with widget.redrawn():
        widget.choice("focus", "0").check(force=True)
    expect(widget.root.locator(".pw-numbers tr").first.locator("td")).to_have_text(cells[1][1])
    assert [row[1] for row in rows(widget)[0]] == cells[1][1:]
    with widget.page.expect_download() as download:
        widget.button("csv").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        saved = [row for row in csv.reader(file) if row]
    assert saved[-len(cells) :] == cells
    button.click()
    expect(widget.root.locator(".pw-numbers")).to_have_count(0)


def test_a_cell_that_is_pointed_at_says_its_row_column_and_value(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", lang)
    cell = widget.figure.locator(".pw-cell").nth(1)
    widget.button("numbers").click()
    expect(widget.root.locator(".pw-numbers table")).to_have_count(2)
    head, first, *_ = rows(widget)[1]
    widget.button("numbers").click()
    widget.page.mouse.move(*widget.centre(cell))
    expect(widget.root.locator(".pw-readout")).to_have_text(f"{first[0]} → {head[2]}: {first[2]}")
    widget.page.mouse.move(*widget.centre(widget.button("reset")))
    expect(widget.root.locator(".pw-readout")).to_have_count(0)
