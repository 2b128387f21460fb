"""What widgets cost a build: sites of many pages, against plain mkdocs-material with the same text.

    uv run python scripts/bench_build.py [--pages 1 10 100 500] [--rounds 3] [--only build | package]

In one run, in turn, medians; only the ratios mean anything. Each page has a section of the article's prose, and with us
also a widget, set otherwise on every page. A build is what `mkdocs build` does in a new process. The first one with
widgets draws them, and what answers before Python; later ones find that in the cache, as they find the packed runtime.
Later builds are compared with later builds: both begin with removing the site that is there.
The aim: a later build takes at most 1.3 of the plain one's time. The same is measured for an author's package of 50 widgets,
two pages for each. What was found is written to `docs/measured.json`, which fences `py-measured build` and
`py-measured package` show as tables.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from pyodide_widgets.build.assets import write_assets
from pyodide_widgets.build.finished_pages import FinishedPages
from pyodide_widgets.build.widget_code import widget_code
from pyodide_widgets.kit.catalogue import BUNDLED
from pyodide_widgets.new.project import project_files
from pyodide_widgets.storage.cache_folder import CACHE_VARIABLE, cache_folder
from scripts import site_tables as measured

ROOT = Path(__file__).parents[1]
PLAIN = """
site_name: Attention
site_url: http://127.0.0.1:8000/
theme: {name: material, font: false}
markdown_extensions: {attr_list: {}, footnotes: {}, tables: {}, toc: {}}
"""
WITH_WIDGETS = """
INHERIT: ../plain/mkdocs.yml
plugins: {search: {}, pyodide-widgets: {widgets: [PACKAGE], languages: [en]}}
"""
LATER = ("plain", "widgets", "widgets", "plain")
OWN = "own_widgets"
OWN_WIDGETS, OWN_PAGES = 50, 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[1, 10, 100, 500])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["build", "package"])
    arguments = parser.parse_args()
    with TemporaryDirectory() as kept:
        # So that the packed runtime is in the cache.
        write_assets(FinishedPages(Path(kept)), widget_code([BUNDLED]), ["en"])
        measure(1, BUNDLED, Path(kept))  # so that Python has compiled what is imported
        if arguments.only != "package":
            rows = [row(pages, BUNDLED, arguments.rounds, Path(kept)) for pages in arguments.pages]
            print(measured.write("build", rows))
        if arguments.only != "build":
            print(measured.write("package", [row(OWN_PAGES, OWN, arguments.rounds, Path(kept))]))


def row(pages: int, package: str, rounds: int, kept: Path) -> dict[str, float]:
    """What a table says of a site of so many pages."""
    times = [measure(pages, package, kept) for _ in range(rounds)]
    usual, at_first, with_widgets = map(statistics.median, zip(*times, strict=True))
    return {
        "pages": pages,
        "ratio": with_widgets / usual,
        "first": at_first / usual,
        "page": 1000 * usual / pages,
        "widget": 1000 * (with_widgets - usual) / pages,
    }


def measure(pages: int, package: str, bytecode: Path) -> tuple[float, float, float]:
    """Seconds of a later plain build, the first with widgets, and a later one.

    Args:
        package: of the widgets; an author's own is written first.
        bytecode: a folder that Python may fill.
    """
    with TemporaryDirectory() as folder:
        site = Path(folder)
        write_pages(site / "plain", PLAIN, pages, lambda _: "")
        write_pages(site / "widgets", WITH_WIDGETS.replace("PACKAGE", package), pages, FENCES[package])
        if package == OWN:
            write_own_widgets(site / "widgets" / OWN)
        environment = {
            **os.environ,
            "NO_MKDOCS_2_WARNING": "1",
            CACHE_VARIABLE: str(cache_without_figures(site / "cache")),
            # As Python does by itself; machines of CI may tell it not to.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(bytecode),
        }
        # What makes many figures comes before all later builds: some machines are slower after that, and recover slowly, so that
        # neither kind is always the earlier one.
        _, first, *later = (build(site / kind, environment) for kind in ("plain", "widgets", *LATER))
    plain, with_widgets = (
        statistics.mean(seconds for kind, seconds in zip(LATER, later, strict=True) if kind == which)
        for which in ("plain", "widgets")
    )
    return plain, first, with_widgets


def write_pages(folder: Path, configuration: str, pages: int, widget: Callable[[int], str]) -> None:
    """Write a site whose pages have the same prose, each with what `widget` gives for its number."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(configuration, encoding="utf-8")
    for number, prose in zip(range(pages), cycle(sections()), strict=False):
        name = f"page-{number}.md" if number else "index.md"
        (docs / name).write_text(f"# Page {number}\n\n{prose}\n\n{widget(number)}\n", encoding="utf-8")


def sections() -> list[str]:
    """The prose of the article's sections: paragraphs without formulas, widgets and notes."""
    article = (ROOT / "docs/en/article.md").read_text(encoding="utf-8")
    parts = [
        re.findall(r"^[A-Z*“][^$`\n\[]+$", part, re.MULTILINE) for part in re.split("^## ", article, flags=re.MULTILINE)
    ]
    return ["\n\n".join(paragraphs) for paragraphs in parts if len(paragraphs) > 3]


def bundled_widget(number: int) -> str:
    place = (-2500 + 37 * number % 5000) / 1000
    return f"```py-widget library\nquery-x: {place}\n```"


def own_widget(number: int) -> str:
    return f"```py-widget coin-{number % OWN_WIDGETS}\nchance: {number // OWN_WIDGETS / 2}\n```"


FENCES = {BUNDLED: bundled_widget, OWN: own_widget}


def write_own_widgets(folder: Path) -> None:
    """Write an author's package: so many times the widget of a new project."""
    source = project_files(["en"])["my_widgets/coin.py"]
    folder.mkdir()
    for number in range(OWN_WIDGETS):
        (folder / f"coin_{number}.py").write_text(source.replace('"coin"', f'"coin-{number}"'), encoding="utf-8")


def build(folder: Path, environment: Mapping[str, str]) -> float:
    """Seconds of a build."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, env=environment, check=True)
    return time.perf_counter() - begin


def cache_without_figures(folder: Path) -> Path:
    """A cache in which the runtime lies, fetched and packed, but no figures yet."""
    folder.mkdir()
    for kept in cache_folder("").iterdir():
        if kept.name != "prepared":
            (folder / kept.name).symlink_to(kept, target_is_directory=True)
    return folder


if __name__ == "__main__":
    main()
