"""Shorten Python's start. Python imports a module of this name by itself, before it imports Pyodide's own.

`runtime/archives.py` puts it into the standard library. Test: tests/browser/test_sitecustomize.py.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

# It colours tracebacks in a terminal. Pyodide imports `traceback`, which imports it, and with it `dataclasses` and
# `inspect`; but in the browser there is no terminal.
UNUSED = "_colorize"


class LazyFinder:
    """Finds the unused module, and has it run only when one of its attributes is used."""

    @classmethod
    def find_spec(cls, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != UNUSED:
            return None
        sys.meta_path.remove(cls)
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec


sys.meta_path.insert(0, LazyFinder)
gc.disable()  # until importModule of start-python.mjs enables it again, which says why
