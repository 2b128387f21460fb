"""Where the fenced blocks and headings of a page are."""

from __future__ import annotations

import re

import pytest
from case_files import ROOT
from markdown import Markdown

from pyodide_widgets.markdown.fences import replace_fences
from pyodide_widgets.markdown.source import Fence, Heading, fences, front_matter, lines_of, parts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```a b\nbody\n```", [Fence(0, 2, "", "a b", ("body",))]),
        ("~~~\n~~~", [Fence(0, 1, "", "", ())]),
        ("text\n    ```a\n    b\n      c\n    ```", [Fence(1, 4, "", "a", ("b", "  c"))]),
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


@pytest.mark.parametrize(
    ("text", "prefix", "opening"),
    [
        ("> ```a\n> b\n> ```", "> ", "> "),
        (">```a\n>b\n>```", "> ", "> "),
        ("> > ```a\n> > b\n> > ```", "> > ", "> > "),
        ("- x\n\n    ```a\n    b\n    ```", "    ", "    "),
        ("- x\n\n    - y\n\n        ```a\n        b\n        ```", 8 * " ", 8 * " "),
        ("- x\n\n    > ```a\n    > b\n    > ```", "    > ", "    > "),
        ("> - x\n>\n>     ```a\n>     b\n>     ```", ">     ", ">     "),
        ("10. ```a\n    b\n    ```", "    ", "10. "),
        ("!!! note\n    ```a\n    b\n    ```", "    ", "    "),
        ('??? note "x"\n\n    ```a\n    b\n    ```', "    ", "    "),
        ('??? note "中"\n\n    文字\n\n    ```a\n    b\n    ```', "    ", "    "),
        ('=== "x"\n\n    ```a\n    b\n    ```', "    ", "    "),
        ("[^1]: x\n\n    ```a\n    b\n    ```", "    ", "    "),
        ("x\n:   y\n\n    ```a\n    b\n    ```", "    ", "    "),
        ("- x\n  ```a\n  b\n  ```", "", ""),
        ("x\n      ```a\n      b\n      ```", "", ""),
        ("\u00a0\u200b```a\nb\n```", "", ""),
    ],
)
def test_fence_has_the_prefix_of_the_block_that_it_is_in(text: str, prefix: str, opening: str) -> None:
    (fence,) = fences(lines_of(text))
    assert (fence.prefix, fence.opening, fence.body, fence.closed) == (prefix, opening, ("b",), True)


@pytest.mark.parametrize(
    "text",
    [
        "    ```a\n    ```",
        "x\n\n    ```a\n    ```",
        "x\n\n    y\n    ```a\n    ```",
        "- x\n\n        ```a\n        ```",
        "- - -\n\n    ```a\n    ```",
        "# x\n    ```a\n    ```",
        "- x\n\ny\n\n    ```a\n    ```",
        "<!--\n```a\n```\n-->",
        "x <!-- y\n\n```a\n```\n-->",
        "<pre>\n```a\n```\n</pre>",
        "<!-- x --> <!--\n```a\n```\n-->",
        "---\na: b\n```a\n```\n---",
    ],
)
def test_no_fence_in_indented_code_comments_raw_code_and_front_matter(text: str) -> None:
    assert list(fences(lines_of(text))) == []


@pytest.mark.parametrize("before", ["`<!--`", "``<!-- ` ``", "<!-- x -->", "<!--", "<pre>x</pre>", "    <!--", "a < b"])
def test_what_is_no_open_comment_hides_nothing(before: str) -> None:
    assert [fence.info for fence in fences(lines_of(f"{before}\n\n```a\n```\n"))] == ["a"]


@pytest.mark.parametrize(
    ("info", "kind", "argument"),
    [
        ("a b", "a", "b"),
        ("A  B", "a", "B"),
        ("\u00a0a\u3000b\u200b", "a", "b"),
        ("{.a b}", "a", "b"),
        ("{ .a b }", "a", "b"),
        ("{: .a b}", "a", "b"),
        ("{.a}", "a", ""),
        (".a b c", "a", "b c"),
        ("", "", ""),
    ],
)
def test_info_is_a_kind_and_what_follows_it(info: str, kind: str, argument: str) -> None:
    (fence,) = fences([f"```{info}", "```"])
    assert (fence.kind, fence.argument) == (kind, argument)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# x", [(1, 1, None)]),
        ("##x {#y}", [(1, 2, "y")]),
        ("## x {: .z #y }", [(1, 2, "y")]),
        ("x\n===", [(1, 1, None)]),
        ("a\n\nx {#y}\n---\n\nb", [(3, 2, "y")]),
        ("# a\nx\n---", [(1, 1, None), (2, 2, None)]),
        ("a\nx\n---", []),
        ("a\n# x\nb", [(2, 1, None)]),
        (" # x", []),
        ("    # x", []),
        ("> # x\n> y", [(1, 1, None)]),
        ("> x\n> ---", [(1, 2, None)]),
        ("- a\n\n    # x", [(3, 1, None)]),
        ("- # x", [(1, 1, None)]),
        ('=== "a"\n\n    ## x {#y}', [(3, 2, "y")]),
        ("<!--\n# x\n\ny\n---\n-->", []),
        ("```\n# x\n```", []),
        ("---\ntitle: x\n---\n# x", [(4, 1, None)]),
        ("---\ntitle: x\n...\n# x", [(4, 1, None)]),
        ("\\# x", []),
        ("---\n\nx\n\n---", []),
        ("a | b\n--- | ---\n1 | 2", []),
    ],
)
def test_headings_are_found_with_line_level_and_id(text: str, found: list[tuple[int, int, str | None]]) -> None:
    headings = [part for part in parts(lines_of(text)) if isinstance(part, Heading)]
    assert [(heading.line + 1, heading.level, heading.id) for heading in headings] == found


PAGES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))]
ODD = """# One
Two
---

- a
- # three

> Four
> ===
>
>     # code

text
five
---

1. b

    ## six {#six}

        # code

!!! note
    # seven

    - c

        Eight {: .x #eight }
        ---

* * *

    # code

#nine
ten
---
"""


@pytest.mark.parametrize("text", [*PAGES, ODD])
def test_headings_are_those_that_python_markdown_makes(text: str) -> None:
    lines = lines_of(text)
    others = "\n".join(replace_fences(lines, lambda fence: [] if fence.kind.startswith("py-") else None))
    html = Markdown(
        extensions=["pymdownx.superfences", "attr_list", "tables", "admonition", "pymdownx.details"]
    ).convert(others)
    made = [(int(level), id_) for level, id_ in re.findall(r'<h([1-6])(?:(?: class="[^"]*")? id="([^"]*)")?', html)]
    headings = [part for part in parts(lines) if isinstance(part, Heading)]
    assert [(heading.level, heading.id or "") for heading in headings] == made


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("---\na: b\n---\nc", 3),
        ("---\na: b\n...\nc", 3),
        ("--- \n# c\n\na: b\n--- \nc", 5),
        ("---\n---\nc", 0),
        ("---\nSome text between rules.\n---", 0),
        ("---\na: b", 0),
        ("a: b", 0),
        ("\n---\na: b\n---", 0),
    ],
)
def test_front_matter_is_a_mapping_between_marks_at_the_beginning(text: str, count: int) -> None:
    assert front_matter(text.split("\n")) == count
