"""The library's claim: compare, share by softmax, blend, and a longer query concentrates the hour."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import softmax
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.library import BOOKS, KEYS, THEMES, VALUES, visit
from tests.bundled import LANGS

# Searches in all directions, none of them halfway between two books.
QUERIES = [(math.cos(angle), math.sin(angle)) for angle in np.linspace(0.1, 2 * math.pi + 0.1, 24, endpoint=False)]


@pytest.mark.parametrize("query", QUERIES)
def test_scores_are_dot_products_shares_their_softmax_and_the_blend_the_weighted_sum(
    query: tuple[float, float],
) -> None:
    seen = visit(query)
    np.testing.assert_allclose(seen.scores, [key[0] * query[0] + key[1] * query[1] for key in KEYS])
    np.testing.assert_allclose(seen.shares, softmax(seen.scores))
    np.testing.assert_allclose(seen.shares.sum(), 1)
    np.testing.assert_allclose(seen.blend, seen.shares @ VALUES)


@pytest.mark.parametrize("query", QUERIES)
def test_a_longer_query_in_the_same_direction_concentrates_the_hour(query: tuple[float, float]) -> None:
    largest = [visit((length * query[0], length * query[1])).shares.max() for length in (0, 0.5, 1, 2, 4)]
    assert largest == sorted(largest)
    assert largest[0] == pytest.approx(1 / len(BOOKS))
    assert largest[-1] > 2 * largest[0]


def test_what_a_book_holds_adds_up_to_one() -> None:
    """So the blend is shares of themes, and the bars and the caption may speak of percent."""
    np.testing.assert_allclose(VALUES.sum(axis=-1), 1)
    assert VALUES.shape == (len(BOOKS), len(THEMES))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("query", [("1.2", "0.6"), ("-2.5", "2.5"), ("0", "0"), ("2.5", "-2.5")])
def test_caption_and_bars_say_what_was_computed(query: tuple[str, str], lang: Lang) -> None:
    seen = visit((float(query[0]), float(query[1])))
    shown = drawn("library", {"query-x": query[0], "query-y": query[1]}, lang)
    best, theme = seen.shares.argmax(), seen.blend.argmax()
    assert shown.percentages == [round(100 * seen.blend[theme])]
    assert str(round(60 * seen.shares[best])) in re.findall(r"\d+", shown.caption)
    assert BOOKS[best].title[lang] in shown.caption or query == ("0", "0")  # a tie, which names no book
    assert THEMES[theme][lang] in shown.caption
    minutes = [float(text.split()[0]) for text in shown.texts("text", "pw-number") if text.endswith(("min", "分"))]
    np.testing.assert_allclose(minutes, 60 * seen.shares, atol=0.05)


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_equal_is_called_a_tie(lang: Lang) -> None:
    """Every book scores 0 for a search of no length; and one search ranks two books alike, exactly."""
    even = drawn("library", {"query-x": "0", "query-y": "0"}, lang).caption
    assert {"zh": "各得 12 分钟", "en": "12 minutes each"}[lang] in even
    assert not any(book.title[lang] in even for book in BOOKS)
    two = drawn("library", {"query-x": "0.9", "query-y": "-0.4"}, lang).caption
    assert {"zh": "打成平手，各得 26 分钟", "en": "tie, at 26 minutes each"}[lang] in two
    assert [book.title[lang] in two for book in BOOKS] == [True, True, False, False, False]


@pytest.mark.parametrize("lang", LANGS)
def test_labels_are_arrows_and_scores_tell_close_ones_apart(lang: Lang) -> None:
    shown = drawn("library", {}, lang)
    assert len(shown.attributes("line", **{"class": "pw-key-line"})) == len(BOOKS)
    assert {"1.08", "1.14"} <= set(shown.texts("text", "pw-number"))


def test_strips_show_what_books_hold_in_the_shades_of_the_themes() -> None:
    shown = drawn("library", {}, "en")
    strips = [float(part["width"] or 0) for part in shown.attributes("rect") if "fill-opacity" in part]
    held = [part for book in BOOKS for part in book.value if part]
    np.testing.assert_allclose(strips[: len(held)], 24 * np.array(held), atol=0.1)


@pytest.mark.parametrize("lang", LANGS)
def test_arrow_can_be_dragged_and_the_sliders_do_the_same(lang: Lang) -> None:
    shown = drawn("library", {}, lang)
    (handle,) = shown.attributes("circle", **{"class": "pw-handle"})
    sliders = [slider["name"] for slider in shown.attributes("input", type="range") if "name" in slider]
    assert str(handle["data-drag"]).split() == sliders == ["query-x", "query-y"]
