"""Compress the files of the runtime with Brotli, for hosts that send such copies: they are a fifth smaller than gzip's.

It takes a minute the first time, at the highest level, since each file is compressed once and sent to every reader.

Called by `pack.py`. Test: tests/runtime/test_pack.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..storage.link_or_copy import link_or_copy
from ..storage.store import Store

ENDING = ".br"
_QUALITY, _WINDOW = 11, 24  # the highest that browsers accept


def write_brotli_copies(into: Path, files: Mapping[str, tuple[Path, str]], store: Store) -> None:
    """Write the compressed copy of each file beside it.

    Args:
        into: the folder of the site.
        files: by their names there, where each is kept, and its sha256 in hex.
        store: keeps what has been compressed.
    """

    def kept(name: str) -> Path:
        path, sha256 = files[name]
        return store.kept(_key(sha256), lambda: {ENDING: _compressed(path)})[ENDING]

    missing = [name for name, (_, sha256) in files.items() if not store.has(_key(sha256))]
    if missing:
        from concurrent.futures import ThreadPoolExecutor  # most builds compress nothing

        with ThreadPoolExecutor() as threads:  # Brotli lets other threads run
            list(threads.map(kept, missing))
    for name in files:
        link_or_copy(kept(name), into / (name + ENDING))


def _key(sha256: str) -> bytes:
    return f"brotli {_QUALITY} {_WINDOW} {sha256}".encode()


def _compressed(path: Path) -> bytes:
    import brotli

    return bytes(brotli.compress(path.read_bytes(), quality=_QUALITY, lgwin=_WINDOW))
