"""Workflows have the rights that they need and no others, and run what was looked at: here and in new projects."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pyodide_widgets.new.project import project_files

ROOT = Path(__file__).parents[1]
WORKFLOWS = {
    "of this project": (ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"),
    "of a new project": project_files(["en"])[".github/workflows/pages.yml"],
}


@pytest.fixture(params=WORKFLOWS)
def text(request: pytest.FixtureRequest) -> str:
    return WORKFLOWS[request.param]


@pytest.fixture
def workflow(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def test_actions_are_named_by_commit(text: str) -> None:
    uses = re.findall(r"uses: (.*)", text)
    assert len(uses) >= 5
    for action in uses:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_only_the_job_that_publishes_may_write_and_it_runs_nothing_else(workflow: dict[str, Any]) -> None:
    assert set(workflow["permissions"].values()) == {"read"}
    may_write = [job for job in workflow["jobs"].values() if "write" in job.get("permissions", {}).values()]
    [job] = may_write
    assert job["permissions"] == {"pages": "write", "id-token": "write"}
    [step] = job["steps"]
    assert step["uses"].startswith("actions/deploy-pages@") and "run" not in step


def test_the_checked_out_copy_has_no_credentials(workflow: dict[str, Any]) -> None:
    [checkout] = [step for step in workflow["jobs"]["build"]["steps"] if "checkout" in step.get("uses", "")]
    assert checkout["with"]["persist-credentials"] is False


def test_nothing_that_was_made_from_downloads_comes_from_a_cache(workflow: dict[str, Any]) -> None:
    for step in workflow["jobs"]["build"]["steps"]:
        if "cache" in step.get("uses", ""):
            assert step["with"]["path"] == "~/.cache/pyodide-widgets/314.*"


def test_everybody_has_the_same_uv() -> None:
    [pinned] = set(re.findall(r"uv==([\d.]+)", (ROOT / ".ci/uv.txt").read_text() + WORKFLOWS["of a new project"]))
    assert "pip install --require-hashes -r .ci/uv.txt" in WORKFLOWS["of this project"]
    assert f"pip install uv=={pinned} && uv pip install" in WORKFLOWS["of a new project"]
    assert re.search(r"pip install .*--require-hashes -r \.ci/uv\.txt", (ROOT / ".ci/run").read_text(encoding="utf-8"))


def test_packages_are_those_of_a_day() -> None:
    day = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    assert re.search(rf'^exclude-newer = "{day}"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    [step] = [
        step
        for step in yaml.safe_load(WORKFLOWS["of a new project"])["jobs"]["build"]["steps"]
        if "UV_EXCLUDE_NEWER" in step.get("env", {})
    ]
    assert re.fullmatch(day, step["env"]["UV_EXCLUDE_NEWER"])
