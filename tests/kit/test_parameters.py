"""Every text becomes a value that fits; what had to be mended is said, in both languages."""

from __future__ import annotations

import math

import pytest

from pyodide_widgets.kit.parameters import (
    Choice,
    Dwell,
    Number,
    Order,
    Parameter,
    Reading,
    Section,
    Sentence,
    Toggle,
    Typed,
    Values,
    Word,
    moved,
    order_text,
)
from pyodide_widgets.kit.words import Lang, Words
from tests.bundled import LANGS

NUMBER = Number("number", Words(zh="数", en="Amount"), initial=1.2, low=-2.5, high=2.5, step=0.1)
TOGGLE = Toggle("toggle", Words(zh="开关", en="Switch"), initial=True)
CHOICE = Choice(
    "choice",
    Words(zh="动物", en="Animal"),
    (("cat", Words(zh="猫", en="a cat")), ("dog", Words(zh="狗", en="a dog"))),
    initial="dog",
)
TYPED = Typed(
    "sentence",
    Words(zh="句子", en="Sentence"),
    Words(zh="我 们", en="we two"),
    known={"苹果"},
    most_tokens=4,
    most_characters=40,
)
WORD = Word("word", Words(zh="词", en="Word"), of="sentence", initial=Words(zh="3", en="2"))

EARLIER = {"sentence": Sentence("a b c d", ("a", "b", "c", "d"))}


def said(parameter: Parameter, text: str, earlier: Values = EARLIER) -> dict[Lang, str]:
    """What is said of a text, in each language."""
    found = {lang: parameter.read(text, lang, earlier).problem for lang in LANGS}
    problems = {lang: problem for lang, problem in found.items() if problem is not None}
    assert problems.keys() == {*LANGS}, "nothing is said"
    return problems


# Numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("-2.5", -2.5),
        ("2.5", 2.5),
        ("+1", 1.0),
        (" 1.5 ", 1.5),
        ("1e0", 1.0),
        ("０.５", 0.5),
        ("-0", 0.0),
        ("−1.5", -1.5),
        ("－１．５", -1.5),
    ],
)
def test_number_in_the_range_is_taken_and_nothing_is_said(text: str, value: float) -> None:
    assert NUMBER.read(text, "en", {}) == Reading(value)


@pytest.mark.parametrize(
    ("text", "value"), [("1.23", 1.2), ("1.26", 1.3), ("-0.04", 0.0), ("0.30000000000000004", 0.3)]
)
def test_number_is_rounded_to_the_step(text: str, value: float) -> None:
    assert NUMBER.read(text, "en", {}) == Reading(value)


@pytest.mark.parametrize(
    ("step", "text", "value"),
    [(0.25, "0.75", 0.75), (0.05, "0.35", 0.35), (0.5, "0.5", 0.5), (1, "1", 1), (0.125, "0.875", 0.875)],
)
def test_every_number_of_steps_can_be_set(step: float, text: str, value: float) -> None:
    number = Number("number", Words(zh="数", en="Amount"), initial=0, low=0, high=1, step=step)
    assert number.read(text, "en", {}) == Reading(value)
    assert f'step="{step:g}' in number.control(value, "en", {})


@pytest.mark.parametrize("lang", LANGS)
def test_number_that_plays_has_a_button_that_names_its_slider(lang: Lang) -> None:
    playing = Number("number", Words(zh="数", en="Amount"), 0, 0, 8, 4, plays=Words(zh="放", en="Run"))
    control = playing.control(4, lang, {})
    words = {"zh": "放", "en": "Run"}[lang]
    assert (
        f'<button type="button" class="pw-button" data-play="number" aria-pressed="false">{words}</button>' in control
    )
    assert "<button" not in NUMBER.control(1.2, lang, {})


