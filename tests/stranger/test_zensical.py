"""Zensical, which runs Markdown extensions and no plugins of MkDocs: finished figures, and live after one more command."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.static_server import StaticServer
from tests.bundled import WIDGETS

from .environment import ROOT, Environment
from .pages import move_slider

WIDGET = re.compile(r'<py-widget name="([^"]+)".*?<div class="pw-body">(.*?)</div><div class="pw-bar">', re.DOTALL)
SENTENCE = "the site was built without the step that makes them live"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Environment:
    """A new project, built by Zensical, in an environment with nothing of this repository but the wheel."""
    environment = Environment.make(tmp_path_factory.mktemp("zensical"), wheel.parent)
    environment.install(f"{wheel}[mkdocs]", "zensical")
    environment.run(environment.command("pyodide-widgets"), "new", "project")
    environment.run(environment.command("zensical"), "build", folder=environment.folder / "project")
    return environment


def test_a_new_project_has_finished_figures_and_says_that_they_stay_still(project: Environment) -> None:
    html = (project.folder / "project/site/index.html").read_text(encoding="utf-8")
    assert "After 100 tosses" in html
    assert html.count(SENTENCE) == 1


def test_after_finish_a_new_project_is_live(project: Environment, browser: Browser) -> None:
    folder = project.folder / "project"
    project.run(project.command("pyodide-widgets"), "finish", "site", folder=folder)
    assert SENTENCE not in (folder / "site/index.html").read_text(encoding="utf-8")
    with StaticServer(folder / "site") as server:
        move_slider(browser, server.origin, "/", "coin", "tosses", "200", "After 200 tosses")


def test_the_english_pages_of_this_site_have_the_same_figures(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        shutil.copy(ROOT / name, tmp_path)
    zensical = Path(sys.executable).with_name("zensical")
    done = subprocess.run(
        [zensical, "build", "-f", "mkdocs.en.yml"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = WIDGET.findall((tmp_path / "site/gallery/index.html").read_text(encoding="utf-8"))
    assert {name for name, _ in found} == {*WIDGETS.names()}
    for name, body in found:
        assert body == WIDGETS.find(name).render({}, "en").html
