"""The HTML pages of a finished site, each read once for all steps that look at them or change them.

Called by the plugin and by `finish.py`, for `embeds.py`, `policy.py` and `assets.py`. Test: tests/build/test_finished_pages.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..storage.files import files_below

# A site may have pages of others in another encoding, which stay as they are.
ENCODING = ("utf-8", "surrogateescape")


class FinishedPages(Mapping[str, str]):
    """The texts of a site's pages, by their paths below its root, in the order of the paths."""

    def __init__(self, site_dir: Path) -> None:
        self.site_dir = site_dir
        paths = [path for path in files_below(site_dir) if path.endswith(".html")]
        self._texts = {path: (site_dir / path).read_bytes().decode(*ENCODING) for path in paths}

    def __getitem__(self, path: str) -> str:
        return self._texts[path]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._texts))

    def __len__(self) -> int:
        return len(self._texts)

    def write(self, path: str, text: str) -> None:
        """Write a page, which may be a new one; a page that has the text already is not touched."""
        if self._texts.get(path) == text:
            return
        file = self.site_dir / path
        if path not in self._texts:
            file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode(*ENCODING))
        self._texts[path] = text

    def hashes(self) -> dict[str, str]:
        """The sha256 of each page, in hex, by its path."""
        return {path: hashlib.sha256(text.encode(*ENCODING)).hexdigest() for path, text in self.items()}
