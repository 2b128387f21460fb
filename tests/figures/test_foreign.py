"""Figures of other libraries: what is shown of them, and that nothing else gets through."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure as MatplotlibFigure

from pyodide_widgets.figures.figure import Figure
from pyodide_widgets.figures.foreign import foreign_figure


@dataclass
class Drawing:
    """What another library gives."""

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg


@dataclass
class Listing:
    html: str

    def _repr_html_(self) -> str:
        return self.html


def shown(thing: Any) -> str:
    (panel,) = foreign_figure(thing, "A caption.", title="A title").panels
    return panel


def inside(svg: str) -> str:
    """What is shown of something inside a drawing."""
    panel = shown(Drawing(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{svg}</svg>'))
    return panel.partition(">")[2].removesuffix("</svg>")


def matplotlib_figure() -> MatplotlibFigure:
    figure = MatplotlibFigure(figsize=(4.4, 3.3), layout="constrained")
    axes = figure.subplots()
    x = np.linspace(0, 6, 30)
    axes.plot(x, np.sin(x), marker="o", label="sine")
    axes.bar([1, 2], [0.5, 0.3], hatch="/", alpha=0.5)
    axes.set_title("$x^2$")
    axes.legend()
    return figure


def test_a_matplotlib_figure_is_a_panel_with_caption_note_and_title() -> None:
    figure = foreign_figure(matplotlib_figure(), "A caption.", "A note.", title="A title")
    assert (figure.caption, figure.note) == ("A caption.", "A note.")
    root = ElementTree.fromstring(figure.panels[0])
    assert root.tag == "svg"
    assert {"class": "pw-panel", "role": "img", "aria-label": "A title", "width": "317"}.items() <= root.attrib.items()
    assert not root.findall(".//text"), "letters are paths"


def test_it_has_no_style_and_refers_only_to_itself() -> None:
    panel = shown(matplotlib_figure())
    assert "style" not in panel and "http" not in panel and "<metadata" not in panel
    ids = re.findall(r'\bid="([^"]+)"', panel)
    referred = {*re.findall(r"url\(#([^)]+)\)", panel), *re.findall(r'href="#([^"]+)"', panel)}
    assert referred == {*ids} and len(ids) == len({*ids})
    assert all(re.fullmatch(r"pw-[0-9a-f]{8}-\d+", name) for name in ids)


def test_two_figures_have_no_id_in_common_and_the_same_one_the_same() -> None:
    def ids(figure: MatplotlibFigure, caption: str) -> set[str]:
        return {*re.findall(r'\bid="([^"]+)"', foreign_figure(figure, caption).panels[0])}

    assert ids(matplotlib_figure(), "one") == ids(matplotlib_figure(), "one")
    assert not ids(matplotlib_figure(), "one") & ids(matplotlib_figure(), "two")


def test_black_is_ink_and_white_is_paper_but_the_cells_of_a_heat_map_keep_theirs() -> None:
    panel = shown(matplotlib_figure())
    assert 'fill="var(--pw-paper)"' in panel and 'stroke="currentColor"' in panel and 'stroke="#1f77b4"' in panel
    assert not re.search(r"#(0{6}|f{6})", panel)
    figure = MatplotlibFigure(figsize=(2, 2))
    figure.subplots().pcolormesh([[0, 0.5, 1]], cmap="gray")
    (cells,) = re.findall(r'<g fill="#000000">(.*?)</g>', shown(figure))
    assert re.findall(r'fill="(#\w+)"', cells) == ["#808080", "#ffffff"] and cells.count("<path") == 3


def test_axes_stand_for_their_figure_and_pyplot_lets_it_go() -> None:
    _, axes = plt.subplots(figsize=(2, 2))
    assert shown(axes).startswith("<svg")
    assert plt.get_fignums() == []


def test_pyplot_draws_without_a_window_whichever_is_imported_first() -> None:
    ask = "import matplotlib; print(matplotlib.get_backend())"
    ours = "import pyodide_widgets.figures.foreign"
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    for code in (f"{ours}; {ask}", f"import matplotlib.pyplot; {ours}; {ask}"):
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "svg"


def test_a_wide_drawing_is_shown_wide() -> None:
    assert 'class="pw-panel pw-wide"' in shown(MatplotlibFigure(figsize=(8, 3)))


def test_an_image_of_pixels_is_an_error_that_says_what_to_draw_instead() -> None:
    figure = MatplotlibFigure(figsize=(2, 2))
    figure.subplots().imshow([[0, 1]])
    with pytest.raises(ValueError, match="draw pcolormesh in place of imshow"):
        shown(figure)


@pytest.mark.parametrize(
    ("svg", "left"),
    [
        ('<path d="M 0 0&#10;L 1.23456789 -0.0000001" />', '<path d="M 0 0 L 1.23457 -1e-07"></path>'),
        ('<rect style="fill: red; font: x; stroke-width:2" fill="blue"/>', '<rect fill="red" stroke-width="2"></rect>'),
        ('<g fill="Black" stroke="rgb(255, 255, 255)"/>', '<g fill="currentColor" stroke="var(--pw-paper)"></g>'),
        ('<text x="1">a &lt; <tspan>b</tspan> c</text>', '<text x="1">a &lt; <tspan>b</tspan> c</text>'),
        ('<a href="https://e.org"><path d="M0 0"/></a>', '<path d="M0 0"></path>'),
        ("<script>bad()</script><style>* {}</style><metadata><b/></metadata>", ""),
        ('<g onclick="bad()" style="background: url(//e.org)" class="md-nav"/>', "<g></g>"),
        ("<foreignObject><iframe/></foreignObject><animate/><g/>", "<g></g>"),
        ('<path fill="url(https://e.org/#a)" clip-path="url(//e.org#a)"/>', "<path></path>"),
        (r'<path fill="u\72l(//e.org)" stroke="image(//e.org)"/>', "<path></path>"),
        ('<use href="https://e.org/#a"/><use href="data:image/svg+xml,x"/>', "<use></use><use></use>"),
        ('<path id="unused"/>', "<path></path>"),
    ],
)
def test_what_is_left_of_a_drawing(svg: str, left: str) -> None:
    assert inside(svg) == left


def test_references_are_kept_under_new_names_but_not_from_inside_what_is_referred_to() -> None:
    panel = inside(
        '<defs xmlns:xlink="http://www.w3.org/1999/xlink"><g id="a"><path fill="url(#b)"/><use href="#b"/></g>'
        '<pattern id="b"/></defs><use xlink:href="#a"/><path clip-path="url(\'#b\')"/>'
    )
    assert re.sub(r"pw-\w{8}", "pw", panel) == (
        '<defs><g id="pw-1"><path></path></g><pattern id="pw-0"></pattern></defs>'
        '<use href="#pw-1"></use><path clip-path="url(#pw-0)"></path>'
    )


def test_a_drawing_gets_its_size_from_what_it_has() -> None:
    sized = shown(Drawing('<svg width="100pt" height="50.4px"/>'))
    assert 'width="100" height="50" viewBox="0 0 100 50.4"' in sized
    assert 'viewBox="-1 0 5 4"' in shown(Drawing('<svg viewBox="-1,0 5 4" width="10in"/>'))
    with pytest.raises(ValueError, match="neither a viewBox nor a width and a height"):
        shown(Drawing('<svg width="100%"/>'))
    with pytest.raises(ValueError, match="no well-formed SVG"):
        shown(Drawing('<svg viewBox="0 0 1 1"><g></svg>'))


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (
            '<div><style scoped>td { color: red }</style>\n<table border="1" class="dataframe">\n <tr style="x">\n'
            '<th scope="col" onclick="bad()">a &amp; b</th><td colspan="2"><b>1</b></td></tr></table></div>',
            '<div><table class="pw-cells"><tr><th scope="col">a &amp; b</th><td colspan="2">1</td></tr></table></div>',
        ),
        (
            "<table><tr><td>1<script>bad()</script><img src=x onerror=bad()>2",
            '<table class="pw-cells"><tr><td>12</td></tr></table>',
        ),
        ("<table><td><svg><use href=#a></svg>1</td></table></div></p>", '<table class="pw-cells"><td>1</td></table>'),
        (
            '<table><td id="main" data-action="reset" href="javascript:bad()">1',
            '<table class="pw-cells"><td>1</td></table>',
        ),
    ],
)
def test_what_is_left_of_a_table(html: str, left: str) -> None:
    assert shown(Listing(html)) == f'<div class="pw-table" role="group" aria-label="A title">{left}</div>'


def test_what_cannot_be_shown_is_an_error() -> None:
    with pytest.raises(ValueError, match="the HTML has no table"):
        shown(Listing("<p>Nothing</p>"))
    with pytest.raises(TypeError, match="a Matplotlib figure, or an object with _repr_svg_ or _repr_html_, not int"):
        foreign_figure(1, "A caption.")
    assert isinstance(foreign_figure(Drawing('<svg viewBox="0 0 1 1"/>'), "A caption."), Figure)
