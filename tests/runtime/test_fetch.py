"""Fetching the runtime: made-up files, and sources that live in memory or on a loopback server. No network."""

import hashlib
import io
import os
import stat
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from made_up_sources import FILES, HASHES, giving

from pyodide_widgets.runtime import fetch, node
from pyodide_widgets.runtime.fetch import (
    Download,
    DownloadSource,
    SourceError,
    fetch_files,
    http_folder,
    npm_package,
    remote_wheel,
    wheel_address,
)
from pyodide_widgets.runtime.pin import RuntimeFetchError

WRONG = b"<html>Please log in to this network</html>"


def dead(reason: str, name: str = "dead") -> DownloadSource:
    """Return a source that cannot even be opened."""

    @contextmanager
    def opened() -> Iterator[Download]:
        raise SourceError(reason)
        yield

    return DownloadSource(name=name, needs=f"whatever {name} needs", open=opened)


class Handler(BaseHTTPRequestHandler):
    """Answers with `server.files`, in ranges where asked; breaks off in the middle of the files in `server.broken`."""

    server: "Server"

    def do_GET(self) -> None:
        data = self.server.files.get(self.path.lstrip("/"))
        if data is None:
            self.send_error(404)
            return
        part = self._range(len(data))
        self.send_response(206 if part else 200)
        if part:
            self.send_header("Content-Range", f"bytes {part.start}-{part.stop - 1}/{len(data)}")
            data = data[part.start : part.stop]
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        sent = data[: len(data) // 2] if self.path.lstrip("/") in self.server.broken else data
        self.server.sent_bytes += len(sent)
        self.wfile.write(sent)

    def _range(self, size: int) -> range | None:
        """Return the part that the Range header asks for: `bytes=-10`, or `bytes=5-9`."""
        header = self.headers.get("Range")
        if header is None:
            return None
        first, last = header.removeprefix("bytes=").split("-")
        return range(int(first), int(last) + 1) if first else range(max(0, size - int(last)), size)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A loopback web server with the files in `files`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = dict(FILES)
        self.broken: set[str] = set()
        self.sent_bytes = 0
        self.base = f"http://127.0.0.1:{self.server_port}/"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        Thread(target=running.serve_forever, args=[0.01], daemon=True).start()
        yield running
        running.shutdown()


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below `folder`, temporary ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def reasons(*sources: DownloadSource, folder: Path) -> str:
    """Return the text of the error that fetching from `sources` ends in."""
    with pytest.raises(RuntimeFetchError) as error:
        fetch_files(HASHES, folder, sources)
    return str(error.value)


def test_a_good_source_fills_the_cache(tmp_path: Path) -> None:
    fetch_files(HASHES, tmp_path / "new" / "cache", [giving(FILES)])
    assert contents(tmp_path / "new" / "cache") == FILES


def test_fetched_files_may_be_read_by_a_web_server(tmp_path: Path) -> None:
    fetch_files(HASHES, tmp_path, [giving(FILES)])
    assert [stat.filemode(path.stat().st_mode) for path in tmp_path.iterdir()] == ["-rw-r--r--"] * 2


def test_a_dead_source_is_followed_by_the_next(tmp_path: Path) -> None:
    fetch_files(HASHES, tmp_path, [dead("no network"), giving(FILES)])
    assert contents(tmp_path) == FILES


def test_a_source_that_failed_is_not_asked_again(tmp_path: Path) -> None:
    asked: list[str] = []
    fetch_files(HASHES, tmp_path, [giving({}, asked=asked), giving(FILES)])
    assert asked == ["core.mjs"]
    assert contents(tmp_path) == FILES


def test_a_source_is_not_opened_for_what_it_does_not_offer(tmp_path: Path) -> None:
    picky = DownloadSource("picky", "nothing", open=dead("opened!").open, offers=lambda file: False)
    assert "picky: does not have this file" in reasons(picky, folder=tmp_path)


def test_wrong_bytes_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    text = reasons(giving(dict.fromkeys(FILES, WRONG), name="portal"), folder=tmp_path)
    assert "portal: wrong hash" in text
    assert hashlib.sha256(WRONG).hexdigest() in text
    assert contents(tmp_path) == {}


def test_one_wrong_file_does_not_spoil_the_others_of_its_source(tmp_path: Path) -> None:
    asked: list[str] = []
    half_right = giving(FILES | {"core.mjs": WRONG})
    fetch_files(HASHES, tmp_path, [half_right, giving(FILES, asked=asked)])
    assert asked == ["core.mjs"]
    assert contents(tmp_path) == FILES


def test_an_interrupted_download_leaves_nothing(tmp_path: Path) -> None:
    assert "broke off" in reasons(giving({}), folder=tmp_path)
    assert contents(tmp_path) == {}


def test_right_files_are_not_fetched_again_and_nothing_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    fetch_files(HASHES, tmp_path, [dead("was opened")])
    assert capfd.readouterr() == ("", "")


def test_an_altered_file_in_the_cache_is_fetched_again(tmp_path: Path) -> None:
    fetch_files(HASHES, tmp_path, [giving(FILES)])
    (tmp_path / "numpy.whl").write_bytes(WRONG)
    asked: list[str] = []
    fetch_files(HASHES, tmp_path, [giving(FILES, asked=asked)])
    assert asked == ["numpy.whl"]
    assert contents(tmp_path) == FILES


def test_the_error_names_files_reasons_and_remedies(tmp_path: Path) -> None:
    (tmp_path / "numpy.whl").write_bytes(WRONG)
    text = reasons(dead("no network", name="first"), dead("no npm", name="second"), folder=tmp_path)
    assert "2 of 2 files" in text
    assert "core.mjs\n  cache: not there\n  first: no network\n  second: no npm\n" in text
    assert f"numpy.whl\n  cache: wrong hash: sha256 is {hashlib.sha256(WRONG).hexdigest()}\n  first" in text
    assert "  first: whatever first needs\n  second: whatever second needs\n" in text
    for name, sha256 in HASHES.items():
        assert f"  {tmp_path / name}\n    sha256 {sha256}" in text


def test_files_with_the_same_story_share_it(tmp_path: Path) -> None:
    assert "core.mjs, numpy.whl\n  cache: not there\n" in reasons(dead("no network"), folder=tmp_path)


def test_fetching_at_the_same_time_does_no_harm(tmp_path: Path, server: Server) -> None:
    with ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(fetch_files, HASHES, tmp_path, [http_folder("loopback", server.base)]) for _ in range(8)]
    assert [run.exception() for run in runs] == [None] * 8
    assert contents(tmp_path) == FILES


