"""What the package says of every character: run by different versions of Python, which have to say the same.

Prints a hash for each plane of Unicode that has characters. Run by test_characters.py, in other processes and in the runtime.
"""

import hashlib

from pyodide_widgets.figures.characters import is_letter_or_digit, visible_characters, writing
from pyodide_widgets.figures.figure import text_width
from pyodide_widgets.kit.parameters.numerals import plain
from pyodide_widgets.kit.words import quoted

PLANES = (0, 1, 2, 3, 14)  # the others are empty, or for private use


def properties(character: str) -> tuple[object, ...]:
    return (
        writing(character),
        is_letter_or_digit(character),
        len(list(visible_characters(f"a{character}"))),
        text_width(character),
        plain(character),
        quoted(character),
    )


def hashes() -> list[str]:
    found = []
    for plane in PLANES:
        digest = hashlib.sha256()
        for code in range(plane << 16, (plane + 1) << 16):
            digest.update(ascii(properties(chr(code))).encode())
        found.append(digest.hexdigest())
    return found


if __name__ == "__main__":
    print("\n".join(hashes()))
