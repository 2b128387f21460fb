"""The check that both languages are in step. The cases are in cases/translations/: pages, and what is said about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import ROOT, case_files, parts

from pyodide_widgets.markdown.pages import UnreadablePage
from pyodide_widgets.markdown.translations import differences, landmarks


@pytest.mark.parametrize("case", case_files("translations"), ids=lambda case: case.stem)
def test_pages_are_in_step_or_this_is_said(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in parts(case).items():
        if name.endswith(".md"):
            page = tmp_path / name
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(content, encoding="utf-8")
    assert differences(Path("zh"), Path("en")) == parts(case)["messages"].splitlines()


def test_ends_of_lines_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in (("zh", b"# A\r\n\r\n## B {#b}\r\n"), ("en", b"# A\n\n\n## B {#c}\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_bytes(content)
    (message,) = differences(Path("zh"), Path("en"))
    assert message.startswith("zh/a.md:3 has a heading of level 2 {#b}, but en/a.md:4 has a heading of level 2 {#c}")


def test_page_that_is_not_utf_8_is_an_error_that_names_it(tmp_path: Path) -> None:
    for name, content in (("zh", b"# A\n"), ("en", b"\xff\xfe#\x00")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_bytes(content)
    with pytest.raises(UnreadablePage, match=r"en/a\.md:1: .* save it as UTF-8"):
        differences(tmp_path / "zh", tmp_path / "en")


def test_pages_of_the_site_are_in_step() -> None:
    assert differences(ROOT / "docs/zh", ROOT / "docs/en") == []


def test_the_check_sees_the_landmarks_of_the_article() -> None:
    kinds = [landmark.kind for landmark in landmarks((ROOT / "docs/zh/article.md").read_text(encoding="utf-8"))]
    assert kinds[0] == "page title"
    assert {"widget library", "widget self-attention", "widget causal-mask", "widget apple"} <= set(kinds)
    assert "heading of level 2 {#question}" in kinds
