"""The pages of a folder, and their texts: the one place that knows which files are pages, and how one is read.

Test: tests/markdown/test_pages.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..storage.files import files_below
from .errors import PageError
from .source import lines_of

_ENDINGS = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_MARK = "\ufeff"  # of the byte order, which some editors put at the beginning of a file


class UnreadablePage(PageError):
    """A page whose bytes are no text."""


def pages(folder: Path) -> list[str]:
    """The pages of a folder and of those below it, in order: their paths from there on, with `/`.

    As in MkDocs, the folder `templates` is left out, and so are files and folders whose name begins with a dot, such as the
    locks of Emacs (`.#page.md`) and the companions that macOS writes (`._page.md`).
    """
    found = (path for path in files_below(folder) if path.endswith(_ENDINGS) and not path.startswith("templates/"))
    return [path for path in found if not any(part.startswith(".") for part in path.split("/"))]


def read_page(path: Path) -> str:
    """The text of a page, without a byte-order mark, its lines ended by `\\n`.

    Raises:
        UnreadablePage: it is not UTF-8; the message has its file and line.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadablePage(
            f"{path}:{line}: this file is not UTF-8 (it has the byte 0x{content[error.start]:02x} there); save it as UTF-8, "
            "or, if it is no page, move it out of the folder of pages"
        ) from error
    return text.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")


def where(lines: Sequence[str], line: int, docs_dir: Path, page: Path | None = None) -> str:
    """Say `file:line` for a line of the text being converted; Markdown itself knows no file.

    Args:
        lines: the text, as a preprocessor gets it; it may have lost its front matter on the way.
        line: counted from 0.
        docs_dir: where the page is looked for by its text. Where several pages have this text, all are named.
        page: its file, if that is known.
    """
    first = next((at for at, content in enumerate(lines) if content), 0)
    text = _without_end(lines[first:])
    whole: list[str] = []
    ends: list[str] = []
    for path in [page] if page else [docs_dir / name for name in pages(docs_dir)]:
        try:
            source = _without_end(lines_of(read_page(path)))
        except (UnreadablePage, OSError):
            continue
        above = len(source) - len(text)
        if above >= 0 and source[above:] == text:
            (ends if any(source[:above]) else whole).append(f"{path}:{above + line - first + 1}")
        elif page and source.count(lines[line]) == 1:  # other extensions have changed the text
            return f"{path}:{source.index(lines[line]) + 1}"
    return " or ".join(whole or ends) or (str(page) if page else f"line {line + 1}")


def _without_end(lines: Sequence[str]) -> list[str]:
    """The lines without the empty ones at their end."""
    last = next((at for at in range(len(lines), 0, -1) if lines[at - 1]), 0)
    return list(lines[:last])
