"""The widgets' style sheet: one file in the site, put together from those of browser/page/ and of the theme.

Called by `assets.py` and `unfinished.py`. Test: tests/build/test_style_sheet.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_PAGE = Path(__file__).parents[1] / "browser" / "page"
PARTS = ("widgets.css", "controls.css", "figures.css", "phrases.css", "guess.css")


def style_sheet(more: Sequence[Path] = ()) -> str:
    """Return the whole style sheet.

    Args:
        more: style sheets that a theme needs besides; they come last.
    """
    return "\n".join(path.read_text(encoding="utf-8") for path in (*(_PAGE / name for name in PARTS), *more))


def editing_style_sheet() -> str:
    """Return the style sheet for code that readers may change, which only pages with such code need."""
    return (_PAGE / "editing.css").read_text(encoding="utf-8")
