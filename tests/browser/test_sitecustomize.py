"""In the real worker: what keeps Python's start short leaves nothing behind that a reader's code could stumble over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from .python_worker import PythonWorker
from .static_server import StaticServer


@pytest.fixture(scope="module", params=["anew", "from a snapshot"])
def python(request: pytest.FixtureRequest, browser: Browser, python_server: StaticServer) -> Iterator[PythonWorker]:
    with PythonWorker(browser, python_server.origin, from_snapshot=request.param != "anew") as python:
        yield python


def test_garbage_is_collected_when_python_answers(python: PythonWorker) -> None:
    assert python.run("import gc; gc.isenabled()")


def test_colours_of_tracebacks_are_imported_when_they_are_asked_for(python: PythonWorker) -> None:
    has_run = "import sys; 'ANSIColors' in object.__getattribute__(sys.modules['_colorize'], '__dict__')"
    assert not python.run(has_run)
    colourful = "import traceback; ''.join(traceback.format_exception(ValueError('no'), colorize=True))"
    assert "\x1b[" in python.run(colourful)
    assert python.run(has_run)


def test_no_finder_is_left_in_the_way(python: PythonWorker) -> None:
    assert not python.run("import sys; any('sitecustomize' in str(finder) for finder in sys.meta_path)")
