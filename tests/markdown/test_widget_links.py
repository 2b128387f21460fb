"""A link that names a widget becomes a permalink of it, or the build stops and says which one was meant."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from markdown import Markdown

from pyodide_widgets.build.prepared import encode, placed
from pyodide_widgets.markdown.extension import PyodideWidgetsExtension
from pyodide_widgets.markdown.widget_links import WidgetLinkError
from tests.bundled import CODE, WIDGETS

WIDGET = "\n\n```py-widget softmax\ntemperature: 2\n```\n"


def convert(text: str, **options: str) -> str:
    extensions = ["attr_list", "tables", "footnotes", PyodideWidgetsExtension(**options)]
    return Markdown(extensions=extensions).convert(text)


def links(html: str) -> list[Element]:
    return [fromstring(link) for link in re.findall(r"<a .*?</a>", html) if "pw-set" in link]


def test_a_phrase_is_a_permalink_that_says_what_it_sets() -> None:
    (link,) = links(convert(f"Now [turn it *off*](py-set:softmax?divide=off&dimensions=10).{WIDGET}"))
    assert link.get("href") == "?softmax.divide=off&softmax.dimensions=10#widget-softmax"
    assert link.get("title") == "Sets the figure “Temperature, and √d”"
    assert "".join(link.itertext()) == "turn it off"


def test_a_phrase_names_a_file_with_the_figure_of_its_parameters_and_the_authors() -> None:
    html = convert(f"Now [turn it off](py-set:softmax?divide=off).{WIDGET}")
    (link,) = links(html)
    each = dict(placed(html))[link.attrib["data-prepared"]]
    figure = WIDGETS.find("softmax").render({"temperature": "2", "divide": "off"}, "en").html
    assert encode(each, CODE).decode() == '"' + figure.replace('"', '\\"') + '"'


def test_a_phrase_for_a_figure_that_takes_long_names_no_file() -> None:
    (link,) = links(convert("[Train](py-set:emergence?steps=0)\n\n```py-widget emergence\nsteps: 0\n```\n"))
    assert "data-prepared" not in link.attrib


@pytest.mark.parametrize(
    "text",
    [
        "| a |\n|---|\n| {} |",
        "- one\n\n    > {}",
        "Text[^1].\n\n[^1]: {}",
        "## {} {{#here}}",
        "{}{{ .own }}",
    ],
)
def test_a_phrase_may_stand_wherever_a_link_may(text: str) -> None:
    assert len(links(convert(text.format("[off](py-set:softmax?divide=off)") + WIDGET))) == 1


def test_a_sentence_stands_in_angle_brackets_or_with_plus_signs_as_in_an_address() -> None:
    page = "[a](<py-set:glance?sentence=A cat & a dog> 'Own') [b](py-set:glance?sentence=A+cat%26+dog)\n\n```py-widget glance\n```\n"
    page = page.replace(" & ", " %26 ")
    first, second = links(convert(page))
    assert first.get("href") == "?glance.sentence=A+cat+%26+a+dog#widget-glance"
    assert first.get("title") == "Own"
    assert second.get("href") == "?glance.sentence=A+cat%26+dog#widget-glance"


def test_the_second_widget_of_its_kind_is_named_by_its_number() -> None:
    page = f"[off](py-set:softmax-2?divide=off){WIDGET}\n```py-widget softmax\nlang: zh\n```\n"
    (link,) = links(convert(page))
    assert link.get("href") == "?softmax-2.divide=off#widget-softmax-2"
    assert link.get("title") == "Sets the figure “温度与 √d”"


def test_what_stands_in_code_stays_as_it_is() -> None:
    html = convert("`[off](py-set:softmx?divide=off)` and\n\n    [off](py-set:softmx?divide=off)\n")
    assert html.count("py-set:softmx") == 2


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("py-set:softmx?divide=off", "unknown widget 'softmx'; did you mean 'softmax'?"),
        ("py-set:softmax-2?divide=off", "unknown widget 'softmax-2'; did you mean 'softmax'?"),
        ("py-set:library?query-x=1", "the widget 'library' is not on this page (it has softmax)"),
        ("py-set:softmax?divid=off", "widget 'softmax': unknown parameter 'divid'; did you mean 'divide'?"),
        ("py-set:softmax?divide=of", "widget 'softmax': “Divide scores by √d” is on or off, not “of”"),
        ("py-set:softmax?dimensions=11", "widget 'softmax': “Coordinates d (doubled each step)” goes from 0 to 10"),
        ("py-set:softmax", "a link of this kind reads `py-set:WIDGET?parameter=value&…`"),
        ("py-set:softmax?divide", "a link of this kind reads `py-set:WIDGET?parameter=value&…`"),
        ("py-set:softmax.divide=off", "a link of this kind reads `py-set:WIDGET?parameter=value&…`"),
        ("py-set:softmax?divide=off&divide=on", "parameter 'divide' is set twice"),
        ("py-sett:softmax?divide=off", "unknown kind of link 'py-sett'; did you mean 'py-set'?"),
    ],
)
def test_a_link_that_means_nothing_stops_the_build_with_file_and_line(address: str, said: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\nSome text.\nNow [turn it off]({address}).{WIDGET}", encoding="utf-8")
    for _ in range(2):  # whatever is kept
        with pytest.raises(WidgetLinkError) as error:
            convert(page.read_text(encoding="utf-8"), docs_dir=str(tmp_path), page=str(page))
        assert str(error.value).startswith(f"{page}:4: ") and said in str(error.value)


def test_what_is_measured_is_set_by_no_link() -> None:
    with pytest.raises(WidgetLinkError, match="'dwell' is measured on the page"):
        convert("[a](py-set:your-attention?dwell=1)\n\n```py-widget your-attention\n```\n")


GLANCE = "\n\n```py-widget glance\n```\n"


def test_a_number_that_is_the_computed_one_is_plain_text() -> None:
    html = convert(f"It gets [about *30* %](py-value:glance.share){{ .own }}, not [9%](py-value:glance.even).{GLANCE}")
    assert (
        '<p>It gets <span class="pw-stated own">about <em>30</em> %</span>, not <span class="pw-stated">9%</span>.</p>'
        in html
    )


def test_a_number_is_that_of_the_fence_or_of_the_parameters_beside_it_or_of_a_widget_elsewhere() -> None:
    page = "[{}](py-value:softmax.share?divide=off&dimensions=10)"
    with_author = "\n\n```py-widget softmax\ntemperature: 5\n```\n"
    values = [
        WIDGETS.find("softmax").figure(WIDGETS.find("softmax").read(texts, "en")[0], "en").values["share"]
        for texts in ({"divide": "off", "dimensions": "10"}, {"divide": "off", "dimensions": "10", "temperature": "5"})
    ]
    convert(page.format(f"{values[0]:.1%}"))
    convert(page.format(f"{values[1]:.1%}") + with_author)
    with pytest.raises(WidgetLinkError):
        convert(page.format(f"{values[0]:.1%}") + with_author)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("[32 %](py-value:glance.share)", "'share' is 30% (0.296"),
        ("[29.7 %](py-value:glance.share)", "29.6% (0.296183), and the text says '29.7 %'"),
        ("[a third](py-value:glance.share)", "the text 'a third' has no numbers"),
        ("[30 %](py-value:glance.shar)", "the figure of 'glance' has no value 'shar'; did you mean 'share'?"),
        ("[30 %](py-value:glance.share?focs=1)", "unknown parameter 'focs'; did you mean 'focus'?"),
        ("[30 %](py-value:glanc.share)", "unknown widget 'glanc'; did you mean 'glance'?"),
        ("[30 %](py-value:glance)", "reads `py-value:WIDGET.value?parameter=value&…`, not `py-value:glance`"),
        ("[30 %](py-value:glance.share?)", "reads `py-value:WIDGET.value?parameter=value&…`"),
    ],
)
def test_another_number_stops_the_build_with_what_is_right(link: str, said: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\nIt gets {link}.{GLANCE}", encoding="utf-8")
    with pytest.raises(WidgetLinkError) as error:
        convert(page.read_text(encoding="utf-8"), docs_dir=str(tmp_path), page=str(page))
    assert str(error.value).startswith(f"{page}:3: ")
    assert said in str(error.value)
