"""Made-up files of a runtime, and a source that lives in memory."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyodide_widgets.runtime.fetch import Download, DownloadSource, SourceError

FILES = {"core.mjs": b"export {};\n" * 1000, "numpy.whl": os.urandom(300_000)}
HASHES = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}


def giving(files: dict[str, bytes], name: str = "memory", asked: list[str] | None = None) -> DownloadSource:
    """Return a source that gives `files`, fails on all others, and notes in `asked` what it was asked for."""

    def download(file: str, path: Path) -> None:
        if asked is not None:
            asked.append(file)
        if file not in files:
            path.write_bytes(b"the first half of it")
            raise SourceError(f"broke off at {file}")
        path.write_bytes(files[file])

    @contextmanager
    def opened() -> Iterator[Download]:
        yield download

    return DownloadSource(name=name, needs=f"whatever {name} needs", open=opened)
