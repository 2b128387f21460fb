"""Python source as HTML in which keywords, strings, comments, numbers and defined names are marked.

Called by `markdown/code_fences.py` and `traced_code.py`. Test: tests/build/test_highlight.py.
"""

from __future__ import annotations

import io
import keyword
import token
import tokenize
from collections.abc import Iterator

from ..figures.markup import Markup, element, join

_STRINGS = {
    getattr(token, name)
    for name in ("STRING", "FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END")
    if hasattr(token, name)
}
_DEFINING = ("def", "class")


def highlighted(source: str) -> Markup:
    """Return the source with a `<span class="pw-…">` round what is marked; one that is no Python is only escaped."""
    parts = marked_parts(source)
    return join(*(element("span", text, class_=f"pw-{kind}") if kind else text for kind, text in parts))


def marked_parts(source: str) -> list[tuple[str, str]]:
    """Return the source in parts, each with its kind; the kind of what is not marked is empty."""
    try:
        return [(kind, text) for kind, text in _parts(source) if text]
    except (tokenize.TokenError, SyntaxError):
        return [("", source)]


def _parts(source: str) -> Iterator[tuple[str, str]]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    done, before = 0, ""
    for each in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = _kind(each, before)
        if each.string.strip():
            before = each.string
        if kind:
            begin, end = (starts[row - 1] + column for row, column in (each.start, each.end))
            yield "", source[done:begin]
            yield kind, source[begin:end]
            done = end
    yield "", source[done:]


def _kind(each: tokenize.TokenInfo, before: str) -> str | None:
    if each.type == token.COMMENT:
        return "comment"
    if each.type in _STRINGS:
        return "string"
    if each.type == token.NUMBER:
        return "number"
    if each.type != token.NAME:
        return None
    if keyword.iskeyword(each.string):
        return "keyword"
    return "defined" if before in _DEFINING else None
