"""Files of packages that no drawing used at build time: fetched, all of a package together, when one is imported or opened.

Put beside the packages' archives by `runtime/package_archives.py`, called by `packages.mjs`. Test: tests/browser/test_packages.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .on_demand_archive import OnDemandArchive

INDEXES = Path("/lib/pyodide-widgets/on-demand")  # written by runtime/package_archives.py: modules, and absolute paths

_archives: dict[str, OnDemandArchive] = {}  # by the paths of the files that are in them


def install(package: str, fetch: Callable[[bool], memoryview], unpack: Callable[[], None], sha256: str) -> None:
    """Let imports and `open` find what is in the on-demand archive of a package; arguments as for `OnDemandArchive`."""
    archive = OnDemandArchive(fetch, unpack, sha256, INDEXES / f"{package}.txt")
    sys.meta_path.append(archive)
    files = [Path(name) for name in archive.names if name.startswith("/")]
    for file in files:
        # Packages look whether a file is there before they open it.
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    if not _archives:
        sys.addaudithook(_before_event)  # it cannot be removed again
    _archives.update(dict.fromkeys(map(str, files), archive))  # only now: `touch` opens the file


def _before_event(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or not isinstance(arguments[0], str):
        return
    archive = _archives.get(arguments[0])
    if archive and not archive.is_unpacked:
        archive.fetch_and_unpack()
