"""Pages as editors and systems leave them are built; an error in one names its file and line, without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from project import COIN, Project

SITE = """
site_name: Site
plugins:
  - pyodide-widgets: {widgets: [my_widgets], languages: [en]}
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path / "project")
    project.write("mkdocs.yml", SITE)
    project.write("my_widgets/__init__.py", "")
    project.write("my_widgets/coin.py", COIN)
    project.write("docs/index.md", "# Title\n\n```py-widget coin\n```\n")
    return project


def test_page_of_a_foreign_editor_among_droppings_is_built(project: Project) -> None:
    docs = project.folder / "docs"
    page = "---\ntitle: T\n...\nTitle\n=====\n\n> ```py-widget coin\n> chance: ０.５\n> ```\n"
    (docs / "index.md").write_bytes(("\ufeff" + page).replace("\n", "\r\n").encode())
    (docs / "._index.md").write_bytes(b"\x00\x05\x16\x07\xff")
    (docs / "index.md~").write_bytes(b"\xff")
    (docs / ".#index.md").symlink_to("somebody@somewhere.1234")
    project.built()
    html = project.html("index.html")
    assert html.count("<py-widget ") == 1
    assert ">Title</h1>" in html


def test_page_that_is_not_utf_8_stops_the_build_in_one_line(project: Project) -> None:
    (project.folder / "docs/cafe.md").write_bytes("# Title\n\nCafé\n".encode("latin-1"))
    done = project.build()
    assert done.returncode
    assert "cafe.md:3: this file is not UTF-8" in done.stderr
    assert "Traceback" not in done.stderr


def test_so_does_one_of_two_languages(project: Project) -> None:
    project.change("mkdocs.yml", "languages: [en]", "languages: [en, fr]")
    project.change("mkdocs.yml", "site_name", "docs_dir: docs/en\nsite_name")
    project.write("mkdocs.fr.yml", "INHERIT: mkdocs.yml\ndocs_dir: docs/fr\n")
    project.write("docs/en/index.md", "# Title\n")
    project.write("docs/fr/index.md", "")
    (project.folder / "docs/fr/index.md").write_bytes("# Café\n".encode("latin-1"))
    done = project.build()
    assert done.returncode
    assert "docs/fr/index.md:1: this file is not UTF-8" in done.stderr
    assert "Traceback" not in done.stderr


def test_of_pages_with_the_same_text_the_one_that_is_built_is_named(project: Project) -> None:
    for page in ("a.md", "b.md"):
        project.write(f"docs/{page}", "# Title\n\n```py-widget coin\nchance: 1,5\n```\n")
    done = project.build()
    assert "docs/a.md:3: widget 'coin': " in done.stderr
    assert "b.md" not in done.stderr
