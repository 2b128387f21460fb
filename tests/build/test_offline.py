"""The service worker knows every file that a reader may ask for, by its hash, and is another one when any of them is."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pyodide_widgets.build.offline import WORKER, write_offline_end, write_offline_worker


@pytest.fixture
def site(tmp_path: Path) -> Path:
    runtime = tmp_path / "pyodide-widgets" / "runtime"
    runtime.mkdir(parents=True)
    (tmp_path / "article").mkdir()
    for path, content in {
        "index.html": "front",
        "404.html": "missing",
        "article/index.html": "article",
        "sitemap.xml": "for robots",
        "assets.js.map": "for developers",
        "pyodide-widgets/runtime/python.1234.tar": "python",
        "pyodide-widgets/runtime/python.1234.tar.gz": "for hosts",
        "pyodide-widgets/runtime/on_demand.5678.tar": "on demand",
        "pyodide-widgets/runtime/manifest.json": json.dumps(
            {
                "start": {"python.tar": {"file": "python.1234.tar", "sha256": integrity("python")}},
                "afterwards": {"drawing.tar": {"file": "drawing.4321.tar", "sha256": integrity("drawing")}},
                "on_demand": {"on_demand.tar": {"file": "on_demand.5678.tar", "sha256": integrity("on demand")}},
            }
        ),
    }.items():
        (tmp_path / path).write_text(content)
    return tmp_path


def integrity(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def told(site: Path, known: Mapping[str, str] | None = None) -> dict[str, Any]:
    write_offline_worker(site, known or {}, ["zh-TW", "en"])
    text = (site / WORKER).read_text(encoding="utf-8").removeprefix("const SITE = ")
    found: dict[str, Any] = json.JSONDecoder().raw_decode(text)[0]
    return found


def test_it_knows_all_that_readers_ask_for(site: Path) -> None:
    assert told(site)["files"].keys() == {"", "404.html", "article/", "pyodide-widgets/runtime/manifest.json"}
    assert told(site)["files"]["article/"] == integrity("article")


def test_data_files_are_kept_once_they_are_used(site: Path) -> None:
    manifest = site / "pyodide-widgets/runtime/manifest.json"
    runtime = json.loads(manifest.read_text())
    runtime["data"] = {"my_widgets/data_files/a.bin": {"file": "a.99.bin", "sha256": integrity("data")}}
    manifest.write_text(json.dumps(runtime))
    (manifest.parent / "a.99.bin").write_text("data")
    assert told(site)["packages"] == {"pyodide-widgets/runtime/a.99.bin": integrity("data")}
    assert "pyodide-widgets/runtime/a.99.bin" not in told(site)["files"]


def test_what_no_page_requests_is_left_out(site: Path) -> None:
    search = site / "assets/javascripts/lunr/min"
    search.mkdir(parents=True)
    for name in ("lunr.zh.min.js", "lunr.en.min.js", "lunr.fr.min.js", "lunr.multi.min.js"):
        (search / name).touch()
    for name in ("_headers", "_redirects", ".nojekyll", "CNAME"):
        (site / name).touch()
    found = told(site)["files"].keys() - {"", "404.html", "article/", "pyodide-widgets/runtime/manifest.json"}
    assert {path.rpartition("/")[2] for path in found} == {"lunr.zh.min.js", "lunr.en.min.js", "lunr.multi.min.js"}


def test_a_hash_that_is_known_is_not_computed(site: Path) -> None:
    known = {"404.html": hashlib.sha256(b"known").hexdigest()}
    assert told(site, known)["files"] == told(site)["files"] | {"404.html": integrity("known")}


def test_python_is_a_part_of_its_own(site: Path) -> None:
    assert told(site)["runtime"] == {
        "pyodide-widgets/runtime/python.1234.tar": integrity("python"),
        "pyodide-widgets/runtime/drawing.4321.tar": integrity("drawing"),
        "pyodide-widgets/runtime/on_demand.5678.tar": integrity("on demand"),
    }


def test_it_is_the_same_for_the_same_site_and_another_for_another(site: Path) -> None:
    first = told(site)
    assert told(site) == first
    (site / "article" / "index.html").write_text("changed")
    assert told(site)["version"] != first["version"]


def test_where_a_site_is_being_written_it_takes_itself_away(site: Path) -> None:
    write_offline_end(site)
    text = (site / WORKER).read_text(encoding="utf-8")
    assert "unregister" in text
    assert "fetch" not in text


def test_what_few_readers_need_is_kept_when_they_request_it(site: Path) -> None:
    (site / "pyodide-widgets/editor").mkdir()
    (site / "pyodide-widgets/editor/code-editor.mjs").write_text("editor")
    found = told(site)
    assert found["onRequest"] == {"pyodide-widgets/editor/code-editor.mjs": integrity("editor")}
    assert found["onRequest"].keys().isdisjoint(found["files"])
