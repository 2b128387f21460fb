"""Wheels of pure Python that an author lists by path: read as packages, and made importable for the build.

Called by `site_packages.py` and, before the first widget is imported, by the plugin. Test: tests/runtime/test_pure_wheels.py.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from email.parser import Parser
from importlib import invalidate_caches, metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from ..storage.cache_folder import cache_folder
from .packages import INCLUDED, Package, PackageError, normalized

_FILE_NAME = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(-\d[^-]*)?-[^-]+-none-any\.whl")
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)[^;]*(;?)")


def make_importable(wheels: Sequence[Path]) -> None:
    """Let this Python import what is in these wheels, from a folder in the cache; those that are installed are left alone.

    Raises:
        PackageError: a file is not there, is no wheel of pure Python, or another version of it is installed.
    """
    for wheel in wheels:
        package = read_wheel(wheel)
        installed = _installed(package.name)
        if installed is None:
            folder = str(_unpacked(wheel, package))
            if folder not in sys.path:
                sys.path.append(folder)
                invalidate_caches()
        elif installed != package.version:
            raise PackageError(
                f"wheels: {wheel.name} is version {package.version}, but {package.name} {installed} is installed, and "
                f"the build would draw with that. What to do: pip install {wheel}, or pip uninstall {package.name}"
            )


def read_wheel(wheel: Path) -> Package:
    """Return what a wheel is; it depends on those packages that it requires without a condition.

    Raises:
        PackageError: the file is not there, or is no wheel of pure Python.
    """
    match = _FILE_NAME.fullmatch(wheel.name)
    if not match:
        raise PackageError(
            f"wheels: {wheel.name} is no wheel of pure Python; its name would end with -none-any.whl. What is compiled "
            "runs in the browser only if the Pyodide distribution has it: list its name under `packages`"
        )
    try:
        content = wheel.read_bytes()
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
            told = next(name for name in names if name.endswith(".dist-info/METADATA"))
            requires = Parser().parsestr(archive.read(told).decode()).get_all("Requires-Dist", [])
    except FileNotFoundError as error:
        raise PackageError(f"wheels: there is no file {wheel}") from error
    except (OSError, zipfile.BadZipFile, StopIteration) as error:
        raise PackageError(f"wheels: {wheel} cannot be read as a wheel: {error!r}") from error
    return Package(
        normalized(match["name"]),
        match["version"],
        wheel.name,
        hashlib.sha256(content).hexdigest(),
        tuple(sorted({_top_level(name) for name in names} - {""})),
        tuple(dict.fromkeys(_required(requires))),
    )


def _top_level(name: str) -> str:
    """The module or package that a file of a wheel belongs to; empty if none."""
    first, *rest = Path(name).parts
    if rest:
        return first if first.isidentifier() else ""
    return first.removesuffix(".py") if first.endswith(".py") else ""


def _required(requires: Iterable[str]) -> Iterator[str]:
    """The packages that are always needed: a condition is as a rule an extra, or an older Python."""
    for requirement in requires:
        match = _REQUIREMENT.match(requirement)
        if match and not match[2] and normalized(match[1]) != INCLUDED:
            yield normalized(match[1])


def _installed(name: str) -> str | None:
    """The version of a package outside of the cache folder of wheels."""
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    return None if Path(str(found.locate_file(""))).is_relative_to(cache_folder("wheels")) else found.version


def _unpacked(wheel: Path, package: Package) -> Path:
    """Return the folder with the wheel's files, for not every package can be imported from a zip archive."""
    folder = cache_folder("wheels") / package.sha256
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent) as scratch:
            unpacked = Path(scratch, "unpacked")
            shutil.unpack_archive(wheel, unpacked, "zip")
            try:
                unpacked.rename(folder)
            except OSError:  # another process was quicker
                if not folder.is_dir():
                    raise
    return folder
