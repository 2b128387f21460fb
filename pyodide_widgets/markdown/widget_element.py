"""A widget as it stands in a page: the custom element, with the finished figure inside.

Called by `markdown.py`. Test: tests/markdown/test_widget_fences.py.
"""

from __future__ import annotations

import json

from ..build.prepared import Placed
from ..figures.markup import Markup, element
from ..kit.widget import Widget
from ..kit.words import Lang, Words


def page_html(widget: Widget, instance: str, texts: dict[str, str], lang: Lang) -> Markup:
    """The element as it stands in the page: the `<div>` keeps Markdown from wrapping it in a paragraph.

    Raises:
        ValueError: the author's parameters needed mending; a reader's are mended and said, an author is asked to.
    """
    rendering = widget.render(texts, lang)
    if rendering.problems:
        raise ValueError(f"widget {widget.name!r}: {' '.join(problem.en for problem in rendering.problems)}")
    buttons = [
        element("button", words[lang], type="button", class_="pw-button", data_action=action)
        for action, words in _ACTIONS.items()
    ]
    return element(
        "div",
        element(
            "py-widget",
            element("p", widget.title[lang], class_="pw-title"),
            element("div", rendering.html, class_="pw-body"),
            element("div", element("span", class_="pw-progress"), *buttons, class_="pw-bar"),
            element("p", class_="pw-status", role="status"),
            name=widget.name,
            id=f"widget-{instance}",
            lang=lang,
            data_key=instance,
            data_state="static",
            data_params=json.dumps(texts, ensure_ascii=False, sort_keys=True),
            data_prepared=Placed(widget.name, lang, tuple(sorted(texts.items()))).name(),
        ),
        class_="py-widget-block",
    )


_ACTIONS = {
    "reset": Words("重置", "Reset"),
    "link": Words("复制链接", "Copy link"),
    "save": Words("保存 SVG", "Save SVG"),
}
