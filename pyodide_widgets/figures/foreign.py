"""Figures of other libraries: their SVG or HTML, rewritten so that it passes the allow-list of the page and fits its colours.

The page applies the same list once more (`browser/page/sanitize.mjs`). Called by widgets. Test: tests/figures/test_foreign.py.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any

from .figure import Figure
from .foreign_html import table_panel
from .foreign_svg import svg_panel

# Glyphs as paths, since readers have other fonts; no date and no version; the same ids every time.
_SVG_SETTINGS = {"svg.fonttype": "path", "svg.hashsalt": "pyodide-widgets"}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def foreign_figure(thing: Any, caption: str, note: str | None = None, *, title: str | None = None) -> Figure:
    """Make a figure of what another library has drawn.

    Black becomes the page's text colour and white the colour of its background, so that both are right in dark mode; all
    other colours stay. Scripts, style sheets, links and fonts are left out.

    Args:
        thing: a Matplotlib figure or axes; or an object with `_repr_svg_` or `_repr_html_`, of whose HTML the tables are shown.
            One inch of a Matplotlib figure is 72 units of a panel: `figsize=(4.4, 3.3)` is as wide as a panel, and then
            letters of 10 points are 10 units high.
        caption, note: as in `Figure`.
        title: what the drawing is, in a few words, for readers who do not see it; by default the caption.

    Raises:
        TypeError: it is none of these.
        ValueError: it has an image of pixels, or nothing that can be shown.
    """
    title = title or caption
    figure = getattr(thing, "figure", None) or thing  # axes know their figure, and a figure itself
    if hasattr(figure, "savefig"):
        return Figure((svg_panel(_matplotlib_svg(figure), title, is_matplotlib=True),), caption, note)
    if hasattr(thing, "_repr_svg_"):
        return Figure((svg_panel(thing._repr_svg_(), title),), caption, note)
    if hasattr(thing, "_repr_html_"):
        return Figure((table_panel(thing._repr_html_(), title),), caption, note)
    raise TypeError(
        f"foreign_figure needs a Matplotlib figure, or an object with _repr_svg_ or _repr_html_, not {type(thing).__name__}"
    )


def _draw_without_windows() -> None:
    """Have pyplot draw into files. Else it looks for a window, and in the browser it finds a web server that is not there."""
    # Matplotlib reads the variable when it is imported, which may be before or after this module.
    if "MPLBACKEND" not in os.environ:
        os.environ["MPLBACKEND"] = "svg"
        if matplotlib := sys.modules.get("matplotlib"):
            matplotlib.use("svg")


_draw_without_windows()


def _matplotlib_svg(figure: Any) -> str:
    content = io.StringIO()
    with sys.modules["matplotlib"].rc_context(_SVG_SETTINGS):
        figure.savefig(content, format="svg", metadata=_NO_METADATA)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(figure)  # pyplot would keep it
    return content.getvalue()
