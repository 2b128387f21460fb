"""What keeps Python's start short. Python imports the module of this name by itself, before Pyodide's own are imported.

Put where Python looks for it by `runtime/archives.py`. Test: tests/browser/test_sitecustomize.py.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

# Colours for tracebacks in a terminal. Pyodide imports `traceback`, which imports this, and with it `dataclasses` and
# `inspect`; but no traceback of ours goes to a terminal.
UNUSED = "_colorize"


class Postponer:
    """Finds the one module, and has it run when something of it is asked for."""

    @classmethod
    def find_spec(cls, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != UNUSED:
            return None
        sys.meta_path.remove(cls)
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec


sys.meta_path.insert(0, Postponer)
gc.disable()  # as in importModule of start-python.mjs, which turns it on again
