"""Files by their paths: read from a zip archive, and as a tar archive of which every byte is decided by them.

Called by `archives.py` and `package_archives.py`. Test: tests/runtime/test_archives.py.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

# Type stubs, and what a C compiler needs: nothing reads them at run time.
_UNUSED = (".a", ".build", ".c", ".cfg", ".h", ".ini", ".pc", ".pxd", ".pyi", ".pyx", ".template")


def unzipped(path: Path, folder: str) -> dict[str, bytes]:
    """Return the files of a zip archive that can be of use at run time, as they lie below `folder`."""
    with zipfile.ZipFile(path) as archive:
        return {
            f"{folder}/{member.filename}": archive.read(member)
            for member in archive.infolist()
            if not member.is_dir() and not member.filename.endswith(_UNUSED)
        }


def tar(files: Mapping[str, bytes]) -> bytes:
    """Return a tar archive that depends on the files' paths and contents alone."""
    import tarfile  # most builds find all archives in the cache

    result = io.BytesIO()
    with tarfile.open(fileobj=result, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content in sorted(files.items()):
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return result.getvalue()


def untarred(archive: bytes) -> dict[str, bytes]:
    """Return the files of a tar archive."""
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        streams = {member.name: opened.extractfile(member) for member in opened}
        return {path: stream.read() for path, stream in streams.items() if stream}
