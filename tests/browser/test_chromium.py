"""Where a Chromium is looked for, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from . import chromium

NAMED, SYSTEM, OWN, INSTALLED = (Path(name) for name in ("/named", "/system", "/own", "/installed"))


@pytest.fixture(autouse=True)
def sources(monkeypatch: pytest.MonkeyPatch) -> None:
    def one(path: Path) -> Iterator[Path]:
        yield path

    monkeypatch.delenv(chromium.VARIABLE, raising=False)
    monkeypatch.setattr(chromium, "on_this_machine", lambda: one(SYSTEM))
    monkeypatch.setattr(chromium, "from_playwright", one)
    monkeypatch.setattr(chromium, "from_package_manager", lambda: one(INSTALLED))


@pytest.mark.parametrize(
    ("running", "found"),
    [
        ({SYSTEM, OWN, INSTALLED}, SYSTEM),
        ({OWN, INSTALLED}, OWN),
        ({INSTALLED}, INSTALLED),
    ],
)
def test_the_first_source_whose_browser_runs_is_taken(running: set[Path], found: Path) -> None:
    assert chromium.find(OWN, works=running.__contains__) == found


def test_the_one_that_is_named_comes_before_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chromium.VARIABLE, str(NAMED))
    assert chromium.find(OWN, works={NAMED, SYSTEM}.__contains__) == NAMED


def test_one_that_is_named_and_does_not_run_is_not_replaced_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chromium.VARIABLE, str(NAMED))
    with pytest.raises(chromium.NoChromium, match=r"/named.*does not run"):
        chromium.find(OWN, works={SYSTEM}.__contains__)


def test_where_there_is_none_the_message_says_what_to_do() -> None:
    with pytest.raises(chromium.NoChromium, match=r"apt-get install chromium.*CHROMIUM_PATH="):
        chromium.find(OWN, works=lambda _: False)


def test_a_file_that_only_asks_to_be_installed_does_not_count(tmp_path: Path) -> None:
    stub = tmp_path / "chromium-browser"
    stub.write_text("#!/bin/sh\necho 'please install the snap' >&2\nexit 1\n")
    stub.chmod(0o755)
    assert not chromium.runs(stub)
    assert not chromium.runs(tmp_path / "nothing")
