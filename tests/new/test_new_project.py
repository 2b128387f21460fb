"""A new project runs as it is: its own tests pass, its site is built, in one language and in several."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pyodide_widgets.new.project import NewProjectError, project_files, write_project


def run(folder: Path, *command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("languages", [["en"], ["zh"], ["de", "en"], ["fr", "en", "zh"]])
def test_its_own_tests_pass(languages: list[str], tmp_path: Path) -> None:
    write_project(tmp_path / "new", languages)
    assert f"{4 + len(languages)} passed" in run(tmp_path / "new", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.mark.parametrize("languages", [["en"], ["fr", "en", "zh"]])
def test_its_files_are_those_that_the_readme_names(languages: list[str]) -> None:
    files = project_files(languages)
    for path in ("my_widgets/coin.py", ".github/workflows/pages.yml", "requirements.txt", "tests/test_coin.py"):
        assert path in files
        assert Path(path).name in files["README.md"] or path in ("requirements.txt", "tests/test_coin.py")
    assert sum(path.endswith(".md") for path in files) == 1 + 2 * len(languages)
    assert not [path for path, content in files.items() if "$" in content.replace("${{", "") and path.endswith(".py")]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(NewProjectError, match="not empty; name a new folder"):
        write_project(tmp_path, ["en"])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("languages", "message"),
    [(["english"], "is no language tag"), ([""], "is no language tag"), (["en", "en"], "twice")],
)
def test_languages_that_are_none_are_said(languages: list[str], message: str, tmp_path: Path) -> None:
    with pytest.raises(NewProjectError, match=message):
        write_project(tmp_path / "new", languages)
    assert not (tmp_path / "new").exists()
