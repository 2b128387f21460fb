"""Parameters that readers set or links carry: good ones, and ones that must be mended."""

from __future__ import annotations

from pyodide_widgets.widgets import find
from pyodide_widgets.widgets.kit.parameters import Dwell
from pyodide_widgets.widgets.kit.words import LANGS

from .controls import Control, controls

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
    settable = {parameter.name for parameter in find(widget).parameters if not isinstance(parameter, Dwell)}
    assert by_parameter.keys() == settable, "a control of a new kind"
    single = [{parameter: text} for parameter, texts in by_parameter.items() for text in texts]
    several = [{parameter: texts[place] for parameter, texts in by_parameter.items()} for place in (0, 1)]
    return [{}, *single, *several, {"no-such-parameter": "<i>"}]


_CHANGED: dict[str, tuple[str, ...]] = {
    "text": ("一只 apple 🙂 小猫", "🙂"),
    "checkbox": ("off", "on"),
    "radio": ("1", "0"),
    "range": ("-1.5", "0.5", "5", "8", "90"),
}


def changed(widget: str) -> dict[str, str]:
    """Every parameter at a value that fits it and is not its default in any language."""
    found = {}
    for kind, texts in _CHANGED.items():
        for control in controls(kind):
            if control.widget == widget:
                found[control.parameter] = next(text for text in texts if _fits(control, text))
    return found


def _fits(control: Control, text: str) -> bool:
    widget = find(control.widget)
    parameter = next(parameter for parameter in widget.parameters if parameter.name == control.parameter)
    read = [widget.read({control.parameter: text}, lang) for lang in LANGS]
    # A number between two steps of its slider is rounded to one of them, and not shown as it was written.
    as_written = control.kind != "range" or all(values[control.parameter] == float(text) for values, _ in read)
    unmended = all(not problems for _, problems in read)
    return as_written and unmended and all(parameter.default(lang) != text for lang in LANGS)
