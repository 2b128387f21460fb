"""Write the service worker of a finished site, which keeps the site for readers without a network.

Called by the plugin and by `finish.py`. Test: tests/build/test_offline.py, tests/browser/test_offline.py.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from ..kit.words import Lang
from ..runtime.pack import DATA, PACKAGE_PARTS, PARTS
from ..storage.files import files_below
from ..storage.integrity import integrity
from .embeds import is_embed
from .places import EDITOR, FOLDER, TRACED_CODE, WORKER

_SOURCES = Path(__file__).parents[1] / "browser" / "service_worker"
_SOURCE = _SOURCES / "offline-worker.js"
_END = _SOURCES / "offline-end.js"
_RUNTIME = f"{FOLDER}/runtime/"
# Kept when a page has requested them: few readers look at code or change it.
_ON_REQUEST = (f"{FOLDER}/{EDITOR}/", f"{FOLDER}/{TRACED_CODE}/")
_LEFT_OUT = (".gz", ".br", ".map", "sitemap.xml", WORKER)  # pages request none of them
# What hosts read and do not serve: `_headers`, `_redirects`, `.nojekyll`, `CNAME`.
_FOR_HOSTS = re.compile(r"[_.].*|CNAME")
# Of these the standard library says on some machines another one, or none.
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".wasm": "application/wasm",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".tar": "application/x-tar",
    ".safetensors": "application/octet-stream",
}
# Of these the search of Material for MkDocs loads those of the site's languages.
_SEARCH_LANGUAGE = re.compile(r".*/lunr/min/lunr\.(?P<lang>[a-z]{2})\.min\.js")


def write_offline_worker(
    site_dir: Path, known: Mapping[str, str], languages: Collection[Lang], policy: str = ""
) -> None:
    """Write the worker: a description of the site's files with their hashes, and the code. It changes whenever a file does.

    Args:
        known: the sha256, in hex, of files that need not be read for that, by their paths in the site.
        languages: of the site.
        policy: the Content-Security-Policy that the worker's answers have.
    """
    runtime = json.loads((site_dir / _RUNTIME / "manifest.json").read_text(encoding="utf-8"))
    python = {_RUNTIME + entry["file"]: entry["sha256"] for part in PARTS for entry in runtime[part].values()}
    packages = {
        _RUNTIME + entry["file"]: entry["sha256"]
        for part in (*PACKAGE_PARTS, DATA)
        for entry in runtime.get(part, {}).values()
    }
    elsewhere = python.keys() | packages.keys()
    others = [path for path in files_below(site_dir) if path not in elsewhere and _is_requested(path, languages)]
    hashes = {path: known.get(path) or hashlib.sha256((site_dir / path).read_bytes()).hexdigest() for path in others}
    addresses = {_address(path): integrity(bytes.fromhex(sha256)) for path, sha256 in hashes.items()}
    on_request = {path: sha256 for path, sha256 in addresses.items() if path.startswith(_ON_REQUEST)}
    files = {path: sha256 for path, sha256 in addresses.items() if path not in on_request}
    site = {
        "files": files,
        "onRequest": on_request,
        "runtime": python,
        "packages": packages,
        "types": _types([*others, *elsewhere]),
        "policy": policy,
    }
    version = hashlib.sha256(json.dumps(site).encode()).hexdigest()[:12]
    description = json.dumps({"version": version, **site}, indent=1)
    (site_dir / WORKER).write_text(
        f"const SITE = {description};\n\n{_SOURCE.read_text(encoding='utf-8')}", encoding="utf-8"
    )


def write_offline_end(site_dir: Path) -> None:
    """Write a worker that removes itself and all that is kept, for a site that changes while it is looked at."""
    (site_dir / WORKER).write_text(_END.read_text(encoding="utf-8"), encoding="utf-8")


def _types(paths: Collection[str]) -> dict[str, str]:
    """The media types of files, by the endings of their names."""
    names = (path.rpartition("/")[2] for path in paths)
    endings = sorted({f".{ending}" for _, dot, ending in (name.rpartition(".") for name in names) if dot})
    return {ending: _TYPES.get(ending) or _guessed_type(ending) for ending in endings}


def _guessed_type(ending: str) -> str:
    from mimetypes import guess_type  # reads the lists of the machine

    return guess_type(f"file{ending}")[0] or "application/octet-stream"


def _is_requested(path: str, languages: Collection[Lang]) -> bool:
    """Whether a page may request a file."""
    search = _SEARCH_LANGUAGE.fullmatch(path)
    if search:
        return search["lang"] in {lang.partition("-")[0] for lang in languages}
    # Pages for other sites are not kept: a browser keeps nothing for a frame on another site that this site could use.
    return not path.endswith(_LEFT_OUT) and not _FOR_HOSTS.fullmatch(path) and not is_embed(path, [*languages])


def _address(path: str) -> str:
    """The address that pages use for a file."""
    return path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path
