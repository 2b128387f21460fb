"""The pages of a site are read once; steps see what earlier ones have written, and so does the disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pyodide_widgets.build.finished_pages import FinishedPages

LATIN = b"<p>\xe4</p>\r\n"


@pytest.fixture
def pages(tmp_path: Path) -> FinishedPages:
    (tmp_path / "b").mkdir()
    (tmp_path / "b/index.html").write_bytes("<p>注意</p>".encode())
    (tmp_path / "a.html").write_bytes(LATIN)
    (tmp_path / "style.css").write_bytes(b"p {}")
    return FinishedPages(tmp_path)


def test_all_pages_are_there_and_nothing_else(pages: FinishedPages) -> None:
    assert [*pages] == ["a.html", "b/index.html"]
    assert pages["b/index.html"] == "<p>注意</p>".encode()


def test_what_is_written_is_seen_in_its_place_and_on_the_disk(pages: FinishedPages) -> None:
    pages.write("a/new/index.html", b"<p>new</p>")
    pages.write("b/index.html", b"<p>other</p>")
    assert [*pages] == ["a.html", "a/new/index.html", "b/index.html"]
    assert [*pages.values()][1:] == [b"<p>new</p>", b"<p>other</p>"]
    assert (pages.site_dir / "a/new/index.html").read_bytes() == b"<p>new</p>"
    assert (pages.site_dir / "b/index.html").read_bytes() == b"<p>other</p>"


def test_a_page_with_the_same_text_is_not_touched(pages: FinishedPages) -> None:
    file = pages.site_dir / "b/index.html"
    file.unlink()
    pages.write("b/index.html", pages["b/index.html"])
    assert not file.exists()


def test_bytes_that_are_no_utf_8_stay_as_they_are(pages: FinishedPages) -> None:
    pages.write("a.html", pages["a.html"] + b"<p>more</p>")
    assert (pages.site_dir / "a.html").read_bytes() == LATIN + b"<p>more</p>"


def test_hashes_are_those_of_the_files(pages: FinishedPages) -> None:
    pages.write("b/index.html", b"<p>other</p>")
    files = {path: (pages.site_dir / path).read_bytes() for path in pages}
    assert pages.hashes() == {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
