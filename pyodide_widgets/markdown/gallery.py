"""The gallery: Markdown with every widget, and with every widget's source, without any list to keep.

Called by `extension.py`. Test: tests/plugin/test_site_build.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..kit.catalogue import Catalogue
from ..kit.messages import message
from ..kit.words import Lang, in_language
from .pages import pages, read_page
from .source import fences, lines_of
from .widget_fences import GUESS, LANG, widget_name

_SOURCES_PAGE = "sources.md"


@dataclass(frozen=True)
class Gallery:
    """What the gallery's fences become.

    Args:
        catalogue: the widgets.
        lang: of the pages; a widget that does not have it is shown in a language that it has.
        docs_dir: the folder of the pages, to find those that use a widget.
    """

    catalogue: Catalogue
    lang: Lang
    docs_dir: Path

    def fences(self) -> Mapping[str, Callable[[str], str]]:
        """By the first word of a fence, what gives the Markdown for it."""
        return {
            "py-gallery": lambda _: "\n\n".join(self.widgets()),
            "py-sources": lambda _: "\n\n".join(self.sources()),
        }

    def widgets(self) -> Iterator[str]:
        """Every widget, as Markdown."""
        uses = {name: page for page in reversed(self._pages()) for name in used_on(self.docs_dir / page)}
        has_sources = (self.docs_dir / _SOURCES_PAGE).is_file()
        for name in self._in_order():
            widget = self.catalogue.find(name)
            lang = widget.language([self.lang])
            yield f"## {in_language(widget.title, lang)} {{#{name}}}"
            links = []
            if name in uses:
                links.append(f"[{message(self.lang, 'gallery.in_context')}]({uses[name]}#widget-{name})")
            if has_sources:
                links.append(f"[{message(self.lang, 'gallery.source')}]({_SOURCES_PAGE}#{name})")
            yield f"{in_language(widget.claim, lang)} {' · '.join(links)}"
            # In a gallery one looks at results.
            lines = [f"{LANG}: {lang}"] * (lang != self.lang) + [f"{GUESS}: off"] * (widget.guess is not None)
            yield "\n".join([f"```py-widget {name}", *lines, "```"])

    def sources(self) -> Iterator[str]:
        """Every widget's source, as Markdown."""
        for name in self._in_order():
            widget = self.catalogue.find(name)
            file = sys.modules[self.catalogue.modules[name]].__file__
            assert file, f"the widget {name} was imported from a file"
            yield f"## {in_language(widget.title, widget.language([self.lang]))} {{#{name}}}"
            yield f"`{name}`\n\n~~~~python\n{Path(file).read_text(encoding='utf-8')}~~~~"

    def _in_order(self) -> list[str]:
        """All widgets: first those of the page that uses most of them, in its order, then the others."""
        uses = [used_on(self.docs_dir / page) for page in self._pages()]
        first = max(uses, key=lambda used: len(set(used)), default=[])
        return list(dict.fromkeys([*filter(self.catalogue.modules.__contains__, first), *self.catalogue.names()]))

    def _pages(self) -> list[str]:
        """The pages that may use a widget, the one that uses most of them first; the front page repeats others."""
        others = [page for page in pages(self.docs_dir) if page != "index.md"]
        return sorted(others, key=lambda page: -len(set(used_on(self.docs_dir / page))))


def used_on(page: Path) -> list[str]:
    """The widgets of a page, in its order."""
    text = read_page(page)
    if "widget" not in text.lower():  # most pages of a large site
        return []
    found = (widget_name(fence) for fence in fences(lines_of(text)))
    return [name for name in found if name is not None]
