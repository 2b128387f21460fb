"""Fill the folder of the site that the reader's browser loads Python from.

The folder holds Pyodide's own files and the archives of `archives.py` and `package_archives.py`, under names with their
hashes, each once more compressed, for hosts that send such copies; and `manifest.json`, which says which files there are.

Called by the site build. Test: tests/runtime/test_pack.py.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..storage.integrity import integrity
from ..storage.link_or_copy import link_or_copy
from ..storage.store import Store
from .archives import AFTERWARDS, ON_DEMAND, START, Code, lean_archives
from .brotli_copies import ENDING as BROTLI
from .brotli_copies import write_brotli_copies
from .cache import fetch_runtime
from .checksum import checksum
from .package_archives import archive_names, package_archives
from .pin import Pin, read_pin
from .site_packages import NO_PACKAGES, SitePackages

MANIFEST = "manifest.json"
PYODIDE = ("pyodide.asm.mjs", "pyodide.mjs", "pyodide.asm.wasm")
# When a file is fetched: for a start, in this order; when Python answers already; when something of it is imported.
PARTS = {"start": (*PYODIDE, *START), "afterwards": AFTERWARDS, "on_demand": (ON_DEMAND,)}
# Of a site that lists packages: fetched for widgets that need them; and when something of such an archive is imported.
PACKAGE_PARTS = ("packages", "packages_on_demand")
DATA = "data"  # files that widgets need, each fetched by itself; by their paths below `site-packages`
COMPRESSED = ".gz"
WITH_BROTLI = ("start", "afterwards")  # what every reader loads; the rest would take minutes to compress
_LEVEL = 12  # the highest of libdeflate, 4 % smaller than zlib; each file is compressed only once

MakeArchives = Callable[[Path, Pin, Code, SitePackages], Mapping[str, Path]]


def all_archives(cache: Path, pin: Pin, code: Code, packages: SitePackages) -> dict[str, Path]:
    """Return all archives by their names. Raises NodeError."""
    lean = lean_archives(cache, pin, code)
    return lean | package_archives(cache, pin, code, packages, lean)


def pack_runtime(
    into: Path,
    code: Code,
    packages: SitePackages = NO_PACKAGES,
    *,
    with_brotli: bool = True,
    cache: Path | None = None,
    pin: Pin | None = None,
    make_archives: MakeArchives = all_archives,
) -> None:
    """Fill the folder `into`: the same inputs give the same bytes. Files that are right already are left alone.

    Files of an earlier pack that are not wanted any more are removed.

    Args:
        code: of the site's widgets.
        packages: that they import.
        with_brotli: whether there are copies in Brotli's format as well as in gzip's, which the page asks for itself where the
            host sends files as they are.
        cache, pin: as for `fetch_runtime`.
        make_archives: names its files by their hashes, as a store does.

    Raises:
        RuntimeFetchError, NodeError, PackageError
    """
    pin = pin or read_pin()
    cache = fetch_runtime(cache, pin, PYODIDE)
    into.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        archives = make_archives(cache, pin, code, packages)
        # All have just been checked, so their hashes are known: the pin has them, or a store has named the file by its hash.
        found = {name: (cache / name, pin["files"][name]["sha256"]) for name in PYODIDE}
        found |= {name: (path, path.name) for name, path in archives.items()}
        manifest: dict[str, Any] = {"pyodide": pin["pyodide"], "python": pin["python"], "lockInfo": pin["info"]}
        store = Store(cache / "made of files")
        sources: dict[str, tuple[Path, str]] = {}
        parts: dict[str, tuple[str, ...]] = dict(PARTS)
        if packages.packages:
            parts |= zip(PACKAGE_PARTS, archive_names(packages), strict=True)
        if code.data:
            parts[DATA] = tuple(code.data)
            data = Store(cache / "data files")
            for name, content in code.data.items():
                key = code.hashes[name].encode()
                path = data.kept(key, lambda content=content: {"file": content})["file"]  # type: ignore[misc]
                found[name] = (path, path.name)
        for part, names in parts.items():
            manifest[part] = {}
            for name in names:
                path, sha256 = found[name]
                made = _derived(path, sha256, store)
                entry = _entry(name, path.stat().st_size, bytes.fromhex(sha256), made["checksum"].read_text())
                link_or_copy(path, into / entry["file"])
                link_or_copy(made["compressed"], into / (entry["file"] + COMPRESSED))
                manifest[part][name] = entry
                if part in WITH_BROTLI:
                    sources[entry["file"]] = path, sha256
        if with_brotli:
            write_brotli_copies(into, sources, store)
        _remove_stale(into, manifest)
        # The manifest is written last, when all files that it names are there.
        written = Path(scratch, MANIFEST)
        written.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        link_or_copy(written, into / MANIFEST)


def _entry(name: str, size: int, sha256: bytes, checksum: str) -> dict[str, Any]:
    """Return what the manifest says of a file. Its `sha256` is in the form that fetch(url, {integrity}) takes."""
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    return {
        "file": f"{stem}.{sha256.hex()[:8]}{dot}{ending}",
        "size": size,
        "sha256": integrity(sha256),
        "checksum": checksum,
    }


def _derived(path: Path, sha256: str, store: Store) -> dict[str, Path]:
    """Return where a file is kept compressed, and where its checksum is."""

    def make() -> dict[str, bytes]:
        import deflate  # most builds compress nothing

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
        for ending in ("", COMPRESSED, BROTLI):
            (into / (file + ending)).unlink(missing_ok=True)


def _files(manifest: Mapping[str, Any]) -> set[str]:
    return {entry["file"] for part in (*PARTS, *PACKAGE_PARTS, DATA) for entry in manifest.get(part, {}).values()}
