"""A static host for the built site, on this machine only, that can be told to answer a path badly.

It sends the headers that the site's file `_headers` asks for, as Netlify and Cloudflare Pages do.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from fnmatch import fnmatchcase
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Static hosts compress these by themselves; the site brings its larger files compressed.
_COMPRESSED_BY_HOSTS = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".xml"}
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".tar": "application/x-tar",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


class Answer(Enum):
    """How a path can be answered badly."""

    MISSING = "404, there is no such file"
    ALTERED = "the file with one byte changed"
    CUT_OFF = "half of the file, then the connection is closed"
    UNTYPED = "the file, but without saying what it is"
    REDIRECTED = "302 to the file in the folder"
    HELD = "half of the file, and the rest when the fault is over"
    LOST = "half of the file, and when the fault is over the connection is closed"


class Line:
    """A line to the readers that is shared by all of them: each answer sets out late, and no more goes over it than fits.

    Args:
        rate: bytes a second.
        latency: seconds before an answer sets out.
    """

    PIECE = 16 * 1024

    def __init__(self, rate: float, latency: float) -> None:
        self._rate, self._latency = rate, latency
        self._free_at = 0.0
        self._lock = threading.Lock()

    def pieces(self, content: bytes) -> Iterator[bytes]:
        """What is sent, piece by piece, each when its turn has come."""
        time.sleep(self._latency)
        for begin in range(0, len(content), self.PIECE):
            piece = content[begin : begin + self.PIECE]
            with self._lock:
                self._free_at = max(self._free_at, time.monotonic()) + len(piece) / self._rate
                arrives = self._free_at
            time.sleep(max(0.0, arrives - time.monotonic()))
            yield piece


class StaticServer:
    """Serves a folder, as a static host does that tells browsers to keep files for ten minutes.

    Args:
        folder: what is served.
        compresses: whether files that lie there compressed too are sent so.

    `line` may be set to make answers slow; without one they are as fast as they can be. While `is_reachable` is false, connections
    are closed without an answer: to the browser there is no network.
    `_headers` is sent with the files that it names, unless `reads_headers` is false.
    """

    def __init__(self, folder: Path, *, compresses: bool = True) -> None:
        self.folder = folder
        self.compresses = compresses
        self.line: Line | None = None
        self.is_reachable = True
        self.reads_headers = True
        self.sent: Counter[str] = Counter()  # bytes of answers so far, by path, as they go over the line
        self.answers: list[tuple[float, int]] = []  # when each began, in seconds since 1970, and its bytes
        self._headers: tuple[str, dict[str, dict[str, str]]] = ("", {})  # what `_headers` has in it, and what that says
        self._faults: dict[str, tuple[Answer, threading.Event]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="static server", daemon=True)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> StaticServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for _answer, over in self._faults.values():
            over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @contextmanager
    def answering(self, path: str, answer: Answer) -> Iterator[None]:
        """Answer one path badly, for as long as the context lasts."""
        over = threading.Event()
        self._faults[path] = (answer, over)
        try:
            yield
        finally:
            del self._faults[path]
            over.set()

    def fault(self, path: str) -> tuple[Answer | None, threading.Event]:
        return self._faults.get(path, (None, threading.Event()))

    def headers(self, path: str) -> dict[str, str]:
        """What `_headers` says of a path; where several rules have the same header, the last counts."""
        file = self.folder / "_headers"
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        if self._headers[0] != text:
            self._headers = (text, _rules(text))
        rules = self._headers[1].items()
        return {name: value for pattern, sent in rules if fnmatchcase(path, pattern) for name, value in sent.items()}

    def file(self, path: str) -> Path | None:
        """The file that a path stands for, or None."""
        file = (self.folder / path.lstrip("/")).resolve()
        if not file.is_relative_to(self.folder.resolve()):
            return None
        file = file / "index.html" if file.is_dir() else file
        return file if file.is_file() else None


def _rules(text: str) -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    sent: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("/"):
            sent = rules.setdefault(line.strip(), {})
        elif line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            sent[name] = value
    return rules


def _handler(server: StaticServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # As hosts do: else the second part of a small answer waits for word of the first.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            if not server.is_reachable:
                self.close_connection = True
                return
            path = unquote(urlsplit(self.path).path)
            answer, over = server.fault(path)
            if answer is Answer.REDIRECTED:
                self.send_response(302)
                self.send_header("Location", f"{path}index.html")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            file = None if answer is Answer.MISSING else server.file(path)
            if file is None:
                self._begin(404, missing := _not_found(server), ".html")
                self.wfile.write(missing)
                return
            content = file.read_bytes()
            if answer is Answer.ALTERED:
                middle = len(content) // 2
                content = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
            compressed = file.with_name(file.name + ".gz")
            brings, altered = compressed.exists(), answer is Answer.ALTERED
            encoding = "gzip" if server.compresses and (brings or file.suffix in _COMPRESSED_BY_HOSTS) else None
            if encoding:
                content = compressed.read_bytes() if brings and not altered else _gzip(content)
            middle = len(content) // 2
            self._begin(200, content, "" if answer is Answer.UNTYPED else file.suffix, encoding)
            if server.line and answer is None:
                for piece in server.line.pieces(content):
                    self.wfile.write(piece)
                return
            self.wfile.write(content[:middle])
            if answer in (Answer.HELD, Answer.LOST):
                self.wfile.flush()
                over.wait()
            if answer in (Answer.CUT_OFF, Answer.LOST):
                self.close_connection = True
                return
            self.wfile.write(content[middle:])

        def _begin(self, status: int, content: bytes, suffix: str, encoding: str | None = None) -> None:
            server.sent[urlsplit(self.path).path] += len(content)
            server.answers.append((time.time(), len(content)))
            self.send_response(status)
            if encoding:
                self.send_header("Content-Encoding", encoding)
            self.send_header("Content-Type", _TYPES.get(suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(len(content)))
            if server.reads_headers:
                for name, value in server.headers(unquote(urlsplit(self.path).path)).items():
                    self.send_header(name, value)
            self.send_header("Cache-Control", "max-age=600" if status == 200 else "no-store")
            self.end_headers()

        def handle(self) -> None:
            # A reader who goes away in the middle of a file is nobody's fault.
            try:
                super().handle()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def finish(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):
                super().finish()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


@lru_cache(maxsize=256)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 6)


def _not_found(server: StaticServer) -> bytes:
    page = server.file("/404.html")
    return page.read_bytes() if page else b"not found"
