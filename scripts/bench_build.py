"""What widgets cost a build: sites of many pages, against plain mkdocs-material with the same text.

    uv run python scripts/bench_build.py [--pages 1 10 100 500] [--rounds 3]

In one run, in turn, medians; only the ratios mean anything. Each page has a section of the article's prose, and with us
also a widget, set otherwise on every page. A build is what `mkdocs build` does in a new process. The first one with
widgets draws them, and what answers before Python; later ones find that in the cache, as they find the packed runtime.
Later builds are compared with later builds: both begin with removing the site that is there.
The aim: a later build takes at most 1.3 of the plain one's time. What was found is written to `docs/measured.json`, which
a fence `py-measured build` shows as a table.
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

from pyodide_widgets.runtime.pack import pack_runtime
from pyodide_widgets.storage.cache_folder import CACHE_VARIABLE, cache_folder
from scripts import site_tables as measured

ROOT = Path(__file__).parents[1]
PLAIN = """
site_name: Attention
site_url: http://127.0.0.1:8000/
theme: {name: material, font: false}
markdown_extensions: {attr_list: {}, footnotes: {}, tables: {}, toc: {}}
"""
WITH_WIDGETS = f"""
INHERIT: ../plain/mkdocs.yml
markdown_extensions: {{pyodide_widgets.markdown.widget_fences: {{lang: en}}}}
hooks: [{ROOT}/pyodide_widgets/plugin/hooks.py]
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[1, 10, 100, 500])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    rows = []
    with TemporaryDirectory() as kept:
        pack_runtime(Path(kept) / "runtime")  # so that it is in the cache
        measure(1, Path(kept))  # so that Python has compiled what is imported
        for pages in arguments.pages:
            times = [measure(pages, Path(kept)) for _ in range(arguments.rounds)]
            usual, at_first, with_widgets = map(statistics.median, zip(*times, strict=True))
            rows.append(
                {
                    "pages": pages,
                    "ratio": with_widgets / usual,
                    "first": at_first / usual,
                    "page": 1000 * usual / pages,
                    "widget": 1000 * (with_widgets - usual) / pages,
                }
            )
    print(measured.write("build", rows))


def measure(pages: int, bytecode: Path) -> tuple[float, float, float]:
    """Seconds of a later plain build, the first with widgets, and a later one; `bytecode` is a folder that Python may fill."""
    with TemporaryDirectory() as folder:
        site = Path(folder)
        write_pages(site / "plain", PLAIN, pages, lambda _: "")
        write_pages(site / "widgets", WITH_WIDGETS, pages, widget)
        environment = {
            **os.environ,
            "NO_MKDOCS_2_WARNING": "1",
            CACHE_VARIABLE: str(cache_without_figures(site / "cache")),
            # As Python does by itself; machines of CI may tell it not to.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(bytecode),
        }
        # What makes many figures comes before both later builds: some machines are slower after that.
        _, first, plain, later = (build(site / kind, environment) for kind in ("plain", "widgets", "plain", "widgets"))
    return plain, first, later


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


def widget(number: int) -> str:
    place = (-2500 + 37 * number % 5000) / 1000
    return f"```py-widget library\nquery-x: {place}\n```"


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
