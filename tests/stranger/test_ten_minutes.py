"""The authoring guide's first ten minutes, from an empty folder to a live widget: every command and every file of it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.guide_examples import ten_minutes

from .pages import move_slider

SECONDS = 300  # for the first build, which may have to fetch the runtime
LANGS = ("en", "zh")
CAPTIONS = {
    "en": ("With 3 dice", "With 4 dice the likeliest sum is 14"),
    "zh": ("3 颗骰子", "4 颗骰子，最常见的和是 14"),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> dict[str, Path]:
    """A folder for each language of the guide, with what its steps have made but for the last: to look at it."""
    folders: dict[str, Path] = {}
    variables = {**os.environ, "PIP_FIND_LINKS": str(wheel.parent), "PIP_QUIET": "1"}
    for lang in LANGS:
        folder = folders[lang] = tmp_path_factory.mktemp(lang)
        if lang != LANGS[0]:  # the commands are the same in every language, and so is what they install
            (folder / ".venv").symlink_to(folders[LANGS[0]] / ".venv")
        for step in ten_minutes(lang):
            if step.path:
                (folder / step.path).parent.mkdir(parents=True, exist_ok=True)
                (folder / step.path).write_text(step.text, encoding="utf-8")
            elif "serve" not in step.text and lang == LANGS[0]:
                subprocess.run(["bash", "-ec", step.text], cwd=folder, env=variables, check=True)
    return folders


@contextmanager
def looking_at_it(folder: Path, command: str) -> Iterator[str]:
    """The origin of the site while the guide's last command runs, on a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with subprocess.Popen(
        [*command.split(), "--dev-addr", address], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(f"http://{address}/", "<py-widget ")
            yield f"http://{address}"
        finally:
            server.terminate()


def wait_for(url: str, text: str) -> None:
    """Ask until an answer has a text."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=SECONDS) as answer:
                if text in answer.read().decode():
                    return
        except (URLError, ConnectionError):
            continue
    pytest.fail(f"{url} never had {text!r}")


@pytest.mark.parametrize("lang", LANGS)
def test_from_an_empty_folder_to_a_live_widget(lang: str, folders: dict[str, Path], browser: Browser) -> None:
    first, moved = CAPTIONS[lang]
    (command,) = (step.text.strip() for step in ten_minutes(lang) if "serve" in step.text)
    with looking_at_it(folders[lang], command) as origin:
        wait_for(f"{origin}/", first)
        move_slider(browser, origin, "/", "dice", "dice", "4", moved)
        # Change dice.py and save it: the page has the new figure.
        widget = folders[lang] / "my_widgets/dice.py"
        widget.write_text(
            widget.read_text(encoding="utf-8").replace("np.full(6, 1 / 6)", "np.full(4, 1 / 4)"), encoding="utf-8"
        )
        wait_for(f"{origin}/", "19%")
