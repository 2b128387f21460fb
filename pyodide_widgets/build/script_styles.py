"""Style sheets that the scripts of a theme have inside them, as Zensical's search does, for the policy that has to allow them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .finished_pages import ENCODING
from .places import FOLDER

_SRC = re.compile(rb"""<script\b[^>]*?\ssrc=["']?([^\s"'>?#]+)""", re.IGNORECASE)
# A text in a script that is as long as a style sheet. One with a backslash would have to be read as JavaScript does.
_LONG = re.compile(r"""[=(,:\[](?:'(?=([^'\\]{200,})')|"(?=([^"\\]{200,})")|`(?=([^`\\$]{200,})`))""")
_RULE = re.compile(r"[{;][\w-]+:[^{};]+[;}]")
_CODE = re.compile(r"=>|===|&&|\bfunction\b|\breturn\b")


def styles_in_scripts(site_dir: Path, pages: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """The style sheets that are written as texts in the scripts of pages, as far as these scripts lie in the site.

    Args:
        pages: the path of each page below the site, and its HTML.
    """
    root = site_dir.resolve()
    scripts = {
        (root / src.lstrip("/") if src.startswith("/") else (root / path).parent / src).resolve()
        for path, html in pages
        for src in (found.decode(*ENCODING) for found in _SRC.findall(html))
        if ":" not in src and f"{FOLDER}/" not in src
    }
    for script in sorted(scripts):
        if script.is_relative_to(root) and script.is_file():
            text = script.read_text(encoding="utf-8", errors="replace")
            if "attachShadow" in text:  # a sheet for any other place would be in the page, or in a file
                yield from (sheet for match in _LONG.findall(text) for sheet in match if _is_sheet(sheet))


def _is_sheet(text: str) -> bool:
    """Whether a text is a style sheet, and not code between two texts."""
    is_whole = text.endswith("}") and text.count("{") == text.count("}")
    return bool(is_whole and _RULE.search(text) and not _CODE.search(text))
