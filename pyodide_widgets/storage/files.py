"""All files below a folder, many times faster than `Path.rglob` and `Path.relative_to` tell them.

Called by `sources.py`, `wheel.py`, `prepared.py` and `offline.py`. Test: tests/storage/test_files.py.
"""

from __future__ import annotations

import os
from pathlib import Path


def files_below(folder: Path) -> list[str]:
    """The files in a folder and in the folders below it, in order: their paths from there on, with `/`."""
    top = len(str(folder)) + 1
    paths = (f"{place}/{name}" for place, _, names in os.walk(folder) for name in names)
    return sorted(path[top:].replace(os.sep, "/") for path in paths)
