"""What the authoring guide has a reader type: files with their titles, and commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pyodide_widgets.kit.words import Lang

DOCS = Path(__file__).parents[1] / "docs"
_SECTION = re.compile(r"^## .*\{#ten-minutes\}$(.*?)^## ", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(
    r'^(?P<marks>`{3,})(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^(?P=marks)$', re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Step:
    """A file to write, or, without a path, commands to run."""

    path: str | None
    text: str


def ten_minutes(lang: Lang) -> list[Step]:
    """The steps of the guide's first section, in their order."""
    page = (DOCS / lang / "guide/authoring.md").read_text(encoding="utf-8")
    section = _SECTION.search(page)
    assert section, "the guide has no section {#ten-minutes}"
    return [Step(fence["title"], fence["body"]) for fence in _FENCE.finditer(section[1])]
