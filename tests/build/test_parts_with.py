"""The parts are those that have the mark when a page is cut behind each ">"."""

from __future__ import annotations

import re

import pytest

from pyodide_widgets.build.parts_with import parts_with


@pytest.mark.parametrize(
    "html",
    [
        "",
        "//",
        "a//b<p>c</p>",
        "<p>// // <img src='//a'> // <b>//</b><i>no</i>//",
        "<a href='//a'><a href='//b'>>//>",
        "<p>no</p>",
        "<img src='//",
    ],
)
def test_all_parts_with_the_mark_are_found_in_order(html: str) -> None:
    parts = re.findall("[^>]*>", html)
    assert [*parts_with(b"//", html.encode())] == [part.encode() for part in parts if "//" in part]