def test_number_can_be_shown_as_something_else_than_what_is_set() -> None:
    power = Number("power", Words(zh="幂", en="Power"), 3, 0, 10, 1, shown=lambda exponent: f"{2**exponent:.0f}")
    control = power.control(10.0, "en", {})
    assert 'value="10"' in control and 'aria-valuetext="1024"' in control
    assert ">1024</span>" in control


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.6", 2.5),
        ("-3", -2.5),
        ("1e300", 2.5),
        ("1e999", 2.5),
        ("inf", 2.5),
        ("-inf", -2.5),
        ("Infinity", 2.5),
        ("9" * 5000, 2.5),
    ],
)
def test_number_beyond_the_range_becomes_its_nearer_end_and_that_is_said(text: str, value: float) -> None:
    reading = NUMBER.read(text, "en", {})
    assert reading.value == value
    shown = f"“{text}”" if len(text) <= 24 else f"“{text[:23]}…”"
    assert said(NUMBER, text) == {
        "zh": f"“数”只能在 -2.5 到 2.5 之间，写的是{shown}；已用 {value}。",
        "en": f"“Amount” goes from -2.5 to 2.5, not {shown}; using {value}.",
    }


@pytest.mark.parametrize(
    "text", ["", "nan", "-NaN", "much", "1_0", "1 2", "0x10", "--1", "１２三", "None", "\ud800", "1\x00"]
)
def test_what_is_no_number_becomes_the_default_and_that_is_said(text: str) -> None:
    reading = NUMBER.read(text, "en", {})
    assert reading.value == 1.2
    assert said(NUMBER, text)["en"].startswith("“Amount” needs a number, not “")
    assert said(NUMBER, text)["zh"].startswith("“数”要一个数，写的是“")


@pytest.mark.parametrize(("text", "meant"), [("1,5", "1.5"), ("−1,5", "-1.5"), ("1,000", "1.000 / 1000")])
def test_decimal_comma_becomes_the_default_and_what_would_be_right_is_said(text: str, meant: str) -> None:
    assert NUMBER.read(text, "en", {}).value == 1.2
    assert said(NUMBER, text) == {
        "zh": f"“数”的小数点要写成“.”：{meant}，写的是“{text}”；已用 1.2。",
        "en": f"“Amount” needs a number with a decimal point, {meant}, not “{text}”; using 1.2.",
    }


@pytest.mark.parametrize("lang", LANGS)
def test_slider_has_range_step_value_and_the_value_in_words(lang: Lang) -> None:
    minutes = Number(
        "n", Words(zh="时间", en="Time"), initial=5, low=-10, high=60, step=5, unit=Words(zh=" 分", en=" min")
    )
    control = minutes.control(-5.0, lang, {})
    shown = {"zh": "−5 分", "en": "−5 min"}[lang]
    assert 'type="range" name="n" min="-10" max="60" step="5" value="-5"' in control
    assert f'aria-valuetext="{shown}"' in control
    assert f">{minutes.label[lang]}<" in control and f">{shown}<" in control


@pytest.mark.parametrize("value", [-0.0, -0.04])
def test_slider_at_zero_has_no_sign(value: float) -> None:
    control = NUMBER.control(value, "en", {})
    assert 'value="0.0"' in control and ">0.0<" in control


# Switches


@pytest.mark.parametrize(("text", "value"), [("on", True), ("off", False)])
def test_switch_is_on_or_off(text: str, value: bool) -> None:
    assert TOGGLE.read(text, "en", {}) == Reading(value)


@pytest.mark.parametrize("text", ["", "On", "true", "1", "off ", "开"])
@pytest.mark.parametrize("initial", [True, False])
def test_switch_that_is_neither_keeps_its_default_and_that_is_said(text: str, initial: bool) -> None:
    toggle = Toggle("toggle", Words(zh="开关", en="Switch"), initial=initial)
    reading = toggle.read(text, "en", {})
    assert reading.value is initial
    default = "on" if initial else "off"
    assert said(toggle, text) == {
        "zh": f"“开关”只有 on 和 off，写的是“{text}”；已用 {default}。",
        "en": f"“Switch” is on or off, not “{text}”; using {default}.",
    }


