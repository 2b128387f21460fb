"""From a sentence to tokens. The cases are in tokens.toml: adding one needs no Python."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pyodide_widgets.kit.tokens import split
from pyodide_widgets.widgets.apple import TOY_VECTORS
from pyodide_widgets.widgets.toys import toy_words

CASES = tomllib.loads(Path(__file__).with_name("tokens.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_sentence_has_these_tokens(case: dict[str, Any]) -> None:
    assert list(split(case["sentence"], case.get("known", toy_words.KNOWN))) == case["tokens"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_nothing_but_white_space_and_punctuation_is_lost(case: dict[str, Any]) -> None:
    tokens = split(case["sentence"], toy_words.KNOWN)
    punctuation = str.maketrans("", "", ",.!?“”'-，？…" if any(token.isalnum() for token in tokens) else "")
    assert "".join(tokens).translate(punctuation) == "".join(case["sentence"].split()).translate(punctuation)


@pytest.mark.parametrize("known", [toy_words.KNOWN, toy_words.KNOWN | TOY_VECTORS.keys()], ids=["toy words", "apple"])
def test_every_word_of_the_lists_is_one_token(known: frozenset[str]) -> None:
    """A word that is cut would never be found in its list again."""
    assert [word for word in sorted(known) if split(word, known) != (word,)] == []
