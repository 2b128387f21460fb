"""The Markdown extension: a fence that names a widget becomes the widget, with its finished figure inside.

    ```py-widget library
    query-x: 2
    ```

The build stops at a fence that means nothing, with the file, the line and the nearest right name. What has been drawn is
kept, so that a build without changes imports no widget, and not NumPy either.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from mkdocs.exceptions import BuildError

from .. import widgets
from ..build.code_fingerprint import code_fingerprint, unchanged
from ..kit.widget import UnknownName
from ..kit.words import LANGS, Lang
from ..storage.cache_folder import cache_folder
from ..storage.store import Store
from .fences import Fence, replace_fences
from .widget_element import page_html

FENCE = "py-widget"


class WidgetFenceError(BuildError):
    """A widget's fence that cannot be drawn. The message begins with file and line."""


class PyWidgetExtension(Extension):
    def __init__(self, **options: Any) -> None:
        self.config = {
            "lang": ["zh", f"language of the pages: {' or '.join(LANGS)}"],
            "docs_dir": ["docs", "folder of the pages, to name the file in an error"],
        }
        super().__init__(**options)
        if self.getConfig("lang") not in LANGS:
            raise WidgetFenceError(f"{__name__}: lang is {self.getConfig('lang')!r}, but there are {', '.join(LANGS)}")

    def extendMarkdown(self, md: Markdown) -> None:
        # Behind the normalising of white space (30), before other extensions take fences for code (25).
        preprocessor = _WidgetPreprocessor(md, self.getConfig("lang"), Path(self.getConfig("docs_dir")))
        md.preprocessors.register(preprocessor, FENCE, 27)


def makeExtension(**options: Any) -> PyWidgetExtension:
    return PyWidgetExtension(**options)


class _WidgetPreprocessor(Preprocessor):
    def __init__(self, md: Markdown, lang: Lang, docs_dir: Path) -> None:
        super().__init__(md)
        self.lang: Lang = lang
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
            return [fence.indent + self.md.htmlStash.store(self._finished(fence, name, instance, lines))]

        return replace_fences(lines, drawn)

    def _finished(self, fence: Fence, name: str, instance: str, lines: list[str]) -> str:
        """The widget's HTML, drawn now unless it is kept. A fence with an error is none that could have been kept."""
        key = json.dumps([name, instance, self.lang, fence.closed, fence.body, code_fingerprint()]).encode()
        files = self.store.kept(key, lambda: {"html": self._draw(fence, name, instance, lines).encode()}, unchanged)
        return files["html"].read_text(encoding="utf-8")

    def _draw(self, fence: Fence, name: str, instance: str, lines: list[str]) -> str:
        line = fence.first
        try:
            widget = widgets.find(name)
            if not fence.closed:
                raise ValueError("this widget's fence is never closed; end it with a line of as many marks")
            texts: dict[str, str] = {}
            for offset, body_line in enumerate(fence.body, 1):
                line = fence.first + offset
                if body_line.strip():
                    key, text = _parameter(body_line)
                    widget.check_name(key)
                    if key in texts:
                        raise ValueError(f"widget {name!r}: parameter {key!r} is set twice; leave one of the lines out")
                    texts[key] = text
            line = fence.first
            return page_html(widget, instance, texts, self.lang)
        except (UnknownName, ValueError) as error:
            raise WidgetFenceError(f"{where(lines, line, self.docs_dir)}: {error}") from error


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
