"""In the real worker: what the widgets do not need is fetched when it is imported, and not before."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.bundled import WIDGETS

from .python_worker import PythonError, PythonWorker
from .static_server import Answer, StaticServer

# A module of the standard library, one in a package of which other modules are in the first archive, one of NumPy
# whose package is in the first, a shared library, and a codec.
ON_DEMAND = {
    "import colorsys; colorsys.rgb_to_hsv(1, 1, 1)[2]": 1,
    "import json.tool; json.tool.__name__": "json.tool",
    "import numpy.polynomial; float(numpy.polynomial.Polynomial([1, 2])(3))": 7,
    "import numpy.linalg.lapack_lite as lapack; lapack.__file__.endswith('.so')": True,
    "'é'.encode('cp437')[0]": 0x82,
}
OPEN = "from pyodide_widgets.kit.browser_calls import open_catalogue; calls = open_catalogue()"
FAULTY = f"{OPEN}; calls.catalogue.find('no-such-widget')"
FAULTY_LINE = r'raise UnknownName\("unknown widget", name, self.modules\)'


@pytest.fixture(scope="module")
def archive(python_server: StaticServer) -> str:
    """The path of the on-demand archive."""
    manifest = json.loads((python_server.folder / "pyodide-widgets/runtime/manifest.json").read_text(encoding="utf-8"))
    path: str = "/pyodide-widgets/runtime/" + manifest["on_demand"]["on_demand.tar"]["file"]
    return path


@pytest.fixture
def python(browser: Browser, python_server: StaticServer) -> Iterator[PythonWorker]:
    with PythonWorker(browser, python_server.origin) as python:
        yield python


def test_widgets_do_not_ask_for_the_on_demand_archive(python: PythonWorker, archive: str) -> None:
    python.run(f"{OPEN}; len(list(calls.warm_up()))")
    names = [name for name in WIDGETS.names() if not WIDGETS.find(name).data]  # data files come from elsewhere
    python.run(f"for name in {names}:\n  for lang in calls.languages: calls.render(name, '{{}}', lang)")
    assert archive not in python.requests


@pytest.mark.parametrize("code", ["import random; random.random() < 1", "import numpy.fft; len(numpy.fft.fft([1, 0]))"])
def test_what_a_reader_may_well_import_works(code: str, python: PythonWorker) -> None:
    assert python.run(code)


def test_what_the_widgets_do_not_need_comes_when_it_is_imported_and_only_once(
    python: PythonWorker, archive: str
) -> None:
    assert {code: python.run(code) for code in ON_DEMAND} == ON_DEMAND
    assert python.requests.count(archive) == 1


def test_python_from_a_snapshot_has_all_that_another_has(
    browser: Browser, python_server: StaticServer, archive: str
) -> None:
    with PythonWorker(browser, python_server.origin, from_snapshot=True) as python:
        with pytest.raises(PythonError, match=FAULTY_LINE):
            python.run(FAULTY)
        assert archive not in python.requests
        assert {code: python.run(code) for code in ON_DEMAND} == ON_DEMAND
        assert python.requests.count(archive) == 1


def test_a_module_that_is_nowhere_is_not_looked_for_there(python: PythonWorker, archive: str) -> None:
    with pytest.raises(PythonError, match="ModuleNotFoundError: No module named 'no_such_module'"):
        python.run("import no_such_module")
    assert archive not in python.requests


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(Answer.MISSING, "the server answered 404"), (Answer.ALTERED, "hash"), (Answer.CUT_OFF, "NetworkError")],
)
def test_without_the_on_demand_archive_an_import_fails_and_everything_else_goes_on(
    answer: Answer, reason: str, python: PythonWorker, python_server: StaticServer, archive: str
) -> None:
    python.run("import numpy")
    with python_server.answering(archive, answer):
        with pytest.raises(PythonError, match=f"ImportError: colorsys is in the on-demand archive.*{reason}"):
            python.run("import colorsys")
        assert python.run("float(numpy.ones(3).sum())") == 3
    assert python.run("import colorsys; colorsys.rgb_to_hsv(1, 1, 1)[2]") == 1


def test_tracebacks_show_the_source_lines_of_our_package(python: PythonWorker) -> None:
    with pytest.raises(PythonError, match=FAULTY_LINE):
        python.run(FAULTY)
