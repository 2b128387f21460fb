"""Make the archives of a site's packages: what drawing its widgets uses of each, and the others for whoever imports them.

Called by `pack.py`. Test: tests/runtime/test_package_archives.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from ..storage.store import Store
from .archives import AFTERWARDS, SOURCE_CODE, START, Code, data_files, library_archive, module_names, used_paths
from .packages import Package, PackageError
from .pin import Pin, lib_folder
from .run_in_node import JOB, PYTHON, UNPACKER, run
from .site_packages import SitePackages
from .tar_files import tar, untarred, unzipped

# What drawing with packages needs of the standard library and NumPy beyond `START` and `AFTERWARDS`; fetched before the
# first package. On-demand modules that are in it are in `ON_DEMAND` too, so that a start does not depend on packages.
LIBRARY = "library-for-packages.tar"
INDEXES = (
    "lib/pyodide-widgets/on-demand"  # the folder of the packages' indexes, which this module reads in the browser:
)
_READER = "pyodide_widgets/browser/worker/package_files.py"
_ROOT = Path(__file__).parents[2]
# Shared libraries that the compiled modules of a wheel are linked with: no Python code opens them, so no trace has them.
_SHARED = ".libs/"


def archive_names(packages: SitePackages) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the archives in the order in which they are fetched, and of those that are fetched on demand.

    Raises:
        PackageError: a wheel has a name that is taken.
    """
    names = [package.name for package in packages.packages]
    at_once = (LIBRARY, *map(at_once_name, names)) if names else ()
    on_demand = tuple(map(on_demand_name, names))
    for package in packages.packages:
        if {at_once_name(package.name), on_demand_name(package.name)} & {*START, *AFTERWARDS, LIBRARY}:
            raise PackageError(
                f"wheels: {package.file_name}: the runtime has an archive of that name; rename the package"
            )
    return at_once, on_demand


def at_once_name(package: str) -> str:
    """The archive with what drawing uses of a package."""
    return f"{package}.tar"


def on_demand_name(package: str) -> str:
    """The archive with the rest of a package."""
    return f"{package}-on-demand.tar"


def package_archives(
    cache: Path, pin: Pin, code: Code, packages: SitePackages, lean: Mapping[str, Path]
) -> dict[str, Path]:
    """Return the archives by the names of `archive_names`. The same inputs give the same bytes.

    Takes ten seconds or so for each package that is compiled for the first time, and the time of drawing all widgets that
    need packages when their code has changed; else what is kept below `cache` is returned.

    Args:
        lean: the other archives, made of the same code.

    Raises:
        NodeError
    """
    if not packages.packages:
        return {}
    store = Store(cache / "packages")
    site_packages = f"{lib_folder(pin)}/site-packages"
    tools = b"".join(path.read_bytes() for path in (Path(__file__), JOB, PYTHON, UNPACKER, _ROOT / _READER))
    runtime = json.dumps(pin, sort_keys=True).encode() + tools

    def compiled(package: Package) -> bytes:
        def make() -> dict[str, bytes]:
            published = tar(_published(packages.wheels[package.name], site_packages))
            (bytecode,) = run(cache, pin, [library], [("foreign_library(argument)", published)])
            return {"package.tar": bytecode}

        return store.kept(runtime + package.sha256.encode(), make)["package.tar"].read_bytes()

    def make_archives() -> dict[str, bytes]:
        files = {package.name: untarred(compiled(package)) for package in packages.packages}
        reader = tar({f"{site_packages}/{_READER}": (_ROOT / _READER).read_bytes()})
        archives = [library, lean["package.tar"].read_bytes(), reader, *map(tar, files.values())]
        archives.append(tar(data_files(code, pin)))
        calls = [(f"package(argument, '/{SOURCE_CODE}')", reader), ("used_by_package_widgets()", None)]
        compiled_reader, traced = run(cache, pin, archives, calls)
        used = used_paths(traced)
        there = {path for name in (*START, *AFTERWARDS) for path in untarred(lean[name].read_bytes())}
        more = {path: content for path, content in untarred(library).items() if path in used - there}
        result = {LIBRARY: more | untarred(compiled_reader)}
        for name, contents in files.items():
            at_once, on_demand = _split(contents, used)
            at_once[f"{INDEXES}/{name}.txt"] = "\n".join(sorted(_index(on_demand, pin))).encode()
            result |= {at_once_name(name): at_once, on_demand_name(name): on_demand}
        return {name: tar(contents) for name, contents in result.items()}

    library = library_archive(cache, pin)
    return store.kept(runtime + code.key() + packages.key(), make_archives)


def _published(wheel: Path, site_packages: str) -> dict[str, bytes]:
    """The files of a wheel that Python can use."""
    files = unzipped(wheel, site_packages)
    return {path: content for path, content in files.items() if ".data/" not in path.removeprefix(site_packages)}


def _split(files: Mapping[str, bytes], used: Set[str]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Part the files of a package into those for drawing, with what the package says of itself, and all others."""
    at_once = {
        path: content
        for path, content in files.items()
        if path in used or _SHARED in path or path.endswith((".dist-info/METADATA", ".dist-info/entry_points.txt"))
    }
    others = (path for path in files if path not in at_once and ".dist-info/" not in path)
    return at_once, {path: files[path] for path in others}


def _index(on_demand: Mapping[str, bytes], pin: Pin) -> Iterator[str]:
    """The names of modules, and the absolute paths of other files."""
    yield from module_names(on_demand, pin)
    yield from (f"/{path}" for path in on_demand if not path.endswith((".pyc", ".so")))
