"""Write the service worker of a finished site, which keeps the site for readers without a network.

Called by the plugin and by `finish.py`. Test: tests/build/test_offline.py, tests/browser/test_offline.py.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from ..runtime.pack import PARTS
from ..storage.files import files_below
from .places import FOLDER, WORKER

_SOURCES = Path(__file__).parents[1] / "browser" / "service_worker"
_SOURCE = _SOURCES / "offline-worker.js"
_END = _SOURCES / "offline-end.js"
_RUNTIME = f"{FOLDER}/runtime/"
_LEFT_OUT = (".gz", ".map", "sitemap.xml", WORKER)  # pages request none of them


def write_offline_worker(site_dir: Path, known: Mapping[str, str]) -> None:
    """Write the worker: a description of the site's files with their hashes, and the code. It changes whenever a file does.

    `known` has the sha256, in hex, of files that need not be read for that, by their paths in the site.
    """
    runtime = json.loads((site_dir / _RUNTIME / "manifest.json").read_text(encoding="utf-8"))
    python = {_RUNTIME + entry["file"]: entry["sha256"] for part in PARTS for entry in runtime[part].values()}
    others = [path for path in files_below(site_dir) if not path.endswith(_LEFT_OUT) and path not in python]
    hashes = {path: known.get(path) or hashlib.sha256((site_dir / path).read_bytes()).hexdigest() for path in others}
    site = {"files": {_address(path): _integrity(sha256) for path, sha256 in hashes.items()}, "runtime": python}
    version = hashlib.sha256(json.dumps(site).encode()).hexdigest()[:12]
    description = json.dumps({"version": version, **site}, indent=1)
    (site_dir / WORKER).write_text(f"const SITE = {description};\n\n{_SOURCE.read_text(encoding='utf-8')}", encoding="utf-8")


def write_offline_end(site_dir: Path) -> None:
    """Write a worker that removes itself and all that is kept, for a site that changes while it is looked at."""
    (site_dir / WORKER).write_text(_END.read_text(encoding="utf-8"), encoding="utf-8")


def _address(path: str) -> str:
    """The address that pages use for a file."""
    return path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path


def _integrity(sha256: str) -> str:
    """A hash in the form that fetch(url, {integrity}) takes."""
    return f"sha256-{base64.b64encode(bytes.fromhex(sha256)).decode()}"
