"""What is put in the place of a fence stands in the same quote, list item or other block, set off from the text round it."""

from __future__ import annotations

import pytest
from markdown import Markdown

from pyodide_widgets.markdown.fences import MarkdownFences, replace_fences


@pytest.mark.parametrize(
    ("text", "replaced"),
    [
        ("a\n```x\n```\nb", "a\n\n1\n\n2\n\nb"),
        ("> a\n> ```x\n> ```\n> b", "> a\n>\n> 1\n>\n> 2\n>\n>\n> b"),
        ("- a\n\n    ```x\n    ```", "- a\n\n\n    1\n\n    2\n"),
        ("- ```x\n  ```", "\n- 1\n\n    2\n"),
        ("a\n      ```x\n      ```", "a\n\n1\n\n2\n"),
        ("```y\n```x\n```\nb", "```y\n```x\n```\nb"),
        ("<!--\n```x\n```\n-->", "<!--\n```x\n```\n-->"),
    ],
)
def test_lines_are_put_in_the_block_of_the_fence(text: str, replaced: str) -> None:
    lines = replace_fences(text.split("\n"), lambda fence: ["1", "", "2"] if fence.kind == "x" else None)
    assert "\n".join(lines) == replaced


@pytest.mark.parametrize(
    ("page", "html"),
    [
        ("```made a  b\n```", "<h2>a b</h2>\n<p>text</p>"),
        ("```{.made a}\n```", "<h2>a</h2>\n<p>text</p>"),
        ("> ```Made\u00a0a\n> ```", "<blockquote>\n<h2>a</h2>\n<p>text</p>\n</blockquote>"),
        ("`made`", "<p><code>made</code></p>"),
    ],
)
def test_markdown_takes_the_place_of_a_fence_of_its_kind(page: str, html: str) -> None:
    md = Markdown()
    md.preprocessors.register(MarkdownFences(md, {"made": lambda rest: f"## {rest}\n\ntext"}), "made", 28)
    assert md.convert(page) == html
