"""The toy vectors: the same everywhere, and different for different words."""

from __future__ import annotations

import numpy as np
import pytest

from pyodide_widgets.widgets.toys.toy_words import KINDS, KNOWN, embed, projections


def test_a_listed_word_says_its_kind_and_any_other_says_none() -> None:
    cat, xyzzy = embed(("cat", "xyzzy"))[:, : len(KINDS)]
    assert cat.tolist() == [kind == "living" for kind in KINDS]
    assert xyzzy.tolist() == [0] * len(KINDS)


def test_words_are_the_same_in_capitals() -> None:
    np.testing.assert_array_equal(embed(("Cat",)), embed(("cat",)))


def test_no_two_listed_words_have_the_same_vector() -> None:
    assert len(np.unique(embed(tuple(sorted(KNOWN))), axis=0)) == len(KNOWN)


@pytest.mark.parametrize("word", ["🍎", "שלום", "е\u0301", "\u200d", "x" * 1000])
def test_any_text_has_a_vector_of_moderate_numbers(word: str) -> None:
    vector = embed((word,))
    assert vector.shape == (1, projections()[0].shape[0])
    assert np.abs(vector).max() <= 1


def test_vectors_that_were_given_out_can_be_changed_without_harm() -> None:
    embed(("cat",))[:] = 7
    assert embed(("cat",)).max() == 1
