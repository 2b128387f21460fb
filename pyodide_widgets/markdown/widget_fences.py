"""The preprocessor for widgets: a fence that names a widget becomes the widget, with its finished figure inside.

    ```py-widget library
    query-x: 2
    ```

The build stops at a fence that means nothing, with the file, the line and the nearest right name. What has been drawn is
kept, so that a build without changes imports no widget, and not NumPy either.

Called by `extension.py`. Test: tests/markdown/test_widget_fences.py, tests/markdown/test_kept_fences.py.
"""

from __future__ import annotations

import json
import re
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from ..build.prepared import Placed
from ..build.widget_code import WidgetCode
from ..kit.catalogue import CatalogueError
from ..kit.widget import UnknownName, Widget
from ..kit.words import Lang, MissingTranslation, Words
from ..storage.cache_folder import cache_folder
from ..storage.store import Store
from .errors import PageError
from .fences import Fence, replace_fences
from .widget_element import widget_element

FENCE = "py-widget"
LANG = "lang"  # a line of a fence that is no parameter: the language to show this widget in


class WidgetFenceError(PageError):
    """A widget's fence that cannot be drawn. The message begins with file and line."""


class WidgetFences(Preprocessor):
    """Draws the widgets of a page.

    Args:
        code: of the site's widgets.
        lang: of the page.
        docs_dir: the folder of the pages, to name the file in an error.
        first: HTML to stand before the first widget of each page.
    """

    def __init__(self, md: Markdown, code: WidgetCode, lang: Lang, docs_dir: Path, first: str = "") -> None:
        super().__init__(md)
        self.first = first
        self.code = code
        self.lang = lang
        self.docs_dir = docs_dir
        self.store = Store(cache_folder("prepared"))

    def run(self, lines: list[str]) -> list[str]:
        seen: Counter[str] = Counter()

        def drawn(fence: Fence) -> list[str] | None:
            name = widget_name(fence)
            if name is None:
                return None
            seen[name] += 1
            instance = name if seen[name] == 1 else f"{name}-{seen[name]}"
            before = self.first if seen.total() == 1 else ""
            return [fence.indent + self.md.htmlStash.store(before + self._finished(fence, name, instance, lines))]

        return replace_fences(lines, drawn)

    def _finished(self, fence: Fence, name: str, instance: str, lines: list[str]) -> str:
        """The widget's HTML, drawn now unless it is kept. A fence with an error is none that could have been kept."""
        key = json.dumps([name, instance, self.lang, fence.closed, fence.body, self.code.fingerprint]).encode()

        def draw() -> dict[str, bytes]:
            return {"html": self._draw(fence, name, instance, lines).encode()}

        return self.store.kept(key, draw, self.code.unchanged)["html"].read_text(encoding="utf-8")

    def _draw(self, fence: Fence, name: str, instance: str, lines: list[str]) -> str:
        line = fence.first
        try:
            widget = self.code.catalogue.find(name)
            if not fence.closed:
                raise ValueError("this widget's fence is never closed; end it with a line of as many marks")
            texts: dict[str, str] = {}
            lang = self.lang
            for offset, body_line in enumerate(fence.body, 1):
                line = fence.first + offset
                if body_line.strip():
                    key, text = _parameter(body_line)
                    if key == LANG:
                        lang = text
                        continue
                    widget.check_name(key)
                    if key in texts:
                        raise ValueError(f"widget {name!r}: parameter {key!r} is set twice; leave one of the lines out")
                    texts[key] = text
            line = fence.first
            check_translations(widget, lang)
            prepared = Placed(name, lang, tuple(sorted(texts.items()))).name(self.code)
            return widget_element(widget, instance, texts, lang, prepared)
        except MissingTranslation as error:
            where_to = (
                f"translate it, or show the widget in a language that it has, with a line `{LANG}: …` in the fence"
            )
            raise self._error(lines, line, f"widget {name!r}: {error}; {where_to}") from error
        except (CatalogueError, UnknownName, ValueError) as error:
            raise self._error(lines, line, str(error)) from error
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            said = (
                f"widget {name!r} could not be drawn: {type(error).__name__}: {error} ({last.filename}:{last.lineno})"
            )
            raise self._error(lines, line, said) from error

    def _error(self, lines: list[str], line: int, message: str) -> WidgetFenceError:
        return WidgetFenceError(f"{where(lines, line, self.docs_dir)}: {message}")


def check_translations(widget: Widget, lang: Lang) -> None:
    """Look at every text that a widget and its module have, not only at those of this figure.

    Raises:
        MissingTranslation: one of them is not there in this language.
    """
    module = sys.modules.get(widget.draw.__module__)
    for words in _words_in([widget, *vars(module).values()] if module else [widget], depth=6):
        words[lang]


def _words_in(things: Sequence[object], depth: int) -> list[Words]:
    """All words in some values: in their fields and items, and in what these hold."""
    found: list[Words] = []
    for thing in things:
        if isinstance(thing, Words):
            found.append(thing)
        elif depth and isinstance(thing, dict):
            found += _words_in(list(thing.values()), depth - 1)
        elif depth and isinstance(thing, tuple | list):
            found += _words_in(thing, depth - 1)
        elif depth and hasattr(thing, "__dataclass_fields__") and not isinstance(thing, type):
            found += _words_in(list(vars(thing).values()), depth - 1)
    return found


def widget_name(fence: Fence) -> str | None:
    """The widget that a fence names, or None if it is a fence of another kind."""
    kind, _, name = fence.info.partition(" ")
    return name.strip() if kind == FENCE else None


def where(lines: list[str], line: int, docs_dir: Path) -> str:
    """Say `file:line` for a line of the text being converted, which Markdown itself knows no file of."""
    text = "\n".join(lines).strip()
    for path in sorted(docs_dir.rglob("*.md")):
        # The text may have lost its front matter on the way, so compare the ends.
        # As Python-Markdown has made the text before anybody sees it.
        source = re.sub(r"(?m)^ +$", "", path.read_text(encoding="utf-8").expandtabs(4))
        if source.strip().endswith(text):
            above = source[: source.rindex(text)].count("\n")
            blank = next((at for at, content in enumerate(lines) if content.strip()), 0)
            return f"{path}:{above + line - blank + 1}"
    return f"line {line + 1}"


def _parameter(line: str) -> tuple[str, str]:
    key, colon, text = line.partition(":")
    if not colon:
        raise ValueError(f"a line in a widget's fence reads `parameter: value`, not {line.strip()!r}")
    return key.strip(), text.strip()
