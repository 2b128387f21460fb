"""Packages that a site's widgets import besides NumPy: found in the official list of the distribution, and the same at build.

Called by `site_packages.py`. Test: tests/runtime/test_packages.py.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

INCLUDED = "numpy"  # part of every start


class PackageError(Exception):
    """A listed package or wheel cannot be used. The message says why, and what would be right."""


class Package(NamedTuple):
    """A package for the browser.

    Args:
        name: normalized, as in `scikit-learn`.
        file_name: of its wheel.
        sha256: of its wheel, in hex.
        imports: the top-level names that it provides.
        depends: the names of the packages that it needs, without NumPy.
    """

    name: str
    version: str
    file_name: str
    sha256: str
    imports: tuple[str, ...]
    depends: tuple[str, ...] = ()


Lock = Mapping[str, Mapping[str, Any]]
"""The `packages` of a pyodide-lock.json: entries by normalized name."""


def read_lock(path: Path) -> Lock:
    """Return the packages of a lock file."""
    packages: Lock = json.loads(path.read_text(encoding="utf-8"))["packages"]
    return packages


def normalized(name: str) -> str:
    """A package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def resolve(names: Iterable[str], lock: Lock) -> list[Package]:
    """Return the packages of these names, and all that they depend on: each once, after those that it depends on.

    Raises:
        PackageError: the distribution has no such package; the message has the nearest name that it has.
    """
    found: dict[str, Package] = {}
    begun = {INCLUDED}  # a package may depend on itself through others

    def add(name: str) -> None:
        if name in begun:
            return
        begun.add(name)
        entry = lock[name]
        depends = tuple(each for each in map(normalized, entry["depends"]) if each != INCLUDED)
        for other in depends:
            add(other)
        found[name] = Package(
            name, entry["version"], entry["file_name"], entry["sha256"], tuple(entry["imports"]), depends
        )

    for name in names:
        key = normalized(name)
        _check_known(name, key, lock)
        add(key)
    return list(found.values())


def _check_known(name: str, key: str, lock: Lock) -> None:
    # Their libraries are loaded in another way, and no other package of the distribution needs one of these.
    known = [each for each in lock if lock[each]["package_type"] == "package" and not each.endswith("-tests")]
    if key in known:
        return
    if key in lock:
        raise PackageError(f"packages: {name!r} of the Pyodide distribution has no modules to import; remove it")
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else "a wheel of pure Python can be listed under `wheels`"
    raise PackageError(f"packages: the Pyodide distribution has no package {name!r}; {hint}")


def check_installed(names: Iterable[str], packages: Sequence[Package]) -> None:
    """Check that this Python has the same versions of the packages that the author listed, so that both draw the same.

    Raises:
        PackageError: with the command that installs all that are missing, or of another version.
    """
    versions = {package.name: package.version for package in packages}
    wanted = {name: versions[name] for name in map(normalized, names) if name in versions}
    wrong = {name: _installed(name) for name in wanted if _installed(name) != wanted[name]}
    if wrong:
        found = ", ".join(f"{name} {version}" if version else f"no {name}" for name, version in wrong.items())
        install = " ".join(f"{name}=={wanted[name]}" for name in wrong)
        raise PackageError(
            f"packages: the build draws with {found}, and the browser with another version; both have to be the same. "
            f"What to do: pip install {install}"
        )


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def needed(imports: Iterable[str], packages: Sequence[Package]) -> list[str]:
    """Return the names of the packages that are needed for these imports (top-level names), in the order of `packages`."""
    by_name = {package.name: package for package in packages}
    imported = set(imports)
    found: set[str] = set()
    waiting = [package.name for package in packages if imported & {*package.imports}]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += by_name[name].depends
    return [package.name for package in packages if package.name in found]
