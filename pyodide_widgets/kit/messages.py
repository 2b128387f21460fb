"""The generator's own sentences: one file per language in `messages/`, English where there is none.

Adding a language is adding its file. Test: tests/kit/test_messages.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .words import Lang

FOLDER = Path(__file__).parents[1] / "messages"
_DEFAULT = "en"


def message(lang: Lang, key: str, **values: object) -> str:
    """Return a sentence with its places filled in; what is put there is never read as a format itself.

    Args:
        key: as in the files, with dots between the levels: "buttons.reset".
    """
    found: Any = messages(lang)
    for part in key.split("."):
        found = found[part]
    text: str = found.format(**values)
    return text


@cache
def messages(lang: Lang, part: str = "") -> Mapping[str, Any]:
    """Return all sentences in a language, as its file has them: for "pt-BR" that of "pt-BR", else "pt", else "en".

    Args:
        part: a folder of sentences that few pages need, which the browser gets apart from the others.
    """
    names = (lang, lang.partition("-")[0], _DEFAULT)
    file = next(path for name in names if (path := FOLDER / part / f"{name}.json").is_file())
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
