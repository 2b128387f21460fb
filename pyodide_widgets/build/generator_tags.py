"""The tags of a finished page that this generator has written and reads again: a small part of the page.

They name the widgets, the modules with code that readers may change, the phrases that set a widget, and the headings of the
reference.

Called by `assets.py`, for `editing.py`, `prepared.py` and `traced_code.py`. Test: tests/build/test_generator_tags.py.
"""

from __future__ import annotations

from .finished_pages import ENCODING
from .parts_with import parts_with

_MARKS = (b"<py-", b'class="pw-set', b"data-api=")


def generator_tags(html: bytes) -> str:
    """The tags of a page, behind all up to its tag `<html>`, in which its language is; text before a tag may come with it."""
    root = html[: html.find(b">", html.find(b"<html")) + 1]
    return b"".join([root, *(part for mark in _MARKS for part in parts_with(mark, html))]).decode(*ENCODING)
