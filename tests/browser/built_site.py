"""The site, built once into a folder of its own, and what its pages and widgets are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS, WIDGETS

ROOT = Path(__file__).parents[2]  # of this project
FOLDERS: dict[Lang, str] = {"zh": "/", "en": "/en/"}
NOT_FOUND = "404.html"
_WIDGET = re.compile(r'<py-widget\b([^>]*)>.*?<div class="pw-body">(.*?)</div><div class="pw-bar">', re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass(frozen=True)
class Placed:
    """A widget where it stands on a page."""

    page: str
    name: str
    key: str
    params: dict[str, str]  # what the author has set
    body: str  # controls and figure


@dataclass(frozen=True)
class Site:
    folder: Path
    url: str  # where it is served from, with a slash at the end

    @property
    def origin(self) -> str:
        return self.url.removesuffix("/")

    def html(self, page: str) -> str:
        """A page's text; the page is named by its path in the address."""
        file = self.folder / page.lstrip("/")
        return (file / "index.html" if page.endswith("/") else file).read_text(encoding="utf-8")

    @cached_property
    def pages(self) -> list[str]:
        """All pages but those with one figure for other sites, which have tests of their own."""
        files = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        return sorted("/" + file.removesuffix("index.html") for file in files if "embed/" not in file)

    def widgets(self, page: str) -> list[Placed]:
        found = []
        for tag, body in _WIDGET.findall(self.html(page)):
            attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
            params = json.loads(attributes["data-params"])
            found.append(Placed(page, attributes["name"], attributes["data-key"], params, body))
        return found

    def live_unasked(self, page: str) -> list[Placed]:
        """The widgets of a page that come alive wherever they stand: those with data files do when they are near the screen."""
        return [placed for placed in self.widgets(page) if not WIDGETS.find(placed.name).data]

    def placed(self, name: str, lang: Lang) -> Placed:
        """Where a widget stands, on the page of this language that has the most widgets."""
        pages = (page for page in self.pages if page_lang(page) == lang)
        for page in sorted(pages, key=lambda page: -len(self.widgets(page))):
            for widget in self.widgets(page):
                if widget.name == name:
                    return widget
        raise LookupError(f"the widget {name} is on no page of the language {lang}")

    def runtime_file(self, name: str) -> str:
        """The path of a file of the runtime, by its plain name."""
        files = self._manifest["start"] | self._manifest["afterwards"] | self._manifest["on_demand"]
        return "/pyodide-widgets/runtime/" + files[name]["file"]

    @cached_property
    def runtime_size(self) -> int:
        """How many bytes a start needs."""
        return sum(file["size"] for file in self._manifest["start"].values())

    @cached_property
    def _manifest(self) -> dict[str, Any]:
        path = self.folder / "pyodide-widgets/runtime/manifest.json"
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return manifest


def build(into: Path, url: str) -> Site:
    """Build the site, in both languages.

    Args:
        into: the folder.
        url: where the site will be served from.

    Raises:
        RuntimeError: the build stopped; the message is its own.
    """
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(into)]
    environment = {**os.environ, "SITE_URL": url, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return Site(into, url)


def written_pages(lang: Lang) -> list[str]:
    """The pages of a language as its Markdown files have them, for tests that need them before the site is built."""
    docs = ROOT / "docs" / lang
    paths = (path.relative_to(docs).with_suffix("").as_posix() for path in sorted(docs.rglob("*.md")))
    return [FOLDERS[lang] + ("" if path == "index" else path.removesuffix("/index") + "/") for path in paths]


def all_pages() -> list[str]:
    return [page for lang in LANGS for page in [*written_pages(lang), FOLDERS[lang] + NOT_FOUND]]


def page_lang(page: str) -> Lang:
    return "en" if page.startswith(FOLDERS["en"]) else "zh"


def article(lang: Lang) -> str:
    return FOLDERS[lang] + "article/"
