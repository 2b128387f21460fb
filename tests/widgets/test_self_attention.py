"""The claim of `self-attention`: every word looks round at every word, and the caption says the numbers it found."""

from __future__ import annotations

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import self_attention
from pyodide_widgets.widgets.toys.toy_words import attend
from tests.bundled import LANGS

SENTENCES = ["The cat chased the ball because it wanted to play", "小猫追着线球跑，因为它想玩", "a a", "שלום I ❤️ 苹果"]


def words_of(sentence: str) -> tuple[str, ...]:
    values, _ = self_attention.WIDGET.read({"sentence": sentence}, "en")
    words: tuple[str, ...] = values["sentence"].tokens
    return words


@pytest.mark.parametrize("sentence", [*SENTENCES, "cat"])
def test_every_word_shares_all_its_attention_among_all_words(sentence: str) -> None:
    _, weights = attend(words_of(sentence))
    assert weights.shape == (len(words_of(sentence)),) * 2
    assert (weights > 0).all()
    np.testing.assert_allclose(weights.sum(axis=-1), 1)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_caption_names_the_two_words_that_are_looked_at_most_and_their_shares(sentence: str, lang: Lang) -> None:
    words = words_of(sentence)
    for focus, shares in enumerate(attend(words)[1]):
        shown = drawn("self-attention", {"sentence": sentence, "focus": str(focus)}, lang)
        first, second = sorted(range(len(words)), key=lambda at: (-shares[at], at))[:2]
        assert shown.percentages == [round(100 * shares[first]), round(100 * shares[second])]
        if lang == "en":
            word, looked_at, then = shown.quotations
            assert (word, looked_at, then) == (words[focus], words[first], words[second])
        else:
            assert shown.quotations == [words[focus], words[first], words[second]]


@pytest.mark.parametrize("lang", LANGS)
def test_word_alone_looks_at_itself(lang: Lang) -> None:
    shown = drawn("self-attention", {"sentence": "cat"}, lang)
    assert (shown.percentages, shown.quotations) == ([100], ["cat"])


@pytest.mark.parametrize("lang", LANGS)
def test_the_pronoun_of_the_first_sentence_looks_at_the_cat(lang: Lang) -> None:
    assert drawn("self-attention", {}, lang).quotations[:2] == {"zh": ["它", "小猫"], "en": ["it", "cat"]}[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_numbers_in_the_figure_are_the_weights_of_the_word_in_focus(lang: Lang) -> None:
    shown = drawn("self-attention", {"sentence": SENTENCES[0], "focus": "6"}, lang)
    _, weights = attend(words_of(SENTENCES[0]))
    assert shown.texts("text", "pw-number") == [f"{100 * share:.0f}%" for share in weights[6]]
    cells = [float(cell["fill-opacity"] or "") for cell in shown.attributes("rect", **{"class": "pw-cell"})]
    np.testing.assert_allclose(cells, weights.flatten(), atol=0.005 + 1e-9)


def test_same_words_get_the_same_attention() -> None:
    """Without positions attention does not know the order of words: another order of keys is another order of shares."""
    words = words_of(SENTENCES[0])
    order = np.random.default_rng(0).permutation(len(words))
    _, shuffled = attend(tuple(words[at] for at in order))
    np.testing.assert_allclose(shuffled, attend(words)[1][np.ix_(order, order)])
