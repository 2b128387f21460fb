"""The committed figures: which there are, and what belongs in them. `cases.toml` names them; for the test and the script."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS, WIDGETS

HERE = Path(__file__).parent
FOLDER = HERE / "golden"


@dataclass(frozen=True)
class GoldenCase:
    """One widget at one set of parameters, in one language."""

    widget: str
    name: str
    lang: Lang
    texts: dict[str, str]

    @property
    def path(self) -> Path:
        return FOLDER / self.widget / f"{self.name}.{self.lang}.html"

    def drawn(self) -> str:
        """What the widget draws now, an element a line: a change is to be seen where it is."""
        html: str = WIDGETS.find(self.widget).render(self.texts, self.lang).html
        return html.replace("><", ">\n<") + "\n"


def golden_cases() -> list[GoldenCase]:
    named = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))
    return [
        GoldenCase(widget, name, lang, texts)
        for widget, cases in named.items()
        for name, texts in cases.items()
        for lang in LANGS
    ]
