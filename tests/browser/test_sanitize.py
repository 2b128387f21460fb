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
        # Ids and references of drawings: of their own kind only, and only within the page.
        (
            '<svg><path id="pw-1"></path><path id="main"></path></svg>',
            '<svg><path id="pw-1"></path><path></path></svg>',
        ),
        ('<p id="pw-1">a</p>', "<p>a</p>"),
        (
            '<svg><use href="#pw-1"></use><use href="#main"></use><use href="/x.svg#pw-1"></use></svg>',
            '<svg><use href="#pw-1"></use><use></use><use></use></svg>',
        ),
        ('<svg><use xlink:href="//e.org/x.svg#a"></use></svg>', "<svg><use></use></svg>"),
        (
            '<svg><path href="#pw-1"></path><pattern href="#pw-1"></pattern></svg>',
            "<svg><path></path><pattern></pattern></svg>",
        ),
        (
            '<svg><g clip-path="url(#pw-1)"></g><g clip-path="url(//e.org#pw-1)"></g><g clip-path="circle(1)"></g></svg>',
            '<svg><g clip-path="url(#pw-1)"></g><g></g><g></g></svg>',
        ),
        # What is referred to refers to nothing: ten such levels would be ten thousand million drawings.
        (
            '<svg><g id="pw-1"><use href="#pw-0"></use><g><path fill="url(#pw-2)"></path></g></g></svg>',
            '<svg><g id="pw-1"><g><path></path></g></g></svg>',
        ),
        ('<svg id="pw-1"><use href="#pw-0"></use></svg>', '<svg id="pw-1"></svg>'),
        # Colours: no address in them, however it is written.
        (
            '<svg><g fill="url(#pw-1)" stroke="#1f77b4"></g><g fill="var(--pw-paper)" stroke="rgb(1, 2, 3)"></g></svg>',
            '<svg><g fill="url(#pw-1)" stroke="#1f77b4"></g><g fill="var(--pw-paper)" stroke="rgb(1, 2, 3)"></g></svg>',
        ),
        (
            '<svg><g fill="url(https://e.org/a#b)" stroke="u\\72l(//e.org)"></g><g fill="image-set(\'//e.org\' 1x)"></g></svg>',
            "<svg><g></g><g></g></svg>",
        ),
        ('<svg><g fill="var(--other, url(//e.org))" stroke="red url(//e.org)"></g></svg>', "<svg><g></g></svg>"),
        ('<p fill="red" clip-path="url(#pw-1)">a</p>', "<p>a</p>"),
        ('<svg><image href="//e.org/a.png"></image><filter id="pw-1"></filter><mask></mask></svg>', "<svg></svg>"),
        ('<svg><animate attributeName="href"></animate><set to="x"></set><symbol></symbol></svg>', "<svg></svg>"),
        # Tables.
        (
            '<table border="1" style="x"><tbody><tr><th scope="row" headers="x">a</th><td colspan="2" background="/x">b</td></tr></tbody></table>',
            '<table><tbody><tr><th scope="row">a</th><td colspan="2">b</td></tr></tbody></table>',
        ),
    ],
)
def test_what_is_not_listed_is_left_out(html: str, left: str, new_reader: NewReader) -> None:
    page = new_reader().open("/404.html").page
    assert page.evaluate(_SANITIZE, html) == left
    assert page.evaluate("typeof window.hacked") == "undefined"
