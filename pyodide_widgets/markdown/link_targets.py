"""Links that name a widget and its parameters: `py-set:library?query-x=2&query-y=0`, `py-value:library.minutes-1?query-x=2`.

Called by `widget_links.py` and `translations.py`. Test: tests/markdown/test_widget_links.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from ..kit.unknown_name import UnknownName

SET, VALUE = "py-set", "py-value"
_FORMS = {SET: f"{SET}:WIDGET?parameter=value&…", VALUE: f"{VALUE}:WIDGET.value?parameter=value&…"}

_ADDRESS = re.compile(r"(py-[\w-]*):(.*)", re.DOTALL)
_IN_LINE = re.compile(rf"(?:\(\s*<?|<|^\s*\[[^\]]+\]:\s*<?)({'|'.join(_FORMS)}):([\w.-]+)(?:\?([^)>]*))?")
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


class Target(NamedTuple):
    """What a link names.

    Args:
        kind: what the address begins with.
        key: the widget's name on the page: `library`, or `library-2` for the second of its kind.
        value: the name of a value that its figure has; of `VALUE` only.
        texts: parameters that differ from those of the widget's fence.
    """

    kind: str
    key: str
    value: str
    texts: Mapping[str, str]


def read_target(address: str) -> Target | None:
    """Read the address of a link; None if it is that of an ordinary one.

    Raises:
        UnknownName, ValueError: it begins as these do, and cannot be read.
    """
    found = _ADDRESS.fullmatch(address)
    if not found:
        return None
    kind, rest = found.groups()
    if kind not in _FORMS:
        raise UnknownName("unknown kind of link", kind, _FORMS)
    name, mark, query = rest.partition("?")
    key, point, value = name.partition(".")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(mark))
    except ValueError:
        pairs = []
    names = [name for name, _ in pairs]
    if not key or bool(mark) != bool(pairs) or (not pairs or point if kind == SET else not value):
        raise ValueError(f"a link of this kind reads `{_FORMS[kind]}`, not `{address}`")
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{address}: parameter {name!r} is set twice; leave one of the two out")
    return Target(kind, key, value, dict(pairs))


def targets_in(line: str) -> Iterator[str]:
    """What the links in a line of a page name, without the values, which may differ from language to language."""
    if "py-" not in line:
        return
    for kind, key, query in _IN_LINE.findall(_CODE_SPAN.sub("", line)):
        names = [pair.partition("=")[0] for pair in query.split("&") if pair]
        yield f"{kind}:{key}" + (f"?{'&'.join(sorted(names))}" if names else "")
