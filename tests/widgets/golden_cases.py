"""The committed figures: which there are, and what belongs in them. `cases.toml` names them; for the test and the script.

A change of shared markup must be possible to review, so each thing is committed once: the whole markup of a figure in one
language, in the others what can be read of it, and the controls in the default case only.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS, WIDGETS

HERE = Path(__file__).parent
FOLDER = HERE / "golden"
DEFAULT = "default"
MARKUP, *TEXTS_ONLY = LANGS
_FORM = re.compile(r"<form.*?</form>", re.DOTALL)
_SAID = ("aria-label", "aria-valuetext")  # attributes whose values are read out


@dataclass(frozen=True)
class GoldenCase:
    """One widget at one set of parameters, in one language."""

    widget: str
    name: str
    lang: Lang
    texts: dict[str, str]

    @property
    def path(self) -> Path:
        ending = "html" if self.lang == MARKUP else "txt"
        return FOLDER / self.widget / f"{self.name}.{self.lang}.{ending}"

    def drawn(self) -> str:
        """What the widget draws now, an element or a text a line: a change is to be seen where it is."""
        html = WIDGETS.find(self.widget).render(self.texts, self.lang).html
        if self.name != DEFAULT:
            html = _FORM.sub("", html)
        return html.replace("><", ">\n<") + "\n" if self.lang == MARKUP else "\n".join(visible_texts(html)) + "\n"


def visible_texts(html: str) -> list[str]:
    """What can be read of some markup, or is read out, in its order."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            wanted = (*_SAID, "value") if dict(attrs).get("type") == "text" else _SAID
            found.extend(value for name, value in attrs if name in wanted and value)

        def handle_data(self, data: str) -> None:
            found.append(data)

    reader = Reader()
    reader.feed(html)
    reader.close()
    return found


def golden_cases() -> list[GoldenCase]:
    named = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))
    return [
        GoldenCase(widget, name, lang, texts)
        for widget, cases in named.items()
        for name, texts in cases.items()
        for lang in LANGS
    ]
