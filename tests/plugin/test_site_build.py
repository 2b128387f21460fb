"""`mkdocs build --strict` on short pages with the configurations and theme of this site."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from project import Project

ROOT = Path(__file__).parents[2]
# In each language: its front page, the beginning of the widget's caption, and a label in its drawing.
EXPECTED = (
    ("index.html", "zh", "你把 60 分钟", "书的标签（键）"),
    ("en/index.html", "en", "You give 26 of your", "Labels of books (keys)"),
)
PAGE = "# {title}\n\n## {title} {{#one}}\n\n```py-widget library\n```\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project like this one, with short pages."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        shutil.copy(ROOT / name, tmp_path)
    project = Project(tmp_path)
    project.change("mkdocs.yml", "    jieba_dict_user: docs/search-words.txt\n", "")
    for lang, title in (("zh", "标题"), ("en", "Title")):
        for page in (tmp_path / "docs" / lang).rglob("*.md"):
            page.write_text(PAGE.format(title=title), encoding="utf-8")
    return project


def test_one_command_builds_both_languages(project: Project) -> None:
    project.built()
    site = project.folder / "site"
    for page, lang, caption, label in EXPECTED:
        html = project.html(page)
        assert f'<html lang="{lang}"' in html
        assert caption in html
        index = (site / page).with_name("search") / "search_index.json"
        found = json.loads(index.read_text(encoding="utf-8"))["docs"]
        assert any(caption in entry["text"] for entry in found)
        assert not any("<svg" in entry["text"] or label in entry["text"] for entry in found)
    assert (site / "offline-worker.js").is_file()
    assert len([*(site / "pyodide-widgets/prepared").glob("library-*.json")]) == 2


def test_every_address_in_a_head_is_that_of_a_file(project: Project) -> None:
    """Those of pages in folders, of both languages, and of the pages for addresses that are not there."""
    project.built()
    site = project.folder / "site"
    for page in (
        "index.html",
        "guide/architecture/index.html",
        "en/index.html",
        "en/guide/architecture/index.html",
        "404.html",
    ):
        head = project.html(page).partition("</head>")[0]
        for address in (part.partition('"')[0] for part in head.split('="')[1:]):
            if "pyodide-widgets/" in address or address.endswith("offline-worker.js"):
                base = site if address.startswith("/") else (site / page).parent
                assert (base / address.lstrip("/")).is_file(), f"{page}: {address}"


def test_unknown_widget_stops_the_build_with_file_line_and_the_nearest_name(project: Project) -> None:
    for lang in ("zh", "en"):
        project.change(f"docs/{lang}/article.md", "library", "libary")
    done = project.build()
    assert done.returncode == 1
    assert "docs/zh/article.md:5: unknown widget 'libary'; did you mean 'library'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_error_in_the_other_language_stops_the_build_too(project: Project) -> None:
    """The English pages are built inside the build of the Chinese ones: an error must get out of there."""
    project.change("docs/en/article.md", "library\n", "library\nquery-z: 1\n")
    done = project.build()
    assert done.returncode == 1
    assert "docs/en/article.md:6: widget 'library': unknown parameter 'query-z'; did you mean 'query-y'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_languages_out_of_step_stop_the_build_with_both_files_and_lines(project: Project) -> None:
    project.change("docs/en/article.md", "library", "apple")
    done = project.build()
    assert done.returncode == 1
    assert "docs/zh/article.md:5 has a widget library, but docs/en/article.md:5 has a widget apple" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_site_that_does_not_know_its_address_names_none(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)
    done = project.build()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "site_url is not set" in done.stderr
    site = project.folder / "site"
    for file in (*site.rglob("*.html"), *site.rglob("*.xml")):
        text = file.read_text(encoding="utf-8")
        assert "127.0.0.1" not in text and "localhost" not in text, file
        assert 'rel="canonical"' not in text and " alternate" not in text, file
    for folder in ("", "en/"):
        sitemap = (site / folder / "sitemap.xml").read_text(encoding="utf-8")
        assert "<loc></loc>" in sitemap and "<loc>article/</loc>" in sitemap
        assert 'data-published=""' in project.html(f"{folder}article/index.html")
