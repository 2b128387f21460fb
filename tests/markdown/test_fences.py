"""Where fenced blocks begin and end."""

from __future__ import annotations

import pytest

from pyodide_widgets.markdown.fences import Fence, fences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```a b\nbody\n```", [Fence(0, 2, "", "a b", ("body",))]),
        ("~~~\n~~~", [Fence(0, 1, "", "", ())]),
        ("text\n    ```a\n    b\n      c\n    ```", [Fence(1, 4, "    ", "a", ("b", "  c"))]),
        ("````a\n```b\n```\n````", [Fence(0, 3, "", "a", ("```b", "```"))]),
        ("```a\n~~~\n```", [Fence(0, 2, "", "a", ("~~~",))]),
        ("```a\n``\n`````", [Fence(0, 2, "", "a", ("``",))]),
        ("```a\n```\n```b\n```", [Fence(0, 1, "", "a", ()), Fence(2, 3, "", "b", ())]),
        ("```a\nb", [Fence(0, 1, "", "a", ("b",), closed=False)]),
        ("```code``` in a line", []),
        ("``two``", []),
        ("", []),
    ],
    ids=[
        "backticks",
        "tildes",
        "indented",
        "longer marks hold shorter ones",
        "backticks hold tildes",
        "closed by more marks than opened it",
        "one after the other",
        "never closed",
        "code in a line",
        "two marks",
        "nothing",
    ],
)
def test_fences_are_found_with_their_lines_info_and_body(text: str, found: list[Fence]) -> None:
    assert list(fences(text.split("\n"))) == found
