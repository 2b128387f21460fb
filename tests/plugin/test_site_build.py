"""`mkdocs build --strict` on a small project of two languages, with the configurations, hooks and theme of this one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from case_files import ROOT

# `mkdocs` but for two things. The runtime is empty: it would be fetched first where the cache is cold, and has tests
# of its own. And the search index does without the list of Chinese words, which takes seconds to load.
MKDOCS = """
import sys
sys.modules["jieba"] = None
from pyodide_widgets.build import assets
def pack_nothing(into):
    into.mkdir(parents=True, exist_ok=True)
    (into / "manifest.json").write_text('{"start": {}, "afterwards": {}, "on_demand": {}}')
assets.pack_runtime = pack_nothing
from mkdocs.__main__ import cli
cli()
"""
# In each language: its front page, the beginning of the widget's caption, and a label in its drawing.
EXPECTED = (
    ("index.html", "zh", "你把 60 分钟", "书的标签（键）"),
    ("en/index.html", "en", "You give 26 of your", "Labels of books (keys)"),
)
PAGE = "# {title}\n\n## {title} {{#one}}\n\n```py-widget library\n```\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project like this one, with short pages."""
    (tmp_path / "pyodide_widgets").symlink_to(ROOT / "pyodide_widgets")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        shutil.copy(ROOT / name, tmp_path)
    change(tmp_path / "mkdocs.yml", "    jieba_dict_user: docs/search-words.txt\n", "")
    for lang, title in (("zh", "标题"), ("en", "Title")):
        for page in (tmp_path / "docs" / lang).rglob("*.md"):
            page.write_text(PAGE.format(title=title), encoding="utf-8")
    return tmp_path


def build(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-W", "ignore", "-c", MKDOCS, "build", "--strict"],
        cwd=project,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
    )


def change(page: Path, old: str, new: str) -> None:
    page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_one_command_builds_both_languages(project: Path) -> None:
    done = build(project)
    assert done.returncode == 0, done.stderr
    for page, lang, caption, label in EXPECTED:
        html = (project / "site" / page).read_text(encoding="utf-8")
        assert f'<html lang="{lang}"' in html
        assert caption in html
        index = (project / "site" / page).with_name("search") / "search_index.json"
        found = json.loads(index.read_text(encoding="utf-8"))["docs"]
        assert any(caption in entry["text"] for entry in found)
        assert not any("<svg" in entry["text"] or label in entry["text"] for entry in found)
    assert (project / "site/pyodide-widgets/page/pyodide-widgets.mjs").is_file()
    assert (project / "site/offline-worker.js").is_file()
    assert len([*(project / "site/pyodide-widgets/prepared").glob("library-*.json")]) == 2


def test_a_site_of_one_language_is_whole_too(project: Path) -> None:
    change(project / "mkdocs.yml", "  translations: [mkdocs.en.yml]\n", "")
    done = build(project)
    assert done.returncode == 0, done.stderr
    assert not (project / "site/en").exists()
    assert (project / "site/pyodide-widgets/page/pyodide-widgets.mjs").is_file()
    assert len([*(project / "site/pyodide-widgets/prepared").glob("library-*.json")]) == 1


def test_unknown_widget_stops_the_build_with_file_line_and_the_nearest_name(project: Path) -> None:
    for lang in ("zh", "en"):
        change(project / f"docs/{lang}/article.md", "library", "libary")
    done = build(project)
    assert done.returncode == 1
    assert "docs/zh/article.md:5: unknown widget 'libary'; did you mean 'library'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_error_in_the_other_language_stops_the_build_too(project: Path) -> None:
    """A hook builds the English pages inside the build of the Chinese ones: an error must get out of there."""
    change(project / "docs/en/article.md", "library\n", "library\nquery-z: 1\n")
    done = build(project)
    assert done.returncode == 1
    assert "docs/en/article.md:6: widget 'library': unknown parameter 'query-z'; did you mean 'query-y'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_languages_out_of_step_stop_the_build_with_both_files_and_lines(project: Path) -> None:
    change(project / "docs/en/article.md", "library", "apple")
    done = build(project)
    assert done.returncode == 1
    assert "docs/zh/article.md:5 has a widget library, but docs/en/article.md:5 has a widget apple" in done.stderr
    assert "Traceback" not in done.stderr
