"""The address of a widget with parameters, on the page that it stands on: `?library.query-x=2#widget-library`.

The browser's side of it is `page/permalink.mjs`. Called by `markdown/widget_links.py` and `prepared.py`. Test:
tests/build/test_permalink.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

_ID = "widget-"


def permalink(key: str, texts: Mapping[str, str]) -> str:
    """Return the address, relative to the page.

    Args:
        key: the widget's name on its page.
        texts: its parameters.
    """
    query = urlencode([(f"{key}.{name}", text) for name, text in texts.items()])
    return f"?{query}#{_ID}{key}"


def read_permalink(address: str) -> tuple[str, dict[str, str]]:
    """Return what `permalink` was given for this address."""
    parts = urlsplit(address)
    key = parts.fragment.removeprefix(_ID)
    return key, {name.removeprefix(f"{key}."): text for name, text in parse_qsl(parts.query, keep_blank_values=True)}
