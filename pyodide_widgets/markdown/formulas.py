"""The Markdown extension for formulas: `$…$` in a line and `$$…$$` on its own become MathML at build time, with no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import HTML_RE, InlineProcessor
from markdown.postprocessors import Postprocessor

from .mathml import to_mathml

# In these, dollars are those of addresses and attributes: HTML, images, the addresses of links, addresses, attribute lists.
_OTHER = "|".join(
    (
        HTML_RE,
        r"!\[[^\]]*\]\([^)]*\)",
        r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)",
        r"\bhttps?://[!-;=?-~]*",
        r"\{[^{}\n]*=\"[^\"\n]*\"[^{}\n]*\}",
    )
)
# Variables of a shell beside each other: `$PATH:$HOME`, `${A}/${B}`; but not the `$n$th`.
_VARIABLES = r"\{?[A-Za-z_](?:\w+\}?|[^\s\\^$]*[:/.,;=-])\$(?!(?:th|st|nd|rd|s)\b)[A-Za-z_{]"
_DISPLAY = r"\$\$\s*(?P<formula>[^$]+?)\s*\$\$"
_INLINE = rf"(?<![\\$])\$(?!{_VARIABLES})(?P<formula>[^\s$](?:[^$\n]*[^\s$])?)\$(?![\d$])"

# Punctuation that belongs on the formula's line.
_OPENS, _CLOSES = "(（“‘《", ",.;:!?)，。；：、！？）”’》"

_DELIMITER_ROW = re.compile(r"[ |:-]*-[ |:-]*")
_CODE_OR_FORMULA = re.compile(
    rf"(?P<marks>`+)(?!`).*?(?<!`)(?P=marks)(?!`)|{_DISPLAY.replace('?P<formula>', '')}|{_INLINE}"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\\\{.*?\\\}")
_BARE_BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")
_BAR = "\ue07c"  # stands for `|` in a formula while rows of tables are cut into cells


class FormulaExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        # After code in backticks (190), before backslashes are taken for escapes (180).
        md.inlinePatterns.register(_Formula(_DISPLAY, md, "block"), "formula-display", 187)
        md.inlinePatterns.register(_Formula(_INLINE, md, "inline"), "formula-inline", 186)
        md.parser.blockprocessors.register(_BarsInTables(md.parser), "formula-bars", 76)  # before tables (75)
        md.postprocessors.register(_Bars(md), "formula-bars", 5)


def makeExtension(**options: Any) -> FormulaExtension:
    return FormulaExtension(**options)


class _WhereDollarsAre:
    """A pattern that most texts need not be searched for."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        return self._pattern.finditer(text, start) if text.find("$", start) >= 0 else iter(())


class _Formula(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown, display: str) -> None:
        super().__init__(f"{_OTHER}|{pattern}", md)
        self.display = display

    def getCompiledRegExp(self) -> _WhereDollarsAre:  # type: ignore[override]
        return _WhereDollarsAre(self.compiled_re)

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        if m["formula"] is None:
            return None, None, None
        html = to_mathml(m["formula"].replace(_BAR, "|"), self.display)
        start, end = m.span(0)
        if self.display == "block":
            # A box that scrolls by itself, so that a long formula does not widen a narrow page.
            html = f'<div class="formula">{html}</div>'
        else:
            # Browsers break lines beside a formula, whatever stands there; so what must stay beside it goes with it.
            start -= data[:start].endswith(tuple(_OPENS))
            end += data.startswith(tuple(_CLOSES), end)
            if (start, end) != m.span(0):
                html = f'<span class="formula-line">{data[start : m.start(0)]}{html}{data[m.end(0) : end]}</span>'
        return self.md.htmlStash.store(html), start, end


class _BarsInTables(BlockProcessor):
    """Keeps the bars of a formula, as in `$|x|$` and `$P(a|b)$`, from being taken for borders of cells.

    A formula is one if its bars are in brackets or come in pairs; else the dollars may belong to two cells.
    """

    def test(self, parent: Element, block: str) -> bool:
        lines = block.split("\n")
        return "$" in block and len(lines) > 1 and bool(_DELIMITER_ROW.fullmatch(lines[1]))

    def run(self, parent: Element, blocks: list[str]) -> bool:
        blocks[0] = _CODE_OR_FORMULA.sub(_with_bars_kept, blocks[0])
        return False  # the table is still to be made


def _with_bars_kept(found: re.Match[str]) -> str:
    bare = _IN_BRACKETS.sub("", found[0])
    pairs = len(_BARE_BAR.findall(bare)) % 2 == 0
    return found[0].replace("|", _BAR) if pairs and not found["marks"] else found[0]


class _Bars(Postprocessor):
    """Puts back the bars of what was no formula after all."""

    def run(self, text: str) -> str:
        return text.replace(_BAR, "|")
