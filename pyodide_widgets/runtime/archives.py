"""Make the archives of the runtime: what a start needs, what drawings need besides, and what is fetched on demand.

All Python in them is bytecode that the runtime has compiled itself, under Node.

Called by `pack.py`. Test: tests/runtime/test_archives.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..storage.store import Store
from .cache import fetch_runtime
from .pin import Pin, lib_folder
from .run_in_node import JOB, PYTHON, UNPACKER, run
from .tar_files import tar, untarred, unzipped

INDEX = "lib/on-demand-archive.txt"  # read by browser/worker/on_demand_archive.py
# The archives that a start needs, in that order: the standard library, then NumPy's compiled modules and its others, and ours.
START = ("python.tar", "libraries.tar", "numpy.tar", "package.tar")
# Those that come when Python answers already: what some drawings need besides, and the source code of the widgets.
AFTERWARDS = ("drawing.tar", "source-code.tar")
ON_DEMAND = "on_demand.tar"  # fetched when one of its modules is imported
# browser/worker/sitecustomize.py; Python imports it from the folder of the standard library.
CUSTOMIZE = "sitecustomize.pyc"
CATALOGUE = "lib/pyodide-widgets/catalogue.json"  # read by kit/browser_calls.py
SOURCE_CODE = "source-code"  # the folder in which tracebacks look for the lines of the widgets


@dataclass(frozen=True)
class Code:
    """The code of a site's widgets, as it goes to the browser.

    Args:
        files: contents by their paths below `site-packages`.
        catalogue: JSON that says which widgets there are, as `kit/browser_calls.py` reads it.
        data: files that are fetched only for widgets that need them, likewise.
    """

    files: Mapping[str, bytes]
    catalogue: bytes
    data: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """The sha256 of each file, in hex, by its path."""
        files = {**self.files, **self.data}
        return {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}

    def key(self) -> bytes:
        """A text that is another one whenever something of this is."""
        return json.dumps([self.hashes, [*sorted(self.data)]]).encode() + self.catalogue


def lean_archives(cache: Path, pin: Pin, code: Code) -> dict[str, Path]:
    """Return the archives by their names: `START`, `AFTERWARDS` and `ON_DEMAND`. The same inputs give the same bytes.

    Takes some seconds when the code has changed, and half a minute when the runtime has; else what is kept below
    `cache` is returned. Raises NodeError and RuntimeFetchError.
    """
    store, lib = _store(cache), lib_folder(pin)
    site_packages = f"{lib}/site-packages"

    def make_archives() -> dict[str, bytes]:
        library = library_archive(cache, pin)
        modules = {f"{site_packages}/{path}": content for path, content in code.files.items()}
        package = tar(modules)
        compiled, *used = run(
            cache,
            pin,
            [library, package, tar({CATALOGUE: code.catalogue}), tar(data_files(code, pin))],
            [
                (f"package(argument, '/{SOURCE_CODE}')", package),
                ("used_by_imports()", None),
                ("used_by_drawings()", None),
            ],
        )
        imported, drawn = map(used_paths, used)
        archives: dict[str, dict[str, bytes]] = {name: {} for name in (*START, *AFTERWARDS, ON_DEMAND)}
        for path, content in untarred(library).items():
            archives[_archive_of(path, imported, drawn, site_packages)][path] = content
        archives["package.tar"] = untarred(compiled) | {CATALOGUE: code.catalogue}
        customize = archives["package.tar"].pop(f"{site_packages}/pyodide_widgets/browser/worker/{CUSTOMIZE}")
        archives["python.tar"][f"{lib}/{CUSTOMIZE}"] = customize
        archives["source-code.tar"] = {
            f"{SOURCE_CODE}/{path}": content for path, content in modules.items() if path.endswith(".py")
        }
        archives["python.tar"][INDEX] = "\n".join(sorted(module_names(archives[ON_DEMAND], pin))).encode()
        return {name: tar(files) for name, files in archives.items()}

    return store.kept(_runtime_key(pin) + code.key(), make_archives)


def data_files(code: Code, pin: Pin) -> dict[str, bytes]:
    """Return the data files by their paths in the browser: drawings that are traced need them."""
    return {f"{lib_folder(pin)}/site-packages/{path}": content for path, content in code.data.items()}


def _archive_of(path: str, imported: Set[str], drawn: Set[str], site_packages: str) -> str:
    """Return the archive for a file of the library, by who uses it."""
    if path not in drawn:
        return ON_DEMAND
    if path not in imported:
        return "drawing.tar"
    if path.endswith(".so"):
        return "libraries.tar"
    return "numpy.tar" if path.startswith(f"{site_packages}/") else "python.tar"


def module_names(paths: Iterable[str], pin: Pin) -> Iterator[str]:
    """Yield the names of the modules that are among the files of archives."""
    lib = lib_folder(pin)
    site_packages = f"{lib}/site-packages"
    for path in paths:
        base = site_packages if path.startswith(f"{site_packages}/") else lib
        *folders, file = Path(path).relative_to(base).parts
        stem, _, ending = file.partition(".")
        parts = folders if stem == "__init__" else [*folders, stem]
        if (ending == "pyc" or ending.endswith("so")) and all(part.isidentifier() for part in parts):
            yield ".".join(parts)


def used_paths(traced: bytes) -> set[str]:
    """Return the paths that a trace of `in_runtime.py` has, as archives have them."""
    return {path.removeprefix("/") for path in traced.decode().split("\n")}


def library_archive(cache: Path, pin: Pin) -> bytes:
    """Return the whole standard library and all of NumPy, compiled, in one archive. Raises NodeError and RuntimeFetchError."""
    lib = lib_folder(pin)

    def make() -> dict[str, bytes]:
        fetch_runtime(cache, pin)  # only here, so that builds that find the archive do not hash what it is made of
        numpy = unzipped(cache / pin["numpy"]["file_name"], f"{lib}/site-packages")
        # Pyodide does not let a memory be taken in which it finds a wheel's description, that is, an installed package.
        numpy = {path: content for path, content in numpy.items() if ".dist-info/" not in path}
        published = tar(unzipped(cache / "python_stdlib.zip", lib) | numpy)
        (compiled,) = run(cache, pin, [published], [("library(argument)", published)])
        return {"library.tar": compiled}

    return _store(cache).kept(_runtime_key(pin), make)["library.tar"].read_bytes()


def _store(cache: Path) -> Store:
    return Store(cache / "lean")


def _runtime_key(pin: Pin) -> bytes:
    tools = b"".join(path.read_bytes() for path in (Path(__file__), JOB, PYTHON, UNPACKER))
    return json.dumps(pin, sort_keys=True).encode() + tools
