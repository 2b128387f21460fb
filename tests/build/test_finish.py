"""A site that another generator has built with the Markdown extension is finished once, and the same a second time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown

from pyodide_widgets.build import assets
from pyodide_widgets.build.finish import FinishError, finish
from pyodide_widgets.build.places import ENTRY, FOLDER
from pyodide_widgets.runtime.pack import PARTS
from tests.bundled import CODE

FENCE = "```py-widget library\nquery-x: 1\n```\n"
PAGE = '<!doctype html>\n<html lang="en"><head><title>A</title></head><body>{}</body></html>\n'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pages with widgets, one without, and one for addresses that are not there; the runtime has tests of its own."""

    def pack_nothing(into: Path, *_: Any, **__: Any) -> None:
        into.mkdir(parents=True, exist_ok=True)
        (into / "manifest.json").write_text(json.dumps({part: {} for part in PARTS}))

    monkeypatch.setattr(assets, "pack_runtime", pack_nothing)
    html = Markdown(extensions=["pyodide-widgets"], extension_configs={"pyodide-widgets": {"lang": "en"}}).convert(
        FENCE + "\n" + FENCE
    )
    for page, content in {
        "index.html": html,
        "a/b/index.html": html,
        "c.html": "<p>No widget.</p>",
        "404.html": "",
    }.items():
        (tmp_path / page).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / page).write_text(PAGE.format(content), encoding="utf-8")
    return tmp_path


def test_a_page_that_is_not_finished_says_so_once_and_has_its_styles(site: Path) -> None:
    html = (site / "index.html").read_text(encoding="utf-8")
    assert html.count("the site was built without the step that makes them live") == 1
    assert html.count("<style>") == 1
    assert "You give" in html


def test_finished_pages_are_live_and_say_nothing(site: Path) -> None:
    assert finish(site, CODE) == ["a/b/index.html", "index.html"]
    for page, root in {"index.html": "", "a/b/index.html": "../../", "c.html": "", "404.html": "/"}.items():
        html = (site / page).read_text(encoding="utf-8")
        assert "without the step" not in html and "<style>" not in html
        assert f'src="{root}{FOLDER}/{ENTRY}"' in html
        assert f'content="{root}offline-worker.js"' in html
    assert (site / FOLDER / ENTRY).is_file()
    (prepared,) = (site / FOLDER / "prepared").iterdir()
    assert f'data-prepared="{prepared.stem}"' in (site / "index.html").read_text(encoding="utf-8")


def test_pages_for_any_address_know_where_the_site_is(site: Path) -> None:
    finish(site, CODE, site_url="https://example.org/below/")
    assert f'src="/below/{FOLDER}/{ENTRY}"' in (site / "404.html").read_text(encoding="utf-8")


def test_it_can_be_run_again(site: Path) -> None:
    finish(site, CODE)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    finish(site, CODE)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_a_page_that_speaks_of_our_module_is_made_live_too(site: Path) -> None:
    page = site / "c.html"
    page.write_text(PAGE.format(f"<p>Look at <code>{FOLDER}/{ENTRY}</code>.</p>"), encoding="utf-8")
    finish(site, CODE)
    assert f'src="{FOLDER}/{ENTRY}"' in page.read_text(encoding="utf-8")


def test_without_a_copy_for_offline_nothing_is_kept(site: Path) -> None:
    finish(site, CODE, offline=False)
    assert "offline-worker" not in (site / "index.html").read_text(encoding="utf-8")
    assert not (site / "offline-worker.js").exists()


def test_a_folder_without_widgets_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE.format(""))
    with pytest.raises(FinishError, match=r"no page below .* has a widget; build the site first"):
        finish(tmp_path, CODE)
