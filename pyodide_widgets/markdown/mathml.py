"""LaTeX to MathML that may stand in a page: known commands, and of MathML only what formulas are made of.

Called by `formulas.py`. Test: tests/markdown/test_formulas.py.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from latex2mathml.converter import convert

from .errors import PageError

_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS = re.findall(
    r"\w+",
    "math menclose mfrac mi mlabeledtr mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub "
    "msubsup msup mtable mtd mtext mtr munder munderover none",
)
# No links, classes, identifiers, styles or handlers.
_ATTRIBUTES = re.findall(
    r"\w+",
    "accent accentunder columnalign columnlines columnspacing columnspan depth display displaystyle fence form frame framespacing "
    "height largeop linebreak linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits "
    "notation rowalign rowlines rowspacing rowspan rspace scriptlevel separator stretchy symmetric voffset width",
)

# In `\text{…}`, latex2mathml leaves these as they are.
_BARE_AMPERSAND = re.compile(r"&(?!#(?:\d+|x[0-9a-fA-F]+);|(?:lt|gt|amp|quot);)")
_BARE_LESS_THAN = re.compile(rf"<(?!/?(?:{'|'.join(_ELEMENTS)})\b[^<>]*>)")

# A minus or plus that follows another operator is a sign; set between two terms, it would stand too far from its own.
_SIGN = re.compile(r"(<mo>(?:&#x0003D;|&#x0002B;|&#x02212;|&#x022C5;)</mo>)<mo>(?=(?:&#x02212;|&#x0002B;)</mo>)")


class FormulaError(PageError):
    """A formula that cannot be set."""


def to_mathml(formula: str, display: str = "inline") -> str:
    """Set a LaTeX formula.

    Raises:
        FormulaError: it is not complete; or it has a command that is not known, which would be shown to the reader as it is
            written, or one that makes something else than a formula, such as a link.
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
    html = _BARE_LESS_THAN.sub("&lt;", _BARE_AMPERSAND.sub("&amp;", html))
    _check(html, formula)
    return _SIGN.sub(r'\1<mo form="prefix">', html)


def _shown(formula: str) -> str:
    return formula.encode(errors="replace").decode()


def _check(html: str, formula: str) -> None:
    """Raise FormulaError for whatever is not on the lists above."""
    try:
        root = ElementTree.fromstring(html)
    except UnicodeEncodeError as error:
        raise FormulaError(f"formula ${_shown(formula)}$: it has half of a character in it") from error
    except ElementTree.ParseError as error:
        raise FormulaError(f"formula ${formula}$: there is HTML in it; write the text without tags") from error
    for element in root.iter():
        tag = element.tag.removeprefix(_NAMESPACE)
        if tag not in _ELEMENTS:
            raise FormulaError(f"formula ${formula}$: <{tag}> is no part of a formula; write it outside of the formula")
        for name in element.attrib.keys() - set(_ATTRIBUTES):
            raise FormulaError(
                f"formula ${formula}$: a formula sets no {name!r}; leave the command out, and make a link or set a class "
                "round the formula, in Markdown"
            )
