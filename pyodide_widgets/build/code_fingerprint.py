"""The hash of all that draws: what other code has drawn is not taken for what this code draws.

Called by `markdown.py` and `prepared.py`. Test: tests/build/test_code_fingerprint.py, tests/markdown/test_kept_fences.py.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from ..storage.files import files_below
from ..storage.store import Stamp, stamp

_PACKAGE = Path(__file__).parents[1]
_PARTS = ("attention", "figures", "kit", "widgets")
_AROUND = (
    "markdown/widget_element.py",
    "markdown/widget_fences.py",
    "build/prepared.py",
)  # what the build adds to a figure


class _Seen(NamedTuple):
    """The files that draw, as they were at some time."""

    stamps: dict[Path, Stamp]
    sha256: str


def code_fingerprint() -> str:
    """The hash of all that draws, as it was when this process first asked."""
    return _first_seen().sha256


def unchanged() -> bool:
    """Whether the files are still those that `code_fingerprint` speaks of.

    Widgets are imported when the first of them is drawn. While `mkdocs serve` runs, somebody may have changed them by then.
    """
    return _stamps() == _first_seen().stamps


@cache
def _first_seen() -> _Seen:
    stamps = _stamps()
    versions = f"NumPy {metadata.version('numpy')}, Python {sys.version}".encode()
    return _Seen(stamps, hashlib.sha256(b"\0".join([versions, *(path.read_bytes() for path in stamps)])).hexdigest())


def _stamps() -> dict[Path, Stamp]:
    parts = (_PACKAGE / part / path for part in _PARTS for path in files_below(_PACKAGE / part) if path.endswith(".py"))
    return {path: stamp(path) for path in (*parts, *(_PACKAGE / path for path in _AROUND))}
