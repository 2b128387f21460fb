"""Panels, captions, and labels that fit."""

from __future__ import annotations

import pytest
from svg import of_class, parsed

from pyodide_widgets.figures.figure import PANEL_WIDTH, Figure, clickable, heading, panel, shorten, text_width
from pyodide_widgets.figures.markup import element


def test_panel_is_an_image_with_a_name_and_the_common_width() -> None:
    svg = parsed(panel(99.6, title="A <title>"))
    assert svg.attrib == {
        "class": "pw-panel",
        "width": f"{PANEL_WIDTH}",
        "height": "100",
        "viewBox": f"0 0 {PANEL_WIDTH} 100",
        "role": "img",
        "aria-label": "A <title>",
    }


def test_figure_has_its_panels_then_the_controls_then_the_caption() -> None:
    html = Figure((panel(1, title="one"), panel(1, title="two")), "It says <so>.").to_html(element("form"))
    places = [html.index(part) for part in ('"one"', '"two"', "<form>", "It says &lt;so&gt;.")]
    assert places == sorted(places)
    assert html.startswith("<figure") and html.endswith("</figure>")


@pytest.mark.parametrize(
    ("heights", "is_strip"), [((160, 200), False), ((160, 201), True), ((361,), True), ((), False)]
)
def test_panels_that_are_high_together_are_a_strip_on_narrow_screens(heights: tuple[int, ...], is_strip: bool) -> None:
    inside = element("rect", height=900)
    html = Figure(tuple(panel(height, inside, title="A panel") for height in heights), "caption").to_html()
    assert ("pw-strip" in html) == is_strip


def test_click_sets_a_control() -> None:
    (group,) = of_class(parsed(clickable("focus", 3, heading("x"))), "pw-clickable")
    assert group.attrib["data-set"] == "focus=3"


def test_pointing_is_enough_only_where_it_is_asked_for() -> None:
    for pointing in (False, True):
        (group,) = of_class(parsed(clickable("focus", 3, pointing=pointing)), "pw-clickable")
        assert ("data-pointing" in group.attrib) == pointing


def test_value_that_a_click_sets_is_escaped() -> None:
    (group,) = of_class(parsed(clickable("word", '"><b>', element("g"))), "pw-clickable")
    assert group.attrib["data-set"] == 'word="><b>'


@pytest.mark.parametrize("label", ["", "cat", "it's", "苹果", "x" * 5])
def test_label_that_fits_is_left_alone(label: str) -> None:
    assert shorten(label, 60) == label


@pytest.mark.parametrize("width", [30, 60, 74, 86])
@pytest.mark.parametrize("label", ["incomprehensibilities", "注意力机制是智能的必要条件", "a注b意c力d机e制f", "👨" * 9])
def test_label_that_is_too_long_is_cut_to_the_width_with_an_ellipsis(label: str, width: float) -> None:
    cut = shorten(label, width)
    assert cut.endswith("…")
    assert label.startswith(cut[:-1]) and cut[:-1]
    assert text_width(cut) <= width
    longer = label[: len(cut)] + "…"
    assert text_width(longer) > width, "there was room for one more character"


def test_wide_characters_take_more_room() -> None:
    assert text_width("苹果") > 1.5 * text_width("ab")


@pytest.mark.parametrize(
    "whole",
    [
        pytest.param("👨‍👩‍👧‍👦", id="family of four"),
        pytest.param("🇨🇳", id="flag"),
        pytest.param("e\u0301", id="letter and accent"),
        pytest.param("👍🏽", id="skin tone"),
    ],
)
def test_label_is_never_cut_inside_a_character_as_the_reader_sees_it(whole: str) -> None:
    for width in range(20, 90):
        cut = shorten(whole * 6, width)
        assert cut.removesuffix("…").replace(whole, "") == "", f"cut inside at a width of {width}"
