"""Parameters that readers set or links carry: good ones, and ones that must be mended."""

from __future__ import annotations

from pyodide_widgets.kit.parameters import Dwell
from tests.bundled import LANGS, WIDGETS

from .controls import controls

SENTENCES = {
    "emoji": "小猫 👨‍👩‍👧 likes 🇫🇷 apple 苹果 👍🏽 🙂",
    "right to left": "שלום עולם apple مرحبا 123",
    "marks": "café naïve Zürich — “苹果” don't e\u0301",
    "markup": "<img src=x onerror=window.hacked=1> & \"quoted\" 'too' <b>apple</b>",
    "long": "word " * 40,
    "one": "苹果",
    "empty": "",
    "space": " \t\n ",
    "control characters": "a\u0000b\u202ec\u200bd",
}
_TEXTS: dict[str, tuple[str, ...]] = {
    "text": tuple(SENTENCES.values()),
    "range": ("-1000", "1000", "0", "0.5", "-0.04", "1e400", "nan", "much", ""),
    "checkbox": ("on", "off", "perhaps"),
    "radio": ("0", "1", "3", "99999", "-1", "第一"),
    "select": ("", "no such choice"),
    "order": ("", "2 1 3", "3", "2 2", "狗", "9 8 1"),
}


def variants(widget: str) -> list[dict[str, str]]:
    """Sets of parameters for a widget: none, one changed, all changed, and one that it does not have."""
    by_parameter = {
        control.parameter: texts
        for kind, texts in _TEXTS.items()
        for control in controls(kind)
        if control.widget == widget
    }
    # What the page measures has no control.
    settable = {parameter.name for parameter in WIDGETS.find(widget).parameters if not isinstance(parameter, Dwell)}
    assert by_parameter.keys() == settable, "a control of a new kind"
    single = [{parameter: text} for parameter, texts in by_parameter.items() for text in texts]
    several = [{parameter: texts[place] for parameter, texts in by_parameter.items()} for place in (0, 1)]
    return [{}, *single, *several, {"no-such-parameter": "<i>"}]


CHANGED_TEXTS = (
    "一只 apple 🙂 小猫",
    "🙂",
    "2 1 3",
)  # a sentence, a single word where there is room for no more, an order


def changed(widget: str) -> dict[str, str]:
    """Every parameter that a link can carry, at a value that fits it and is not its default in any language, if there is one."""
    found = {}
    values, _ = WIDGETS.find(widget).read({}, "zh")
    for parameter in WIDGETS.find(widget).parameters:
        if isinstance(parameter, Dwell):
            continue
        defaults = {parameter.default(lang) for lang in LANGS}
        # A slider says 1 where Python says 1.0; the second of the others, for the first may be that of an empty figure.
        positions = [text for text in parameter.positions(values) if not text.endswith(".0")]
        others = [text for text in positions if text not in defaults] or positions
        candidates = others[min(1, len(others) - 1) :] or CHANGED_TEXTS
        found[parameter.name] = next(
            text for text in candidates if not WIDGETS.find(widget).read({parameter.name: text}, "zh")[1]
        )
    return found
