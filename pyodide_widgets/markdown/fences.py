"""Other text in the place of fenced blocks.

Test: tests/markdown/test_fences.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from .source import Fence, fences


def replace_fences(lines: Sequence[str], replacement: Callable[[Fence], Sequence[str] | None]) -> list[str]:
    """A Markdown text with other lines, set off by empty ones, in the place of its outermost fenced blocks.

    Args:
        replacement: gives the lines for a block, or None for one that stays. They are put into the quote, list item or other
            indented block that the fence stands in.
    """
    written: list[str] = []
    place = 0
    for fence in fences(lines):
        new = replacement(fence)
        if new is not None:
            empty = fence.prefix.rstrip()
            inside = [f"{fence.prefix}{line}" if line else empty for line in new]
            inside[:1] = [f"{fence.opening}{line}" for line in new[:1]]
            written += [*lines[place : fence.first], empty, *inside, empty]
            if empty:  # at the end of a quote, Python-Markdown would take a single one for a part of the last paragraph
                written.append(empty)
            place = fence.last + 1
    return written + list(lines[place:])


class MarkdownFences(Preprocessor):
    """Puts more Markdown in the place of fenced blocks.

    Args:
        made: by the first word of a block's info, what gives the Markdown for the rest of it.
    """

    def __init__(self, md: Markdown, made: Mapping[str, Callable[[str], str]]) -> None:
        super().__init__(md)
        self._made = made

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines).lower()
        return replace_fences(lines, self._replacement) if any(kind in text for kind in self._made) else lines

    def _replacement(self, fence: Fence) -> list[str] | None:
        return self._made[fence.kind](fence.argument).split("\n") if fence.kind in self._made else None
