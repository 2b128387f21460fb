"""Packages of the distribution: resolved from a lock file, and compared with those that this Python has."""

from __future__ import annotations

from importlib import metadata

import pytest

from pyodide_widgets.runtime.cache import fetch_lock
from pyodide_widgets.runtime.packages import (
    Lock,
    Package,
    PackageError,
    check_installed,
    needed,
    normalized,
    read_lock,
    resolve,
)


def entry(name: str, *depends: str, kind: str = "package", imports: tuple[str, ...] = ()) -> dict[str, object]:
    return {
        "name": name,
        "version": "1.0",
        "file_name": f"{name}-1.0-py3-none-any.whl",
        "sha256": "00",
        "package_type": kind,
        "imports": [*imports],
        "depends": [*depends],
    }


LOCK: Lock = {
    "plots": entry("plots", "numpy", "ticks", "fonts_of", imports=("plots", "plots_toolkits")),
    "ticks": entry("ticks", "six", imports=("ticks",)),
    "fonts-of": entry("fonts-of", "ticks", "six", imports=("fonts",)),
    "six": entry("six", imports=("six",)),
    "numpy": entry("numpy", imports=("numpy",)),
    "ring": entry("ring", "gnir"),
    "gnir": entry("gnir", "ring"),
    "libblas": entry("libblas", kind="shared_library"),
    "plots-tests": entry("plots-tests"),
}


def names(packages: list[Package]) -> list[str]:
    return [package.name for package in packages]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ([], []),
        (["plots"], ["six", "ticks", "fonts-of", "plots"]),
        (["six", "plots", "six"], ["six", "ticks", "fonts-of", "plots"]),
        (["Plots", "FONTS_of"], ["six", "ticks", "fonts-of", "plots"]),
        (["numpy"], []),
        (["ring"], ["gnir", "ring"]),
    ],
)
def test_each_comes_once_after_what_it_depends_on_and_numpy_is_there(asked: list[str], found: list[str]) -> None:
    assert names(resolve(asked, LOCK)) == found


def test_a_package_is_what_the_lock_says() -> None:
    assert resolve(["plots"], LOCK)[-1] == Package(
        "plots", "1.0", "plots-1.0-py3-none-any.whl", "00", ("plots", "plots_toolkits"), ("ticks", "fonts-of")
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("plot", "no package 'plot'; did you mean 'plots'?"),
        ("torch", "no package 'torch'; a wheel of pure Python can be listed under `wheels`"),
        ("plots-tests", "'plots-tests' of the Pyodide distribution has no modules to import"),
        ("libblas", "'libblas' of the Pyodide distribution has no modules to import"),
    ],
)
def test_a_name_that_the_distribution_does_not_have_is_an_error(asked: str, said: str) -> None:
    with pytest.raises(PackageError) as error:
        resolve(["six", asked], LOCK)
    assert said in str(error.value)


def test_the_real_lock_is_read() -> None:
    """Uses the real cache, and the network if it is not filled yet."""
    lock = read_lock(fetch_lock())
    found = {package.name: package for package in resolve(["matplotlib", "scipy", "pandas"], lock)}
    versions = {name: found[name].version for name in ("matplotlib", "scipy", "pandas")}
    assert versions == {"matplotlib": "3.10.8", "scipy": "1.18.0", "pandas": "3.0.2"}
    assert {"contourpy", "pillow", "six"} < found.keys()
    assert found["python-dateutil"].imports == ("dateutil",)
    with pytest.raises(PackageError, match="did you mean 'matplotlib'"):
        resolve(["mathplotlib"], lock)


def test_the_same_versions_have_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = {"plots": "1.0", "six": "0.9"}

    def version(name: str) -> str:
        if name not in installed:
            raise metadata.PackageNotFoundError(name)
        return installed[name]

    monkeypatch.setattr(metadata, "version", version)
    packages = resolve(["plots", "Fonts_of", "six"], LOCK)
    check_installed(["plots"], packages)  # what it depends on is not compared
    with pytest.raises(PackageError) as error:
        check_installed(["plots", "Fonts_of", "six"], packages)
    assert "no fonts-of, six 0.9" in str(error.value)
    assert str(error.value).endswith("pip install fonts-of==1.0 six==1.0")


@pytest.mark.parametrize(
    ("imports", "found"),
    [
        ({"numpy", "json"}, []),
        ({"six"}, ["six"]),
        ({"plots_toolkits"}, ["six", "ticks", "fonts-of", "plots"]),
        ({"fonts", "ticks"}, ["six", "ticks", "fonts-of"]),
    ],
)
def test_a_widget_needs_what_it_imports_and_what_that_depends_on(imports: set[str], found: list[str]) -> None:
    assert needed(imports, resolve(["plots"], LOCK)) == found


def test_names_are_compared_as_indexes_compare_them() -> None:
    assert normalized("Scikit_Learn") == normalized("scikit.learn") == "scikit-learn"
