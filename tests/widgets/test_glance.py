"""The claim of `glance`: attention is not shared evenly, and another word in focus finds other words important."""

from __future__ import annotations

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import glance
from pyodide_widgets.widgets.toys.toy_words import attend
from tests.bundled import LANGS


def words_of(lang: Lang, sentence: str | None = None) -> tuple[str, ...]:
    values, _ = glance.WIDGET.read({"sentence": sentence} if sentence else {}, lang)
    words: tuple[str, ...] = values["sentence"].tokens
    return words


@pytest.mark.parametrize("lang", LANGS)
def test_every_word_gives_some_word_more_than_twice_an_even_share(lang: Lang) -> None:
    _, weights = attend(words_of(lang))
    np.testing.assert_allclose(weights.sum(axis=-1), 1)
    assert (weights.max(axis=-1) > 2 / len(weights)).all()


@pytest.mark.parametrize("lang", LANGS)
def test_what_matters_most_depends_on_the_word_that_looks(lang: Lang) -> None:
    assert len(set(attend(words_of(lang))[1].argmax(axis=-1).tolist())) >= 3


@pytest.mark.parametrize("lang", LANGS)
def test_among_equal_words_attention_is_even_and_the_caption_says_so(lang: Lang) -> None:
    """Here the claim fails, and the reader can see it fail."""
    np.testing.assert_allclose(attend(("la",) * 5)[1], 0.2)
    shown = drawn("glance", {"sentence": "la la la la la"}, lang)
    assert shown.percentages == [20]
    assert {"zh": "平均分", "en": "an even share"}[lang] in shown.caption


@pytest.mark.parametrize("lang", LANGS)
def test_caption_says_which_word_gets_most_and_what_an_even_share_would_be(lang: Lang) -> None:
    words = words_of(lang)
    for focus, shares in enumerate(attend(words)[1]):
        shown = drawn("glance", {"focus": str(focus)}, lang)
        assert shown.percentages == [round(100 * shares.max()), round(100 / len(words))]
        best = int(shares.argmax())
        assert shown.quotations == ([words[focus], words[best]] if best != focus else [words[focus]])


@pytest.mark.parametrize("lang", LANGS)
def test_every_word_has_a_column_as_tall_and_a_background_as_strong_as_its_share(lang: Lang) -> None:
    words = words_of(lang)
    shown, shares = drawn("glance", {"focus": "1"}, lang), attend(words)[1][1]
    drawn_weights = shown.attributes("rect", **{"class": "pw-weight"})
    strong, tall = drawn_weights[::2], drawn_weights[1::2]
    np.testing.assert_allclose([2 * float(each["fill-opacity"] or "") for each in strong], shares, atol=0.011)
    heights = np.array([float(each["height"] or "") for each in tall])
    np.testing.assert_allclose(heights, np.maximum(0.75, shares * heights.max() / shares.max()), atol=0.02)
    assert shown.texts("text", "pw-number") == [f"{100 * share:.0f}%" for share in shares]
    assert shown.texts("text", "pw-running") == list(words)


@pytest.mark.parametrize("lang", LANGS)
def test_the_sentence_stands_still_when_another_word_is_in_focus(lang: Lang) -> None:
    places = {
        next((rect["x"], rect["y"]) for rect in drawn("glance", {"focus": str(focus)}, lang).attributes("rect", rx="3"))
        for focus in range(1, len(words_of(lang)))
    }
    assert len(places) == 1


@pytest.mark.parametrize(
    "sentence", ["incomprehensibilities " * 5, "注意力机制是智能的必要条件", "W" * 110, "שלום I ❤️ 苹果"]
)
def test_words_stay_on_the_paper(sentence: str) -> None:
    for rect in drawn("glance", {"sentence": sentence}, "en").attributes("rect"):
        assert 0 <= float(rect["x"] or "") <= 320 - float(rect["width"] or "")


@pytest.mark.parametrize("lang", LANGS)
def test_words_of_the_figure_are_the_control_and_their_columns_are_tall(lang: Lang) -> None:
    shown = drawn("glance", {}, lang)
    words = shown.attributes("g", **{"data-pointing": ""})
    assert [word["data-set"] for word in words] == [f"focus={place}" for place in range(len(words))]
    tallest = max(float(bar["height"] or "") for bar in shown.attributes("rect", width="12", **{"class": "pw-weight"}))
    assert tallest > 1.2 * 28  # the height of a word


def test_weights_that_are_no_shares_stay_on_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    for factor in (-40, 40):  # as a reader's code may give them
        monkeypatch.setattr(glance.toy_words, "attend", lambda words, factor=factor: (None, factor * attend(words)[1]))
        bars = drawn("glance", {}, "en").attributes("rect", width="12", **{"class": "pw-weight"})
        assert all(0 < float(bar["height"] or "") < 200 and float(bar["y"] or "") > 0 for bar in bars)