@pytest.mark.parametrize("value", [True, False])
def test_switch_shows_how_it_stands(value: bool) -> None:
    assert (" checked" in TOGGLE.control(value, "en", {})) is value


# Choices


@pytest.mark.parametrize("text", ["cat", "dog"])
def test_option_is_taken_by_its_text(text: str) -> None:
    assert CHOICE.read(text, "zh", {}) == Reading(text)


@pytest.mark.parametrize("text", ["", "Cat", "cat ", "a cat", "猫", "0"])
def test_what_is_no_option_becomes_the_default_and_that_is_said(text: str) -> None:
    reading = CHOICE.read(text, "en", {})
    assert reading.value == "dog"
    assert said(CHOICE, text) == {
        "zh": f"“动物”没有“{text}”这一项；已用 dog。",
        "en": f"“Animal” has no option “{text}”; using dog.",
    }


@pytest.mark.parametrize("lang", LANGS)
def test_options_are_radio_buttons_in_the_language_of_the_page_and_one_is_set(lang: Lang) -> None:
    control = CHOICE.control("cat", lang, {})
    assert control.count('type="radio" name="choice"') == 2
    assert 'value="cat" checked' in control and control.count(" checked") == 1
    shown = {"zh": ("猫", "狗"), "en": ("a cat", "a dog")}[lang]
    assert all(f">{option}<" in control for option in shown)
    assert f"<legend>{CHOICE.label[lang]}</legend>" in control


# Sentences


def test_sentence_is_cut_into_tokens_with_the_known_words_whole() -> None:
    assert TYPED.read("我吃苹果", "en", {}) == Reading(Sentence("我吃苹果", ("我", "吃", "苹果")))


def test_white_space_is_made_even() -> None:
    assert TYPED.read("  a \t\n b\u3000c ", "en", {}).value.text == "a b c"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u202e", "\x00\x1b", "\ud800\udfff", "\u2066\u200b\ufeff"])
def test_sentence_with_nothing_to_draw_is_replaced_by_the_first_one_and_that_is_said(text: str, lang: Lang) -> None:
    reading = TYPED.read(text, lang, {})
    assert reading.value == Sentence("", {"zh": ("我", "们"), "en": ("we", "two")}[lang])
    assert said(TYPED, text) == {
        "zh": "“句子”是空的；图里用的是“我 们”。",
        "en": "“Sentence” is empty; the figure uses “we two”.",
    }


def test_tokens_beyond_the_room_are_left_out_and_that_is_said_but_the_text_stays() -> None:
    reading = TYPED.read("a b c d e", "en", {})
    assert reading.value == Sentence("a b c d e", ("a", "b", "c", "d"))
    assert said(TYPED, "a b c d e") == {
        "zh": "“句子”太长；图里只有前 4 个词元。",
        "en": "“Sentence” is too long; the figure has its first 4 tokens.",
    }


def test_sentence_as_long_as_there_is_room_for_is_not_cut() -> None:
    assert TYPED.read("a b c d", "en", {}).problem is None
    assert TYPED.read("x" * 40, "en", {}).problem is None


def test_characters_beyond_the_room_are_cut_and_that_is_said() -> None:
    reading = TYPED.read("x" * 41, "en", {})
    assert reading.value == Sentence("x" * 40, ("x" * 40,))
    assert "1" in said(TYPED, "x" * 41)["en"]


def test_very_long_text_is_cut() -> None:
    assert len(TYPED.read("长" * 100_000, "en", {}).value.text) == 40


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\u202eb", "ab"),
        ("\u2067a\u2069", "a"),
        ("a\u200fb", "ab"),
        ("a\x00\x07b\x7f", "ab"),
        ("a\ud800b", "ab"),
        ("\ue000a\ufdd0", "a"),
        ("a\ufeffb\u00adc", "abc"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("می‌خواهم", "می‌خواهم"),
        ("e\u0301", "e\u0301"),
        ("<b>&amp;{0.__class__}%s\\n", "<b>&amp;{0.__class__}%s\\n"),
    ],
)
def test_control_codes_and_marks_of_direction_are_dropped_and_all_other_writing_stays(text: str, kept: str) -> None:
    assert TYPED.read(text, "en", {}).value.text == kept


