"""The Markdown extension for formulas: `$…$` in a line and `$$…$$` on its own become MathML at build time, with no script."""

from __future__ import annotations

import re
from typing import Any

from latex2mathml.converter import convert
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from .errors import PageError

_DISPLAY = r"\$\$\s*(?P<formula>[^$]+?)\s*\$\$"
_INLINE = r"(?<![\\$])\$(?P<formula>[^\s$](?:[^$\n]*[^\s$])?)\$(?![\d$])"


# Punctuation that belongs on the formula's line.
_OPENS, _CLOSES = "(（“‘《", ",.;:!?)，。；：、！？）”’》"

# A minus or plus that follows another operator is a sign; set between two terms, it would stand too far from its own.
_SIGN = re.compile(r"(<mo>(?:&#x0003D;|&#x0002B;|&#x02212;|&#x022C5;)</mo>)<mo>(?=(?:&#x02212;|&#x0002B;)</mo>)")


class FormulaError(PageError):
    """A formula that cannot be set."""


class FormulaExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        # After code in backticks (190), before backslashes are taken for escapes (180).
        md.inlinePatterns.register(_Formula(_DISPLAY, md, "block"), "formula-display", 187)
        md.inlinePatterns.register(_Formula(_INLINE, md, "inline"), "formula-inline", 186)


def makeExtension(**options: Any) -> FormulaExtension:
    return FormulaExtension(**options)


class _Formula(InlineProcessor):
    def __init__(self, pattern: str, md: Markdown, display: str) -> None:
        super().__init__(pattern, md)
        self.display = display

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        html = to_mathml(m["formula"], self.display)
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


def to_mathml(formula: str, display: str = "inline") -> str:
    """Set a LaTeX formula.

    Raises:
        FormulaError: a command that is not known, which would be shown to the reader as it is written.
    """
    try:
        html: str = convert(formula, display=display)
    except Exception as error:  # latex2mathml has errors of many kinds, and some of them are bare IndexErrors
        reason = str(error) or type(error).__name__
        raise FormulaError(f"formula ${formula}$ is not complete LaTeX: {reason}") from error
    leftover = re.search(r"\\([A-Za-z]+|.)", html)
    if leftover:
        raise FormulaError(
            f"formula ${formula}$: unknown command {leftover[0]}; latex2mathml knows the usual LaTeX commands"
        )
    return _SIGN.sub(r'\1<mo form="prefix">', html)
