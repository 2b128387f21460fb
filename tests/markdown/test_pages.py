"""Which files are pages, how they are read, and how a line of a converted text is found in them again."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import get_files

from pyodide_widgets.markdown.pages import UnreadablePage, pages, read_page, where
from pyodide_widgets.markdown.source import lines_of

TEXT = "# Title\n\n```py-widget libary\n```\n"


def test_pages_are_the_files_that_mkdocs_takes_for_pages(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    found = ["a.md", "folder/b.markdown", "folder/deep/index.md", "folder/templates/c.md"]
    others = [
        "._a.md",
        ".#a.md",
        "a.md~",
        "#a.md#",
        ".git/a.md",
        "folder/.hidden/a.md",
        "templates/a.md",
        "a.md.swp",
        "A.MD",
    ]
    for name in found + others:
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_bytes(b"\x00\x05\x16\x07\xff")
    (tmp_path / "mkdocs.yml").write_text("site_name: Site\n", encoding="utf-8")
    of_mkdocs = get_files(load_config(str(tmp_path / "mkdocs.yml"))).documentation_pages()
    assert pages(docs) == found == sorted(file.src_uri for file in of_mkdocs)


@pytest.mark.parametrize(
    "content",
    [b"a\nb\n", b"\xef\xbb\xbfa\nb\n", b"a\r\nb\r\n", b"a\rb\r"],
    ids=["plain", "byte-order mark", "CR LF", "CR"],
)
def test_page_is_read_alike_whatever_editor_wrote_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page.md").write_bytes(content)
    assert read_page(tmp_path / "page.md") == "a\nb\n"


def test_page_that_is_not_utf_8_is_an_error_with_file_and_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_bytes("# Title\r\n\r\nCafé".encode("latin-1"))
    with pytest.raises(UnreadablePage) as error:
        read_page(page)
    assert str(error.value).startswith(
        f"{page}:3: this file is not UTF-8 (it has the byte 0xe9 there); save it as UTF-8"
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (TEXT, 3),
        ("\ufeff" + TEXT, 3),
        (TEXT.replace("\n", "\r\n"), 3),
        ("---\ntitle: a\n---\n\n" + TEXT, 7),
        ("---\r\ntitle: a\r\n...\r\n" + TEXT.replace("\n", "\r\n"), 6),
        ("title: a\nauthor: b\n\n" + TEXT, 6),
        ("\n\n" + TEXT + "\n\n\n", 5),
        (TEXT.replace("\n\n", "\n \t \n").replace("Title", "A\ttitle"), 3),
        (TEXT.replace("Title", "A\x0cB\x85C\u2028D"), 3),
    ],
    ids=[
        "plain",
        "byte-order mark",
        "CR LF",
        "front matter",
        "dots",
        "plain front matter",
        "empty lines",
        "tabs",
        "others",
    ],
)
def test_line_is_found_in_the_file_whatever_editor_wrote_it(tmp_path: Path, content: str, line: int) -> None:
    (tmp_path / "page.md").write_bytes(content.encode())
    (tmp_path / "other.md").write_bytes(content.replace("libary", "library").encode())
    (tmp_path / "broken.md").write_bytes(b"\xff")
    # The front matter goes before Markdown has the text.
    body = content[content.index("# ") :].replace("\r\n", "\n")
    converted = lines_of(body)
    assert where(converted, converted.index("```py-widget libary"), tmp_path) == f"{tmp_path}/page.md:{line}"


def test_pages_with_the_same_text_are_both_named_unless_the_page_is_known(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "longer.md").write_text(f"Before.\n\n{TEXT}", encoding="utf-8")
    lines = lines_of(TEXT)
    assert where(lines, 2, tmp_path) == f"{tmp_path}/a.md:3 or {tmp_path}/b.md:3"
    assert where(lines, 2, tmp_path, tmp_path / "b.md") == f"{tmp_path}/b.md:3"


def test_page_that_is_known_is_named_also_where_its_text_was_changed_on_the_way(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{{{{ macro }}}}\n\n{TEXT}", encoding="utf-8")
    lines = lines_of(f"What the macro gave,\n\nin several lines.\n\n{TEXT}")
    assert where(lines, 6, tmp_path, page) == f"{page}:5"
    assert where(lines, 2, tmp_path, page) == str(page)
    assert where(lines, 2, tmp_path) == "line 3"
