"""The packages of one site: resolved, compared with those that the build has, and fetched.

Called by the plugin and by `pyodide-widgets finish`. Test: tests/runtime/test_site_packages.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .cache import fetch_lock, fetch_wheels
from .packages import Package, PackageError, check_installed, needed, read_lock, resolve
from .pin import Pin
from .pure_wheels import read_wheel


@dataclass(frozen=True)
class SitePackages:
    """What a site's widgets may import besides NumPy.

    Args:
        packages: each after those that it depends on.
        wheels: where the wheel of each is, by its name.
    """

    packages: tuple[Package, ...] = ()
    wheels: Mapping[str, Path] = field(default_factory=dict)

    def of_widgets(self, imports: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
        """The packages that each widget needs, in order; widgets that need none are left out.

        Args:
            imports: the top-level names that each widget imports.
        """
        found = {widget: needed(names, self.packages) for widget, names in imports.items()}
        return {widget: names for widget, names in found.items() if names}

    def key(self) -> bytes:
        """What archives made of the packages depend on."""
        return json.dumps([[package.name, package.sha256, package.depends] for package in self.packages]).encode()


NO_PACKAGES = SitePackages()


def site_packages(
    names: Sequence[str], wheels: Sequence[Path], *, cache: Path | None = None, pin: Pin | None = None
) -> SitePackages:
    """Return the listed packages of the Pyodide distribution, with what they depend on, and the listed wheels.

    Args:
        names: as the author writes them.
        wheels: of pure Python.
        cache, pin: as for `fetch_runtime`.

    Raises:
        PackageError: one of them cannot be used, or this Python has another version of it.
        RuntimeFetchError: a file could not be fetched.
    """
    found = resolve(names, read_lock(fetch_lock(cache, pin))) if names else []
    check_installed(names, found)
    own = [read_wheel(wheel) for wheel in wheels]
    packages = (*found, *_ordered(own, {package.name for package in found}))
    files = fetch_wheels({package.file_name: package.sha256 for package in found}, cache, pin)
    where = {package.name: files[package.file_name] for package in found}
    return SitePackages(packages, where | {package.name: wheel for package, wheel in zip(own, wheels, strict=True)})


def _ordered(wheels: Sequence[Package], there: set[str]) -> list[Package]:
    """Return wheels in an order in which each comes after those that it requires, which have to be listed too."""
    names = [package.name for package in wheels]
    for package in wheels:
        if package.name in there or names.count(package.name) > 1:
            raise PackageError(f"{package.name} is listed twice; remove {package.file_name}, or the other one")
        for other in package.depends:
            if other not in there and other not in names:
                raise PackageError(
                    f"wheels: {package.file_name} requires {other}; list {other} under `packages`, or its wheel under `wheels`"
                )
    found: dict[str, Package] = {}
    waiting = list(wheels)
    while waiting:
        # Wheels that require each other come in the order in which they are listed.
        next_one = next((each for each in waiting if there.union(found).issuperset(each.depends)), waiting[0])
        found[next_one.name] = next_one
        waiting.remove(next_one)
    return list(found.values())
