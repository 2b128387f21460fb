"""Fenced blocks in Markdown: the one place that knows where they begin and end, and puts other text there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown import Markdown
from markdown.preprocessors import Preprocessor

_OPENING = re.compile(r"^(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)$")


@dataclass(frozen=True)
class Fence:
    """A fenced block.

    Args:
        first, last: its lines, counted from 0, the marks included.
        indent: the white space before the opening marks.
        info: what stands behind them.
        body: the lines inside, without the indent.
        closed: whether it has an end of its own; one that has not runs to the end of the text.
    """

    first: int
    last: int
    indent: str
    info: str
    body: tuple[str, ...]
    closed: bool = True


def fences(lines: Sequence[str]) -> Iterator[Fence]:
    """The outermost fenced blocks of a Markdown text, in order. A block that is never closed runs to the end."""
    place = 0
    while place < len(lines):
        opening = _OPENING.match(lines[place])
        if not opening:
            place += 1
            continue
        marks, indent = opening["marks"], opening["indent"]
        closing = re.compile(rf"^[ \t]*{re.escape(marks[0])}{{{len(marks)},}}[ \t]*$")
        end = next((at for at in range(place + 1, len(lines)) if closing.match(lines[at])), len(lines))
        body = tuple(line.removeprefix(indent) for line in lines[place + 1 : end])
        last = min(end, len(lines) - 1)
        yield Fence(place, last, indent, opening["info"].strip(), body, closed=end < len(lines))
        place = last + 1


def replace_fences(lines: Sequence[str], replacement: Callable[[Fence], Sequence[str] | None]) -> list[str]:
    """A Markdown text with other lines, set off by empty ones, in the place of its outermost fenced blocks.

    Args:
        replacement: gives the lines for a block, or None for one that stays.
    """
    written: list[str] = []
    place = 0
    for fence in fences(lines):
        new = replacement(fence)
        if new is not None:
            written += [*lines[place : fence.first], "", *new, ""]
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
        return replace_fences(lines, self._replacement)

    def _replacement(self, fence: Fence) -> list[str] | None:
        kind, _, rest = fence.info.partition(" ")
        return self._made[kind](rest.strip()).splitlines() if kind in self._made else None
