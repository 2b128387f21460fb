"""Where to find a Chromium that runs: named, on this machine, Playwright's own, or installed where nobody is asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Playwright

VARIABLE = "CHROMIUM_PATH"
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
HELP = (
    "The browser tests need Chromium, and none could be found or installed. Install it (Debian, Ubuntu: "
    "`apt-get install chromium fonts-noto-cjk`; macOS: `brew install --cask chromium`; elsewhere: "
    f"`playwright install chromium`), or say where it is: {VARIABLE}=/path/to/chromium"
)
_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PACKAGES = ("chromium", "fonts-noto-cjk")
_PLACES = {
    "darwin": (
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
        r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
        r"%LocalAppData%\Chromium\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    ),
}


class NoChromium(Exception):
    """There is none, and none could be had. The message says what to do."""


def launch(playwright: Playwright) -> Browser:
    """A running browser.

    Raises:
        NoChromium: as `find` does.
    """
    path = find(Path(playwright.chromium.executable_path))
    return playwright.chromium.launch(executable_path=path, args=flags())


def flags() -> list[str]:
    """The command line: quiet on the network; the sandbox refuses to work for root."""
    return [*FLAGS, *(["--no-sandbox"] if _is_root() else [])]


def find(playwrights_own: Path, works: Callable[[Path], bool] | None = None) -> Path:
    """A Chromium that runs, from the first source that has one.

    Args:
        playwrights_own: where Playwright keeps, or would keep, its own.
        works: whether a file is a browser that runs; tests put their own in its place.

    Raises:
        NoChromium: no source has one, or the one that `$CHROMIUM_PATH` names does not run.
    """
    works = works or runs
    named = os.environ.get(VARIABLE)
    if named:
        if works(Path(named)):
            return Path(named)
        raise NoChromium(
            f"{VARIABLE} names {named}, which does not run. Name a Chromium that does, or leave {VARIABLE} unset."
        )
    for source in (on_this_machine, lambda: from_playwright(playwrights_own), from_package_manager):
        for path in source():
            if works(path):
                return path
    raise NoChromium(HELP)


def on_this_machine() -> Iterator[Path]:
    """On the PATH, and in the usual places of macOS and Windows."""
    yield from (Path(found) for command in _COMMANDS if (found := shutil.which(command)))
    yield from (Path(os.path.expandvars(place)) for place in _PLACES.get(sys.platform, ()))


def from_playwright(own: Path) -> Iterator[Path]:
    """Playwright's own, downloaded now if it is not there yet."""
    if not own.exists():
        _try((sys.executable, "-m", "playwright", "install", "chromium"))
    yield own


def from_package_manager() -> Iterator[Path]:
    """Debian's and Ubuntu's package, where it can be installed without asking anybody."""
    if _is_root() and shutil.which("apt-get"):
        _try(("apt-get", "update"))
        _try(("apt-get", "install", "-y", *_PACKAGES))
        yield from on_this_machine()


def runs(path: Path) -> bool:
    """Whether the file is a browser; a stub that asks for a package to be installed is not."""
    if not path.is_file():
        return False
    # On Windows `--version` opens a window.
    return sys.platform == "win32" or _try((str(path), "--version"))


@cache
def _try(command: tuple[str, ...]) -> bool:
    """Whether a command succeeds; each is tried once, and none may wait for an answer."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=600)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
