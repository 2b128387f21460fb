"""`reader` says what the model computes, for any beginning."""

from __future__ import annotations

import re

import pytest
from page import drawn

from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.reader import BEGINNINGS, HEADS, WIDGET, looked_at
from pyodide_widgets.widgets.trained.continuation import next_shares, written
from pyodide_widgets.widgets.trained.head_names import heads
from pyodide_widgets.widgets.trained.models import NAMES, card, reader
from tests.bundled import LANGS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("head", "write", "back"), [(2, 0, 0), (7, 12, 3), (16, 30, 0)])
def test_caption_says_what_was_computed(name: str, head: int, write: int, back: int, lang: Lang) -> None:
    texts = {"model": name, "head": str(head), "write": str(write), "back": str(back)}
    shown = drawn("reader", texts, lang)
    now = written(name, reader(name).encode(BEGINNINGS[name]), write, 0.8, 1)
    layer, place = divmod(head - 1, HEADS)
    looked = looked_at(now, len(now.tokens) - 1 - back, layer, place)
    assert looked.sum() == pytest.approx(1, abs=1e-5)
    measured, shares = heads(name)[layer][place], next_shares(now.logits, 0.8)
    told = [] if measured.kind == "mixed" else [measured.given, measured.even]
    assert shown.percentages == [round(100 * float(share)) for share in (looked.max(), *told, shares.max())]
    assert f"{layer + 1}·{place + 1}" in shown.caption


@pytest.mark.parametrize("name", NAMES)
def test_the_note_has_the_numbers_of_the_card(name: str) -> None:
    note = drawn("reader", {"model": name}, "en").texts("p", "pw-note")[0]
    assert f"{card(name)['parameters']:,}" in note
    assert re.findall(r"\d\.\d\d", note) == [
        f"{card(name)['loss']['held_out']:.2f}",
        f"{card(name)['baselines']['trigram']:.2f}",
    ]


@pytest.mark.parametrize(("beginning", "unknown", "characters"), [("🍎漢", 2, 2), ("Ω and β", 2, 7), ("שלום", 4, 4)])
def test_unknown_characters_are_counted_and_said(beginning: str, unknown: int, characters: int) -> None:
    shown = drawn("reader", {"model": "austen", "beginning": beginning}, "en")
    assert f"Of {characters} characters the model has not learned {unknown}" in shown.caption
    assert shown.texts("text", "pw-text").count("□") >= unknown - 1  # the one in focus has another class


def test_an_empty_beginning_is_said_and_the_usual_one_is_read() -> None:
    shown = drawn("reader", {"beginning": " "}, "en")
    assert "is empty" in shown.texts("p")[0]
    assert shown.caption == drawn("reader", {}, "en").caption


def test_a_beginning_that_is_too_long_is_said_and_cut() -> None:
    shown = drawn("reader", {"model": "tang", "beginning": "山" * 300}, "zh")
    assert shown.texts("p")[0]
    text, _, _ = shown.html.partition("</svg>")  # in the next drawing it may stand as what comes next
    assert text.count(">山</text>") == 64


def test_the_beginning_follows_the_model_until_another_one_is_typed() -> None:
    assert "春" in drawn("reader", {"model": "tang"}, "en").texts("text")
    assert "春" not in drawn("reader", {"model": "tang", "beginning": "月"}, "en").texts("text")


def test_the_files_are_those_of_the_model() -> None:
    assert WIDGET.data is not None
    assert list(WIDGET.data({"model": "tang"})) == ["tang.safetensors", "tang.json"]
