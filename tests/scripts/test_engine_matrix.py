"""What the suite of engines found becomes a table of the docs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pyodide_widgets.kit.words import Lang
from scripts.engine_matrix import ENGINES, FOUND, ROWS, read, table
from tests.bundled import LANGS

_SUITE = Path(__file__).parents[1] / "engines"
_REPORT = """<testsuites><testsuite timestamp="2026-01-02T03:04:05+00:00">
<testcase name="test_a_drag[chromium]"/>
<testcase name="test_a_drag[firefox]"><properties><property name="version" value="Firefox 1"/></properties><failure/></testcase>
<testcase name="test_sound[chromium-zh]"/><testcase name="test_sound[chromium-en]"><error/></testcase>
<testcase name="test_sound[webkit-zh]"><skipped/></testcase><testcase name="test_of_something_else"/>
<testcase name="test_a_drag[webkit]"><skipped type="pytest.xfail"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.xml"
    path.write_text(_REPORT, encoding="utf-8")
    return path


def test_a_test_works_in_an_engine_if_all_its_cases_do(report: Path) -> None:
    found = read(report)
    assert found["date"] == "2026-01-02"
    assert found["engines"] == {"firefox": "Firefox 1"}
    assert found["found"] == {
        "test_a_drag": {"chromium": "works", "firefox": "fails", "webkit": "fails"},
        "test_sound": {"chromium": "fails", "webkit": "not tried"},
    }


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_says_what_was_found(lang: Lang, report: Path) -> None:
    rows = table(lang, read(report)).splitlines()
    assert "| chromium | Firefox 1 | webkit |" in rows[2]
    drag, sound = (
        row.split("|")[2:5] for name in ("test_a_drag", "test_sound") for row in rows if ROWS[name][lang] in row
    )
    assert drag[1] == drag[2] == sound[0], "two that fail, and one of which a case fails"
    assert len({drag[0], drag[1], sound[2]}) == 3, "works, fails and not tried are three words"


def test_every_test_of_the_suite_has_a_row_and_the_page_has_what_they_found() -> None:
    tests = {
        test
        for path in _SUITE.glob("test_*.py")
        for test in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert set(ROWS) == tests
    written = json.loads(FOUND.read_text(encoding="utf-8"))["found"]
    assert set(written) == tests
    tried = {engine for engines in written.values() for engine in engines}
    assert tried == set(ENGINES)
