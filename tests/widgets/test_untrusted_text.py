"""Links and typed sentences come from anyone: whatever they hold is drawn as text, in the elements of the widget itself."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest
from page import Drawn, drawn

from pyodide_widgets.kit.widget import Rendering
from tests.bundled import WIDGETS

TEXTS = {
    "script": "<script>alert(1)</script>",
    "end of attribute": '"><img src=x onerror=alert(1)>',
    "end of attribute, single quotes": "' onfocus='alert(1)' autofocus='",
    "end of element": "</text></svg></figure><iframe src=javascript:alert(1)>",
    "end of text field": '" autofocus onfocus="alert(1)',
    "comment and CDATA": "<!-- --><![CDATA[ ]]><?php ?>",
    "entities": "&lt;b&gt; &#60;b&#62; &amp;amp;",
    "format braces": "{0.__class__} {text} {label.zh} %s %(x)s ${x}",
    "markdown": "**b** [a](javascript:alert(1)) `code` ```py-widget",
    "MkDocs and Python-Markdown placeholders": "\x02wzxhzdk:0\x03 {{ config }} {% x %}",
    "JSON and scripts": "\\u003cscript\\u003e \u2028 \u2029 ]}",
    "emoji families and flags": "👨‍👩‍👧‍👦 🏳️‍🌈 🇨🇳🇬🇧 👍🏽 1️⃣ ❤️",
    "half an emoji": "👨‍ \u200d 🇨",
    "right-to-left": "שלום עולם مرحبا بالعالم",
    "control characters": "a\x00b\x07c\x1b[31m\x7f\x85",
    "bidi overrides": "abc\u202edcba\u202c \u2066x\u2069 \u200f\u061c",
    "lone surrogates": "a\ud800b \udfff \udc00\ud800",
    "private use and non-characters": "\ue000\uffff\U0010ffff\ufdd0",
    "many combining marks": "Z" + "\u0300" * 100,
    "empty": "",
    "white space": " \t\n\u3000\u2028",
    "very long": "字" * 5_000,
    "very long word": "w" * 5_000,
    "many words": "a " * 3_000,
    "not a number": "nan",
    "infinite": "-inf",
    "very long number": "9" * 5_000,
    "negative": "-1",
}
# Characters that are no writing, but may be drawn all the same: white space, and what joins or isolates writing.
DRAWN_TOO = set("\t\n\u200d\u2068\u2069")

EVERY_TEXT = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
EVERY_WIDGET = pytest.mark.parametrize("widget", WIDGETS.names())


@cache
def everywhere(widget: str, text: str) -> Rendering:
    """The widget with the text as the value of every parameter."""
    found = WIDGETS.find(widget)
    return found.render(dict.fromkeys([parameter.name for parameter in found.parameters], text), "en")


@cache
def vocabulary(widget: str) -> set[str]:
    """What a widget draws its figure with, when nobody has touched it."""
    return drawn(widget, {}, "en").vocabulary


def not_writing(text: str) -> set[str]:
    """The characters that would end in the page or break it: control codes, marks of direction, halves of characters."""
    return {each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Cn")} - DRAWN_TOO


@EVERY_TEXT
@EVERY_WIDGET
def test_any_text_draws_no_element_and_no_attribute_that_the_widget_does_not_have(widget: str, text: str) -> None:
    shown = Drawn(everywhere(widget, text).html)
    assert shown.vocabulary <= vocabulary(widget)
    assert shown.caption


@EVERY_TEXT
@EVERY_WIDGET
def test_each_parameter_alone_takes_any_text(widget: str, text: str) -> None:
    found = WIDGETS.find(widget)
    for parameter in found.parameters:
        assert "</figure>" in found.render({parameter.name: text}, "en").html


@EVERY_TEXT
@EVERY_WIDGET
def test_only_writing_is_drawn(widget: str, text: str) -> None:
    html = everywhere(widget, text).html
    assert not_writing(html) == set()
    html.encode("utf-8")


@EVERY_TEXT
def test_unknown_name_is_said_with_its_writing_only_and_draws_nothing_else(text: str) -> None:
    (problem,) = WIDGETS.find("library").render({text: ""}, "en").problems
    assert not_writing(problem) == set()
    shown = drawn("library", {text: ""}, "en")
    assert shown.vocabulary <= vocabulary("library")
    assert shown.texts("p")[0] == problem


@EVERY_TEXT
@EVERY_WIDGET
def test_figure_stays_small_whatever_it_is_given(widget: str, text: str) -> None:
    assert len(everywhere(widget, text).html) < 100_000


@EVERY_TEXT
@EVERY_WIDGET
def test_what_is_said_keeps_to_a_line(widget: str, text: str) -> None:
    for problem in everywhere(widget, text).problems:
        assert 0 < len(problem) < 200


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{0.__class__}", "&lt;b&gt;", "👨‍👩‍👧‍👦 שלום"],
)
@pytest.mark.parametrize(("widget", "name"), [("self-attention", "sentence"), ("apple", "sentence-1")])
def test_markup_in_a_sentence_is_shown_as_it_was_typed(widget: str, name: str, text: str) -> None:
    (field,) = drawn(widget, {name: text}, "en").attributes("input", type="text", name=name)
    assert field["value"] == text


def test_words_of_a_hostile_sentence_are_labels() -> None:
    shown = drawn("self-attention", {"sentence": "<b> & it's", "focus": "1"}, "en")
    for word in ("<", "b", ">", "&", "it's"):
        assert shown.texts("text").count(word) == 3  # once in the arcs, twice in the matrix
