"""The command `pyodide-widgets`: what it says, and what it says of wrong calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyodide_widgets.cli import main


def test_a_new_project_is_written_and_the_next_step_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", str(tmp_path / "project"), "--languages", "en, zh"])
    assert "mkdocs serve" in capsys.readouterr().out
    assert (tmp_path / "project/mkdocs.zh.yml").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new", ".", "--languages", "en"], "pyodide-widgets new: . is there already and not empty"),
        (
            ["finish", "site"],
            "pyodide-widgets finish: there is no mkdocs.yml; name the site's configuration with --config",
        ),
    ],
)
def test_a_wrong_call_is_one_line(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "something").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert str(stopped.value).startswith(message)
