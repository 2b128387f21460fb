"""Markup and texts that try to run code, to send a request, to lead away from a page, or to damage it: one on each line of a file.

Each that runs code calls `hacked`; each that asks for something asks for a path or a host with "hacked" or "evil.test" in it.
`\\u{a}` stands for the character with that number.
"""

from __future__ import annotations

import re
from pathlib import Path

_CHARACTER = re.compile(r"\\u\{([0-9a-f]+)\}")
KINDS = tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.txt")))


def payloads(kind: str) -> list[str]:
    lines = (Path(__file__).parent / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
    return [_CHARACTER.sub(lambda found: chr(int(found[1], 16)), line) for line in lines if not line.startswith("# ")]
