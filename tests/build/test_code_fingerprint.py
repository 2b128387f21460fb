"""The hash of all that draws is another one whenever something else may be drawn, and only then."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from pyodide_widgets.build import code_fingerprint as module
from pyodide_widgets.build.code_fingerprint import code_fingerprint, unchanged

DRAWS = ("attention/shares.py", "figures/bars.py", "kit/words.py", "widgets/library.py", *module._AROUND)


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of the same parts, and a process that has not asked yet."""
    for path in (*DRAWS, "runtime/pack.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"# {path}\n")
    monkeypatch.setattr(module, "_PACKAGE", tmp_path)
    # Each test has a memory of its own; that of this process stays as it is.
    forget(monkeypatch)
    return tmp_path


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be another process."""
    monkeypatch.setattr(module, "_first_seen", functools.cache(module._first_seen.__wrapped__))


@pytest.mark.parametrize("path", DRAWS)
def test_a_change_in_what_draws_is_another_hash(package: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_fingerprint()
    assert unchanged()
    (package / path).write_text("# changed\n")
    assert not unchanged()
    assert code_fingerprint() == before, "what this process has imported may be as it was"
    forget(monkeypatch)
    assert code_fingerprint() != before
    assert unchanged()


@pytest.mark.parametrize(
    "change",
    [lambda package: (package / "widgets/new.py").touch(), lambda package: (package / "kit/words.py").unlink()],
)
def test_a_file_more_or_less_is_a_change(
    package: Path, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = code_fingerprint()
    change(package)
    assert not unchanged()
    forget(monkeypatch)
    assert code_fingerprint() != before


def test_what_does_not_draw_and_what_was_only_touched_change_nothing(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = code_fingerprint()
    (package / "runtime/pack.py").write_text("# changed\n")
    (package / "widgets/notes.txt").touch()
    assert unchanged()
    os.utime(package / "kit/words.py", (0, 0))
    forget(monkeypatch)
    assert code_fingerprint() == before


@pytest.mark.parametrize(("of", "name", "other"), [(metadata, "version", lambda _: "9"), (sys, "version", "9")])
def test_another_numpy_and_another_python_may_draw_otherwise(
    of: object, name: str, other: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = code_fingerprint()
    monkeypatch.setattr(of, name, other)
    forget(monkeypatch)
    assert code_fingerprint() != before
