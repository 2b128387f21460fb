"""The packages of a site: those of the distribution and wheels, in one order. No network."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from made_up_sources import giving
from made_up_wheels import write_wheel

from pyodide_widgets.runtime import fetch, packages
from pyodide_widgets.runtime.packages import PackageError
from pyodide_widgets.runtime.pin import LOCK, Pin, RuntimeFetchError, read_pin
from pyodide_widgets.runtime.site_packages import NO_PACKAGES, site_packages

WHEEL = b"a wheel"


def entry(name: str, *depends: str) -> dict[str, object]:
    return {
        "version": "1.0",
        "file_name": f"{name}.whl",
        "sha256": hashlib.sha256(WHEEL).hexdigest(),
        "package_type": "package",
        "imports": [name],
        "depends": [*depends],
    }


LISTED = json.dumps({"packages": {"plots": entry("plots", "six"), "six": entry("six")}}).encode()


@pytest.fixture
def pin(monkeypatch: pytest.MonkeyPatch) -> Pin:
    """A pin with a lock file of two packages, which a source in memory has, and this Python too."""
    files = {LOCK: LISTED, "plots.whl": WHEEL, "six.whl": WHEEL}
    monkeypatch.setattr(fetch, "official_sources", lambda version: [giving(files)])
    monkeypatch.setattr(packages, "_installed", lambda name: "1.0")
    pin = read_pin()
    pin["lock"] = {"sha256": hashlib.sha256(LISTED).hexdigest(), "size": len(LISTED)}
    return pin


def test_a_site_that_lists_nothing_fetches_nothing(tmp_path: Path) -> None:
    assert site_packages([], [], cache=tmp_path) == NO_PACKAGES
    assert [*tmp_path.iterdir()] == []


def test_packages_and_wheels_come_after_what_they_depend_on(tmp_path: Path, pin: Pin) -> None:
    wheels = [
        write_wheel(tmp_path, "last", {"last.py": ""}, requires=["first", "plots"]),
        write_wheel(tmp_path, "first", {"first.py": ""}),
    ]
    found = site_packages(["plots"], wheels, cache=tmp_path / "cache", pin=pin)
    assert [package.name for package in found.packages] == ["six", "plots", "first", "last"]
    assert found.wheels["plots"].read_bytes() == WHEEL
    assert found.wheels["last"] == wheels[0]
    imports = {"a": frozenset({"numpy"}), "b": frozenset({"last"}), "c": frozenset({"first", "six"})}
    assert found.of_widgets(imports) == {"b": ["six", "plots", "first", "last"], "c": ["six", "first"]}


def test_a_wheel_whose_requirements_are_not_listed_is_refused(tmp_path: Path, pin: Pin) -> None:
    wheel = write_wheel(tmp_path, "last", {"last.py": ""}, requires=["plots"])
    with pytest.raises(PackageError, match=r"last-1.0-py3-none-any.whl requires plots; list plots under `packages`"):
        site_packages([], [wheel], cache=tmp_path, pin=pin)


def test_what_is_listed_twice_is_refused(tmp_path: Path, pin: Pin) -> None:
    wheel = write_wheel(tmp_path, "six", {"six.py": ""})
    with pytest.raises(PackageError, match=r"six is listed twice; remove six-1.0-py3-none-any.whl"):
        site_packages(["plots"], [wheel], cache=tmp_path, pin=pin)


def test_a_lock_file_with_other_bytes_is_not_used(tmp_path: Path, pin: Pin) -> None:
    pin["lock"]["sha256"] = hashlib.sha256(b"another").hexdigest()
    with pytest.raises(RuntimeFetchError, match="wrong hash"):
        site_packages(["plots"], [], cache=tmp_path, pin=pin)


def test_a_changed_wheel_changes_the_key(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    wheels = [write_wheel(folder, "first", {"first.py": str(folder)}) for folder in (tmp_path, tmp_path / "other")]
    assert len({site_packages([], [wheel]).key() for wheel in wheels}) == 2
