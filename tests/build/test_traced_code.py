"""What "Code" shows is what a drawing called, from the files that run."""

from __future__ import annotations

import json
from pathlib import Path

from pyodide_widgets.build.traced_code import find_references, traced_functions, write_traced_code
from pyodide_widgets.editing.function_source import function_text
from pyodide_widgets.storage.store import Store
from tests.bundled import CODE

ATTEND = "pyodide_widgets.attention.dot_product.attend"
PAGES = {
    "article/index.html": '<html lang="zh"><py-widget name="library" id="widget-library"></py-widget>',
    "reference/index.html": f'<html lang="zh"><h3 id="attend" data-api="{ATTEND}">attend</h3>',
    "en/reference/index.html": f'<html lang="en"><h3 data-api="{ATTEND}" id="attend">attend</h3>',
}


def test_functions_of_the_core_are_traced_and_drawing_is_left_out() -> None:
    called = traced_functions("library", CODE)
    assert ("pyodide_widgets/attention/dot_product.py", "attend") in called
    assert ("pyodide_widgets/attention/shares.py", "softmax") in called
    assert not [path for path, _ in called if "/figures/" in path or "/kit/" in path or path.endswith("/library.py")]


def test_what_was_drawn_before_is_traced_all_the_same() -> None:
    assert traced_functions("word-order", CODE) == traced_functions("word-order", CODE)


def test_a_widget_that_does_not_call_attention_does_not_show_it() -> None:
    assert "attend" not in [name for _, name in traced_functions("long-range", CODE)]


def test_long_work_is_traced_in_its_first_steps() -> None:
    assert "attend" in [name for _, name in traced_functions("emergence", CODE)]


def test_references_are_found_in_the_pages() -> None:
    assert find_references(PAGES) == {ATTEND: {"zh": "reference/#attend", "en": "en/reference/#attend"}}


def test_a_file_for_each_widget_of_the_pages_has_the_very_text(tmp_path: Path) -> None:
    hashes = write_traced_code(tmp_path / "code", CODE, PAGES, Store(tmp_path / "store"))
    assert hashes.keys() == {"library.json"}
    told = json.loads((tmp_path / "code/library.json").read_text(encoding="utf-8"))
    (attend,) = [each for each in told["functions"] if each["name"] == "attend"]
    source = CODE.files[attend["path"]].read_text(encoding="utf-8")
    assert "".join(attend["parts"][1::2]) == function_text(source, "attend")
    assert attend["reference"]["en"] == "en/reference/#attend"
    assert "".join(told["own"]["parts"][1::2]) == CODE.files["pyodide_widgets/widgets/library.py"].read_text(
        encoding="utf-8"
    )
