"""Formulas become MathML; what only looks like one is left alone, and what cannot be set stops the build."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from case_files import ROOT, to_html
from markdown import Markdown

from pyodide_widgets.markdown.formulas import FormulaExtension
from pyodide_widgets.markdown.mathml import FormulaError, to_mathml

MATHML = "{http://www.w3.org/1998/Math/MathML}"


def html_of(text: str) -> str:
    return Markdown(extensions=[FormulaExtension(), "pymdownx.superfences", "attr_list", "toc", "tables"]).convert(text)


def formulas_in(text: str) -> list[tuple[str | None, str]]:
    """How each formula of a text is displayed, and what is in it."""
    found = [ElementTree.fromstring(math) for math in re.findall(r"<math.*?</math>", html_of(text), re.DOTALL)]
    return [(math.get("display"), "".join(math.itertext())) for math in found]


def tags(formula: str) -> list[str]:
    return [each.tag.removeprefix(MATHML) for each in ElementTree.fromstring(to_mathml(formula)).iter()]


def test_formula_in_a_line_is_inline_mathml() -> None:
    assert formulas_in("Let $x$ and $y+1$ be.") == [("inline", "x"), ("inline", "y+1")]


def test_formula_between_double_dollars_is_displayed_over_several_lines_too() -> None:
    assert formulas_in("So:\n\n$$\nx = 1\n$$\n\nand $$ y $$.") == [("block", "x=1"), ("block", "y")]


@pytest.mark.parametrize(
    "text",
    [
        "# Title $x$",
        "- item $x$",
        "> quote $x$",
        "a | b\n--|--\n$x$ | 2",
        "*so $x$ is*",
        "[see $x$](#a)",
        "($x$), $x$.",
        "说$x$吧",
    ],
)
def test_formula_stands_wherever_text_does(text: str) -> None:
    assert set(formulas_in(text)) == {("inline", "x")}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("（$n$ 本", "[（F] 本"),
        ("是 $n$，", "是 [F，]"),
        ("($n$), so", "[(F)], so"),
        ("a $n$ b", "a F b"),
    ],
)
def test_no_line_is_broken_between_a_formula_and_its_punctuation(text: str, kept: str) -> None:
    html = re.sub("<math.*</math>", "F", html_of(text))
    assert re.sub('<span class="formula-line">(.*?)</span>', r"[\1]", html) == f"<p>{kept}</p>"


def test_signs_of_markdown_in_a_formula_are_signs_of_the_formula() -> None:
    assert formulas_in(r"$a*b*c$, $x_a y_b$, $\{x\}$, $[a](b)$, $x<y>z$, $a \\ b$") == [
        ("inline", formula) for formula in ("a*b*c", "xayb", "{x}", "[a](b)", "x<y>z", "ab")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "between $5 and $6",
        "from $5-$6 a piece, or $5/$6",
        "it costs $5",
        "US$ 5 and HK$ 6",
        "a $ b $ c",
        "$PATH",
        r"\$x\$",
        "$PATH:$HOME",
        "Set $PATH:$HOME/bin, or ${A}/${B}, or $PATH$HOME",
        '<a href="?a=$b$">link</a>',
        '<div data-a="$b$">block</div>',
        "<!-- $x$ -->",
        "text <!-- $x$ --> text",
        '[link](?a=$b$ "title $c$")',
        "[link](page_(one).md?$b$)",
        "[link][r]\n\n[r]: https://example.org/?a=$b$",
        "https://example.org/?a=$b$",
        "![alt $x$](a.png)",
        '# Title {#a data-x="$b$"}',
        "`$x$`",
        "``a $x$ b``",
        "    $x$ indented code",
        "```text\n$x$ and $$y$$\n```",
        "$$",
        "$$$$",
        "no formula at all",
    ],
)
def test_money_code_and_lone_dollars_are_left_alone(text: str) -> None:
    html = html_of(text)
    assert "<math" not in html
    assert html.count("$") == text.count("$")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<a href="?a=$b$">the $x$</a>', ["x"]),
        ("[the $x$](?a=$b$)", ["x"]),
        ("见https://example.org/，$x$是", ["x"]),
        ("the $n$th and the $k$NN", ["n", "k"]),
        ("a < b and $x$ > c", ["x"]),
        ("$x<y>z$ and <b>$x$</b>", ["x<y>z", "x"]),
        ("{ $x$ } and { a, $y$ }", ["x", "y"]),
    ],
)
def test_formula_beside_addresses_tags_and_letters_is_one(text: str, found: list[str]) -> None:
    assert [formula for _, formula in formulas_in(text)] == found


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (r"| $\|x\|$ | 2 |", ["F", "2"]),
        (r"| $\left\|x\right\|$ | $\|$ |", ["F", "F"]),
        ("| $|x|$ | 2 |", ["F", "2"]),
        ("| $|x|$ | $P(a|b)$", ["F", "F"]),
        (r"| $a \\|b|$ | $\{x|y\}$ |", ["F", "F"]),
        ("| $$|x|$$ | 2 |", ["F", "2"]),
        ("| `$|x|$` | 2 |", ["<code>$|x|$</code>", "2"]),
        ("| $5 | $6 |", ["$5", "$6"]),
        ("|$5|$6|", ["$5", "$6"]),
        ("| $a | b$ |", ["$a", "b$"]),
        ("| [$x$](?$|a|$) | 2 |", ['<a href="?$|a|$">F</a>', "2"]),
    ],
)
def test_bars_of_a_formula_are_no_borders_of_cells(row: str, cells: list[str]) -> None:
    html = re.sub(r'(<div class="formula">)?<math.*?</math>(</div>)?', "F", html_of(f"| a | b |\n|--|--|\n{row}\n"))
    assert re.findall("<td>(.*?)</td>", html) == cells


def test_bars_of_formulas_are_bars() -> None:
    assert formulas_in("a | b\n--|--\n$|x|$ | $P(a|b)$") == [("inline", "|x|"), ("inline", "P(a|b)")]
    assert "<code>| $|a|$ |" in html_of("    | a |\n    |---|\n    | $|a|$ |").replace("|---|\n", "").replace(
        "| a |\n", ""
    )


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"\text{a<b}", "a<b"),
        (r"\text{a & b}", "a\u00a0&\u00a0b"),
        (r"\text{&nbsp;}", "&nbsp;"),
        (r"\mbox{1<2>0}", "1<2>0"),
        (r"x \tag{<img onerror=alert(1)>}", "x(<img onerror=alert(1)>)"),
        (r"\text{<script>alert(1)</script>}", "<script>alert(1)</script>"),
    ],
)
def test_text_in_a_formula_is_text_whatever_it_looks_like(formula: str, text: str) -> None:
    mathml = to_mathml(formula)
    assert "".join(ElementTree.fromstring(mathml).itertext()) == text
    assert "<img" not in mathml and "<script" not in mathml


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (r"\href{javascript:alert(1)}{x}", "'href'"),
        (r"\href{https://example.org}{x}", "'href'"),
        (r"\class{a}{x}", "'class'"),
        (r"\style{color:red}{x}", "'style'"),
        (r"\text{<mi onclick=x>}", "HTML"),
        (r"\text{</mtext></mrow></math>}", "HTML"),
        (r"\text{<math>}", "HTML"),
    ],
)
def test_what_is_no_part_of_a_formula_is_an_error_that_names_it(formula: str, said: str) -> None:
    with pytest.raises(FormulaError) as error:
        to_mathml(formula)
    assert said in str(error.value)
    assert formula in str(error.value)


@pytest.mark.parametrize(
    ("formula", "needed"),
    [
        (r"\frac{a}{b}", "mfrac"),
        (r"\sqrt{d}", "msqrt"),
        ("x_i", "msub"),
        ("x^2", "msup"),
        ("x_i^2", "msubsup"),
        (r"\begin{matrix} a & b \\ c & d \end{matrix}", "mtable"),
    ],
)
def test_structure_of_the_formula_is_in_its_mathml(formula: str, needed: str) -> None:
    assert needed in tags(formula)


def test_a_minus_that_follows_an_operator_is_a_sign() -> None:
    minus = "<mo>&#x02212;</mo>"
    assert minus in to_mathml("a - b")
    assert minus not in to_mathml("a = -b")
    assert '<mo form="prefix">&#x02212;</mo>' in to_mathml("a = -b")


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"\alpha", "α"),
        (r"\sum_i", "∑i"),
        (r"QK^\top", "QK⊤"),
        (r"\text{softmax}", "softmax"),
        (r"\operatorname{softmax}", "softmax"),
        (r"\mathbb{R}", "ℝ"),
        (r"\{x\}", "{x}"),
        (r"\|x\|", "‖x‖"),
        (r"a \le b \ne c \approx d", "a≤b≠c≈d"),
        (r"a\,b\;c\!d\quad e", "abcde"),
        (r"5\%", "5%"),
        (r"a \\ b", "ab"),
    ],
)
def test_commands_become_characters_and_no_backslash_is_left(formula: str, text: str) -> None:
    mathml = to_mathml(formula)
    assert "\\" not in mathml
    assert "".join(ElementTree.fromstring(mathml).itertext()) == text


@pytest.mark.parametrize(
    ("formula", "command"),
    [
        (r"\fooo{x}", r"\fooo"),
        (r"x + \softmaxx(y)", r"\softmaxx"),
        (r"\text{\fooo}", r"\fooo"),
        (r"\frac{1}{\nope}", r"\nope"),
    ],
)
def test_unknown_command_is_an_error_that_names_it_and_the_formula(formula: str, command: str) -> None:
    with pytest.raises(FormulaError) as error:
        to_mathml(formula)
    assert f"unknown command {command}" in str(error.value)
    assert formula in str(error.value)


@pytest.mark.parametrize("formula", [r"\left(x", "x^", "a_b_c", "{", r"\sqrt", r"a\?b", r"\begin{matrix}a"])
def test_formula_that_cannot_be_read_is_an_error_that_shows_it(formula: str) -> None:
    with pytest.raises(FormulaError) as error:
        html_of(f"Here ${formula}$ stands.")
    assert formula in str(error.value)


PAGES = sorted((ROOT / "docs").rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_of_the_site_shows_a_formula_as_it_was_written(page: Path) -> None:
    html = re.sub(r"<(py-widget|pre|code)\b.*?</\1>", "", to_html(page), flags=re.DOTALL)
    assert "$" not in html
    assert "\\" not in html
    for math in re.findall(r"<math.*?</math>", html, re.DOTALL):
        assert ElementTree.fromstring(math).tag == f"{MATHML}math"


def test_the_article_has_formulas() -> None:
    assert to_html(ROOT / "docs/en/article.md").count("<math") > 20


def test_half_of_a_character_is_an_error_that_can_be_printed() -> None:
    with pytest.raises(FormulaError, match="half of a character") as raised:
        to_mathml("x\ud800")
    assert str(raised.value).encode()
