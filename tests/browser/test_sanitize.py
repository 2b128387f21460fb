"""Whatever Python's answer holds, only listed elements and attributes get into the page."""

from __future__ import annotations

import pytest

from .conftest import NewReader

_SANITIZE = """async (html) => {
  const { sanitize } = await import("/pyodide-widgets/page/sanitize.mjs");
  const holder = document.createElement("div");
  holder.append(sanitize(html));
  return holder.innerHTML;
}"""


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>a<script>window.hacked = 1</script>b</p>", "<p>ab</p>"),
        ('<p onclick="hacked()" class="pw-note">a</p>', '<p class="pw-note">a</p>'),
        ('<img src="x" onerror="hacked()">', ""),
        ('<svg><script>hacked()</script><text style="color: red">a</text></svg>', "<svg><text>a</text></svg>"),
        ('<a href="javascript:hacked()">a</a>', ""),
        ('<svg><foreignObject><iframe src="/"></iframe></foreignObject></svg>', "<svg></svg>"),
        ('<input type="file" name="a"><input type="range" name="b">', '<input type="range" name="b">'),
        ('<form action="/elsewhere" class="pw-controls"></form>', '<form class="pw-controls"></form>'),
    ],
)
def test_what_is_not_listed_is_left_out(html: str, left: str, new_reader: NewReader) -> None:
    page = new_reader().open("/404.html").page
    assert page.evaluate(_SANITIZE, html) == left
    assert page.evaluate("typeof window.hacked") == "undefined"
