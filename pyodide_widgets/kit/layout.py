"""How a widget is laid out: the figure with its main controls, and what is folded until a reader asks for it.

A fold is a `<details>`: it works without scripts. Test: tests/kit/test_layout.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..figures.figure import Figure
from ..figures.markup import Markup, element, join
from .messages import message
from .words import Lang


def controls_form(main: Sequence[Markup], others: Sequence[Markup], name: str, lang: Lang) -> Markup:
    """The form of a widget: its main controls, then the others in a fold.

    Args:
        name: what the widget is called.
    """
    more = _fold("pw-more", message(lang, "folds.more"), element("div", *others)) if others else None
    return element("form", *main, more, class_="pw-controls", autocomplete="off", aria_label=name)


def laid_out(figure: Figure, controls: Markup, lang: Lang, question: Markup | None = None) -> Markup:
    """The figure with its question and its controls, and below it the note in a fold."""
    note = element("p", figure.note, class_="pw-note") if figure.note else None
    return join(figure.to_html(controls, question), _fold("pw-how", message(lang, "folds.how"), note) if note else None)


def _fold(class_: str, summary: str, content: Markup) -> Markup:
    return element("details", element("summary", summary), content, class_=f"pw-fold {class_}")
