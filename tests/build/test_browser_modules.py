"""What a page and each worker load is one file each; what is loaded later finds the instances of the page's file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from pyodide_widgets.build import browser_modules
from pyodide_widgets.build.browser_modules import write_browser_modules
from pyodide_widgets.build.places import ENTRY
from pyodide_widgets.storage.store import Store

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
    write_browser_modules(folder, ["en"], Store(tmp_path_factory.mktemp("kept")), with_editor=True)
    return folder


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_is_loaded_first_imports_nothing(entry: str, written: Path) -> None:
    assert not re.search(r'^import\b.*"\.', (written / entry).read_text(encoding="utf-8"), re.MULTILINE)


def test_what_only_bundles_need_is_not_written_beside_them(written: Path) -> None:
    names = {path.relative_to(written).as_posix() for path in written.rglob("*.mjs")}
    assert "page/undo.mjs" not in names and "worker/quiet-work.mjs" not in names
    assert {"page/numbers.mjs", "page/embed.mjs", "worker/reader-code.mjs", "shared/archive.mjs"} <= names


def test_every_module_that_a_written_one_names_is_written(written: Path) -> None:
    made_by_editing = {"archive.mjs", "data.mjs", "messages.mjs"}
    for module in written.rglob("*.mjs"):
        code = re.sub(r"/\*.*?\*/", "", module.read_text(encoding="utf-8"), flags=re.DOTALL)
        for named in re.findall(r'(?:from |import |import\()"(\.[^"]*)"', code):
            assert (module.parent / named).exists() or Path(named).name in made_by_editing, (module, named)


def test_a_module_of_the_page_that_is_loaded_later_finds_what_the_page_has(written: Path) -> None:
    assert (written / "page/python.mjs").read_text(encoding="utf-8") == (
        'import { modules } from "./pyodide-widgets.mjs";\nexport const { python } = modules["page/python.mjs"];\n'
    )


def test_modules_are_made_once_for_the_same_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "kept")
    hashes = write_browser_modules(tmp_path / "first", ["en"], store, with_editor=False)
    monkeypatch.setattr(browser_modules, "_modules", lambda sources: pytest.fail("made again"))
    write_browser_modules(tmp_path / "second", ["en"], store, with_editor=False)
    names = sorted(path.relative_to(tmp_path / "first") for path in (tmp_path / "first").rglob("*.*js"))
    assert len(names) > 20
    assert [name.as_posix() for name in names] == sorted(hashes)
    for name in names:
        content = (tmp_path / "first" / name).read_bytes()
        assert content == (tmp_path / "second" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == hashes[name.as_posix()]


def test_sentences_are_those_of_the_sites_languages(written: Path) -> None:
    text = (written / ENTRY).read_text(encoding="utf-8")
    assert "Try again" in text
    assert "再试一次" not in text
