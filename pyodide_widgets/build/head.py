"""What makes a finished page live: tags in its head, and links to its translations.

Called by the plugin for each page, and by `finish.py`. Test: tests/build/test_head.py.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ..figures.markup import Markup, element, join
from ..kit.messages import message
from ..kit.words import Lang
from .languages import Languages
from .places import (
    CODE_ELEMENTS,
    EDITING_STYLE_SHEET,
    ENTRY,
    FOLDER,
    LATE_SCRIPTS,
    STYLE_SHEET,
    WITHOUT_MODULES,
    WORKER,
)

_HEAD_ENDS, _BODY_ENDS = "</head>", "</body>"
_STYLE_SHEET = re.compile(r"""<link\b[^>]*\srel=["']?stylesheet""", re.IGNORECASE)
# The first of them that a page has; a theme's navigation stands before it.
_CONTENT_BEGINS = ("<article", "<main", "<body")
_CODE = re.compile(rf"<(?:{'|'.join(CODE_ELEMENTS)}) ")
_TAG = re.compile(r"<[^>]*>")
_NEAR = 3000  # letters that fill three screens or so


class PagePlace(NamedTuple):
    """Where a page is.

    Args:
        root: the way from the page to the root of the whole site, with a slash at its end, or empty.
        url: the page's address below the root of its language; None for a page like 404.html, which answers for any address.
        site_url: of the root of the whole site, with a slash at its end; empty if it is not known.
    """

    root: str
    url: str | None
    site_url: str = ""


def make_live(
    html: str,
    place: PagePlace,
    languages: Languages,
    *,
    offline: bool,
    owns_origin: bool = False,
    late_scripts: bool = False,
    has_language_switch: bool = False,
) -> str:
    """Return a page with what its widgets need to come alive.

    Args:
        html: the whole page.
        offline: whether the service worker keeps the site for readers without a network.
        owns_origin: whether no other site shares the origin, though this one is not at its root.
        late_scripts: whether the theme's scripts are started by `late-scripts.js`.
        has_language_switch: whether the theme has one, so that none is added.
    """
    content = next((found for mark in _CONTENT_BEGINS if (found := html.find(mark)) >= 0), 0)
    has_code = bool(_CODE.search(html, content))
    near_top = _has_widget_near_top(html, content)
    entry = f"{place.root}{FOLDER}/{ENTRY}"
    # Requested before the style sheets: it runs as soon as it is there, and has Python fetched and started.
    first = element("script", type="module", async_=True, fetchpriority="high", data_start=near_top, src=entry)
    tags = join(
        _shared_tags(place.root, languages.current, offline, owns_origin, late_scripts, has_code),
        *_translations(place, languages),
    )
    style_sheet = _STYLE_SHEET.search(html, 0, max(0, html.find(_HEAD_ENDS)))
    if style_sheet:
        html = html[: style_sheet.start()] + first + html[style_sheet.start() :]
    else:
        tags = join(first, tags)
    html = _before(html, _HEAD_ENDS, tags)
    if languages.others and place.url is not None and not has_language_switch:
        html = _before(html, _BODY_ENDS, language_switch(place, languages))
    return html


@cache
def _shared_tags(root: str, lang: Lang, offline: bool, owns_origin: bool, late_scripts: bool, has_code: bool) -> Markup:
    """What the heads of many pages have alike."""
    folder = f"{root}{FOLDER}/"
    sheets = (STYLE_SHEET, EDITING_STYLE_SHEET) if has_code else (STYLE_SHEET,)
    tags = [
        *(element("link", rel="stylesheet", href=folder + sheet) for sheet in sheets),
        # A browser may let the "async" script wait for long, so the same one follows, which runs when the page is there.
        element("script", type="module", src=folder + ENTRY),
    ]
    if late_scripts:
        tags.append(element("script", defer=True, src=folder + LATE_SCRIPTS))
    tags.append(script_without_modules(root, lang))
    if offline:
        tags.append(element("meta", name="offline-worker", content=root + WORKER, data_owns_origin=owns_origin))
    return join(*tags)


def _has_widget_near_top(html: str, content: int) -> bool:
    """Whether a page has a widget that a reader comes to soon, so that Python is started with the page.

    Args:
        content: where what a reader comes for begins.
    """
    end = html.find("<py-widget ", content)
    return end >= 0 and len("".join(_TAG.sub("", html[content:end]).split())) < _NEAR


def script_without_modules(root: str, lang: Lang) -> Markup:
    """The tag of the script that says why figures stay still, where that is so."""
    said = {f"data_{reason}": message(lang, f"still.{reason}") for reason in ("file", "blocked")}
    return element("script", defer=True, src=f"{root}{FOLDER}/{WITHOUT_MODULES}", **said)


def _translations(place: PagePlace, languages: Languages) -> list[Markup]:
    if not languages.others or place.url is None:
        return []
    tags = []
    if place.site_url:
        for lang in (languages.current, *languages.others):
            address = place.site_url + languages.folder(lang) + place.url
            # The space in " alternate" means nothing to search engines, but keeps the script of Material for MkDocs, which
            # looks for the bare word, from asking for a sitemap below every page.
            tags.append(element("link", rel=" alternate", hreflang=lang, href=address))
    # For the language switch; relative, so that it is right wherever the site is served from.
    for lang in languages.others:
        address = place.root + languages.folder(lang) + place.url
        tags.append(element("meta", name="translation", lang=lang, content=address or "./"))
    return tags


def language_switch(place: PagePlace, languages: Languages) -> Markup:
    """Links to the page in the other languages, for themes that have no place for them."""
    links = [
        element(
            "a",
            message(lang, "language.name"),
            href=place.root + languages.folder(lang) + (place.url or ""),
            hreflang=lang,
            lang=lang,
            aria_label=message(lang, "language.switch"),
            data_language_switch=True,
        )
        for lang in languages.others
    ]
    return element("nav", *links, class_="pw-languages", aria_label=message(languages.current, "language.all"))


def _before(html: str, mark: str, more: str) -> str:
    """A page with more before the last place of a mark; a page without the mark has it at its end."""
    before, found, behind = html.rpartition(mark)
    return f"{before}{more}{found}{behind}" if found else html + more
