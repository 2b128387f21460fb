"""Write the browser's modules into a site: what a page loads, and what each worker runs, as one file each.

Called by `assets.py`. Test: tests/build/test_browser_modules.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from ..kit.messages import messages
from ..kit.words import Lang
from ..storage.files import files_below
from ..storage.store import Store
from .places import EDITOR, EMBED_ENTRY, ENTRY

_BROWSER = Path(__file__).parents[1] / "browser"
_WORKERS = ("worker/python-worker.mjs", "fetch_worker/fetch-worker.mjs", "snapshot/snapshot-worker.mjs")
_MESSAGES = "page/messages.mjs"  # made for each site
_CLASSIC = re.compile(r"page/[\w-]+\.js")


def write_browser_modules(into: Path, languages: Sequence[Lang], store: Store, *, with_editor: bool) -> dict[str, str]:
    """Write the modules that a site can load, and its classic scripts, into a folder, under the paths that they have in `browser/`.

    The page's and the workers' entries are bundles. A module of the page that is loaded later imports from stubs what the bundle
    has: there is one client of the Python worker, and no second one.

    Args:
        languages: of the site.
        store: keeps the modules from build to build.
        with_editor: whether the site has code that readers may change.

    Returns the sha256 of each file, in hex, by its path in the folder.
    """
    sources = {path: _read(path) for path in _paths() if with_editor or not path.startswith(f"{EDITOR}/")}
    sources[_MESSAGES] = _messages_module(languages)
    made_by = [path.read_bytes() for path in (Path(__file__), Path(__file__).with_name("bundle.py"))]
    key = b"\0".join([*made_by, *(part for path, content in sources.items() for part in (path.encode(), content))])
    kept = store.kept(key, lambda: _modules({path: _text(content) for path, content in sources.items()}))
    for folder in {path.rpartition("/")[0] for path in kept}:
        (into / folder).mkdir(parents=True, exist_ok=True)
    for path, file in kept.items():
        (into / path).write_bytes(file.read_bytes())
    return {path: file.name for path, file in kept.items()}


def _modules(sources: Mapping[str, str]) -> dict[str, bytes]:
    from .bundle import bundle, in_order, reached, stub  # most builds find all of it kept

    def read(path: str) -> str:
        return sources.get(path, "")  # `editing.py` writes those that are not there

    of_page = {path for path in in_order(ENTRY, read) if path.startswith("page/")}

    def written(path: str) -> str:
        if path in (ENTRY, *_WORKERS):
            return bundle(path, read)
        return stub(f"./{Path(ENTRY).name}", path, read(path)) if path in of_page else read(path)

    asked_for = [path for path in sources if path.startswith(f"{EDITOR}/") or _CLASSIC.fullmatch(path)]
    texts = reached([ENTRY, *_WORKERS, EMBED_ENTRY, *asked_for], written)
    return {path: texts[path].encode() for path in sorted(texts.keys() & sources.keys())}


def _messages_module(languages: Sequence[Lang]) -> bytes:
    said = {lang: messages(lang)["page"] for lang in languages}
    return f"export const MESSAGES = {json.dumps(said, ensure_ascii=False, indent=2)};\n".encode()


@cache
def _paths() -> list[str]:
    return [path for path in files_below(_BROWSER) if path.endswith(".mjs") or _CLASSIC.fullmatch(path)]


@cache
def _read(path: str) -> bytes:
    return (_BROWSER / path).read_bytes()


def _text(content: bytes) -> str:
    return content.decode().replace("\r\n", "\n")
