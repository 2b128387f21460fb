"""What the article says in numbers is what the core computes, and both languages rest on the same claims and sources."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import library
from tests.bundled import LANGS

DOCS = Path(__file__).parents[1] / "docs"
# A row of the worked example: a book, its score with every multiplication, the score's exponential, the share.
ROW = re.compile(
    r"^ *\|\s*([^|]+?)\s*\|\s*1\.2 × \(?(−?[\d.]+)\)? \+ 0\.6 × \(?(−?[\d.]+)\)? = (−?[\d.]+) \| ([\d.]+) \| ([\d.]+) \|$",
    re.MULTILINE,
)
MINUTES = re.compile(r"25\.7\D+9\.3\D+9\.9\D+1\.8\D+13\.3")
SIGNS = re.compile(r"\*\*(Claim|Evidence|Kind|论断|依据|性质)\b")


def article(lang: Lang) -> str:
    return (DOCS / lang / "article.md").read_text(encoding="utf-8")


def number(text: str) -> float:
    return float(text.replace("−", "-"))


@pytest.mark.parametrize("lang", LANGS)
def test_the_worked_example_is_what_the_library_computes(lang: Lang) -> None:
    values, _ = library.WIDGET.read({}, lang)
    query = (values["query-x"], values["query-y"])
    assert query == (1.2, 0.6)
    visit = library.visit(query)
    rows = ROW.findall(article(lang))
    assert [row[0] for row in rows] == [book.title[lang] for book in library.BOOKS]
    for row, book, score, share in zip(rows, library.BOOKS, visit.scores, visit.shares, strict=True):
        key_x, key_y, said_score, exponential, said_share = map(number, row[1:])
        assert (key_x, key_y) == book.key
        assert said_score == round(float(score), 2)
        assert exponential == round(math.exp(float(score)), 2)
        assert said_share == round(float(share), 2)
    minutes = re.findall(r"[\d.]+\d", MINUTES.findall(article(lang))[0])
    assert [float(each) for each in minutes] == [round(60 * float(share), 1) for share in visit.shares]


def test_both_languages_name_the_same_sources() -> None:
    notes = {
        lang: re.findall(r"^\[\^(\w+)\]:.*?(https?://\S+?)?(?:\)|$)", article(lang), re.MULTILINE) for lang in LANGS
    }
    assert notes["zh"] == notes["en"]
    for lang in LANGS:
        used = set(re.findall(r"\[\^(\w+)\](?!:)", article(lang)))
        assert used == {name for name, _ in notes[lang]}, "every note is referred to, and every reference has its note"


# What both languages must have in the same order: headings, parts that unfold, fences, sources, and the ends of sections.
_MARK = re.compile(
    r"\{#(?P<heading>[\w-]+)\}|^\?\?\? (?P<folded>aside) |^ *```(?P<fence>py-[^\n]+)|\[\^(?P<source>\w+)\](?!:)|(?P<end>\*\*(?:Claim|Evidence|Kind|论断|依据|性质))",
    re.MULTILINE,
)
_ENDS = {"**论断": "**Claim", "**依据": "**Evidence", "**性质": "**Kind"}


def skeleton(lang: Lang) -> list[tuple[str, str]]:
    found = ((mark.lastgroup or "", mark[mark.lastgroup or 0]) for mark in _MARK.finditer(article(lang)))
    return [(kind, _ENDS.get(text, text)) for kind, text in found]


def test_both_languages_have_the_same_figures_folded_parts_and_sources_in_the_same_places() -> None:
    assert skeleton("zh") == skeleton("en")


def test_most_figures_are_on_the_main_line_and_the_others_unfold() -> None:
    widgets = re.findall(r"^( *)```py-widget (\S+)", article("en"), re.MULTILINE)
    unfolding = [name for indent, name in widgets if indent]
    assert len(widgets) - len(unfolding) == 14 and len(unfolding) == 11
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    assert f"{len(widgets)} figures" in readme and f"{len(widgets)} 张图" in readme


# A word of English, a character of Chinese; and how many of them are read in a minute (Brysbaert 2019 has 238 words for English
# that is not fiction; what is read of a page with many figures is a little less than all of it).
_READ = {"en": (re.compile(r"[A-Za-z’]+"), 250), "zh": (re.compile(r"[\u4e00-\u9fff]"), 400)}
_NOT_READ = re.compile(
    r"^ *```.*?^ *```$|^\[\^\w+\]:.*?$|(?<=\])\([^)]*\)|\{#[\w-]+\}|\[\^\w+\]", re.MULTILINE | re.DOTALL
)


def reading_time(lang: Lang) -> tuple[float, float]:
    """How many minutes the main line takes to read, and the folded parts."""
    text = _NOT_READ.sub("", article(lang).split("---\n", 2)[2])
    lines = text.split("\n")
    folded, main, inside = [], [], False
    for line in lines:
        inside = line.startswith("??? ") or (inside and (not line or line.startswith("    ")))
        (folded if inside else main).append(line)
    unit, a_minute = _READ[lang]
    main_line, more = (len(unit.findall("\n".join(part))) / a_minute for part in (main, folded))
    return main_line, more


@pytest.mark.parametrize("lang", LANGS)
def test_the_main_line_takes_as_long_to_read_as_the_pages_say(lang: Lang) -> None:
    main_line, more = reading_time(lang)
    said = re.search(r" (\d+) (?:minutes|分钟)$", (DOCS / lang / "index.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert said and int(said[1]) == round(main_line) == 15, "the article says a quarter of an hour"
    assert 0.8 < more / main_line < 1.2, "and about as long again what unfolds"


def test_every_section_with_an_argument_closes_with_claim_evidence_and_kind() -> None:
    for lang in LANGS:
        sections = re.split(r"^## ", article(lang), flags=re.MULTILINE)[2:6]  # 02 to 05
        assert [len(SIGNS.findall(section)) for section in sections] == [3, 3, 3, 3]
