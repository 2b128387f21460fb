"""What a site has for readers who change code: written where a page has code to change, and only there."""

from __future__ import annotations

import json
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from pyodide_widgets.build import editing
from pyodide_widgets.build.editing import Named, named_in, write_editing
from pyodide_widgets.build.head import PagePlace, make_live
from pyodide_widgets.build.languages import Languages
from pyodide_widgets.build.places import EDITING_STYLE_SHEET, EDITOR
from pyodide_widgets.runtime.packages import PackageError
from pyodide_widgets.storage.store import Store
from tests.bundled import CODE

DOT_PRODUCT = "pyodide_widgets.attention.dot_product"
ELEMENT = f'<py-code name="attend" id="code-attend" lang="en" data-module="{DOT_PRODUCT}">'


@pytest.fixture
def written(tmp_path: Path) -> dict[str, bytes]:
    """The archive's files, by their paths."""
    (tmp_path / EDITOR).mkdir()
    named = Named(frozenset({DOT_PRODUCT}), frozenset({"scripts.onnx_cases.bundle"}))
    write_editing(tmp_path, CODE, named, ["en", "de"], Store(tmp_path / "store"))
    with tarfile.open(fileobj=BytesIO((tmp_path / EDITOR / "reader-code.tar").read_bytes())) as archive:
        streams = {member.name: archive.extractfile(member) for member in archive}
        return {path: stream.read() for path, stream in streams.items() if stream}


def test_modules_and_data_are_those_that_pages_name() -> None:
    cases = '<py-cases id="cases-run" data-module="toy.cases" data-function="run" data-made-by="toy.data.bundle">'
    found = named_in([f"<p>{ELEMENT}", "<p>py-code</p>", ELEMENT + cases])
    assert found == Named(frozenset({DOT_PRODUCT, "toy.cases"}), frozenset({"toy.data.bundle"}))


def test_data_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / EDITOR).mkdir()
    named = Named(frozenset({DOT_PRODUCT}), frozenset({"scripts.onnx_cases.bundel"}))
    with pytest.raises(PackageError, match="bundel"):
        write_editing(tmp_path, CODE, named, ["en"], Store(tmp_path / "store"))


def test_the_archive_has_the_calls_and_every_module_beside_the_named_one(written: dict[str, bytes]) -> None:
    names = {path.partition("site-packages/")[2] for path in written}
    everywhere = {path for path in CODE.files if path.startswith("pyodide_widgets/attention/")}
    core = Path(editing.__file__).parents[1] / "attention"
    assert "pyodide_widgets/editing/browser_calls.py" in names
    for path in core.glob("*.py"):
        name = f"pyodide_widgets/attention/{path.name}"
        assert (name in names) != (name in everywhere), "every module is in the browser, and none of them twice"


def test_the_index_has_what_can_be_imported_anew_and_not_the_generator(written: dict[str, bytes]) -> None:
    modules = json.loads(written["lib/pyodide-widgets/editing.json"])["modules"]
    assert {DOT_PRODUCT, "pyodide_widgets.attention", "pyodide_widgets.widgets.library"} <= set(modules)
    assert not [name for name in modules if name.startswith(("pyodide_widgets.kit", "pyodide_widgets.figures"))]
    assert not {"pyodide_widgets", "pyodide_widgets.editing.browser_calls"} & set(modules)


@pytest.mark.parametrize(("body", "is_linked"), [("<p>py-code</p>", False), (ELEMENT, True)])
def test_only_pages_with_code_have_its_style_sheet(body: str, is_linked: bool) -> None:
    html = f"<html><head></head><body>{body}</body></html>"
    live = make_live(html, PagePlace("", ""), Languages.of(["en"]), offline=False)
    assert (EDITING_STYLE_SHEET in live) == is_linked
