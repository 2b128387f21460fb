"""Fill the folder of the site that the reader's browser loads Python from.

The folder holds Pyodide's own files and the archives of `lean.py`, under names that carry their hash, each once more
compressed, for hosts that take such files; and `manifest.json`, which says which files there are.

Called by the site build. Test: tests/runtime/test_pack.py.
"""

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import deflate

from ..storage.link_or_copy import link_or_copy
from ..storage.store import Store
from .archives import AFTERWARDS, ON_DEMAND, START, Code, lean_archives
from .cache import fetch_runtime
from .checksum import checksum
from .pin import Pin, read_pin

MANIFEST = "manifest.json"
PYODIDE = ("pyodide.asm.mjs", "pyodide.mjs", "pyodide.asm.wasm")
# When a file is fetched: for a start, in this order; when Python answers already; when something of it is imported.
PARTS = {"start": (*PYODIDE, *START), "afterwards": AFTERWARDS, "on_demand": (ON_DEMAND,)}
COMPRESSED = ".gz"
_LEVEL = 12  # libdeflate at its best needs a twenty-fifth less than zlib; each file is compressed but once

MakeArchives = Callable[[Path, Pin, Code], Mapping[str, Path]]


def pack_runtime(
    into: Path,
    code: Code,
    *,
    cache: Path | None = None,
    pin: Pin | None = None,
    make_archives: MakeArchives = lean_archives,
) -> None:
    """Fill the folder `into`: same sources, same bytes. Files that are right already are left alone.

    `code` is that of the site's widgets; `cache` and `pin` are those of `fetch_runtime`, which may raise
    RuntimeFetchError; `make_archives` may raise NodeError, and names its files by their hashes, as a store does. Files of
    an earlier pack that are no longer wanted go away.
    """
    pin = pin or read_pin()
    cache = fetch_runtime(cache, pin)
    into.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        archives = make_archives(cache, pin, code)
        # All of them have just been checked, so their hashes are known: pinned, or the name that the store gives a file.
        sources = {name: (cache / name, pin["files"][name]["sha256"]) for name in PYODIDE}
        sources |= {name: (path, path.name) for name, path in archives.items()}
        manifest: dict[str, Any] = {"pyodide": pin["pyodide"], "python": pin["python"], "lockInfo": pin["info"]}
        for part, names in PARTS.items():
            manifest[part] = {}
            for name in names:
                source, sha256 = sources[name]
                made = _made_of(source, sha256, Store(cache / "made of files"))
                entry = _entry(name, source.stat().st_size, bytes.fromhex(sha256), made["checksum"].read_text())
                link_or_copy(source, into / entry["file"])
                link_or_copy(made["compressed"], into / (entry["file"] + COMPRESSED))
                manifest[part][name] = entry
        _remove_stale(into, manifest)
        # The manifest comes last: whoever reads it finds the files that it names.
        written = Path(scratch, MANIFEST)
        written.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        link_or_copy(written, into / MANIFEST)


def _entry(name: str, size: int, sha256: bytes, checksum: str) -> dict[str, Any]:
    """Return what the manifest says of a file. Its `sha256` is in the form that fetch(url, {integrity}) takes."""
    stem, dot, ending = name.rpartition(".")
    return {
        "file": f"{stem}.{sha256.hex()[:8]}{dot}{ending}",
        "size": size,
        "sha256": f"sha256-{base64.b64encode(sha256).decode()}",
        "checksum": checksum,
    }


def _made_of(path: Path, sha256: str, store: Store) -> dict[str, Path]:
    """Return where a file is kept compressed, and where its checksum is."""

    def make() -> dict[str, bytes]:
        content = path.read_bytes()
        compressed = bytes(deflate.gzip_compress(content, _LEVEL))
        return {"compressed": compressed, "checksum": checksum(content).encode()}

    return store.kept(f"{sha256} {_LEVEL}".encode(), make)


def _remove_stale(into: Path, manifest: Mapping[str, Any]) -> None:
    """Remove the files that the manifest of an earlier pack names and this one does not."""
    earlier = into / MANIFEST
    if not earlier.exists():
        return
    for file in _files(json.loads(earlier.read_text(encoding="utf-8"))) - _files(manifest):
        (into / file).unlink(missing_ok=True)
        (into / (file + COMPRESSED)).unlink(missing_ok=True)


def _files(manifest: Mapping[str, Any]) -> set[str]:
    return {entry["file"] for part in PARTS for entry in manifest.get(part, {}).values()}
