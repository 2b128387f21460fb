"""The claim of `your-attention`: times become weights by the same softmax, and at temperature 1 these are shares of time."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import entropy, softmax
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.your_attention import PANEL_ROWS, scores
from tests.bundled import LANGS

TIMES = np.array([12.5, 40, 0, 130, 3])
NAMES = ("Question", "Mechanism", "Never read", "Library", "End")
DWELL = "\n".join(f"{seconds} {name}" for seconds, name in zip(TIMES, NAMES, strict=True))


def shares_shown(texts: dict[str, str], lang: Lang = "en") -> list[int]:
    found = [text for text in drawn("your-attention", texts, lang).texts("text", "pw-number") if text.endswith("%")]
    return [int(text.rstrip("%")) for text in found]


def test_at_temperature_1_the_weights_are_the_shares_of_the_time() -> None:
    np.testing.assert_allclose(softmax(scores(TIMES)), TIMES / TIMES.sum(), atol=1e-12)
    assert shares_shown({"dwell": DWELL}) == [round(100 * share) for share in TIMES / TIMES.sum()]


@pytest.mark.parametrize("temperature", [0.2, 0.5, 2.0, 4.5])
def test_at_another_temperature_they_are_powers_of_the_time(temperature: float) -> None:
    powers = TIMES ** (1 / temperature)
    np.testing.assert_allclose(softmax(scores(TIMES), temperature=temperature), powers / powers.sum(), atol=1e-12)
    even = entropy(TIMES / TIMES.sum())
    assert (entropy(powers / powers.sum()) < even) == (temperature < 1)
    assert shares_shown({"dwell": DWELL, "temperature": str(temperature)}) == [
        round(100 * share) for share in powers / powers.sum()
    ]


@pytest.mark.parametrize("temperature", ["0.2", "1", "4.5"])
def test_a_section_never_visited_gets_nothing_at_any_temperature(temperature: str) -> None:
    assert shares_shown({"dwell": DWELL, "temperature": temperature})[NAMES.index("Never read")] == 0
    assert softmax(scores(TIMES), temperature=float(temperature))[2] == 0


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("texts", [{}, {"temperature": "0.2"}, {"dwell": "0 a\n0 b\n0 c\n0 d\n0 e"}])
def test_without_times_all_sections_share_alike_as_without_a_query(texts: dict[str, str], lang: Lang) -> None:
    shown = drawn("your-attention", texts, lang)
    assert shares_shown(texts, lang) == [20] * 5
    assert shown.percentages == [20]
    assert f"{np.log(5):.2f}" in shown.caption
    assert {"zh": "没有查询", "en": "no query"}[lang] in shown.caption
    assert not [text for text in shown.texts("text", "pw-number") if ":" in text], "no times are made up"


@pytest.mark.parametrize("lang", LANGS)
def test_time_on_a_single_section_has_an_entropy_of_zero_without_a_minus(lang: Lang) -> None:
    caption = drawn("your-attention", {"dwell": "0 a\n29 b"}, lang).caption
    assert re.search(r"(?<![-−])0\.00", caption)


@pytest.mark.parametrize("lang", LANGS)
def test_caption_says_what_was_computed(lang: Lang) -> None:
    shown = drawn("your-attention", {"dwell": DWELL, "temperature": "0.5"}, lang)
    shares = softmax(scores(TIMES), temperature=0.5)
    assert shown.quotations == ["Library"]
    assert shown.percentages == [round(100 * shares.max()), round(100 * TIMES[shares.argmax()] / sum(TIMES))]
    assert re.findall(r"\d\.\d\d", shown.caption) == [f"{entropy(shares):.2f}", f"{np.log(5):.2f}"]
    assert {"zh": "3 分 6 秒", "en": "3 min 6 s"}[lang] in shown.caption
    assert any("0.5" in heading for heading in shown.texts("text", "pw-heading"))


@pytest.mark.parametrize("lang", LANGS)
def test_only_at_temperature_1_the_caption_calls_them_shares_of_the_time(lang: Lang) -> None:
    says = {"zh": "就是时间的份额", "en": "exactly its share of the time"}[lang]
    assert says in drawn("your-attention", {"dwell": DWELL}, lang).caption
    assert says not in drawn("your-attention", {"dwell": DWELL, "temperature": "1.1"}, lang).caption


@pytest.mark.parametrize("number", [1, PANEL_ROWS, PANEL_ROWS + 1, 24])
def test_every_section_has_its_row(number: int) -> None:
    dwell = "\n".join(f"{place} Part {place}" for place in range(1, number + 1))
    shown = drawn("your-attention", {"dwell": dwell}, "en")
    assert len(shares_shown({"dwell": dwell})) == number
    assert len(shown.attributes("svg")) == (1 if number <= PANEL_ROWS else 2)


@pytest.mark.parametrize("lang", LANGS)
def test_the_reader_is_told_where_the_times_are_kept(lang: Lang) -> None:
    note = drawn("your-attention", {}, lang).texts("p", "pw-note")[0]
    for promise in {"zh": ("看得见", "不保存", "不发送"), "en": ("can be seen", "not stored", "not sent")}[lang]:
        assert promise in note


@pytest.mark.parametrize("lang", LANGS)
def test_headings_of_the_article_are_not_cut_off(lang: Lang) -> None:
    article = (Path(__file__).parents[2] / "docs" / lang / "article.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*?) \{#", article, re.MULTILINE)
    dwell = "\n".join(f"10 {heading}" for heading in headings)
    assert set(headings) <= set(drawn("your-attention", {"dwell": dwell}, lang).texts("text"))
