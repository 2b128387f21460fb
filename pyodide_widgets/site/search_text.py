"""What the search index is given of a widget: its title, caption and note, and not the numbers along its axes.

MkDocs builds a page in steps. Between its Markdown and its template, where plugins read the text, a short stand-in takes the
place of each widget; that also spares the search plugin some hundred elements a figure, each read in Python.
"""

from __future__ import annotations

import re

_WIDGET = re.compile(r"<py-widget\b.*?</py-widget>", re.DOTALL)
_TEXTS = re.compile(r'<p class="pw-title">.*?</p>|<figcaption>.*?</figcaption>|<p class="pw-note">.*?</p>', re.DOTALL)
_STAND_IN = re.compile(r'<py-widget data-stands-for="(\d+)">.*?</py-widget>', re.DOTALL)


def with_stand_ins(html: str) -> tuple[str, list[str]]:
    """A page's content with a stand-in for each widget, and the widgets."""
    widgets = _WIDGET.findall(html)
    numbers = iter(range(len(widgets)))

    def stand_in(found: re.Match[str]) -> str:
        return f'<py-widget data-stands-for="{next(numbers)}">{"".join(_TEXTS.findall(found[0]))}</py-widget>'

    return _WIDGET.sub(stand_in, html), widgets


def with_widgets(html: str, widgets: list[str]) -> str:
    """The whole page with its widgets again."""
    return _STAND_IN.sub(lambda found: widgets[int(found[1])], html)
