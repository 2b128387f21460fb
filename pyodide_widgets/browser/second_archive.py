"""Modules that the widgets do not need: they come all together in a second archive, when the first of them is imported.

Started by `start-python.mjs`. Test: tests/browser/test_second_archive.py.
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

INDEX = Path("/lib/second-archive.txt")  # the names of its modules, one a line


class SecondArchive(MetaPathFinder):
    """Finds the modules of the second archive, which it fetches first.

    Args:
        fetch: gives the archive's bytes, if asked so anew from the server; raises what it likes.
        unpack: puts the files of what was fetched into the file system.
        sha256: what the archive's hash has to be, in the form of the web's integrity attribute.
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
            # What the browser has kept may be damaged where the server's is not.
            if self._fetched(anew=False) != self._sha256 and (found := self._fetched(anew=True)) != self._sha256:
                raise OSError(f"its bytes have the hash {found}, not {self._sha256}")
            self._unpack()
        except Exception as error:  # whatever it was, the next import may have better luck
            raise ImportError(
                f"{fullname} is in the second archive, which could not be had: {error}", name=fullname
            ) from error
        sys.meta_path.remove(self)
        sys.path_importer_cache.clear()
        return PathFinder.find_spec(fullname, path, target)

    def _fetched(self, *, anew: bool) -> str:
        """Fetch the archive, and return its hash."""
        return "sha256-" + base64.b64encode(hashlib.sha256(self._fetch(anew)).digest()).decode()


def install(fetch: Callable[[bool], memoryview], unpack: Callable[[], None], sha256: str) -> None:
    """Let imports that nobody else can answer be answered from the second archive."""
    sys.meta_path.append(SecondArchive(fetch, unpack, sha256))
