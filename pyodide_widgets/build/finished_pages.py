"""The HTML pages of a finished site, each read once for all steps that look at them or change them.

They are bytes: a site may have pages of others in another encoding, which stay as they are, and what is looked for is ASCII.
Text with a single character beyond Latin-1 takes two bytes for each, and twice as long to search.

Called by the plugin and by `finish.py`, for `embeds.py`, `policy.py` and `assets.py`. Test: tests/build/test_finished_pages.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..storage.files import files_below

ENCODING = ("utf-8", "surrogateescape")  # for parts that are read as text


class FinishedPages(Mapping[str, bytes]):
    """The contents of a site's pages, by their paths below its root, in the order of the paths."""

    def __init__(self, site_dir: Path) -> None:
        self.site_dir = site_dir
        paths = [path for path in files_below(site_dir) if path.endswith(".html")]
        self._contents = {path: (site_dir / path).read_bytes() for path in paths}

    def __getitem__(self, path: str) -> bytes:
        return self._contents[path]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._contents))

    def __len__(self) -> int:
        return len(self._contents)

    def write(self, path: str, content: bytes) -> None:
        """Write a page, which may be a new one; a page that has the content already is not touched."""
        if self._contents.get(path) == content:
            return
        file = self.site_dir / path
        if path not in self._contents:
            file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        self._contents[path] = content

    def hashes(self) -> dict[str, str]:
        """The sha256 of each page, in hex, by its path."""
        return {path: hashlib.sha256(content).hexdigest() for path, content in self.items()}
