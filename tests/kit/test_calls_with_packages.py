"""What the worker calls, where some widgets need packages that are not there yet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyodide_widgets.kit.browser_calls import BrowserCalls
from pyodide_widgets.kit.catalogue import Catalogue, CatalogueError

PLAIN = """
from pyodide_widgets import Figure, Widget
WIDGET = Widget("{name}", "Title", "Claim", (), lambda values, lang: Figure((), "drawn"))
"""
NEEDS_A_PACKAGE = "import a_package_that_is_not_there\n"


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserCalls]:
    """Two widgets of which the first, by name, needs packages."""
    package = tmp_path / "widgets_to_call"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "bell.py").write_text(NEEDS_A_PACKAGE + PLAIN.format(name="bell"))
    (package / "coin.py").write_text(PLAIN.format(name="coin"))
    monkeypatch.syspath_prepend(str(tmp_path))
    yield BrowserCalls(Catalogue.of(["widgets_to_call"]), ["en"], {"bell": ["six", "plots"]})
    for name in [name for name in sys.modules if name.startswith("widgets_to_call")]:
        del sys.modules[name]


def test_it_knows_which_widgets_need_which_packages(calls: BrowserCalls) -> None:
    assert calls.need_packages() == ("bell",)
    assert calls.packages_of("bell") == ("six", "plots")
    assert calls.packages_of("coin") == calls.packages_of("unknown") == ()


def test_a_start_imports_and_draws_no_widget_that_needs_packages(calls: BrowserCalls) -> None:
    calls.import_all()
    assert len(list(calls.warm_up())) == 2  # one import, one drawing
    assert "drawn" in calls.self_test()
    assert "widgets_to_call.coin" in sys.modules and "widgets_to_call.bell" not in sys.modules


def test_it_is_imported_when_it_is_asked_for(calls: BrowserCalls) -> None:
    with pytest.raises(CatalogueError, match="a_package_that_is_not_there"):
        list(calls.warm_up_widget("bell"))
