"""Pin a version of Pyodide: `uv run python scripts/pin_runtime.py 314.0.3`.

Hashes the official npm package of that version, takes NumPy's hash from its lock file, proves that all files can be
fetched and that the core starts, and writes pyodide_widgets/runtime/runtime.json. Needs Node.js with npm, and a network
that reaches a source of NumPy's wheel (see pyodide_widgets/runtime/fetch.py).
"""

import argparse
import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pooch
from pyodide_lock import PyodideLockSpec

from pyodide_widgets.runtime.fetch import SourceError, fetch_files, npm_package, official_sources
from pyodide_widgets.runtime.pin import LOCK, PIN_FILE, Pin, PinnedFile, RuntimeFetchError
from pyodide_widgets.storage.cache_folder import cache_folder

CORE = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"]
ASK_VERSION = """
const [folder, module] = process.argv.slice(1);
const {loadPyodide} = await import(module);
const pyodide = await loadPyodide({indexURL: folder});
console.log(pyodide.runPython("import platform; platform.python_version()"));
"""


def download_core(version: str, folder: Path) -> None:
    """Put the core and the lock file of the npm package into `folder`. Raises SourceError."""
    with npm_package(f"pyodide@{version}").open() as download:
        for name in [*CORE, LOCK]:
            download(name, folder / name)


def python_version(folder: Path) -> str:
    """Start the core in `folder` under Node and return the Python version that it says it is."""
    node = ["node", "--input-type=module", "--eval", ASK_VERSION, str(folder), (folder / "pyodide.mjs").as_uri()]
    return subprocess.run(node, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def make_pin(version: str) -> Pin:
    """Return the pin of a Pyodide version. Raises SourceError or RuntimeFetchError."""
    with TemporaryDirectory() as scratch:
        core = Path(scratch)
        download_core(version, core)
        # Pyodide's own reader: a lock file of another format, or one that lacks something, stops here.
        lock = PyodideLockSpec.from_json(core / LOCK)
        lock.check_wheel_filenames()
        numpy = lock.packages["numpy"].to_dict()
        hashes = {name: pooch.file_hash(str(core / name)) for name in CORE} | {numpy["file_name"]: numpy["sha256"]}
        pinned_lock = PinnedFile(sha256=pooch.file_hash(str(core / LOCK)), size=(core / LOCK).stat().st_size)
        python = python_version(core)
    # A pin that nobody could fetch is not written; and NumPy's size is known only now.
    cache = cache_folder(version)
    fetch_files(hashes, cache, official_sources(version))
    files = {name: PinnedFile(sha256=sha256, size=(cache / name).stat().st_size) for name, sha256 in hashes.items()}
    return Pin(pyodide=version, python=python, info=lock.info.to_dict(), numpy=numpy, files=files, lock=pinned_lock)


def main() -> None:
    """Pin the version named on the command line."""
    parser = argparse.ArgumentParser(description="Pin a version of Pyodide in pyodide_widgets/runtime/runtime.json.")
    parser.add_argument("version", help="a version of the npm package pyodide, such as 314.0.3")
    try:
        pin = make_pin(parser.parse_args().version)
    except (SourceError, RuntimeFetchError) as error:
        raise SystemExit(f"Nothing is pinned: {error}") from error
    PIN_FILE.write_text(json.dumps(pin, indent=2) + "\n", encoding="utf-8")
    print(f"Pinned Pyodide {pin['pyodide']} with Python {pin['python']} in {PIN_FILE}.")
    print(f"pyproject.toml has to ask for numpy=={pin['numpy']['version']}, so that the build draws with the same one.")


if __name__ == "__main__":
    main()
