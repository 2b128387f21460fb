"""The cache folder of the pinned runtime: filled when a file is missing or is not the pinned one.

Called by `pack.py`. Test: tests/runtime/test_cache.py.
"""

from __future__ import annotations

from pathlib import Path

from ..storage.cache_folder import cache_folder
from .pin import Pin, file_faults, read_pin


def fetch_runtime(cache: Path | None = None, pin: Pin | None = None) -> Path:
    """Make sure that every pinned file is in the cache folder, and return the folder.

    Every file is hashed each time: an altered file must not go into a site because its size and time stamp are right.

    Args:
        cache: the folder itself, by default that of the pinned version.
        pin: by default the one of this package.

    Raises:
        RuntimeFetchError: a file could not be had.
    """
    pin = pin or read_pin()
    folder = cache or cache_folder(pin["pyodide"])
    hashes = {name: file["sha256"] for name, file in pin["files"].items()}
    if file_faults(hashes, folder):
        # Imported only here: importing what fetches takes longer than hashing, and most builds fetch nothing.
        from .fetch import fetch_files, official_sources

        fetch_files(hashes, folder, official_sources(pin["pyodide"]))
    return folder
