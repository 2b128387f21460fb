"""The preprocessor for widgets: a fence that names a widget becomes the widget, with its finished figure inside.

    ```py-widget library
    query-x: 2
    ```

The build stops at a fence that means nothing, with the file, the line and the nearest right name. What has been drawn is
kept, so that a build without changes imports no widget, and not NumPy either.

Called by `extension.py`. Test: tests/markdown/test_widget_fences.py, tests/markdown/test_kept_fences.py.
"""

from __future__ import annotations

import difflib
import json
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from ..build.prepared import Placed
from ..build.widget_code import WidgetCode
from ..kit.catalogue import CatalogueError
from ..kit.unknown_name import UnknownName
from ..kit.words import Lang, MissingTranslation, Words
from ..storage.cache_folder import CacheFolderError, cache_folder
from ..storage.store import Store
from .errors import PageError
from .fences import replace_fences
from .pages import where
from .source import Fence
from .widget_element import widget_element

if TYPE_CHECKING:
    from ..kit.widget import Widget

FENCE = "py-widget"
# Lines of a fence that are no parameters: the language to show this widget in, whether its question is asked, and what it shows
# by itself.
LANG, GUESS, DEMO = "lang", "guess", "demo"


class WidgetFenceError(PageError):
    """A widget's fence that cannot be drawn. The message begins with file and line."""


class WidgetFences(Preprocessor):
    """Draws the widgets of a page.

    Args:
        code: of the site's widgets.
        lang: of the page.
        docs_dir: the folder of the pages, to name the file in an error.
        page: the file of this page, if it is known.
        first: HTML to stand before the first widget of each page.
    """

    def __init__(
        self, md: Markdown, code: WidgetCode, lang: Lang, docs_dir: Path, page: Path | None = None, *, first: str = ""
    ) -> None:
        super().__init__(md)
        self.first = first
        self.code = code
        self.lang = lang
        self.docs_dir = docs_dir
        self.page = page
        self.lines_of_widgets: dict[str, int] = {}  # by what stands in the text for the HTML until the page is finished
        self.elements: dict[str, str] = {}  # the finished widgets of the page, by their names on it
        self.lines: list[str] = []
        md.treeprocessors.register(_NotInCode(self), f"{FENCE}-in-code", 45)  # before code is highlighted (30)

    def run(self, lines: list[str]) -> list[str]:
        seen: Counter[str] = Counter()
        self.lines_of_widgets, self.elements, self.lines = {}, {}, lines

        def drawn(fence: Fence) -> list[str] | None:
            name = widget_name(fence)
            if name is None:
                if _is_misspelled(fence.kind):
                    raise self.error(
                        fence.first, f"a widget's fence begins with `{FENCE} NAME`, not with {fence.info!r}"
                    )
                return None
            seen[name] += 1
            instance = name if seen[name] == 1 else f"{name}-{seen[name]}"
            before = self.first if seen.total() == 1 else ""
            self.elements[instance] = self._finished(fence, name, instance)
            placeholder = self.md.htmlStash.store(before + self.elements[instance])
            self.lines_of_widgets[placeholder] = fence.first
            return [placeholder]

        return replace_fences(lines, drawn) if "widget" in "\n".join(lines).lower() else lines

    def _finished(self, fence: Fence, name: str, instance: str) -> str:
        """The widget's HTML, drawn now unless it is kept. A fence with an error is none that could have been kept."""
        key = json.dumps([name, instance, self.lang, fence.closed, fence.body, self.code.fingerprint]).encode()

        def draw() -> dict[str, bytes]:
            return {"html": self._draw(fence, name, instance).encode()}

        try:
            store = Store(cache_folder("prepared"))
            return store.kept(key, draw, self.code.unchanged)["html"].read_text(encoding="utf-8")
        except CacheFolderError as error:
            raise PageError(str(error)) from error

    def _draw(self, fence: Fence, name: str, instance: str) -> str:
        line = fence.first
        try:
            if len(words := name.split(maxsplit=1)) > 1:
                raise ValueError(
                    f"nothing may follow the widget's name, {words[0]!r}, on its line, and there is {words[1]!r}; each parameter "
                    "has a line of its own below, `parameter: value`"
                )
            widget = self.code.catalogue.find(name)
            if not fence.closed:
                raise ValueError("this widget's fence is never closed; end it with a line of as many marks")
            texts: dict[str, str] = {}
            lang, asks, demo = self.lang, True, None
            for offset, body_line in enumerate(fence.body, 1):
                line = fence.first + offset
                if body_line.strip():
                    key, text = _parameter(body_line)
                    if key == LANG:
                        lang = text
                        continue
                    if key == GUESS:
                        asks = _asks(widget, text)
                        continue
                    if key == DEMO:
                        demo = text
                        continue
                    widget.check_name(key)
                    if key in texts:
                        raise ValueError(f"widget {name!r}: parameter {key!r} is set twice; leave one of the lines out")
                    texts[key] = text
            line = fence.first
            check_translations(widget, lang)
            prepared = Placed(name, lang, tuple(sorted(texts.items()))).name(self.code)
            return widget_element(widget, instance, texts, lang, prepared, asks=asks, demo=demo)
        except MissingTranslation as error:
            where_to = (
                f"translate it, or show the widget in a language that it has, with a line `{LANG}: …` in the fence"
            )
            raise self.error(line, f"widget {name!r}: {error}; {where_to}") from error
        except (CatalogueError, UnknownName, ValueError) as error:
            raise self.error(line, str(error)) from error
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            report = (
                f"widget {name!r} could not be drawn: {type(error).__name__}: {error} ({last.filename}:{last.lineno})"
            )
            raise self.error(line, report) from error

    def error(self, line: int, message: str) -> WidgetFenceError:
        """An error in a line of this page, counted from 0."""
        return WidgetFenceError(f"{where(self.lines, line, self.docs_dir, self.page)}: {message}")


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
    return fence.argument if fence.kind == FENCE else None


def _is_misspelled(kind: str) -> bool:
    """Whether the first word of a fence was meant to be `py-widget`, as `py_widget` and `py-widgets` are."""
    return kind.startswith(FENCE) or bool(difflib.get_close_matches(kind, [FENCE], cutoff=0.85))


class _NotInCode(Treeprocessor):
    """Refuses widgets where Markdown, after all, finds indented code."""

    def __init__(self, fences: WidgetFences) -> None:
        super().__init__(fences.md)
        self._fences = fences

    def run(self, root: Element) -> None:
        widgets = self._fences.lines_of_widgets
        for code in root.iter("code") if widgets else ():
            for line in (line for placeholder, line in widgets.items() if placeholder in (code.text or "")):
                raise self._fences.error(
                    line,
                    "Markdown takes this widget's fence for indented code; put an empty line above the list or block that it is "
                    "in, and turn on the extension that the block needs, such as `admonition`, `pymdownx.details` or "
                    "`pymdownx.tabbed`; or indent the fence less",
                )


def _asks(widget: Widget, text: str) -> bool:
    if widget.guess is None:
        raise ValueError(f"widget {widget.name!r} has no question; leave the line `{GUESS}: {text}` out")
    if text not in ("on", "off"):
        raise ValueError(f"widget {widget.name!r}: `{GUESS}` is on or off, not {text!r}")
    return text == "on"


def _parameter(line: str) -> tuple[str, str]:
    key, colon, text = line.partition(":")
    if not colon:
        raise ValueError(f"a line in a widget's fence reads `parameter: value`, not {line.strip()!r}")
    return key.strip(), text.strip()
