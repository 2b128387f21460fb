"""The runtime that is pinned, and the cache that it lies in.

Called by `pack.py`, and for the place of the cache by `assets.py` and `markdown.py`. Test: tests/site/test_runtime.py.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

import platformdirs

from .store import stamp

PIN_FILE = Path(__file__).with_name("runtime.json")  # written by scripts/pin_runtime.py
NOTE = "checked.json"  # in the cache folder, so that 16 MB need not be hashed at each build
CACHE_VARIABLE = "PYODIDE_WIDGETS_CACHE"


class PinnedFile(TypedDict):
    """What a file has to be: `sha256` in hex, `size` in bytes."""

    sha256: str
    size: int


class Pin(TypedDict):
    """The contents of `runtime.json`: one Pyodide version, and the files of it that are shipped."""

    pyodide: str
    python: str  # as the runtime itself says: the lock's `info` names the first release of the series
    info: dict[str, Any]  # of the official pyodide-lock.json
    numpy: dict[str, Any]  # NumPy's entry in the official pyodide-lock.json
    files: dict[str, PinnedFile]


class RuntimeFetchError(Exception):
    """No source gave some file. The message lists the files, why each source failed, and what to do."""


def read_pin(path: Path = PIN_FILE) -> Pin:
    """Return the pinned runtime."""
    pin: Pin = json.loads(path.read_text(encoding="utf-8"))
    return pin


def default_cache(version: str) -> Path:
    """Return the cache folder of a Pyodide version: below $PYODIDE_WIDGETS_CACHE if set, else the user's cache."""
    base = os.environ.get(CACHE_VARIABLE) or platformdirs.user_cache_dir("pyodide-widgets")
    return Path(base).expanduser().absolute() / version


def fetch_runtime(cache: Path | None = None, pin: Pin | None = None) -> Path:
    """Make sure that every pinned file is in the cache folder, and return the folder.

    `cache` is the folder itself, by default `default_cache()`; `pin` is by default the one of this project.
    Raises RuntimeFetchError.
    """
    pin = pin or read_pin()
    folder = cache or default_cache(pin["pyodide"])
    hashes = {name: file["sha256"] for name, file in pin["files"].items()}
    if _noted(folder) != _as_they_are(hashes, folder):
        if cache_faults(hashes, folder):
            # Importing what fetches takes longer than all of the above, and most builds fetch nothing.
            from .fetch import fetch_files, official_sources

            fetch_files(hashes, folder, official_sources(pin["pyodide"]))
        (folder / NOTE).write_text(json.dumps(_as_they_are(hashes, folder)), encoding="utf-8")
    return folder


def _noted(folder: Path) -> object:
    """Return what the files were like when they were last found to be right; None if nobody says so."""
    try:
        return json.loads((folder / NOTE).read_bytes())
    except (OSError, ValueError):
        return None


def _as_they_are(hashes: Mapping[str, str], folder: Path) -> dict[str, list[object]]:
    """Return the hash that each file is to have, and its stamp if it is there."""
    paths = {name: folder / name for name in hashes}
    return {name: [hashes[name], *(stamp(path) if path.exists() else ())] for name, path in paths.items()}


def cache_faults(hashes: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return what is wrong with the files in `folder`; `hashes` has the sha256 in hex that each of them is to have."""
    faults = {name: _cache_fault(folder / name, sha256) for name, sha256 in hashes.items()}
    return {name: fault for name, fault in faults.items() if fault}


def _cache_fault(path: Path, sha256: str) -> str | None:
    if not path.exists():
        return "not there"
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return None if found == sha256 else f"wrong hash: sha256 is {found}"
