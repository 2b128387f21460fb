"""Mends for Material for MkDocs: a named search dialog, scripts that wait for the first figures, and what must not wait with them.

All of it is done on the finished page, by marks that are looked for. Where Material writes a page in another way one day,
the page stays as Material made it.

Called by the plugin. Test: tests/themes/test_material.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from html import escape
from pathlib import Path
from typing import Any

from ...build.languages import Languages
from ...build.places import FOLDER, THEME_SITEMAP
from ...figures.markup import element
from ...kit.messages import message

NAME = "material"
TEMPLATES = Path(__file__).parent / "templates"
STYLE_SHEET = Path(__file__).with_name("material.css")

SWITCH = "pyodide_widgets_languages"  # in a configuration's `extra`, for the template of the language switch

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_DIALOG = 'role="dialog"'
_SEARCH_LABEL = re.compile(r'class="md-search__input"[^>]*?aria-label="([^"]*)"')
# Those at the end of the page; among them may be modules of the site's own, which wait for the page by themselves.
_SCRIPT = re.compile(r'<script src="([^"]+)"></script>(?=(?:\s*<script [^>]*></script>)*\s*</body>)')
# Material's script gives all links their full address. As it comes late, style sheets would be fetched anew from hosts that
# do not say how long to keep them, and the page would be bare meanwhile. In the head nothing has been painted yet.
_FULL_ADDRESSES = (
    '<script>for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) '
    'sheet.setAttribute("href", sheet.href)</script>'
)
# Material's inline script applies the colours that a reader has chosen. Those that the device prefers wait for its other script,
# and as that comes late, a first visit by a reader of dark pages would begin white.
_CHOSEN_COLOURS = re.compile(r'<script>var palette=__md_get\("__palette"\).*?</script>', re.DOTALL)
_PREFERRED_COLOURS = (
    "<script>(() => { if (palette?.color) return; "
    'const options = [...document.querySelectorAll("[name=__palette][data-md-color-media]")]; '
    "const preferred = options.find((option) => matchMedia(option.dataset.mdColorMedia).matches); "
    'for (const [name, value] of Object.entries(preferred?.dataset ?? {})) if (name.startsWith("mdColor")) '
    "document.body.dataset[name] = value; })()</script>"
)


def add_language_switch(
    theme_dirs: list[str], has_own_templates: bool, extra: MutableMapping[str, Any], languages: Languages
) -> None:
    """Give Material's header our language switch in place of its own, which loses the section and the widgets' state.

    Args:
        theme_dirs: where templates are looked for, changed in place.
        has_own_templates: whether the site has templates of its own; they come first.
        extra: of the configuration, for templates; changed in place.
    """
    theme_dirs.insert(1 if has_own_templates else 0, str(TEMPLATES))
    extra["alternate"] = True
    extra[SWITCH] = [
        {
            "lang": lang,
            "name": message(lang, "language.name"),
            "label": message(lang, "language.switch"),
            "folder": languages.home + languages.folder(lang),
        }
        for lang in languages.others
    ]


def mend(html: str) -> str:
    """Return a page of Material's with its search dialog named, its wide tables within reach of a keyboard, and its scripts put off.

    The scripts become links that `late-scripts.js` starts: Material's has the whole page laid out several times, and meanwhile no
    control answers. What cannot wait for them, the colours that the device prefers, is done in the page.
    """
    label = _SEARCH_LABEL.search(html)
    if label:
        html = html.replace(_DIALOG, f'{_DIALOG} aria-label="{label[1]}"', 1)
    # Material's script has wide tables scroll, and a keyboard cannot reach that; around it stands the same, which it can.
    if "<table>" in html:
        html = _TABLE.sub(
            lambda found: (
                f'<div class="md-typeset__scrollwrap" tabindex="0"><div class="md-typeset__table">{found[0]}</div></div>'
            ),
            html,
        )
    html = _CHOSEN_COLOURS.sub(lambda found: found[0] + _PREFERRED_COLOURS, html, count=1)
    end = max(0, html.rfind("</div>"))  # behind it are all scripts of the end
    return html[:end] + _SCRIPT.sub(r'<link as="script" href="\1" data-late>', html[end:])


def with_addresses_as_served(html: str, root: str, published: str) -> str:
    """Return a page on which instant navigation works wherever the site is served.

    Args:
        root: the way from the page to the root of the whole site, with a slash at its end, or empty.
        published: the address of the page's language as the site knows it; empty if it does not.
    """
    script = element("script", defer=True, src=f"{root}{FOLDER}/{THEME_SITEMAP}", data_published=published)
    return html.replace("</head>", f"{script}</head>", 1)


def relative_sitemap(pages: Iterable[str]) -> str:
    """The sitemap of a site that does not know its address, from which instant navigation knows the pages.

    Args:
        pages: their addresses below the root of their language.
    """
    entries = "".join(f"<url><loc>{escape(page)}</loc></url>\n" for page in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def end_of_head(html: str) -> str:
    """Return a page whose style sheets, all of them, get their full addresses before anything is painted."""
    return html.replace("</head>", f"{_FULL_ADDRESSES}</head>", 1)