def test_a_web_server_is_a_source(tmp_path: Path, server: Server) -> None:
    fetch_files(HASHES, tmp_path, [http_folder("loopback", server.base)])
    assert contents(tmp_path) == FILES


def test_a_truncated_answer_is_refused(tmp_path: Path, server: Server) -> None:
    server.broken = {"numpy.whl"}
    assert "loopback: " in reasons(http_folder("loopback", server.base), folder=tmp_path)
    assert contents(tmp_path) == {"core.mjs": FILES["core.mjs"]}


def test_a_file_that_the_web_server_has_not_is_a_reason(tmp_path: Path, server: Server) -> None:
    server.files = {}
    assert "loopback: 404" in reasons(http_folder("loopback", server.base), folder=tmp_path)
    assert contents(tmp_path) == {}


def test_no_web_server_is_a_reason(tmp_path: Path) -> None:
    with Server() as gone:
        base = gone.base
    assert "loopback: no connection: " in reasons(http_folder("loopback", base), folder=tmp_path)


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip archive of `files`."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_a_wheel_is_read_in_parts(tmp_path: Path, server: Server) -> None:
    inner = {f"inner/{name}": data for name, data in FILES.items()}
    server.files = {"distribution.whl": zipped({"much/else.bin": os.urandom(2_000_000), **inner})}
    fetch_files(HASHES, tmp_path, [remote_wheel("distribution", lambda: server.base + "distribution.whl", "inner/")])
    assert contents(tmp_path) == FILES
    assert server.sent_bytes < 500_000


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "404"),
        (b"no zip" * 100, "BadZipFile"),
        (zipped({"other/core.mjs": b""}), "has no file inner/core.mjs"),
    ],
)
def test_a_wheel_that_is_not_as_it_should_be_is_a_reason(
    tmp_path: Path, server: Server, answer: bytes | None, reason: str
) -> None:
    server.files = {"distribution.whl": answer} if answer else {}
    source = remote_wheel("distribution", lambda: server.base + "distribution.whl", "inner/")
    assert reason in reasons(source, folder=tmp_path)
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("break_off", [True, False])
def test_a_wheel_whose_bytes_do_not_come_through_is_a_reason(tmp_path: Path, server: Server, break_off: bool) -> None:
    data = bytearray(zipped({"inner/numpy.whl": FILES["numpy.whl"]}))
    data[1000:1100] = bytes(100)
    server.files = {"distribution.whl": bytes(data)}
    with remote_wheel("distribution", lambda: server.base + "distribution.whl", "inner/").open() as download:
        server.broken = {"distribution.whl"} if break_off else set()
        with pytest.raises(SourceError):
            download("numpy.whl", tmp_path / "numpy.whl")


