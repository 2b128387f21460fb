"""A widget's contract is a committed figure: what it draws equals the files in golden/."""

from __future__ import annotations

import pytest
from golden_cases import FOLDER, GoldenCase, golden_cases

from tests.bundled import WIDGETS

UPDATE = "run `python scripts/update_golden.py`, look at what changed, and commit it"


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: f"{case.widget}/{case.name}.{case.lang}")
def test_widget_draws_its_committed_figure(case: GoldenCase) -> None:
    assert case.path.is_file(), f"{case.path} is not there: {UPDATE}"
    assert case.drawn() == case.path.read_text(encoding="utf-8"), (
        f"{case.path} is not what is drawn now: if that is meant, {UPDATE}"
    )


@pytest.mark.parametrize("name", WIDGETS.names())
def test_every_widget_has_a_case(name: str) -> None:
    has_case = name in {case.widget for case in golden_cases()}
    assert has_case, f"widget {name!r} has no figure: add [{name}.default] to tests/widgets/cases.toml, then {UPDATE}"


def test_every_committed_figure_has_a_case() -> None:
    left_over = {path for path in FOLDER.rglob("*") if path.is_file()} - {case.path for case in golden_cases()}
    assert not left_over, f"no case in tests/widgets/cases.toml draws {sorted(map(str, left_over))}: {UPDATE}"
