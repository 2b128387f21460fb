"""Where the generator keeps what it fetched or computed: below $PYODIDE_WIDGETS_CACHE if set, else in the user's cache.

Called by `runtime/cache.py`, `build/assets.py` and `markdown/widget_fences.py`. Test: tests/storage/test_cache_folder.py.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

CACHE_VARIABLE = "PYODIDE_WIDGETS_CACHE"


def cache_folder(name: str) -> Path:
    """Return the folder of that name in the cache, which need not exist yet."""
    base = os.environ.get(CACHE_VARIABLE) or platformdirs.user_cache_dir("pyodide-widgets")
    return Path(base).expanduser().absolute() / name
