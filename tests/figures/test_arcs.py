"""Where one word looks: a band to every word, as wide as its share."""

from __future__ import annotations

from svg import of_class, parsed, place, texts

from pyodide_widgets.figures.arcs import arcs

WORDS = ("the", "cat", "sat")
SHARES = (0.1, 0.25, 0.65)


def test_there_is_a_band_to_each_word_as_wide_as_its_share() -> None:
    bands = of_class(parsed(arcs(WORDS, SHARES, 1, title="t", focus_control="focus")), "pw-band")
    widths = [float(band.attrib["stroke-width"]) for band in bands]
    assert [width / sum(widths) for width in widths] == [0.1, 0.25, 0.65]


def test_share_too_small_to_see_has_a_hair_line() -> None:
    bands = of_class(parsed(arcs(("a", "b"), (0.0, 1.0), 0, title="t", focus_control="focus")), "pw-band")
    assert 0 < float(bands[0].attrib["stroke-width"]) <= 1


def test_bands_leave_from_the_word_in_focus() -> None:
    svg = parsed(arcs(WORDS, SHARES, 1, title="t", focus_control="focus"))
    (label,) = [each for each in of_class(svg, "pw-focus") if each.tag == "text"]
    assert label.text == "cat"
    starts = {band.attrib["d"].split("C")[0] for band in of_class(svg, "pw-band")}
    assert len(starts) == 1
    assert float(starts.pop().split()[1]) == float(label.attrib["y"])


def test_bands_arrive_at_the_words_in_their_order() -> None:
    svg = parsed(arcs(WORDS, SHARES, 1, title="t", focus_control="focus"))
    ends = [float(band.attrib["d"].split()[-1]) for band in of_class(svg, "pw-band")]
    keys = [place(key, "cy")[0] for key in of_class(svg, "pw-key")]
    assert ends == keys == sorted(keys)


def test_shares_are_written_in_percent() -> None:
    assert texts(parsed(arcs(WORDS, SHARES, 1, title="t", focus_control="focus"))) == [
        *("t", "the", "10%", "cat", "25%", "sat", "65%")
    ]


def test_click_on_a_word_sets_the_focus_to_its_place() -> None:
    rows = of_class(parsed(arcs(WORDS, SHARES, 1, title="t", focus_control="focus")), "pw-clickable")
    assert [row.attrib["data-set"] for row in rows] == ["focus=0", "focus=1", "focus=2"]


def test_short_words_leave_their_room_to_the_bars() -> None:
    short, long = (
        of_class(parsed(arcs(words, SHARES, 1, title="t", focus_control="focus")), "pw-weight")
        for words in (WORDS, ("neighbourhood", "cat", "sat"))
    )
    assert all(
        float(one.attrib["width"]) > 1.4 * float(other.attrib["width"]) for one, other in zip(short, long, strict=True)
    )
