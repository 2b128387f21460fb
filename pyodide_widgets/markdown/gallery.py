"""The Markdown extension of the gallery: fences that become every widget, and every widget's source, without any list.

```py-gallery     each widget with its claim, where a page uses it, and where its source is
```

```py-sources     the source of each widget
```
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from .. import widgets
from ..kit.words import Lang, Words
from .fences import MarkdownFences, fences
from .widget_fences import widget_name

_FIRST_PAGE = "article.md"  # its order is the gallery's, and its place is the one that the gallery links to
_SOURCES_PAGE = "sources.md"
_WIDGETS = Path(widgets.__file__).parent


class GalleryExtension(Extension):
    def __init__(self, **options: Any) -> None:
        self.config = {
            "lang": ["zh", "language of the pages"],
            "docs_dir": ["docs", "folder of the pages, to find those that use a widget"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        # Before the widgets' own fences are drawn, for it writes such fences.
        lang: Lang = self.getConfig("lang")
        docs_dir = Path(self.getConfig("docs_dir"))
        made = {
            "py-gallery": lambda _: "\n\n".join(gallery(lang, docs_dir)),
            "py-sources": lambda _: "\n\n".join(sources(lang, docs_dir)),
        }
        md.preprocessors.register(MarkdownFences(md, made), "py-gallery", 28.5)


def makeExtension(**options: Any) -> GalleryExtension:
    return GalleryExtension(**options)


def gallery(lang: Lang, docs_dir: Path) -> Iterator[str]:
    """Every widget, as Markdown."""
    uses = {name: page for page in reversed(_pages(docs_dir)) for name in used_on(docs_dir / page)}
    for name in in_order(docs_dir):
        widget = widgets.find(name)
        yield f"## {widget.title[lang]} {{#{name}}}"
        links = [f"[{_SOURCE[lang]}]({_SOURCES_PAGE}#{name})"]
        if name in uses:
            # Below the page's own folder; the widget is raw HTML there, which MkDocs cannot check an anchor in.
            links.insert(0, f'<a href="../{uses[name].removesuffix(".md")}/#widget-{name}">{_IN_CONTEXT[lang]}</a>')
        yield f"{widget.claim[lang]} {' · '.join(links)}"
        yield f"```py-widget {name}\n```"


def sources(lang: Lang, docs_dir: Path) -> Iterator[str]:
    """Every widget's source, as Markdown."""
    for name in in_order(docs_dir):
        source = (_WIDGETS / f"{name.replace('-', '_')}.py").read_text(encoding="utf-8")
        yield f"## {widgets.find(name).title[lang]} {{#{name}}}"
        yield f"`{name}`\n\n~~~~python\n{source}~~~~"


def in_order(docs_dir: Path) -> list[str]:
    """All widgets: first those of the article, in its order, then the others."""
    article = docs_dir / _FIRST_PAGE
    return list(dict.fromkeys([*(used_on(article) if article.is_file() else []), *widgets.names()]))


def used_on(page: Path) -> list[str]:
    """The widgets of a page, in its order."""
    found = (widget_name(fence) for fence in fences(page.read_text(encoding="utf-8").splitlines()))
    return [name for name in found if name is not None]


def _pages(docs_dir: Path) -> list[str]:
    """The pages that may use a widget, the article first."""
    pages = sorted(path.relative_to(docs_dir).as_posix() for path in docs_dir.rglob("*.md"))
    return sorted((page for page in pages if page != "index.md"), key=lambda page: page != _FIRST_PAGE)


_IN_CONTEXT = Words("在文章里", "In the article")
_SOURCE = Words("源代码", "Source")
