"""The on-demand archive: modules that no widget needs, fetched together when the first of them is imported.

Installed by `start-python.mjs`. Test: tests/browser/test_on_demand_archive.py.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

INDEX = Path("/lib/on-demand-archive.txt")  # the names of its modules, one a line; written by runtime/archives.py


class OnDemandArchive(MetaPathFinder):
    """Finds the modules of the on-demand archive, which it fetches and unpacks first.

    Args:
        fetch: returns the archive's bytes; with True, from the server instead of the browser's cache. Any exception of it
            becomes an ImportError.
        unpack: writes the files of the archive that was fetched last into the file system.
        sha256: the expected hash of the archive, in the form of the web's integrity attribute.
    """

    def __init__(self, fetch: Callable[[bool], memoryview], unpack: Callable[[], None], sha256: str) -> None:
        self._fetch, self._unpack, self._sha256 = fetch, unpack, sha256

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(INDEX.read_text(encoding="utf-8").split())

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._names:
            return None
        try:
            # The browser's cache may have a damaged copy where the server's is whole.
            if self._fetched(anew=False) != self._sha256 and (found := self._fetched(anew=True)) != self._sha256:
                raise OSError(f"its bytes have the hash {found}, not {self._sha256}")
            self._unpack()
        except Exception as error:  # the finder stays installed, so the next import tries again
            raise ImportError(
                f"{fullname} is in the on-demand archive, which could not be fetched: {error}", name=fullname
            ) from error
        sys.meta_path.remove(self)
        sys.path_importer_cache.clear()
        return PathFinder.find_spec(fullname, path, target)

    def _fetched(self, *, anew: bool) -> str:
        """Fetch the archive, and return its hash."""
        return "sha256-" + base64.b64encode(hashlib.sha256(self._fetch(anew)).digest()).decode()


def install(fetch: Callable[[bool], memoryview], unpack: Callable[[], None], sha256: str) -> None:
    """Add the finder behind all others, so that it is asked only for modules that no other one finds."""
    sys.meta_path.append(OnDemandArchive(fetch, unpack, sha256))
