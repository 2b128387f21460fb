"""The source of a page, line by line: where its fenced blocks and headings are, for all who need to know.

Told apart as Python-Markdown does: front matter, comments and raw code in HTML and indented code hold neither; quotes, list
items, admonitions, tabs and other indented blocks hold both.

Test: tests/markdown/test_source.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TAB = 4  # columns; Python-Markdown's own default, and what the inside of a list item or an admonition is indented by
_INDENT = _TAB * " "

_MARKS = frozenset("`~")
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)$")
_HASHES = re.compile(r"(?P<level>#{1,6})(?P<title>.*)$")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_ID = re.compile(r"\{[^}]*#(?P<id>[^\s}]+)[^}]*\}\s*$")
_RULE = re.compile(r" {0,3}(?:(?:\* {0,2}){3,}|(?:- {0,2}){3,}|(?:_ {0,2}){3,})$")

_QUOTE = re.compile(r" {0,3}> ?")
_ANY_QUOTE = re.compile(r" *> ?")
_ITEM = re.compile(r" {0,3}(?:[*+-]|\d+\.) +")
# Admonitions, collapsible ones, content tabs; footnotes and definitions.
_INDENTED = re.compile(r"""!!! ?\w|\?\?\?\+? ?[\w"]|===[!+]{0,2} +["']| {0,3}\[\^[^\]]+\]:| {0,3}: {1,3}\S""")
_OPENING = frozenset(">*+-0123456789!?=[:")  # what these begin with
_QUOTED = ">"

_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_RAW = re.compile(r"<!--|^<(?P<tag>pre|script|style|textarea)\b", re.IGNORECASE)

_MAPPING = re.compile(r"""[\w"'-][^:]*:(?:\s|$)""")
_SPACES = re.compile(r"[\s\u200b\u2060\ufeff]+")  # what \s has, and spaces of no width
_ODD_SPACES = re.compile(r"^( *)(?! )[\s\u200b\u2060\ufeff]+")


class Fence(NamedTuple):
    """A fenced block.

    Args:
        first, last: its lines, counted from 0, the marks included.
        prefix: what every line begins with that is in the same quote, list item or other indented block.
        info: what stands behind the opening marks, with single spaces.
        body: the lines inside, without what they are indented by.
        closed: whether it has an end of its own; one that has not runs to the end of the text, or of the quote.
        opening: what the first of its lines begins with: `prefix`, or the mark of the list item that begins there.
    """

    first: int
    last: int
    prefix: str
    info: str
    body: tuple[str, ...]
    closed: bool = True
    opening: str = ""

    @property
    def kind(self) -> str:
        """The first word of the info, in small letters, also where it is written as a class: `{.py-widget library}`."""
        return self._words()[0]

    @property
    def argument(self) -> str:
        """What follows that word."""
        return self._words()[1]

    def _words(self) -> tuple[str, str]:
        info = self.info
        if info.startswith("{") and info.endswith("}"):
            info = info[1:-1].strip().removeprefix(":").strip()
        kind, _, argument = info.removeprefix(".").partition(" ")
        return kind.lower(), argument.strip()


class Heading(NamedTuple):
    """A heading.

    Args:
        line: where its text stands, counted from 0.
        text: as it is written, with the hashes if it has them.
        id: the one that the author gave it in `{#id}`, if any.
    """

    line: int
    level: int
    text: str
    id: str | None


def lines_of(text: str) -> list[str]:
    """The lines of a page as Python-Markdown sees them: its front matter empty, tabs as spaces, white space alone as nothing."""
    lines = [line if line.strip(" ") else "" for line in text.expandtabs(_TAB).split("\n")]
    end = front_matter(lines)
    return [""] * end + lines[end:]


def front_matter(lines: Sequence[str]) -> int:
    """How many lines the front matter of a page has: from `---` to `---` or `...`, a mapping between them; 0 without one."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    end = next((at for at in range(1, len(lines)) if lines[at].rstrip() in ("---", "...")), 0)
    inside = [line for line in lines[1:end] if line.strip() and not line.startswith("#")]
    # Between two rules there may also be text.
    return end + 1 if inside and (inside[0].startswith("{") or _MAPPING.match(inside[0])) else 0


def fences(lines: Sequence[str]) -> Iterator[Fence]:
    """The outermost fenced blocks of a page, in order; `lines` as in `parts`."""
    return (part for part in parts(lines) if isinstance(part, Fence))


def parts(lines: Sequence[str]) -> Iterator[Fence | Heading]:
    """The outermost fenced blocks of a page, and its headings, in order.

    Args:
        lines: as `lines_of` gives them, or as a preprocessor gets them.
    """
    return _Reader(lines).parts()


class _Reader:
    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._at = 0
        self._open: list[
            str
        ] = []  # the quotes (">") and indented blocks ("    ") that the line before is in, outermost first
        self._starts_block = True  # an empty line is above, or what ends a paragraph as one does
        self._in_code = False  # the line before is indented code

    def parts(self) -> Iterator[Fence | Heading]:
        while self._at < len(self._lines):
            part = self._part()
            if part:
                yield part

    def _part(self) -> Fence | Heading | None:
        """What begins in the next line, if anything does. All its lines are passed."""
        at, starts_block = self._at, self._starts_block
        self._at += 1
        line = self._line(at)
        depth, column = self._inside(line)
        rest = line[column:]
        self._starts_block = not rest.strip()
        if self._starts_block:
            return None
        if starts_block:
            del self._open[depth:]
        indent = len(rest) - len(rest.lstrip(" "))
        if indent >= _TAB and (starts_block or self._in_code):
            self._in_code = True
            return None
        self._in_code = False
        content = rest[indent:]
        if content[0] in _MARKS and (found := _FENCE.match(content)):
            del self._open[depth:]
            return self._fence(at, found, column + indent)
        if heading := self._heading(at, rest, starts_block):
            del self._open[depth:]
            self._starts_block = True
            return heading
        if content[0] in _OPENING and (inner := self._open_more(rest, depth)) != rest:
            content = inner.lstrip(" ")
            if found := _FENCE.match(content):
                return self._fence(at, found, len(line) - len(content))
            if heading := self._heading(at, inner, starts_block=True):
                self._starts_block = True
                return heading
        if "<" in content:
            self._pass_raw(content)
        return None

    def _line(self, at: int) -> str:
        """A line without the unusual spaces, such as no-break ones, that it may begin with."""
        line = self._lines[at]
        return _ODD_SPACES.sub(r"\1", line) if line.lstrip(" ")[:1] > "\x7f" else line

    def _inside(self, line: str) -> tuple[int, int]:
        """How many of the open blocks a line is in, and the column where it goes on there."""
        column = 0
        for depth, kind in enumerate(self._open):
            if kind == _QUOTED and (quote := _QUOTE.match(line, column)):
                column = quote.end()
            elif kind == _INDENT and line.startswith(_INDENT, column):
                column += _TAB
            else:
                return depth, column
        return len(self._open), column

    def _open_more(self, rest: str, depth: int) -> str:
        """Open the blocks that begin here, and give what follows their marks on the line."""
        opened = []
        while not _RULE.match(rest):
            if found := _QUOTE.match(rest):
                opened.append(_QUOTED)
            elif found := _ITEM.match(rest):
                opened.append(_INDENT)
            else:
                break
            rest = rest[found.end() :]
        if _INDENTED.match(rest):
            opened.append(_INDENT)
        if opened:
            self._open[depth:] = opened
        return rest

    def _fence(self, first: int, found: re.Match[str], column: int) -> Fence:
        prefix = "".join("> " if kind == _QUOTED else kind for kind in self._open)
        opening = self._line(first)[:column]
        quotes = self._open.count(_QUOTED)
        marks = found["marks"]
        closing = re.compile(rf"[ >]*{re.escape(marks[0])}{{{len(marks)},}} *$")
        body: list[str] = []
        closed = False
        while self._at < len(self._lines) and not closed:
            line = self._line(self._at)
            if quotes and line and _quotes_of(line) < quotes:
                break
            self._at += 1
            closed = bool(closing.match(line))
            if not closed:
                body.append(_without_prefix(line, quotes, column))
        info = _SPACES.sub(" ", found["info"]).strip()
        in_item = bool(opening.strip(" >"))
        fence = Fence(first, self._at - 1, prefix, info, tuple(body), closed, opening if in_item else prefix)
        # What is put in the place of these is set off by empty lines.
        self._starts_block = fence.kind.startswith("py-")
        return fence

    def _heading(self, at: int, rest: str, starts_block: bool) -> Heading | None:
        if found := _HASHES.match(rest):
            text, level = found["title"].strip(), len(found["level"])
        elif starts_block and self._is_underlined(at):
            text, level = rest.strip(), 1 if "=" in self._lines[self._at] else 2
            self._at += 1
        else:
            return None
        id_ = _ID.search(text)
        return Heading(at, level, rest.strip(), id_["id"] if id_ else None)

    def _is_underlined(self, at: int) -> bool:
        if at + 1 >= len(self._lines) or not self._lines[at + 1].endswith(("=", "-", " ")):
            return False
        line = self._line(at + 1)
        depth, column = self._inside(line)
        return depth == len(self._open) and bool(_UNDERLINE.match(line, column))

    def _pass_raw(self, content: str) -> None:
        """Pass the lines of a comment, or of other HTML whose inside is no Markdown, that begins in a line and ends in a later one."""
        content = _CODE_SPAN.sub("", content)
        for found in _RAW.finditer(content):
            end = f"</{found['tag']}>" if found["tag"] else "-->"
            if end not in content[found.end() :].lower():
                later = range(self._at, len(self._lines))
                last = next((at for at in later if end in self._lines[at].lower()), None)
                if last is not None:
                    self._at, self._starts_block = last + 1, True
                return


def _quotes_of(line: str) -> int:
    """How many marks of quotes a line begins with."""
    return line[: len(line) - len(line.lstrip(" >"))].count(">")


def _without_prefix(line: str, quotes: int, column: int) -> str:
    """A line of a fence's body without its marks of quotes, and without as much white space as the fence is indented by."""
    start = 0
    for _ in range(quotes):
        found = _ANY_QUOTE.match(line, start)
        start = found.end() if found else start
    while start < min(column, len(line)) and line[start] == " ":
        start += 1
    return line[start:]
