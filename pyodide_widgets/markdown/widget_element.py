"""A widget as it stands in a page: the custom element, with the finished figure inside.

Called by `widget_fences.py`. Test: tests/markdown/test_widget_fences.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..figures.markup import Markup, element
from ..kit.messages import message
from ..kit.words import Lang, in_language

if TYPE_CHECKING:
    from ..kit.widget import Widget

_ACTIONS = ("numbers", "undo", "reset", "link", "save", "code")


def widget_element(
    widget: Widget,
    instance: str,
    texts: Mapping[str, str],
    lang: Lang,
    prepared: str | None = None,
    *,
    asks: bool = True,
    demo: str | None = None,
) -> Markup:
    """The element as it stands in the page: the `<div>` keeps Markdown from wrapping it in a paragraph.

    Args:
        instance: the widget's name on this page, where it may stand more than once.
        texts: what the author has set.
        prepared: the name of its file of prepared figures.
        asks: whether its question is asked, if it has one.
        demo: a parameter and the values, at least one, that it takes by itself, one after the other, before the reader has done anything.

    Raises:
        ValueError: the author's parameters do not fit, or those of the demo. A reader's are corrected and reported; an author has to
            correct them.
        UnknownName: the widget has no such parameter as the demo names.
        MissingTranslation: the widget has no texts in this language.
    """
    rendering = widget.render(texts, lang)
    problems = [*rendering.problems]
    for preset in widget.presets:
        problems += widget.read({**texts, **preset.texts_in(lang)}, lang)[1]
    if demo is not None:
        name, *values = demo.split() or [""]
        widget.check_name(name)
        if not values:
            raise ValueError(
                f"widget {widget.name!r}: a demo is a parameter and its values, as in `demo: {name} 1 2 3`"
            )
        for value in values:
            problems += widget.read({**texts, name: value}, lang)[1]
    if problems:
        raise ValueError(f"widget {widget.name!r}: {' '.join(problems)}")
    buttons = [
        element(
            "button",
            message(lang, f"buttons.{action}"),
            type="button",
            class_="pw-button",
            data_action=action,
            disabled=action == "undo",  # nothing has been changed yet
        )
        for action in _ACTIONS
    ]
    return element(
        "div",
        element(
            "py-widget",
            element("p", in_language(widget.title, lang), class_="pw-title"),
            element("div", rendering.html, class_="pw-body"),
            element("div", element("span", class_="pw-progress"), *buttons, class_="pw-bar"),
            element("p", class_="pw-status", role="status"),
            element("p", class_="pw-spoken", role="status"),
            name=widget.name,
            id=f"widget-{instance}",
            lang=lang,
            data_key=instance,
            data_state="static",
            data_params=json.dumps(dict(texts), ensure_ascii=False, sort_keys=True),
            data_prepared=prepared,
            data_guess=asks and widget.guess is not None,
            data_demo=demo and " ".join(demo.split()),
        ),
        class_="py-widget-block",
    )
