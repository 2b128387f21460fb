"""All files below a folder are told, by paths that are the same on every system."""

from __future__ import annotations

from pathlib import Path

from pyodide_widgets.storage.files import files_below


def test_files_are_told_in_order_with_the_folders_they_are_in(tmp_path: Path) -> None:
    for path in ("b/c/deep.txt", "b/a.txt", "z", "b.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / "empty").mkdir()
    assert files_below(tmp_path) == ["b.txt", "b/a.txt", "b/c/deep.txt", "z"]


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert files_below(tmp_path / "nowhere") == []
