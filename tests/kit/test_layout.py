"""The figure first, its main controls with it, and folds for the rest."""

from __future__ import annotations

import re

import pytest

from pyodide_widgets.figures.figure import Figure
from pyodide_widgets.figures.markup import Markup
from pyodide_widgets.kit.parameters import Number
from pyodide_widgets.kit.unknown_name import UnknownName
from pyodide_widgets.kit.widget import Widget


def widget(main: tuple[str, ...] = (), note: str | None = None) -> Widget:
    parameters = tuple(Number(name, name.upper(), 0, low=0, high=1, step=1) for name in ("a", "b", "c"))
    return Widget("w", "W", "C.", parameters, lambda values, lang: Figure((), "caption", note), main=main)


def fold(html: Markup, class_: str) -> str:
    """What is in a fold, or nothing."""
    found = re.search(f'<details class="pw-fold {class_}">(.*?)</details>', html, re.DOTALL)
    return found[1] if found else ""


def test_the_main_control_stands_with_the_figure_and_the_others_are_folded() -> None:
    html = widget(("b",)).render({}, "en").html
    more = fold(html, "pw-more")
    assert more.startswith("<summary>More</summary>")
    assert re.findall(r'name="(\w)"', more) == ["a", "c"]
    assert re.findall(r'name="(\w)"', html.partition("<details")[0]) == ["b"]


def test_without_a_main_control_all_stand_with_the_figure() -> None:
    html = widget().render({}, "en").html
    assert "<details" not in html
    assert re.findall(r'name="(\w)"', html) == ["a", "b", "c"]


def test_a_main_control_that_there_is_not_is_an_error() -> None:
    with pytest.raises(UnknownName, match="unknown parameter 'd'"):
        widget(("d",))


@pytest.mark.parametrize(("lang", "summary"), [("en", "How this is made"), ("zh", "这张图怎么来的")])
def test_the_note_is_folded_below_the_figure(lang: str, summary: str) -> None:
    html = widget(note="Toy & co.").render({}, lang).html
    assert fold(html, "pw-how") == f'<summary>{summary}</summary><p class="pw-note">Toy &amp; co.</p>'
    assert html.index("</figure>") < html.index("pw-how")


def test_without_a_note_there_is_no_fold_for_it() -> None:
    assert "pw-how" not in widget().render({}, "en").html