def test_what_was_typed_stays_in_the_field() -> None:
    control = TYPED.control(Sentence('"><b>', ("x",)), "en", {})
    assert 'value="&quot;&gt;&lt;b&gt;"' in control


# Words of a sentence


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("3", 3), ("03", 3), ("٢", 2)])
def test_word_is_taken_by_its_place(text: str, value: int) -> None:
    assert WORD.read(text, "en", EARLIER) == Reading(value)


@pytest.mark.parametrize("text", ["4", "99", "99999", "100000", "9" * 5000])
def test_place_beyond_the_sentence_becomes_its_last_word_without_a_word_about_it(text: str) -> None:
    """The sentence became shorter; the reader has done nothing wrong."""
    assert WORD.read(text, "en", EARLIER) == Reading(3)


@pytest.mark.parametrize("text", ["-1", "-99", "b", ""])
def test_what_is_no_place_becomes_the_first_and_that_is_said(text: str) -> None:
    assert WORD.read(text, "en", EARLIER).value == 0
    assert said(WORD, text)["en"].startswith("“Word” goes from 0 to 3, not “")
    assert said(WORD, text)["zh"].startswith("“词”只能在 0 到 3 之间，写的是“")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 b", 1),
        ("1 a", 0),  # it has moved
        (" 2  b", 2),  # a second space belongs to the word, and there is no such word
        ("3 b", 1),
        ("9 c", 2),
        ("2 gone", 2),
        ("9 gone", 3),
    ],
)
def test_a_place_with_a_word_is_that_of_the_word_if_there_is_one(text: str, value: int) -> None:
    assert WORD.read(text, "en", EARLIER) == Reading(value)


def test_of_several_places_of_a_word_it_is_the_nearest() -> None:
    earlier = {"sentence": Sentence("a b a b a", ("a", "b", "a", "b", "a"))}
    assert [WORD.read(f"{place} a", "en", earlier).value for place in range(6)] == [0, 0, 2, 2, 4, 4]


def test_word_is_chosen_among_the_words_of_the_sentence() -> None:
    control = WORD.control(2, "en", EARLIER)
    assert [control.count(f'value="{place}"') for place in range(5)] == [1, 1, 1, 1, 0]
    assert 'value="2" checked' in control
    assert control.count(" checked") == 1


# An order of the words

ORDER = Order("order", Words(zh="次序", en="Order"), of="sentence")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("4 3 2 1", (3, 2, 1, 0)),
        ("2 4 1 3", (1, 3, 0, 2)),
        ("2,4；１-٣", (1, 3, 0, 2)),
        ("", (3, 2, 1, 0)),
        ("2", (3, 2, 0, 1)),  # the others are still to be typed
        ("3 2 1", (3, 2, 1, 0)),  # the sentence has become longer
        ("5 2 6 1 3 4", (1, 0, 2, 3)),  # it has become shorter
    ],
)
def test_an_order_is_that_of_the_numbers_with_words_without_one_before_them(text: str, places: tuple[int, ...]) -> None:
    reading = ORDER.read(text, "en", EARLIER)
    assert (reading.value.places, reading.problem) == (places, None)


@pytest.mark.parametrize("text", ["2 2", "0 1 2 3", "b", "🙂", "1 2 x", "1.5.5"])
def test_what_is_no_order_is_backwards_and_that_is_said(text: str) -> None:
    assert ORDER.read(text, "en", EARLIER).value.places == (3, 2, 1, 0)
    assert said(ORDER, text)["en"].startswith("“Order” needs the number of each word once, not “")


def test_the_text_of_an_order_stays_in_its_field_as_it_is_typed() -> None:
    for text, shown in {"": "4 3 2 1", "2 ": "2", "2 2": "2 2", "9" * 500: "9" * 120}.items():
        assert f'value="{shown}"' in ORDER.control(ORDER.read(text, "en", EARLIER).value, "en", EARLIER)


