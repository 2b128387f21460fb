"""The cache folder of the pinned runtime: filled when a file is missing or is not the pinned one.

Called by `pack.py`, `archives.py` and `site_packages.py`. Test: tests/runtime/test_cache.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from ..storage.cache_folder import cache_folder
from .pin import LOCK, Pin, file_faults, read_pin


def fetch_runtime(cache: Path | None = None, pin: Pin | None = None, used: Collection[str] | None = None) -> Path:
    """Make sure that pinned files are in the cache folder, and return the folder.

    They are hashed each time: an altered file must not go into a site because its size and time stamp are right.

    Args:
        cache: the folder itself, by default that of the pinned version.
        pin: by default the one of this package.
        used: the files that the caller uses, by default all. If one of them is missing or altered, all are fetched that are.

    Raises:
        RuntimeFetchError: a file could not be fetched.
    """
    pin = pin or read_pin()
    return _fetch({name: file["sha256"] for name, file in pin["files"].items()}, cache, pin, used)


def fetch_lock(cache: Path | None = None, pin: Pin | None = None) -> Path:
    """Make sure that the official list of packages is in the cache folder, and return the file.

    Arguments and errors are those of `fetch_runtime`.
    """
    pin = pin or read_pin()
    return _fetch({LOCK: pin["lock"]["sha256"]}, cache, pin) / LOCK


def fetch_wheels(hashes: Mapping[str, str], cache: Path | None = None, pin: Pin | None = None) -> dict[str, Path]:
    """Make sure that wheels of the distribution are in the cache folder, and return the files.

    Args:
        hashes: the sha256 in hex, by file name.
        cache, pin: as for `fetch_runtime`, as are the errors.
    """
    folder = _fetch(hashes, cache, pin or read_pin())
    return {name: folder / name for name in hashes}


def _fetch(hashes: Mapping[str, str], cache: Path | None, pin: Pin, used: Collection[str] | None = None) -> Path:
    folder = cache or cache_folder(pin["pyodide"])
    if file_faults({name: hashes[name] for name in (hashes if used is None else used)}, folder):
        # Imported only here: importing what fetches takes longer than hashing, and most builds fetch nothing.
        from .fetch import fetch_files, official_sources

        fetch_files(hashes, folder, official_sources(pin["pyodide"]))
    return folder
