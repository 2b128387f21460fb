"""The Markdown extension `pyodide-widgets`: fences that become widgets, and the gallery of all of them with their sources.

```py-widget coin      a widget, with its parameters in the lines of the fence
```

```py-code core.share  the function `share` of the module `core`, which readers may change

[a phrase](py-set:coin?chance=0.3)    a link that sets the parameters of a widget on the page

```py-gallery          each widget with its claim, where a page uses it, and where its source is
```

```py-sources          the source of each widget
```

It imports no MkDocs, so any generator that runs Python-Markdown extensions gives finished figures. Test: tests/markdown/.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from ..build.unfinished import notice
from ..build.widget_code import WidgetCode, widget_code
from ..kit.catalogue import BUNDLED
from .code_fences import NAME, CodeFences
from .fences import MarkdownFences
from .gallery import Gallery
from .widget_fences import FENCE, WidgetFences
from .widget_links import WidgetLinks


class PyodideWidgetsExtension(Extension):
    def __init__(self, **options: Any) -> None:
        self.config = {
            "widgets": [[BUNDLED], "importable packages of widgets; those beside the configuration are found too"],
            "languages": [["en"], "languages of the site, the default first"],
            "lang": ["", "language of these pages; by default the first of `languages`"],
            "docs_dir": [
                "docs",
                "folder of the pages, to name the file in an error and to find where a widget is used",
            ],
            "page": ["", "file of this page, from the plugin, to name it in an error"],
            "packages": [[], "of use to the plugin and to `pyodide-widgets finish` only"],
            "wheels": [[], "likewise"],
            "offline": [True, "likewise"],
            "code": ["", "the widgets' code, from the plugin, which reads it once for each build"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        given: WidgetCode | None = self.getConfig("code") or None
        code = given or _code(tuple(self.getConfig("widgets")), Path.cwd())
        lang = self.getConfig("lang") or self.getConfig("languages")[0]
        docs_dir = Path(self.getConfig("docs_dir"))
        page = Path(self.getConfig("page")) if self.getConfig("page") else None
        gallery = Gallery(code.catalogue, lang, docs_dir)
        # Behind the normalising of white space (30), before other extensions take fences for code (25); and the gallery,
        # which writes fences of widgets, before these are drawn.
        md.preprocessors.register(MarkdownFences(md, gallery.fences()), "py-gallery", 28.5)
        md.preprocessors.register(CodeFences(md, code, lang, docs_dir, page), NAME, 27.5)
        fences = WidgetFences(md, code, lang, docs_dir, page, first="" if given else notice(lang))
        md.preprocessors.register(fences, FENCE, 27)
        # Behind the inline patterns (20), before attribute lists (8) and MkDocs' check of links (0).
        md.treeprocessors.register(WidgetLinks(fences), "py-links", 15)


def makeExtension(**options: Any) -> PyodideWidgetsExtension:
    return PyodideWidgetsExtension(**options)


def _code(widgets: tuple[str, ...], folder: Path) -> WidgetCode:
    """The code of the widgets, for a generator that does not hand it over; packages are looked for in its folder too."""
    code = _read_code(widgets, folder)
    if code.unchanged():
        return code
    code.forget_modules()
    _read_code.cache_clear()
    return _read_code(widgets, folder)


@lru_cache(maxsize=1)
def _read_code(widgets: tuple[str, ...], folder: Path) -> WidgetCode:
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return widget_code(widgets)
