"""What the search index is given of a widget: its title, caption and note, and not the numbers along its axes.

MkDocs builds a page in steps. Between its Markdown and its template, where plugins read the text, a short stand-in takes the
place of each widget; that also spares the search plugin some hundred elements a figure, each read in Python.
"""

from __future__ import annotations

import re

_BEGIN, _END = "<py-widget ", "</py-widget>"
_TEXTS = re.compile(r'<p class="pw-title">.*?</p>|<figcaption>.*?</figcaption>|<p class="pw-note">.*?</p>', re.DOTALL)
_ID = re.compile(r'^[^>]* id="([^"]+)"')
_STAND_IN = re.compile(r'<py-widget data-stands-for="(\d+)">.*?</py-widget>', re.DOTALL)


def with_stand_ins(html: str) -> tuple[str, list[str], list[str]]:
    """A page's content with a stand-in for each widget, the widgets, and their ids."""
    before, *parts = html.split(_BEGIN)
    shortened = [before]
    widgets: list[str] = []
    ids: list[str] = []
    for part in parts:
        inside, end, behind = part.partition(_END)
        if end:
            short = f'{_BEGIN}data-stands-for="{len(widgets)}">{"".join(_TEXTS.findall(inside))}{end}{behind}'
            shortened.append(short)
            widgets.append(f"{_BEGIN}{inside}{end}")
            ids += _ID.findall(inside)[:1]
        else:  # an author's own HTML
            shortened.append(f"{_BEGIN}{part}")
    return "".join(shortened), widgets, ids


def with_widgets(html: str, widgets: list[str]) -> str:
    """The whole page with its widgets again."""
    return _STAND_IN.sub(lambda found: widgets[int(found[1])], html)
