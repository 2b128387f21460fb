"""The numbers that the guides give, for tests that hold them to what is measured."""

from __future__ import annotations

import re

from pyodide_widgets.kit.words import Lang

from .built_site import ROOT


def megabytes(lang: Lang, guide: str, word: str) -> list[str]:
    """The sizes in the one paragraph that has the word and speaks of sizes."""
    text = (ROOT / "docs" / lang / f"guide/{guide}.md").read_text(encoding="utf-8")
    [sizes] = (sizes for line in text.splitlines() if word in line and (sizes := re.findall(r"([\d.]+) MB", line)))
    return sizes
