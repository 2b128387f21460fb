"""Markup is escaped by construction: whatever goes in, the elements that come out are those that were asked for."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from pyodide_widgets.figures.markup import Markup, element, join, number

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "&lt;b&gt; &amp; &quot;",
    "]]></text>",
    "<!-- comment",
    "{0.__class__} %s $x `y`",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_stays_text(hostile: str) -> None:
    parsed = ElementTree.fromstring(element("text", hostile))
    assert (parsed.text, len(parsed), parsed.attrib) == (hostile, 0, {})


@pytest.mark.parametrize("hostile", HOSTILE)
def test_attribute_stays_one_attribute(hostile: str) -> None:
    parsed = ElementTree.fromstring(element("text", aria_label=hostile))
    assert (parsed.attrib, len(parsed)) == ({"aria-label": hostile}, 0)


def test_child_that_is_markup_is_kept() -> None:
    assert element("g", element("text", "<"), "<") == "<g><text>&lt;</text>&lt;</g>"


def test_joined_children_are_kept_or_escaped_each_for_itself() -> None:
    assert join(element("g"), "<", 0.5) == "<g></g>&lt;0.5"


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(element("b") + "<i>", id="added"),
        pytest.param("<i>" + element("b"), id="added to"),
        pytest.param(f"{element('b')}", id="formatted"),
        pytest.param(element("b").replace("b", "i"), id="replaced"),
        pytest.param(element("b")[:], id="sliced"),
        pytest.param(element("b") * 2, id="repeated"),
        pytest.param("".join([element("b")]), id="joined as a string"),
        pytest.param(element("b").strip("x"), id="stripped"),
        pytest.param(element("b").upper(), id="upper case"),
    ],
)
def test_what_string_methods_make_of_markup_is_text_again(made: str) -> None:
    assert ElementTree.fromstring(element("g", made)).text == made


def test_markup_in_an_attribute_is_escaped_too() -> None:
    assert element("g", title=element("b")) == '<g title="&lt;b&gt;&lt;/b&gt;"></g>'


def test_element_is_markup() -> None:
    assert isinstance(element("g"), Markup)
    assert isinstance(join("<"), Markup)


def test_attribute_names_lose_a_trailing_underscore_and_get_hyphens() -> None:
    assert (
        element("g", class_="a", data_set="b", viewBox="0 0 1 1") == '<g class="a" data-set="b" viewBox="0 0 1 1"></g>'
    )


def test_attribute_that_is_none_or_false_is_left_out_and_true_has_no_value() -> None:
    assert element("g", a=None, b=False, c=True, d="", e=0) == '<g c d="" e="0"></g>'


def test_child_that_is_none_is_left_out_and_0_is_not() -> None:
    assert element("g", None, 0, "") == "<g>0</g>"


def test_html_elements_without_content_have_no_end_tag() -> None:
    assert element("input", type="range") == '<input type="range">'


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (-0.0, "0"),
        (-0.004, "0"),
        (0.004, "0"),
        (0.005001, "0.01"),
        (-0.006, "-0.01"),
        (1.0, "1"),
        (1.5, "1.5"),
        (1.25, "1.25"),
        (100.0, "100"),
        (100, "100"),
        (-20.10, "-20.1"),
        (1 / 3, "0.33"),
        (1e6, "1000000"),
    ],
)
def test_numbers_have_two_decimals_at_most_no_trailing_zeros_and_no_negative_zero(value: float, written: str) -> None:
    assert number(value) == written
    assert element("g", value, x=value) == f'<g x="{written}">{written}</g>'
