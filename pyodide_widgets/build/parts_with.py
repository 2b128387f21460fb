"""Find what a page has few of, such as tags that name another origin: by a text that stands in them, before any pattern is tried.

With hundreds of pages, most of each is the same navigation. Looking for a text takes a fraction of the time that a pattern takes
which begins with what every tag begins with.

Called by `policy.py` and `generator_tags.py`. Test: tests/build/test_parts_with.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def parts_with(mark: bytes, html: bytes) -> Iterator[bytes]:
    """The parts of a page that have a mark in them, each from one ">" to the next, which belongs to it.

    A pattern that has the mark in it, and ">" only at its end, finds in these what it finds in the whole page.
    """
    end = 0
    for found in re.finditer(re.escape(mark), html):  # which is faster than `bytes.find`
        if found.start() >= end:
            begin = html.rfind(b">", end, found.start()) + 1 or end
            end = html.find(b">", found.end()) + 1
            if not end:
                return
            yield html[begin:end]
