"""Browsers of other engines than Chromium's, as they are installed: where they are, and a window of each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

from websockets.sync.client import connect

from .bidi import BidiConnection
from .firefox_window import FirefoxWindow
from .webdriver import WebDriver
from .webkit_window import WebKitWindow
from .window import NotInstalled, Window

START_TIME = 60  # seconds that a browser may take to open its port
_MINI_BROWSERS = ("*/webkit2gtk-4.1/MiniBrowser", "*/webkitgtk-6.0/MiniBrowser", "*/webkit2gtk-4.0/MiniBrowser")
_MAC_FIREFOX = "/Applications/Firefox.app/Contents/MacOS/firefox"

_FIREFOX_PREFERENCES = {
    "remote.active-protocols": 1,  # WebDriver BiDi
    "browser.download.folderList": 2,  # the folder that `browser.download.dir` names
    "browser.download.alwaysOpenPanel": False,
    "media.cubeb.force_mock_context": True,  # a sound card, on machines that have none
}
_ADDRESS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


@contextmanager
def firefox(origin: str, *, private: bool = False) -> Iterator[Window]:
    """A window of Firefox, without a screen, and with a profile of its own; or a private window. Raises NotInstalled."""
    program = next(filter(None, map(shutil.which, ("firefox-esr", "firefox", _MAC_FIREFOX))), None)
    if program is None:
        raise NotInstalled(
            "Firefox is not installed (Debian: `apt-get install firefox-esr`; macOS: `brew install --cask firefox`)"
        )
    with ExitStack() as stack:
        profile = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        downloads = profile / "downloads"
        downloads.mkdir()
        preferences = {
            **_FIREFOX_PREFERENCES,
            "browser.download.dir": str(downloads),
            "browser.privatebrowsing.autostart": private,
        }
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        options = ("--headless", "--remote-debugging-port=0", "--no-remote", "--profile", str(profile))
        log = profile / "log"
        process = stack.enter_context(_running([program, *options], log))
        _wait_for(process, lambda: _ADDRESS.search(log.read_text(errors="replace")), log)
        address = f"{_ADDRESS.findall(log.read_text(errors='replace'))[0]}/session"
        # A browser that is busy answers no pings.
        channel = stack.enter_context(connect(address, max_size=None, open_timeout=START_TIME, ping_interval=None))
        yield FirefoxWindow(BidiConnection(channel), origin, downloads)


@contextmanager
def webkit(origin: str) -> Iterator[Window]:
    """A window of WebKitGTK's small browser, on a screen that is not shown. Raises NotInstalled."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browser = next((path for places in _MINI_BROWSERS for path in Path("/usr/lib").glob(places)), None)
    if driver is None or screen is None or browser is None:
        raise NotInstalled(
            "WebKitGTK's driver or Xvfb is not installed (Debian: `apt-get install webkit2gtk-driver xvfb`)"
        )
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        downloads = home / "Downloads"
        for folder in (downloads, home / ".config"):
            folder.mkdir()
        (home / ".config/user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{downloads}"\n', encoding="utf-8")
        number = home / "display"
        with number.open("w") as file:
            shown = stack.enter_context(
                _running([screen, "-displayfd", "1", "-screen", "0", "1400x1000x24"], home / "xvfb.log", stdout=file)
            )
        _wait_for(shown, lambda: number.read_text().endswith("\n"), home / "xvfb.log")
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "WAYLAND_"))},
            "HOME": str(home),
            "DISPLAY": f":{number.read_text().strip()}",
        }
        port = _free_port()
        log = home / "log"
        process = stack.enter_context(_running([driver, f"--port={port}"], log, environment=environment))
        _wait_for(process, lambda: _listens(port), log)
        # The driver throws away what the browser writes, and with it what pages say.
        start = home / "browser"
        start.write_text(f'#!/bin/sh\nexec {browser} "$@" >>{log} 2>&1\n', encoding="utf-8")
        start.chmod(0o700)
        options = ["--automation", "--enable-write-console-messages-to-stdout=true"]
        capabilities = {"webkitgtk:browserOptions": {"binary": str(start), "args": options}}
        session = WebDriver(port, capabilities)
        yield WebKitWindow(session, log, environment, origin, downloads)
        session.close()


@contextmanager
def _running(
    command: list[str], log: Path, *, stdout: object = None, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process, ended with the context; what it says goes into the log."""
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=stdout or file, stderr=file, env=environment)  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(process: subprocess.Popen[bytes], ready: Callable[[], object], log: Path) -> None:
    """Wait until a process is ready. Raises RuntimeError if it ends before that, or takes too long."""
    for _ in range(START_TIME * 20):
        if ready():
            return
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"{process.args!r} did not start: {log.read_text(errors='replace')}")


def _free_port() -> int:
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0
