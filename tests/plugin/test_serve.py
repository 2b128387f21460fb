"""`mkdocs serve` shows a change in a widget's Python, in the page and in what is packed for the browser, without a restart."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from project import COIN, MKDOCS, Project

SECONDS = 60  # for a build, on a slow machine
CONFIG = """
site_name: Zufall
theme: {name: mkdocs}
plugins: [{pyodide-widgets: {widgets: [my_widgets], languages: [de]}}]
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.write("mkdocs.yml", CONFIG)
    project.write("docs/index.md", "# Zufall\n\n```py-widget coin\n```\n")
    project.write("my_widgets/coin.py", COIN)
    return project


@contextmanager
def serving(project: Project) -> Iterator[str]:
    """The address of the project's pages while `mkdocs serve` runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-X", "utf8", "-W", "ignore", "-c", MKDOCS, "serve", "--dev-addr", address]
    environment = os.environ | {"NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1"}
    with subprocess.Popen(
        command, cwd=project.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            yield f"http://{address}/"
        finally:
            server.terminate()


def wait_for(url: str, text: str) -> None:
    """Ask until an answer has a text; asking again is all that the waiting is for."""
    end = time.monotonic() + SECONDS
    found = ""
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=SECONDS) as answer:
                found = answer.read().decode()
        except (URLError, ConnectionError):
            continue
        if text in found:
            return
    pytest.fail(f"{url} never had {text!r}; it has {found[:2000]}")


def test_a_changed_widget_is_drawn_and_packed_anew(project: Project) -> None:
    with serving(project) as url:
        wait_for(url, "Kopf fällt mit 0.50.")
        project.change("my_widgets/coin.py", "Kopf fällt", "Der Kopf fällt")
        wait_for(url, "Der Kopf fällt mit 0.50.")
        wait_for(f"{url}pyodide-widgets/runtime/coin.py", "Der Kopf fällt")


def test_an_error_is_mended_without_a_restart(project: Project) -> None:
    with serving(project) as url:
        wait_for(url, "Kopf fällt mit 0.50.")
        project.change("my_widgets/coin.py", "share:.2f", "shares:.2f")
        project.change("docs/index.md", "# Zufall", "# Glück")
        project.change("my_widgets/coin.py", "shares:.2f", "share:.1f")
        wait_for(url, "Glück")
        wait_for(url, "0.5<")
