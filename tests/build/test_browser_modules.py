"""What a page and each worker load is one file each; what is loaded later finds the instances of the page's file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pyodide_widgets
from pyodide_widgets.build.browser_modules import write_browser_modules
from pyodide_widgets.build.places import ENTRY

ENTRIES = (
    ENTRY,
    "page/late-scripts.js",
    "worker/python-worker.mjs",
    "fetch_worker/fetch-worker.mjs",
    "snapshot/snapshot-worker.mjs",
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("modules")
    write_browser_modules(folder, ["en"], with_editor=True)
    return folder


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_is_loaded_first_imports_nothing(entry: str, written: Path) -> None:
    assert not re.search(r'^import\b.*"\.', (written / entry).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_other_module_keeps_its_address(written: Path) -> None:
    sources = Path(pyodide_widgets.__file__).parent / "browser"
    names = {path.relative_to(sources).as_posix() for path in sources.rglob("*.mjs")}
    assert {path.relative_to(written).as_posix() for path in written.rglob("*.mjs")} == names | {"page/messages.mjs"}


def test_the_others_of_the_page_give_what_its_file_has(written: Path) -> None:
    text = (written / "page/python.mjs").read_text(encoding="utf-8")
    assert (
        text
        == 'import { modules } from "./pyodide-widgets.mjs";\nexport const { python } = modules["page/python.mjs"];\n'
    )


def test_sentences_are_those_of_the_sites_languages(written: Path) -> None:
    text = (written / ENTRY).read_text(encoding="utf-8")
    assert "Try again" in text
    assert "再试一次" not in text
