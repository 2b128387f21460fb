"""Wheels of pure Python, written for a test."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path


def write_wheel(
    folder: Path, name: str, files: Mapping[str, str], *, version: str = "1.0", requires: Sequence[str] = ()
) -> Path:
    """Write a wheel with these files, and return it."""
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    told = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {r}" for r in requires)]
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
        archive.writestr(f"{info}/METADATA", "\n".join(told) + "\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel
