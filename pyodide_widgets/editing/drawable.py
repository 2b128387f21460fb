"""A figure whose numbers are no numbers, drawn as far as it can be.

Published figures have none such. A reader's code may give NaN, and a coordinate of NaN is an error in SVG: browsers report it,
and each draws something else. What has one is made invisible; the texts stay, and say "nan".

Test: tests/editing/test_drawable.py.
"""

from __future__ import annotations

import re

_NAMES = "viewBox|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|d|points|width|height|transform|opacity|fill-opacity|stroke-width"
_GEOMETRY = re.compile(rf'(?<= )({_NAMES})="([^"]*(?:nan|inf)[^"]*)"')
_NOT_FINITE = re.compile(r"-?(?:nan|inf)")
_TAG = re.compile(r"<(\w+)( [^>]*)>")
_OPACITY = re.compile(r' opacity="[^"]*"')


def drawable(html: str) -> str:
    """Return the figure with 0 in place of what is not finite in its drawings, and with the elements that had that invisible."""
    return _TAG.sub(_mended, html) if "nan" in html or "inf" in html else html


def _mended(found: re.Match[str]) -> str:
    tag, attributes = found[1], found[2]
    if not _GEOMETRY.search(attributes):
        return found[0]
    mended = _GEOMETRY.sub(lambda each: f'{each[1]}="{_NOT_FINITE.sub("0", each[2])}"', attributes)
    return f"<{tag}{mended}>" if tag == "svg" else f'<{tag} opacity="0"{_OPACITY.sub("", mended)}>'
