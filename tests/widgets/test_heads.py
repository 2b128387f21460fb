"""The claim of `heads`: each head has its own question and shares, and one set of shares for all has to compromise."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import scaled_dot_product_attention
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import heads
from pyodide_widgets.widgets.heads import tops
from pyodide_widgets.widgets.toys import toy_words
from pyodide_widgets.widgets.toys.toy_heads import HEADS, attend, head_projections, moved, part
from tests.bundled import LANGS

ALL = (True, True, True)
ENGLISH = ("The", "cat", "was", "tired", "but", "it", "wanted", "to", "play")
CHINESE = ("小猫", "累", "了", "可是", "它", "还", "想", "玩")
PRONOUN = {ENGLISH: 5, CHINESE: 4}
SENTENCES = [ENGLISH, CHINESE, ("The", "old", "man", "gave", "it", "to", "the", "girl", "with", "the", "red", "ball")]
EVERY_SENTENCE = pytest.mark.parametrize("words", SENTENCES, ids="-".join)


def without(head: int) -> tuple[bool, ...]:
    return tuple(place != head for place in range(len(HEADS)))


def best(words: tuple[str, ...], head: int, focus: int) -> int:
    return int(attend(words, ALL, separate=True).shares[head, focus].argmax())


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids="-".join)
def test_the_heads_of_the_pronoun_look_at_different_words(words: tuple[str, ...]) -> None:
    """Between any two heads more than two thirds of the attention is elsewhere."""
    shares = attend(words, ALL, separate=True).shares[:, PRONOUN[words]]
    for one, other in itertools.combinations(shares, 2):
        assert np.abs(one - other).sum() / 2 > 2 / 3
    looked_at = [words[at] for at in shares.argmax(axis=-1)]
    assert looked_at in (["wanted", "tired", "cat"], ["想", "累", "小猫"])


@EVERY_SENTENCE
@pytest.mark.parametrize("head", range(len(HEADS)), ids=HEADS)
def test_switching_a_head_off_takes_exactly_its_part_out_of_the_output(words: tuple[str, ...], head: int) -> None:
    """The part is computed here from the head's own columns: attention in its subspace, back through its own rows."""
    x, projections = toy_words.embed(words), head_projections()
    own = slice(4 * head, 4 * (head + 1))
    query, key, value = (x @ each[:, own] for each in projections[:3])
    alone = scaled_dot_product_attention(query, key, value) @ projections.output[own]
    full, left = (attend(words, on, separate=True).output for on in (ALL, without(head)))
    np.testing.assert_allclose(full - left, alone, atol=1e-12)
    np.testing.assert_allclose(part(words, head), alone, atol=1e-12)
    assert (np.abs(alone).max(axis=-1) > 0).all()


@EVERY_SENTENCE
def test_heads_do_not_get_in_each_others_way(words: tuple[str, ...]) -> None:
    """A head looks where it looks, whichever others are on."""
    full = attend(words, ALL, separate=True).shares
    for on in itertools.product([True, False], repeat=len(HEADS)):
        shares = attend(words, on, separate=True).shares
        np.testing.assert_array_equal(shares[list(on)], full[list(on)])


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids="-".join)
def test_one_set_of_shares_can_only_compromise(words: tuple[str, ...]) -> None:
    """Apart, the three answers get more than the whole that one set of shares could ever give; together, less than it."""
    focus = PRONOUN[words]
    apart = attend(words, ALL, separate=True).shares[:, focus]
    together = attend(words, ALL, separate=False).shares[0, focus]
    answers = [best(words, head, focus) for head in range(len(HEADS))]
    assert sum(apart[head, at] for head, at in enumerate(answers)) > 2
    assert sum(together[at] for at in answers) < 1
    for head, at in enumerate(answers):
        assert together[at] < 0.6 * apart[head, at]


@EVERY_SENTENCE
@pytest.mark.parametrize("head", range(len(HEADS)), ids=HEADS)
def test_with_one_question_alone_one_head_is_as_good_as_three(words: tuple[str, ...], head: int) -> None:
    """The comparison is fair: it is sharing that costs, not the one head's width."""
    alone = tuple(place == head for place in range(len(HEADS)))
    apart, together = attend(words, alone, separate=True), attend(words, alone, separate=False)
    np.testing.assert_allclose(together.shares[0], apart.shares[head], atol=1e-12)
    np.testing.assert_allclose(together.output, apart.output, atol=1e-12)


