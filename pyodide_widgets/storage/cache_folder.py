"""Where the generator keeps what it fetched or computed: below $PYODIDE_WIDGETS_CACHE if set, else in the user's cache.

Called by `runtime/cache.py`, `build/assets.py`, `markdown/widget_fences.py` and `store.py`. Test: tests/storage/test_cache_folder.py.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp

import platformdirs

CACHE_VARIABLE = "PYODIDE_WIDGETS_CACHE"

# MkDocs shows what is logged below its own name; a warning would stop a strict build, which can do without the cache.
_temporary: dict[Path, Path] = {}  # by the folder that each stands for
_log = logging.getLogger(f"mkdocs.{__name__}")


class CacheFolderError(Exception):
    """Neither the cache nor a temporary folder can be written. The message says what to do."""


def cache_folder(name: str) -> Path:
    """Return the folder of that name in the cache, or, if it cannot be written, a temporary one for this process.

    Raises:
        CacheFolderError: no temporary folder can be made either.
    """
    return _writable(Path(os.environ.get(CACHE_VARIABLE) or platformdirs.user_cache_dir("pyodide-widgets")), name)


def temporary_folder(instead_of: Path, reason: object) -> Path:
    """Return a folder that is removed when this process ends, and say, the first time, why it takes the place of one in the cache.

    Raises:
        CacheFolderError: none can be made.
    """
    if instead_of in _temporary:
        return _temporary[instead_of]
    problem = f"The cache {instead_of} cannot be written ({reason})"
    advice = f"set {CACHE_VARIABLE} to a folder that can be written"
    try:
        folder = Path(mkdtemp(prefix="pyodide-widgets-"))
    except OSError as error:
        raise CacheFolderError(
            f"{problem}, and no temporary folder either ({error}); {advice}, or free some space"
        ) from error
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _log.info(f"{problem}; this build keeps nothing for the next one. To change that, {advice}.")
    _temporary[instead_of] = folder
    return folder


@cache
def _writable(base: Path, name: str) -> Path:
    try:
        folder = base.expanduser().absolute() / name
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError) as error:  # RuntimeError where the home folder is not known
        return temporary_folder(base / name, error)
