"""One style sheet has all the parts, and no part is left out."""

from __future__ import annotations

from pathlib import Path

from pyodide_widgets.build.style_sheet import PARTS, style_sheet
from pyodide_widgets.themes import material

PAGE = Path(style_sheet.__globals__["_PAGE"])


def test_it_has_every_part_in_its_order() -> None:
    assert {path.name for path in PAGE.glob("*.css")} == {*PARTS, "editing.css"}
    places = [style_sheet().index((PAGE / name).read_text(encoding="utf-8")) for name in PARTS]
    assert places == sorted(places)


def test_what_a_theme_needs_comes_last() -> None:
    assert style_sheet([material.STYLE_SHEET]).endswith(material.STYLE_SHEET.read_text(encoding="utf-8"))
