"""The hash of a file in the form that browsers take: `fetch(url, {integrity})`.

Called by `runtime/pack.py`, `build/offline.py` and `build/editing.py`. Test: tests/runtime/test_pack.py, tests/build/test_offline.py.
"""

from __future__ import annotations

import base64


def integrity(sha256: bytes) -> str:
    """Return the hash as text."""
    return f"sha256-{base64.b64encode(sha256).decode()}"
