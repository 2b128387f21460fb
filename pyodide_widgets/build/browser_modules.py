"""Write the browser's modules into a site: what a page loads, and what each worker runs, as one file each.

Called by `assets.py`. Test: tests/build/test_browser_modules.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ..kit.messages import messages
from ..kit.words import Lang
from ..storage.files import files_below
from .bundle import bundle, in_order, stub
from .places import EDITOR, ENTRY

_BROWSER = Path(__file__).parents[1] / "browser"
_WORKERS = ("worker/python-worker.mjs", "fetch_worker/fetch-worker.mjs", "snapshot/snapshot-worker.mjs")
_MESSAGES = "page/messages.mjs"  # made for each site
_CLASSIC = re.compile(r"page/[\w-]+\.js")


def write_browser_modules(into: Path, languages: Sequence[Lang], *, with_editor: bool) -> None:
    """Write all modules, and the page's classic scripts, into a folder, under the paths that they have in `browser/`.

    The page's and the workers' entries are bundles. The page's other modules give what the bundle has: what is loaded later
    finds the one client of the Python worker there, and no second one.

    Args:
        languages: of the site.
        with_editor: whether the site has code that readers may change.
    """

    def read(path: str) -> str:
        return _messages_module(languages) if path == _MESSAGES else _read(path)

    texts = {path: read(path) for path in (*_paths(), _MESSAGES) if with_editor or not path.startswith(f"{EDITOR}/")}
    of_page = [path for path in in_order(ENTRY, read) if path.startswith("page/")]
    texts |= {path: stub(f"./{Path(ENTRY).name}", path, read(path)) for path in of_page}
    texts |= {path: bundle(path, read) for path in (ENTRY, *_WORKERS)}
    for folder in {path.rpartition("/")[0] for path in texts}:
        (into / folder).mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        (into / path).write_text(text, encoding="utf-8")


def _messages_module(languages: Sequence[Lang]) -> str:
    said = {lang: messages(lang)["page"] for lang in languages}
    return f"export const MESSAGES = {json.dumps(said, ensure_ascii=False, indent=2)};\n"


@cache
def _paths() -> list[str]:
    return [path for path in files_below(_BROWSER) if path.endswith(".mjs") or _CLASSIC.fullmatch(path)]


@cache
def _read(path: str) -> str:
    return (_BROWSER / path).read_text(encoding="utf-8")
