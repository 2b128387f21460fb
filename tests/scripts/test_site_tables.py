"""What benchmarks have measured becomes tables of the docs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from markdown import Markdown

from pyodide_widgets.kit.words import Lang
from scripts import site_tables as measured
from scripts.site_tables import BUILD, LIGHTHOUSE, START, UnknownMeasurement, table, write
from scripts.start_on_page import together
from tests.bundled import LANGS


@pytest.fixture
def nothing_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(measured, "MEASURED", tmp_path / "measured.json")
    return measured.MEASURED


@pytest.mark.parametrize("lang", LANGS)
def test_a_benchmark_becomes_a_table_with_its_date_and_machine(lang: Lang, nothing_yet: Path) -> None:
    write("start", {"cold": 0.384, "moved": 61.6}, "Chromium 999")
    html = Markdown(
        extensions=["scripts.site_tables", "tables"],
        extension_configs={"scripts.site_tables": {"lang": lang}},
    ).convert("Before.\n\n```py-measured start\n```\n\nAfter.")
    for shown in ("<p>Before.", "<p>After.", "Chromium 999", "CPU", "<td", ">0.38<", ">0.40<", ">62 ms<", ">100 ms<"):
        assert shown in html
    assert START["cold"].words[lang] in html
    assert START["warm"].words[lang] not in html, "what was not measured is left out"


def test_one_benchmark_leaves_what_another_wrote(nothing_yet: Path) -> None:
    write("start", {"cold": 0.5})
    rows = [dict.fromkeys(BUILD, 1.0) | {"pages": 100, "ratio": 1.234, "widget": 5.67}]
    assert "| 100 | 1.23 | 1.00 | 1.0 ms | 5.7 ms |" in write("build", rows)
    assert "| 0.50 | 0.40 |" in table("start", "en")
    assert set(json.loads(nothing_yet.read_text(encoding="utf-8"))) == {"start", "build"}


def test_a_benchmark_that_is_not_there_stops_the_build(nothing_yet: Path) -> None:
    write("start", {"cold": 0.5})
    with pytest.raises(UnknownMeasurement, match="nothing is measured as 'stat'; there are start"):
        table("stat", "zh")


def test_runs_on_a_page_are_shown_from_lowest_to_highest(nothing_yet: Path) -> None:
    runs = [
        {"article-zh": {"cold": cold, "moved": moved}} for cold, moved in ((0.47, 61.0), (0.44, 61.4), (0.4449, 60.9))
    ]
    rows = write("page", together(runs)).splitlines()
    assert "| Python answers, first visit | 0.44–0.47 | 0.45 |" in rows
    assert "| from the figure seen to a moved control’s answer | 61 ms | 100 ms |" in rows
    assert "| 60–61 ms |" in write("page", together([*runs, {"article-zh": {"cold": 0.4, "moved": 60.0}}]))


@pytest.mark.parametrize("lang", LANGS)
def test_lighthouse_has_a_row_for_each_page_with_both_devices(lang: Lang, nothing_yet: Path) -> None:
    found = {f"{name}-{device}": score for name in LIGHTHOUSE for device, score in (("desktop", 97.6), ("phone", 70.0))}
    head, _, row = write("lighthouse", {"article-zh": found}).splitlines()[2:]
    assert head.count("at least 100 / 100") == 3 and head.count("at least 90 / 75") == 1
    assert row.count("| 98 / 70 ") == 4
    assert [line.count("98 / 70") for line in table("lighthouse", lang).splitlines()[2:]] == [0, 0, 4]