@pytest.fixture
def offline_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set pip to know one wheel only, distribution 1.0, in a local folder; return that folder."""
    files = {
        "distribution-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: distribution\nVersion: 1.0\n",
        "distribution-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "distribution-1.0.dist-info/RECORD": b"",
    }
    (tmp_path / "distribution-1.0-py3-none-any.whl").write_bytes(zipped(files))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return tmp_path


def test_pip_names_the_address_of_a_wheel(offline_pip: Path) -> None:
    assert wheel_address("distribution==1.0") == (offline_pip / "distribution-1.0-py3-none-any.whl").as_uri()


def test_a_wheel_that_pip_does_not_know_is_a_reason(offline_pip: Path) -> None:
    with pytest.raises(SourceError, match=r"No matching distribution found for distribution==2\.0"):
        wheel_address("distribution==2.0")


@pytest.mark.parametrize("on_path", [True, False])
def test_an_npm_package_is_a_source_of_the_core(on_path: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not on_path:
        monkeypatch.setattr(node.shutil, "which", lambda name: None)
    package = tmp_path / "package"
    package.mkdir()
    (package / "package.json").write_text('{"name": "made-up", "version": "1.0.0"}')
    (package / "core.mjs").write_bytes(FILES["core.mjs"])
    cache = tmp_path / "cache"
    text = reasons(npm_package(str(package)), folder=cache)
    assert contents(cache) == {"core.mjs": FILES["core.mjs"]}
    assert "1 of 2 files" in text and "does not have this file" in text


def test_an_npm_package_without_the_file_is_a_reason(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "made-up", "version": "1.0.0"}')
    assert "has no file core.mjs" in reasons(npm_package(str(tmp_path)), folder=tmp_path / "cache")


def test_no_npm_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node, "find_spec", lambda name: None)
    assert "npm package made-up: there is no npm on PATH" in reasons(npm_package("made-up"), folder=tmp_path)


def test_a_client_that_hangs_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "CLIENT_SECONDS", 0.1)
    with pytest.raises(SourceError, match=r"no result within 0\.1 s"):
        fetch._run([sys.executable, "-c", "import time; time.sleep(9)"])


def test_the_error_of_a_client_becomes_one_line() -> None:
    with pytest.raises(SourceError, match=r"^npm error code E404 npm error not found$"):
        fetch._run([sys.executable, "-c", r"raise SystemExit('notice\nnpm error code E404\nnpm error not found')"])
