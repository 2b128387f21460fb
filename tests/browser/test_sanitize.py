"""Whatever Python's answer holds, only listed elements and attributes get into the page, whether it has a policy or not."""

from __future__ import annotations

import pytest

from pyodide_widgets.kit.widget import RESERVED_NAMES

from .conftest import NewReader

_SANITIZE = """async (html) => {
  const { sanitize } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/sanitize.mjs"];
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
        # Of classes and of data attributes only what figures have: others belong to the page's scripts or the theme's.
        ('<p class="pw-note md-search pw-status">a</p><p class="md-search">b</p>', '<p class="pw-note">a</p><p>b</p>'),
        (
            '<svg><g data-set="a=1" data-md-toggle="search" data-action="retry" data-offline="forget"></g></svg>',
            '<svg><g data-set="a=1"></g></svg>',
        ),
        (
            '<button type="button" data-play="a" command="show-modal" commandfor="x" popovertarget="x" formaction="/x" name="a">a</button>',
            '<button type="button" data-play="a">a</button>',
        ),
        # Names hide properties of the document and of forms, also while this is cleaned.
        (
            '<form name="cookie" id="body"><input type="text" name="query-x"></form>',
            '<form><input type="text" name="query-x"></form>',
        ),
        (
            '<form onclick="x()"><input type="text" name="parentNode"><input type="text" name="remove"><input type="text" '
            'name="attributes"><input type="text" id="localName"><p name="a">b</p></form>',
            '<form><input type="text"><input type="text"><input type="text"><input type="text"><p>b</p></form>',
        ),
        (
            "<form action=x><input name=removeAttribute><input name=getAttributeNames></form>",
            "<form><input><input></form>",
        ),
        # No namespace but HTML and SVG, and neither inside the other.
        ("<math><g></g><text>a</text><mi>b</mi></math>", ""),
        ("<g></g><text>a</text>", ""),
        ("<svg><form></form><input><figure></figure></svg>", "<svg></svg>"),
        ("<svg><title><p>a</p></title><desc><div>b</div></desc></svg>", "<svg><title></title></svg>"),
        (
            '<svg><circle r="1"><svg><circle r="2"></circle></svg></circle></svg>',
            '<svg><circle r="1"><svg><circle r="2"></circle></svg></circle></svg>',
        ),
        # What is neither an element nor text.
        (
            "<p>a<!-- b --><?c?><![CDATA[d]]></p><svg><text><![CDATA[e<f]]></text></svg>",
            "<p>a</p><svg><text>e&lt;f</text></svg>",
        ),
        ("<!-- a --><p>b</p><?c?><!DOCTYPE x>", "<p>b</p>"),
        ("<template><script>hacked()</script></template><noscript><p>a</p></noscript><slot></slot>", ""),
        # Tables.
        (
            '<table border="1" style="x"><tbody><tr><th scope="row" headers="x">a</th><td colspan="2" background="/x">b</td></tr></tbody></table>',
            '<table><tbody><tr><th scope="row">a</th><td colspan="2">b</td></tr></tbody></table>',
        ),
    ],
)
def test_what_is_not_listed_is_left_out(html: str, left: str, new_reader: NewReader) -> None:
    page = new_reader(bypass_csp=True).open("/404.html").page
    assert page.evaluate(_SANITIZE, html) == left
    assert page.evaluate("typeof window.hacked") == "undefined"


@pytest.mark.parametrize(
    "html",
    [
        "<b>a</b>",
        '<p onclick="x()">a</p>',
        '<p class="md-search">a</p>',
        "<p>a<!-- b --></p>",
        '<svg><g data-md-toggle="a"></g></svg>',
        "<math><g></g></math>",
        "<svg><desc></desc></svg>",
        '<form><input type="text" name="attributes"></form>',
        '<svg><g fill="url(//e.org)"></g></svg>',
        "<p>a<template></template></p>",
    ],
)
def test_whatever_cleaning_might_leave_is_found_afterwards(html: str, new_reader: NewReader) -> None:
    page = new_reader(bypass_csp=True).open("/404.html").page
    found = page.evaluate(
        """async (html) => {
          const { check } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/sanitize.mjs"];
          const template = document.createElement("template");
          template.innerHTML = html;
          try { check(template.content); } catch ({ kind, message }) { return `${kind}: ${message}`; }
        }""",
        html,
    )
    assert found and found.startswith("python: the figure has something that is not allowed in it: ")


@pytest.mark.parametrize("name", sorted(RESERVED_NAMES))
def test_names_that_no_parameter_may_have_are_no_names_of_controls(name: str, new_reader: NewReader) -> None:
    page = new_reader(bypass_csp=True).open("/404.html").page
    html = f'<form><input type="text" name="{name}"></form>'
    assert page.evaluate(_SANITIZE, html) == '<form><input type="text"></form>'
    assert page.evaluate("name => name in document.createElement('form')", name)
