"""The widgets of the listed packages, found by the names of their files, and imported only when they are asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pyodide_widgets.kit.catalogue import Catalogue, CatalogueError
from pyodide_widgets.kit.unknown_name import UnknownName
from tests.bundled import WIDGETS

COIN = """
from pyodide_widgets.figures.figure import Figure
from pyodide_widgets.kit.widget import Widget
WIDGET = Widget("{name}", "Title", "Claim", (), lambda p, lang: Figure((), "caption"))
"""

Package = Callable[..., str]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Package]:
    """Writes a package, files by their names, and gives its name; each test has names of its own, for `sys.modules`."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made: list[str] = []

    def write(name: str = "shelf", **files: str) -> str:
        name = f"{name}_{abs(hash(request.node.nodeid))}"
        made.append(name)
        (tmp_path / name).mkdir()
        for file, text in {"__init__": "", **files}.items():
            (tmp_path / name / f"{file}.py").write_text(text, encoding="utf-8")
        return name

    yield write
    for module in [module for module in sys.modules if module.split(".")[0] in made]:
        del sys.modules[module]


def test_file_that_defines_widget_is_one_named_after_the_file(package: Package) -> None:
    name = package(
        tall_tower=COIN.format(name="tall-tower"),
        coin=COIN.format(name="coin"),
        helpers="def draw(): pass",
        uses="from .coin import WIDGET as OTHER",
        _hidden=COIN.format(name="hidden"),
    )
    found = Catalogue.of([name])
    assert found.names() == ("coin", "tall-tower")
    assert found.find("tall-tower").name == "tall-tower"


def test_packages_keep_the_order_in_which_they_are_listed(package: Package) -> None:
    second, first = package("a", apple=COIN.format(name="apple")), package("b", zebra=COIN.format(name="zebra"))
    assert Catalogue.of([first, second]).names() == ("zebra", "apple")


def test_no_widget_is_imported_before_it_is_asked_for(package: Package) -> None:
    name = package(coin="raise ImportError\nWIDGET = 1", other=COIN.format(name="other"))
    found = Catalogue.of([name])
    assert not [module for module in sys.modules if module.startswith(f"{name}.")]
    found.find("other")
    assert f"{name}.coin" not in sys.modules


def test_name_that_two_packages_have_is_an_error_that_names_both(package: Package) -> None:
    packages = [package("a", coin=COIN.format(name="coin")), package("b", coin=COIN.format(name="coin"))]
    with pytest.raises(CatalogueError) as error:
        Catalogue.of(packages)
    assert all(name in str(error.value) for name in (*packages, "'coin'"))


def test_a_package_of_the_bundled_widgets_and_an_own_one_go_together(package: Package) -> None:
    found = Catalogue.of([package(coin=COIN.format(name="coin")), "pyodide_widgets.widgets"])
    assert found.names() == ("coin", *WIDGETS.names())


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("nowhere_at_all", "no package 'nowhere_at_all' can be found; packages are looked for beside mkdocs.yml"),
        ("nowhere_at_all.inside", "no package 'nowhere_at_all.inside' can be found"),
        ("pyodide_widget", "did you mean 'pyodide_widgets'?"),
        ("textwrap", "'textwrap' is a module and not a package; put the file into a folder, my_widgets/textwrap.py"),
    ],
)
def test_package_that_cannot_be_listed_is_an_error_that_says_what_would_be_right(
    listed: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    with pytest.raises(CatalogueError) as error:
        Catalogue.of([listed])
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "import nonsense_module\nWIDGET = 1",
            "cannot be imported: ModuleNotFoundError: No module named 'nonsense_module'",
        ),
        ("WIDGET = (", "cannot be imported: SyntaxError"),
        ("WIDGET = 1", "has to define WIDGET = Widget(…), and there WIDGET is 1"),
        (COIN.format(name="heads-or-tails"), "write name='coin', or rename the file to heads_or_tails.py"),
    ],
    ids=["import", "syntax", "no widget", "other name"],
)
def test_widget_that_cannot_be_used_is_an_error_that_names_its_module(package: Package, text: str, said: str) -> None:
    name = package(coin=text)
    with pytest.raises(CatalogueError) as error:
        Catalogue.of([name]).find("coin")
    assert f"{name}.coin" in str(error.value)
    assert said in str(error.value)


def test_unknown_name_is_an_error_with_the_nearest_one_of_this_catalogue(package: Package) -> None:
    with pytest.raises(UnknownName, match="'libary'; did you mean 'library'"):
        WIDGETS.find("libary")
    with pytest.raises(UnknownName, match="'library'; there are: coin"):
        Catalogue.of([package(coin=COIN.format(name="coin"))]).find("library")
