"""A small project of an author's, and `mkdocs` run on it, but for the runtime, which has tests of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# The runtime has one file, the source of a widget: the others would be fetched first where the cache is cold. And the search index does without the list of
# Chinese words, which takes seconds to load.
MKDOCS = """
import json, sys
sys.modules["jieba"] = None
from pyodide_widgets.build import assets
from pyodide_widgets.runtime.pack import PARTS
def pack_nothing(into, code, *_, **__):
    into.mkdir(parents=True, exist_ok=True)
    (into / "coin.py").write_bytes(code.files.get("my_widgets/coin.py", b""))
    (into / "manifest.json").write_text(json.dumps({part: {} for part in PARTS}))
assets.pack_runtime = pack_nothing
from mkdocs.__main__ import cli
cli()
"""
COIN = """
from pyodide_widgets import Bar, Figure, Number, Widget, bars, panel


def draw(p, lang):
    shares = (p["chance"], 1 - p["chance"])
    rows = [Bar(label, share, f"{share:.2f}") for label, share in zip(("Kopf", "Zahl"), shares)]
    return Figure((panel(60, bars(rows, 0, domain=(0, 1)), title="Münze"),), f"Kopf fällt mit {shares[0]:.2f}.")


WIDGET = Widget(
    name="coin",
    title="Eine Münze",
    claim="Beide Seiten teilen sich das Ganze.",
    parameters=(Number("chance", "Chance für Kopf", 0.5, 0, 1, 0.1),),
    draw=draw,
)
"""


class Project:
    """A folder with `mkdocs.yml`, pages, and packages of widgets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text(encoding="utf-8")
        assert old in text, f"{path} has no {old!r}"
        self.write(path, text.replace(old, new))

    def build(self, *options: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run `mkdocs build --strict` with more options, in the project's folder or another one."""
        return subprocess.run(
            [sys.executable, "-X", "utf8", "-W", "ignore", "-c", MKDOCS, "build", "--strict", *options],
            cwd=folder or self.folder,
            env=os.environ | {"NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1"},
            capture_output=True,
            encoding="utf-8",
        )

    def built(self, *options: str, folder: Path | None = None) -> None:
        done = self.build(*options, folder=folder)
        assert done.returncode == 0, done.stdout + done.stderr

    def html(self, page: str) -> str:
        return (self.folder / "site" / page).read_text(encoding="utf-8")

    def pages(self) -> list[str]:
        """All pages of the site."""
        return [path.read_text(encoding="utf-8") for path in sorted((self.folder / "site").rglob("*.html"))]
