"""Fill the folder of the site that the reader's browser loads Python from.

The folder holds the pinned files of Pyodide, NumPy's wheel, our own wheel, `pyodide-lock.json` that names the two
wheels, and `manifest.json` that gives size and hash of every other file.

Called by the site build. Test: tests/site/test_pack.py.
"""

import base64
import filecmp
import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pyodide_lock import PyodideLockSpec
from pyodide_lock.utils import add_wheels_to_spec

from .fetch import Pin, fetch_runtime, read_pin
from .wheel import build_wheel

ROOT = Path(__file__).parents[2]  # of this project
MANIFEST = "manifest.json"


def pack_runtime(into: Path, *, root: Path = ROOT, cache: Path | None = None, pin: Pin | None = None) -> None:
    """Fill the folder `into`: same sources, same bytes. Files that are right already are left alone.

    `root` is the project whose wheel is packed; `cache` and `pin` are those of `fetch_runtime`, which may raise
    RuntimeFetchError. Files of an earlier pack that are no longer wanted go away.
    """
    pin = pin or read_pin()
    cache = fetch_runtime(cache, pin)
    into.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        wheel = build_wheel(root, Path(scratch))
        lock = _lock(pin, wheel)
        lock_file = Path(scratch, "pyodide-lock.json")
        lock.to_json(lock_file, indent=2)
        files = sorted([*(cache / name for name in pin["files"]), wheel, lock_file], key=lambda path: path.name)
        for path in files:
            _place(path, into / path.name)
        _remove_stale(into, {path.name for path in files})
        # The manifest comes last: whoever reads it finds the files that it names.
        manifest = Path(scratch, MANIFEST)
        manifest.write_text(_manifest(pin, files, sorted(lock.packages)), encoding="utf-8")
        _place(manifest, into / MANIFEST)


def _lock(pin: Pin, wheel: Path) -> PyodideLockSpec:
    """Return the lock file's contents: NumPy as Pyodide's own lock has it, and our wheel, which depends on it."""
    official = PyodideLockSpec.from_dict({"info": pin["info"], "packages": {"numpy": pin["numpy"]}})
    return add_wheels_to_spec(official, [wheel])


def _manifest(pin: Pin, files: Sequence[Path], packages: Sequence[str]) -> str:
    """Return the text of the manifest. A `sha256` is in the form that fetch(url, {integrity}) takes."""
    listed = {path.name: {"size": path.stat().st_size, "sha256": _integrity(path)} for path in files}
    manifest = {"pyodide": pin["pyodide"], "python": pin["python"], "files": listed, "packages": packages}
    return json.dumps(manifest, indent=2) + "\n"


def _integrity(path: Path) -> str:
    """Return a file's hash as the integrity attribute of the web has it: sha256-<base64>."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _place(source: Path, target: Path) -> None:
    """Make `target` a file with the bytes of `source`, at one stroke, and leave it alone if it is one already."""
    if target.exists() and (target.samefile(source) or filecmp.cmp(source, target, shallow=False)):
        return
    with TemporaryDirectory(dir=target.parent) as scratch:
        made = Path(scratch, target.name)
        try:
            # Megabytes that need not be written at each build. A tool that alters the site's files in place alters the
            # cache as well, then; the hash tells, and the file is fetched again.
            os.link(source, made)
        except OSError:  # another disk, or one without hard links
            shutil.copyfile(source, made)
        made.replace(target)


def _remove_stale(into: Path, wanted: set[str]) -> None:
    """Remove the files that the manifest of an earlier pack names and this one does not want."""
    earlier = into / MANIFEST
    if not earlier.exists():
        return
    for name in json.loads(earlier.read_text(encoding="utf-8"))["files"]:
        if name not in wanted:
            (into / name).unlink(missing_ok=True)
