"""The pinned runtime: which Pyodide, and the hash that each of its files has to have.

Called by `cache.py`, `fetch.py`, `pack.py` and `archives.py`. Test: tests/runtime/test_cache.py.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

LOCK = "pyodide-lock.json"  # the distribution's list of packages; `Pin.lock` says what it has to be
PIN_FILE = Path(__file__).with_name("runtime.json")  # written by scripts/pin_runtime.py


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
    lock: PinnedFile  # fetched only for a site that lists packages


class RuntimeFetchError(Exception):
    """No source gave some file. The message lists the files, why each source failed, and what to do."""


def read_pin(path: Path = PIN_FILE) -> Pin:
    """Return the pinned runtime."""
    pin: Pin = json.loads(path.read_text(encoding="utf-8"))
    return pin


def lib_folder(pin: Pin) -> str:
    """Return the folder of the standard library in the runtime's file system, without a slash at its beginning."""
    return "lib/python" + ".".join(pin["python"].split(".")[:2])


def file_faults(hashes: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return what is wrong with the files in `folder`; `hashes` has the sha256 in hex that each of them is to have."""
    faults = {name: _fault(folder / name, sha256) for name, sha256 in hashes.items()}
    return {name: fault for name, fault in faults.items() if fault}


def _fault(path: Path, sha256: str) -> str | None:
    if not path.exists():
        return "not there"
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return None if found == sha256 else f"wrong hash: sha256 is {found}"