def test_a_word_is_moved_and_the_others_close_up() -> None:
    assert [moved((3, 0, 2, 1), 1, to) for to in range(4)] == [(0, 3, 2, 1), (3, 0, 2, 1), (3, 2, 0, 1), (3, 2, 1, 0)]
    assert order_text((3, 0, 2, 1)) == "4 1 3 2"


# What is said about what a reader wrote


@pytest.mark.parametrize(
    "parameter", [NUMBER, TOGGLE, CHOICE, WORD, ORDER], ids=lambda parameter: type(parameter).__name__
)
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{0.__class__} {value}", "“{0.__class__} {value}”"),
        ("<b>&", "“<b>&”"),
        ("a\u202eb\x00\ud800", "“ab”"),
        ("x" * 25, "“" + "x" * 23 + "…”"),
        ("שלום", "“\u2068שלום\u2069”"),
    ],
)
def test_what_a_reader_wrote_is_quoted_shortened_and_never_read_as_a_format(
    parameter: Parameter, text: str, shown: str
) -> None:
    assert all(shown in problem for problem in said(parameter, text).values())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("parameter", [NUMBER, TOGGLE, CHOICE, TYPED], ids=lambda parameter: type(parameter).__name__)
def test_default_is_a_value_that_fits(parameter: Parameter, lang: Lang) -> None:
    assert parameter.read(parameter.default(lang), lang, {}).problem is None


def test_no_value_is_ever_not_a_number() -> None:
    for text in ("nan", "inf", "-inf", "1e400", "", "0/0"):
        assert math.isfinite(NUMBER.read(text, "en", {}).value)


# Times over sections

DWELL = Dwell("dwell", Words(zh="看时间", en="Show times"), sections=2, most=3)


def test_dwell_has_a_section_for_each_line() -> None:
    text = "12.5 The question\n0 苹果  树\n3"
    sections = (Section("The question", 12.5), Section("苹果 树", 0), Section("", 3))
    assert DWELL.read(text, "en", {}) == Reading(sections)


@pytest.mark.parametrize("text", ["", " \n "])
def test_dwell_without_times_has_sections_without_names_and_says_nothing(text: str) -> None:
    assert DWELL.read(text, "en", {}) == Reading((Section("", 0),) * 2)
    assert DWELL.read(DWELL.default("zh"), "zh", {}).problem is None


@pytest.mark.parametrize("text", ["much time", "nan a\ninf b\n-3 c", "\x00"])
def test_dwell_says_it_when_it_finds_no_times(text: str) -> None:
    reading = DWELL.read(text, "en", {})
    assert reading.value == (Section("", 0),) * 2
    assert "“Show times” found no times" in said(DWELL, text)["en"]


@pytest.mark.parametrize("text", ["1 a\n2 b\n3 c\n4 d", "1 a\nnan b\n2 c\n3 d\n"])
def test_dwell_says_it_when_sections_are_left_out(text: str) -> None:
    reading = DWELL.read(text, "en", {})
    assert [section.name for section in reading.value] in (["a", "b", "c"], ["a", "c"])
    assert f"{len(reading.value)} sections only" in said(DWELL, text)["en"]


def test_dwell_keeps_names_fit_to_be_shown_and_times_within_a_day() -> None:
    (section,) = DWELL.read("1e9 a\x00\u202eb" + "c" * 200, "en", {}).value
    assert section.seconds == 86_400
    assert section.name == "ab" + "c" * 78


@pytest.mark.parametrize("lang", LANGS)
def test_dwell_has_a_button_and_no_control_that_would_stand_in_a_link(lang: Lang) -> None:
    control = DWELL.control((Section("secret", 1),), lang, {})
    assert f'data-dwell="dwell">{Words(zh="看时间", en="Show times")[lang]}</button>' in control
    assert "<input" not in control
    assert "secret" not in control
