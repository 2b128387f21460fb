"""A name that nothing has: the error says which one was meant.

Called by `catalogue.py`, `widget.py` and `browser_calls.py`. Test: tests/kit/test_catalogue.py, tests/widgets/test_rendering.py.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UnknownName(LookupError):
    """A name that nothing has. The message says which one was meant, as far as one can guess."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
        super().__init__(f"{what} {name!r}; {hint}")
