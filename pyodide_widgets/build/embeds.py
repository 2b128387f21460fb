"""Pages with one live figure each, to stand inside other sites' pages, slides or courses: `embed/library/?query-x=2`.

They are made from the finished pages of a site: each widget that stands on one of them gets a page of its own, for each
language that it stands there in, without the theme and with a link to where it came from.

Called by the plugin and by `finish.py`. Test: tests/build/test_embeds.py, tests/browser/test_embed.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

from ..figures.markup import Markup, element, join
from ..kit.messages import message
from ..kit.words import Lang
from .finished_pages import FinishedPages
from .head import script_without_modules
from .languages import Languages
from .places import EMBED, EMBED_ENTRY, FOLDER, STYLE_SHEET

# The content as text and marks in turn: `.*?` would look for the end at every character, which takes five times as long.
_WIDGET = re.compile(rb"<py-widget\s([^>]*)>([^<]*+(?:<(?!/py-widget>)[^<]*+)*+)</py-widget>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)
_WIDGET_TITLE = re.compile(r'<p class="pw-title">(.*?)</p>')
# They have no use there: a frame may not be allowed to copy or save, and code is read on the page that the figure is from.
_BUTTONS = re.compile(r'<button [^>]*data-action="(?:code|link|save)"[^>]*>[^<]*</button>')


class _Widget(NamedTuple):
    """A widget where it stands on a page; the first in order is the one that is embedded."""

    settings: int  # how many parameters the author has set
    others: int  # minus the number of widgets on the page
    page: str
    attributes: str
    content: str


def write_embeds(pages: FinishedPages, languages: Sequence[Lang]) -> list[str]:
    """Write the pages, each with the figure that stands on a page of the site with the fewest settings of the author's.

    Args:
        pages: of the site; the new ones are added.
        languages: of the site, the default first.

    Returns:
        The pages, by their paths in the site.
    """
    found: dict[tuple[Lang, str], _Widget] = {}
    titles: dict[str, str] = {}
    for page, html in pages.items():
        if is_embed(page, languages):
            continue
        on_page = [tuple(part.decode() for part in found) for found in _WIDGET.findall(html)]
        for attributes, content in on_page:
            values = _values(attributes)
            if "data-prepared" not in values:  # none of this generator's
                continue
            key = (values["lang"], values["name"])
            widget = _Widget(len(json.loads(values["data-params"])), -len(on_page), page, attributes, content)
            found[key] = min(widget, found.get(key, widget))
        if on_page:
            titles[page] = unescape(title[1].decode().strip()) if (title := _TITLE.search(html)) else page
    written = []
    for (lang, name), widget in sorted(found.items()):
        path = embed_path(name, lang, languages)
        pages.write(path, _page(widget, lang, path, titles[widget.page]).encode())
        written.append(path)
    return written


def embed_path(name: str, lang: Lang, languages: Sequence[Lang]) -> str:
    """The path of a widget's page in the site."""
    return f"{Languages.of(languages).folder(lang)}{EMBED}/{name}/index.html"


def is_embed(path: str, languages: Sequence[Lang]) -> bool:
    """Whether a file of the site is such a page."""
    return path.endswith("/index.html") and any(
        path.startswith(f"{Languages.of(languages).folder(lang)}{EMBED}/") for lang in languages
    )


def _page(widget: _Widget, lang: Lang, path: str, source: str) -> str:
    root = "../" * path.count("/")
    values = _values(widget.attributes)
    key, title = values["data-key"], unescape(found[1] if (found := _WIDGET_TITLE.search(widget.content)) else "")
    address = f"{root}{widget.page.removesuffix('index.html')}#{values['id']}"
    link = element("a", source, href=address, target="_blank", rel="noopener", data_widget_source=key)
    figure = Markup(f"<py-widget {_with_key(widget.attributes, '')}>{_BUTTONS.sub('', widget.content)}</py-widget>")
    head = join(
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex"),
        element("title", title),
        element("link", rel="stylesheet", href=f"{root}{FOLDER}/{STYLE_SHEET}"),
        element("script", type="module", src=f"{root}{FOLDER}/{EMBED_ENTRY}"),
        script_without_modules(root, lang),
    )
    body = join(element("main", figure), element("p", f"{message(lang, 'embed.source')} ", link, class_="pw-source"))
    page = element("html", element("head", head), element("body", body), lang=lang, class_="pw-embed")
    return f"<!doctype html>\n{page}\n"


def _values(attributes: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}


def _with_key(attributes: str, key: str) -> str:
    """The attributes of an element with another key, and without its question: other sites' readers come for the result."""
    others = re.sub(r'("[^"]*")|\sdata-guess(?=\s|$)', lambda found: found[1] or "", attributes)
    return re.sub(r'(?<=\bdata-key=")[^"]*', key, others)
