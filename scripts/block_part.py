"""A Markdown extension of this site: the fence `py-block-part NAME` becomes the drawing of one block with that part marked.

It is the drawing of the widget `block-diagram`, and a link to it, with the same part chosen.
"""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from pyodide_widgets.build.permalink import permalink
from pyodide_widgets.figures.markup import element
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.markdown.errors import PageError
from pyodide_widgets.markdown.fences import MarkdownFences
from pyodide_widgets.widgets.block_diagram import PARTS, block

FENCE = "py-block-part"


class UnknownPart(PageError):
    """A fence that names a part that is not there."""


class BlockPartExtension(Extension):
    def __init__(self, **options: Any) -> None:
        self.config = {"lang": ["zh", "language of the pages"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        lang: Lang = self.getConfig("lang")
        # Before other extensions take fences for code.
        md.preprocessors.register(MarkdownFences(md, {FENCE: lambda part: drawing(part, lang)}), FENCE, 28)


def makeExtension(**options: Any) -> BlockPartExtension:
    return BlockPartExtension(**options)


def drawing(part: str, lang: Lang) -> str:
    """The block with a part marked, as HTML.

    Raises:
        UnknownPart: there is no such part.
    """
    if part not in PARTS:
        raise UnknownPart(f"{FENCE}: there is no part {part!r}; there are {', '.join(PARTS)}")

    link = permalink("block-diagram", {"part": part})
    drawn = block(part, lang, lambda _, elements: elements)
    return element("div", element("a", drawn, href=link), class_="block-part")
