"""What stands on a page until it is made live: the style sheet that its figures need, and a sentence that says so.

Generators other than MkDocs show finished figures through the Markdown extension alone; `pyodide-widgets finish` then takes
this away. Called by the Markdown extension and by `finish.py`. Test: tests/build/test_finish.py.
"""

from __future__ import annotations

import re
from functools import cache

from ..figures.markup import Markup, element
from ..kit.messages import message
from ..kit.words import Lang
from .style_sheet import editing_style_sheet, style_sheet

_MARK = "data-pyodide-widgets-unfinished"
_NOTICE = re.compile(rf"<div {_MARK}>.*?</div>", re.DOTALL)


@cache
def notice(lang: Lang) -> Markup:
    """The notice for a page in a language; it stands before the first widget."""
    style = element("style", Markup(style_sheet() + editing_style_sheet()))
    return element("div", style, element("p", message(lang, "unfinished")), data_pyodide_widgets_unfinished=True)


def without_notice(html: str) -> str:
    return _NOTICE.sub("", html)