def test_one_head_alone_cannot_give_what_all_give() -> None:
    full = attend(ENGLISH, ALL, separate=True).output[PRONOUN[ENGLISH]]
    for head in range(len(HEADS)):
        assert moved(part(ENGLISH, head)[PRONOUN[ENGLISH]], full) > 0.5
    assert moved(attend(ENGLISH, ALL, separate=False).output[PRONOUN[ENGLISH]], full) > 0.3


def test_how_far_an_output_moved_is_told_in_lengths_of_the_full_one() -> None:
    assert moved(np.array([0.0, 2.0]), np.array([0.0, 4.0])) == 0.5
    assert moved(np.zeros(2), np.array([3.0, 4.0])) == 1
    assert moved(np.zeros(2), np.zeros(2)) == 0


def test_what_is_looked_at_most() -> None:
    assert tops(np.array([0.2, 0.4, 0.4])) == [1, 2]
    assert tops(np.array([0.25] * 4)) == []


@pytest.mark.parametrize("lang", LANGS)
def test_bars_are_the_shares_of_each_head_that_is_on(lang: Lang) -> None:
    words = {"zh": CHINESE, "en": ENGLISH}[lang]
    shares = attend(words, ALL, separate=True).shares[:, PRONOUN[words]]
    numbers = drawn("heads", {"feeling": "off"}, lang).texts("text", "pw-number")
    expected = [f"{100 * shares[head, at]:.0f}%" for at in range(len(words)) for head in (0, 2)]
    assert numbers[: len(expected)] == expected
    assert not numbers[len(expected)].endswith("%")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("head", HEADS)
def test_caption_says_how_far_the_output_moved_without_a_head(head: str, lang: Lang) -> None:
    words = {"zh": CHINESE, "en": ENGLISH}[lang]
    full, left = (attend(words, on, separate=True).output[PRONOUN[words]] for on in (ALL, without(HEADS.index(head))))
    shown = drawn("heads", {head: "off"}, lang)
    assert shown.percentages == [round(100 * moved(left, full))]
    assert shown.texts("text", "pw-number")[-1] == f"{shown.percentages[0]}%"


@pytest.mark.parametrize("lang", LANGS)
def test_caption_compares_three_heads_with_one(lang: Lang) -> None:
    words = {"zh": CHINESE, "en": ENGLISH}[lang]
    tired = words.index({"zh": "累", "en": "tired"}[lang])
    apart = attend(words, ALL, separate=True).shares[1, PRONOUN[words], tired]
    together = attend(words, ALL, separate=False).shares[0, PRONOUN[words], tired]
    for separate in ("on", "off"):
        shown = drawn("heads", {"separate": separate}, lang)
        assert shown.percentages == [round(100 * apart), round(100 * together)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (dict.fromkeys(HEADS, "off"), {"zh": "输出是零", "en": "its output is zero"}),
        ({"sentence": "the tired cat", "focus": "0"}, {"zh": "份额平分", "en": "shares are even"}),
        ({"focus": "1", "grammar": "off", "reference": "off"}, {"zh": "移动了", "en": "moves by"}),
        ({"sentence": "tired cat", "focus": "0"}, {"zh": "一套份额就够", "en": "one set of shares will do"}),
    ],
)
def test_caption_says_when_nothing_is_asked_and_when_one_head_will_do(
    texts: dict[str, str], said: dict[Lang, str], lang: Lang
) -> None:
    assert said[lang] in drawn("heads", texts, lang).caption


@pytest.mark.parametrize("lang", LANGS)
def test_sentence_of_the_widget_is_the_one_that_is_tested(lang: Lang) -> None:
    values, _ = heads.WIDGET.read({}, lang)
    words = {"zh": CHINESE, "en": ENGLISH}[lang]
    assert values["sentence"].tokens == words
    assert values["focus"] == PRONOUN[words]


def test_titles_of_the_columns_are_switches() -> None:
    shown = drawn("heads", {"feeling": "off"}, "en")
    assert [each["data-set"] for each in shown.attributes("g") if str(each.get("data-set")).endswith("=on")] == [
        f"{head}=on" for head in HEADS
    ]
    tracks, knobs = (
        shown.attributes(tag, **match)
        for tag, match in (("rect", {"height": "14", "rx": "7"}), ("circle", {"class": "pw-grip"}))
    )
    to_the_right = [
        float(knob["cx"] or "") - float(track["x"] or "") > 13 for track, knob in zip(tracks, knobs, strict=True)
    ]
    assert to_the_right == [True, False, True]
