"""A project of another author, in German, with MkDocs' own theme, in an environment that has nothing but the wheel.

It has a widget of its own, one of ours, and one that draws with matplotlib and computes with SciPy.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.static_server import StaticServer

from .environment import Environment
from .pages import move_slider

BODY = re.compile(r'<div class="pw-body">(.*?)</div><div class="pw-bar">', re.DOTALL)
FILES = {
    "mkdocs.yml": """
site_name: Schwingungen
site_url: https://example.org/schwingungen/
theme: {name: mkdocs, highlightjs: false}
plugins:
  - search
  - pyodide-widgets:
      widgets: [my_widgets, pyodide_widgets.widgets]
      languages: [de]
      packages: [scipy, matplotlib]
markdown_extensions: # for the generator that runs no plugins of MkDocs
  - pyodide-widgets:
      widgets: [my_widgets, pyodide_widgets.widgets]
      languages: [de]
""",
    "docs/index.md": "# Würfeln\n\n```py-widget dice\n```\n\n```py-widget library\nlang: en\n```\n",
    "docs/wave.md": "# Schwingen\n\n```py-widget wave\nfrequency: 2\n```\n",
    "my_widgets/dice.py": """
from pyodide_widgets import ROW, Bar, Figure, Number, Widget, bars, panel


def draw(values, lang):
    sides = int(values["sides"])
    rows = [Bar(str(side), 1 / sides, f"{1 / sides:.2f}") for side in range(1, sides + 1)]
    return Figure((panel(ROW * sides, bars(rows, 0, domain=(0, 1)), title="Wurf"),), f"Jede Seite: {1 / sides:.2f}.")


WIDGET = Widget(
    name="dice", title="Würfel", claim="Alle Seiten sind gleich wahrscheinlich.",
    parameters=(Number("sides", "Seiten", 6, 2, 20, 1),), draw=draw,
)
""",
    "my_widgets/wave.py": """
import numpy as np
from matplotlib.figure import Figure as Plot
from scipy.signal import find_peaks

from pyodide_widgets import Number, Widget, foreign_figure

TIME = np.linspace(0, 1, 500, endpoint=False)


def draw(values, lang):
    wave = np.sin(2 * np.pi * values["frequency"] * TIME)
    peaks, _ = find_peaks(wave)
    plot = Plot(figsize=(4.4, 3.0))
    axes = plot.add_subplot()
    axes.plot(TIME, wave)
    axes.plot(TIME[peaks], wave[peaks], "o")
    axes.set_xlabel("Zeit in s")
    return foreign_figure(plot, f"{len(peaks)} Höchststände in einer Sekunde.")


WIDGET = Widget(
    name="wave", title="Schwingung", claim="So viele Höchststände wie Hertz.",
    parameters=(Number("frequency", "Frequenz", 3, 1, 20, 1, unit=" Hz"),), draw=draw,
)
""",
}


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Environment:
    """The environment and folder, with the built site. The first build says which versions it needs, and those are installed."""
    environment = Environment.make(tmp_path_factory.mktemp("stranger"), wheel.parent)
    environment.install(f"{wheel}[mkdocs]")
    for path, text in FILES.items():
        file = environment.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    build = (environment.command("mkdocs"), "build", "--strict")
    refused = environment.attempt(*build)
    said = re.search(r"What to do: pip install (.+)", refused.stderr)
    assert refused.returncode and said, refused.stderr
    assert "Traceback" not in refused.stderr
    environment.install(*said[1].split())
    environment.run(*build)
    return environment


@pytest.fixture
def site(stranger: Environment) -> Path:
    return stranger.folder / "site"


def test_every_figure_is_finished(site: Path) -> None:
    front, wave = ((site / page).read_text(encoding="utf-8") for page in ("index.html", "wave/index.html"))
    assert "Jede Seite: 0.17." in front
    assert "You give 26 of your 60 minutes" in front
    assert "2 Höchststände in einer Sekunde." in wave
    assert "hreflang" not in front and "pw-languages" not in front


def test_widgets_are_live_and_only_what_a_page_needs_is_fetched(site: Path, browser: Browser) -> None:
    with StaticServer(site) as server:
        move_slider(browser, server.origin, "/", "dice", "sides", "10", "Jede Seite: 0.10.")
        move_slider(browser, server.origin, "/", "library", "query-x", "-2", "“Repairing phones”")
        assert not [path for path in server.sent if "scipy" in path or "matplotlib" in path]
        move_slider(browser, server.origin, "/wave/", "wave", "frequency", "7", "7 Höchststände in einer Sekunde.")
        assert [path for path in server.sent if "scipy" in path] and [
            path for path in server.sent if "matplotlib" in path
        ]


def test_zensical_finishes_the_same_figures_and_they_come_alive(stranger: Environment, browser: Browser) -> None:
    bodies = [figures(stranger.folder / "site")]
    stranger.install("zensical")
    config = (
        stranger.folder / "mkdocs.yml"
    )  # Zensical has a theme of its own, and takes no other of MkDocs' than Material
    config.write_text(
        FILES["mkdocs.yml"].replace("name: mkdocs, highlightjs: false", "name: material, font: false"), encoding="utf-8"
    )
    stranger.run(stranger.command("zensical"), "build", "--clean")
    bodies.append(figures(stranger.folder / "site"))
    assert bodies[0] == bodies[1] and len(bodies[0]) == 3
    stranger.run(stranger.command("pyodide-widgets"), "finish", "site")
    with StaticServer(stranger.folder / "site") as server:
        move_slider(browser, server.origin, "/wave/", "wave", "frequency", "7", "7 Höchststände in einer Sekunde.")


def figures(site: Path) -> list[str]:
    """The controls and figures of all pages."""
    pages = (site / page for page in ("index.html", "wave/index.html"))
    return [body for page in pages for body in BODY.findall(page.read_text(encoding="utf-8"))]
