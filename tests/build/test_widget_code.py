"""The code of a site's widgets: which files it is, and a hash that is another one whenever something else may be drawn."""

from __future__ import annotations

import os
import sys
from importlib import import_module, metadata
from pathlib import Path

import pytest

from pyodide_widgets.build import widget_code as module
from pyodide_widgets.build.widget_code import WidgetCode, widget_code
from pyodide_widgets.kit import widget

COIN = "from helpers.luck import toss\nimport numpy as np\nWIDGET = 1\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of two widgets, with a module beside it that one of them imports, and one that nobody does."""
    files = {
        "lucky_widgets/coin.py": COIN,
        "lucky_widgets/dice.py": "from . import _faces\ndef draw():\n    import scipy.stats\nWIDGET = 2\n",
        "lucky_widgets/_faces.py": "from pyodide_widgets.attention import softmax\n",
        "lucky_widgets/odds.json": "{}",
        "lucky_widgets/data_files/table.bin": "0",
        "lucky_widgets/__pycache__/coin.pyc": "",
        "helpers/__init__.py": "",
        "helpers/luck.py": "toss = None\nimport random\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas\n",
        "helpers/unused.py": "",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def code() -> WidgetCode:
    return widget_code(["lucky_widgets"])


def test_files_are_those_of_the_packages_and_what_they_import(project: Path) -> None:
    own = {path for path in code().files if not path.startswith("pyodide_widgets/")}
    assert own == {
        "lucky_widgets/coin.py",
        "lucky_widgets/dice.py",
        "lucky_widgets/_faces.py",
        "lucky_widgets/odds.json",
        "helpers/__init__.py",
        "helpers/luck.py",
    }
    assert "pyodide_widgets/attention/shares.py" in code().files
    assert not any(path.startswith(("pyodide_widgets/widgets", "pyodide_widgets/build")) for path in code().files)


def test_data_files_are_apart_from_what_every_page_needs(project: Path) -> None:
    assert code().data == {"lucky_widgets/data_files/table.bin": project / "lucky_widgets/data_files/table.bin"}


def test_what_is_installed_beside_a_package_is_another_package(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_INSTALLED", {project})
    assert not any(path.startswith("helpers") for path in code().files)
    assert "helpers" in code().imports()["coin"]


def test_other_packages_are_known_for_each_widget(project: Path) -> None:
    assert code().imports() == {"coin": {"numpy"}, "dice": {"numpy", "scipy"}}


@pytest.mark.parametrize(
    "path",
    ["lucky_widgets/coin.py", "lucky_widgets/odds.json", "lucky_widgets/data_files/table.bin", "helpers/luck.py"],
)
def test_a_change_in_what_draws_is_another_hash(project: Path, path: str) -> None:
    before = code()
    assert before.unchanged()
    (project / path).write_text((project / path).read_text() + "\n")
    assert not before.unchanged()
    assert code().fingerprint != before.fingerprint


def test_a_change_under_the_same_size_and_time_is_noticed(project: Path) -> None:
    before, file = code(), project / "lucky_widgets/odds.json"
    status = file.stat()
    file.write_text("[]")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_size == status.st_size
    assert not before.unchanged()
    assert code().fingerprint != before.fingerprint


def test_a_new_widget_is_another_hash(project: Path) -> None:
    before = code()
    (project / "lucky_widgets/cards.py").write_text("WIDGET = 3\n")
    assert code().fingerprint != before.fingerprint
    assert code().catalogue.names() == ("cards", "coin", "dice")


def test_what_does_not_draw_and_what_was_only_touched_change_nothing(project: Path) -> None:
    before = code()
    (project / "helpers/unused.py").write_text("# changed\n")
    assert before.unchanged()
    os.utime(project / "lucky_widgets/coin.py", (0, 0))
    assert code().fingerprint == before.fingerprint


@pytest.mark.parametrize(("of", "name", "other"), [(metadata, "version", lambda _: "9"), (sys, "version", "9")])
def test_another_numpy_and_another_python_may_draw_otherwise(
    project: Path, of: object, name: str, other: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = code().fingerprint
    monkeypatch.setattr(of, name, other)
    assert code().fingerprint != before


def test_what_the_build_puts_round_a_figure_counts_too(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = code().fingerprint
    (tmp_path / "around.py").write_text("")
    monkeypatch.setattr(module, "_AROUND", (str(tmp_path / "around.py"),))
    assert code().fingerprint != before


def test_modules_are_imported_anew_after_a_change_and_the_kit_is_not(project: Path) -> None:
    import lucky_widgets.coin

    (project / "lucky_widgets/coin.py").write_text(COIN.replace("1", "12"))
    code().forget_modules()
    assert "lucky_widgets.coin" not in sys.modules and lucky_widgets.coin.WIDGET == 1
    assert import_module("lucky_widgets.coin").WIDGET == 12
    assert sys.modules["pyodide_widgets.kit.widget"] is widget


def test_a_module_with_a_syntax_error_is_for_its_import_to_report(project: Path) -> None:
    (project / "lucky_widgets/coin.py").write_text("WIDGET = (\n")
    assert "coin" in code().catalogue.names()
