"""A widget says which data files it needs, and the browser's calls say which of them are not there yet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pyodide_widgets.kit.browser_calls import BrowserCalls
from pyodide_widgets.kit.catalogue import Catalogue

PACKAGE = "widgets_with_data"
WIDGET = """
from pathlib import Path
from pyodide_widgets import Choice, Figure, Widget

def draw(values, lang):
    return Figure((), (Path(__file__).parent / "data_files" / values["which"]).read_text())

WIDGET = Widget("reads", "Reads", "It reads.", (Choice("which", "Which", (("a.txt", "a"), ("b.txt", "b")), "a.txt"),), draw,
                data=lambda values: [values["which"]])
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BrowserCalls:
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "reads.py").write_text(WIDGET)
    monkeypatch.syspath_prepend(str(tmp_path))
    return BrowserCalls(Catalogue.of([PACKAGE]), ["en"], {}, ["reads"])


def test_files_that_are_not_there_are_named_with_the_place_where_they_belong(
    calls: BrowserCalls, tmp_path: Path
) -> None:
    place = tmp_path / PACKAGE / "data_files/b.txt"
    missing = calls.missing_data("reads", json.dumps({"which": "b.txt"}), "en")
    assert missing == ((f"{PACKAGE}/data_files/b.txt", str(place)),)
    place.parent.mkdir()
    place.write_text("It says b.")
    assert calls.missing_data("reads", json.dumps({"which": "b.txt"}), "en") == ()
    assert "It says b." in calls.render("reads", json.dumps({"which": "b.txt"}), "en")


def test_the_page_is_told_of_widgets_with_data_and_they_are_not_drawn_unasked(calls: BrowserCalls) -> None:
    assert calls.need_packages() == ("reads",)
    assert sum(1 for _ in calls.warm_up()) == 1, "imported, and not drawn without its file"


def test_other_widgets_need_no_data() -> None:
    catalogue = Catalogue({"library": "pyodide_widgets.widgets.library"})
    assert BrowserCalls(catalogue, ["en"]).missing_data("library", "{}", "en") == ()
