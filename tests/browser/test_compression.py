"""The runtime crosses the network compressed: by the host, or else as the copies that lie beside the files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS

from .guides import megabytes
from .python_worker import PythonWorker
from .static_server import Answer, StaticServer

RUNTIME = "pyodide-widgets/runtime"
HEAVY = (
    "pyodide.asm.wasm",
    "python.tar",
    "libraries.tar",
    "numpy.tar",
    "package.tar",
    "drawing.tar",
    "source-code.tar",
)


@pytest.fixture(scope="module")
def manifest(python_folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((python_folder / RUNTIME / "manifest.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def path_of(manifest: dict[str, Any]) -> Callable[[str], str]:
    """Gives the path of a file that is fetched unasked, by its plain name."""
    files = manifest["start"] | manifest["afterwards"]
    return lambda name: f"/{RUNTIME}/{files[name]['file']}"


def test_a_host_that_compresses_is_asked_for_each_file_once(
    browser: Browser, python_folder: Path, path_of: Callable[[str], str]
) -> None:
    with StaticServer(python_folder) as server, PythonWorker(browser, server.origin) as python:
        assert python.run("import numpy; float(numpy.ones(3).sum())") == 3
        assert [python.requests.count(path_of(name)) for name in HEAVY] == [1] * len(HEAVY)
        assert not [path for path in python.requests if path.endswith(".gz")]


def test_from_a_host_that_does_not_the_compressed_copies_are_taken(
    browser: Browser, python_folder: Path, path_of: Callable[[str], str]
) -> None:
    with StaticServer(python_folder, compresses=False) as server, PythonWorker(browser, server.origin) as python:
        assert python.run("import numpy; float(numpy.ones(3).sum())") == 3
        assert {path for path in python.requests if path.endswith(".gz")} == {path_of(name) + ".gz" for name in HEAVY}


def test_without_the_copies_the_plain_files_do(
    browser: Browser, python_folder: Path, path_of: Callable[[str], str]
) -> None:
    with (
        StaticServer(python_folder, compresses=False) as server,
        server.answering(path_of("python.tar") + ".gz", Answer.MISSING),
        PythonWorker(browser, server.origin) as python,
    ):
        assert python.run("import numpy; float(numpy.ones(3).sum())") == 3


@pytest.mark.parametrize("lang", LANGS)
def test_the_guide_on_hosting_says_how_much_that_is(python_folder: Path, manifest: dict[str, Any], lang: Lang) -> None:
    start, afterwards = (
        [python_folder / RUNTIME / file["file"] for file in manifest[part].values()] for part in ("start", "afterwards")
    )
    sizes = [
        _size(start),
        _size([_compressed(file) for file in start]),
        _size([_compressed(file) for file in afterwards]),
        _size([file.with_name(file.name + ".br") for file in start]),
    ]
    told = megabytes(lang, "hosting", "gzip_static")
    assert told == [f"{size:.{len(number.partition('.')[2])}f}" for number, size in zip(told, sizes, strict=True)]


def _compressed(file: Path) -> Path:
    copy = file.with_name(file.name + ".gz")
    return copy if copy.exists() else file


def _size(files: list[Path]) -> float:
    """Megabytes."""
    return sum(file.stat().st_size for file in files) / 1e6
