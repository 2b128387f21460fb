"""Every number in the article's prose is what a figure computes, or a fact from a source that is listed here."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from statistics import mean
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from pyodide_widgets.kit.parameters import Values
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import asked_later, assemble, block_diagram, library, who_asks
from pyodide_widgets.widgets import filter as stream_filter
from pyodide_widgets.widgets.toys import small_world, toy_words
from pyodide_widgets.widgets.toys.explorer import Parts, search
from pyodide_widgets.widgets.trained.models import NAMES, card, reader, seeds_of
from pyodide_widgets.widgets.who_asks import NONE, OUTSIDE, OWN
from pyodide_widgets.widgets.without import trained_without
from tests.bundled import LANGS, WIDGETS
from tests.test_article import article

# What is no prose, or is bound already: fences, numbers that the build compares with a figure's (py-value), notes, formulas on lines of their own, tables (their rows are tested by themselves), targets of links,
# ids, and numbers of sections.
_NO_PROSE = re.compile(
    r"^ *```.*?^ *```$|\[[^\]]*\]\(py-value:[^)]*\)|^\[\^\w+\]:.*?$|^ *\$\$.*?^ *\$\$|^ *\|.*?$|(?<=\])\([^)]*\)|\{#[\w-]+\}|[Ss]ections? \d\d(?: to \d\d)?|第 \d\d (?:到 \d\d )?节",
    re.MULTILINE | re.DOTALL,
)
_PHRASE = re.compile(r"\[([^\]]*)\]\(py-set:[^)]*\)")  # a link that sets a figure
_NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")
_DAY = {"zh": "2025 年 5 月 30 日", "en": "30 May 2025"}  # of the essay
_MONTH = {"zh": "2017 年 6 月", "en": "June 2017"}  # when the paper appeared on arXiv

# Years of publication, as in the article's notes.
FACTS = {"1890", "1953", "1971", "1980", "2013", "2014", "2017", "2021", "2022"}
# What a source has measured, in per cent: FNet's accuracy on GLUE, of that of BERT (its abstract).
MEASURED_BY_OTHERS = {"92", "97"}
# Bounds and totals of shares, which hold by the definition of softmax; a difference of nothing; the two halves of the thesis.
BY_DEFINITION = {"0", "1", "2"}
EXAMPLES = {"16"}  # a number of coordinates, chosen for its root


def remembering(texts: Mapping[str, str]) -> Values:
    """The values of the figure of the external memory."""
    values, problems = WIDGETS.find("forgetting").read(texts, "en")
    assert not problems
    return values


def _crowded() -> dict[str, str]:
    """What the article's phrase sets there: more facts than keys."""
    (query,) = set(re.findall(r"py-set:forgetting\?(load=[^)]*)", article("en") + article("zh")))
    return dict(parse_qsl(query))


def recalled(texts: Mapping[str, str]) -> float:
    """The share that the external memory brings back, as the figure's caption has it."""
    caption = WIDGETS.find("forgetting").draw(remembering(texts), "en").caption
    return int(re.findall(r"(\d+)%", caption)[-1]) / 100


def minutes() -> list[float]:
    return [60 * float(share) for share in library.visit((1.2, 0.6)).shares]


# As it is written, and what computes it.
COMPUTED: dict[str, Callable[[], float]] = {
    "2.718": lambda: math.e,
    "1.2": lambda: library.WIDGET.read({}, "en")[0]["query-x"],
    "0.6": lambda: library.WIDGET.read({}, "en")[0]["query-y"],
    "25.7": lambda: minutes()[0],
    "9.3": lambda: minutes()[1],
    "9.9": lambda: minutes()[2],
    "1.8": lambda: minutes()[3],
    "13.3": lambda: minutes()[4],
    "4": lambda: math.sqrt(16),  # the temperature for the example's coordinates
    "112,000": lambda: round(mean(run["parameters"] for run in seeds_of("austen", "whole")), -3),
    "128": lambda: 2.0 ** remembering({})["load"],
    "512": lambda: 2.0 ** remembering(_crowded())["load"],
    "256": lambda: 2.0 ** remembering(_crowded())["size"],  # a key is as many signs
    "25": lambda: small_world.ROOMS,
}


def numbers(lang: Lang) -> dict[str, list[str]]:
    """The numbers in the prose, in order, by the id of the heading above them."""
    text = article(lang).split("---\n", 2)[2].replace(_DAY[lang], "").replace(_MONTH[lang], "2017")
    found = {}
    for section in re.split(r"^#{1,3} (?:\d\d )?", text, flags=re.MULTILINE)[1:]:
        id_ = re.search(r"\{#([\w-]+)\}", section.split("\n", 1)[0])
        found[id_[1] if id_ else ""] = _NUMBER.findall(_NO_PROSE.sub("", section))
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_is_computed_or_a_listed_fact(lang: Lang) -> None:
    known = FACTS | MEASURED_BY_OTHERS | BY_DEFINITION | EXAMPLES | COMPUTED.keys()
    assert {section: left for section, all_ in numbers(lang).items() if (left := set(all_) - known)} == {}


@pytest.mark.parametrize("said", COMPUTED)
def test_a_computed_number_is_right_to_its_last_digit(said: str) -> None:
    digits = len(said.partition(".")[2])
    assert round(COMPUTED[said](), digits) == float(said.replace(",", ""))


def test_no_listed_number_is_left_over() -> None:
    said = {number for lang in LANGS for all_ in numbers(lang).values() for number in all_}
    assert said >= FACTS | MEASURED_BY_OTHERS | EXAMPLES | COMPUTED.keys()


def test_both_languages_have_the_same_numbers_in_the_same_sections() -> None:
    chinese, english = ({section: sorted(set(all_)) for section, all_ in numbers(lang).items()} for lang in LANGS)
    assert chinese == english


def is_about(wanted: float, value: float) -> bool:
    return abs(value - wanted) <= 0.05


def top(lang: Lang, word: str, count: int) -> set[str]:
    """The words that a word of the first figure gives most of its attention to."""
    words = WIDGETS.find("glance").read({}, lang)[0]["sentence"].tokens
    _, weights = toy_words.attend(words)
    order = np.argsort(-weights[words.index(word)], kind="stable")
    return {words[place] for place in order[:count]}


def in_houses(*parts: str) -> tuple[float, float, float]:
    """The share of houses in which the thing is found with some parts, and the ends of its 95 % interval."""
    values = WIDGETS.find("assemble").read({}, "en")[0]
    having = Parts(**{part: part in parts for part in Parts._fields})
    (path,) = search([having], int(values["window"]))
    return assemble.found(path, int(values["steps"]))


# Numbers in words and claims in words: in both languages, and whether they hold.
IN_WORDS: dict[str, tuple[str, str, Callable[[], bool]]] = {
    "girl and letter": (
        "“看”把将近一半的注意力给了“孩子”，剩下的多半给了“书”和“他”",
        "“Read” gives most to “girl” and to “letter”",
        lambda: top("zh", "看", 3) == {"孩子", "书", "他"} and top("en", "read", 2) == {"girl", "letter"},
    ),
    "who is tired": (
        "“困”找的是谁困了",
        "“Tired” gives most to “girl”",
        lambda: top("zh", "困", 1) <= {"孩子", "他"} and top("en", "tired", 1) == {"girl"},
    ),
    "sixteen heads": (
        "十六个头",
        "sixteen heads",
        lambda: all(reader(name).model.plan.layers * reader(name).model.plan.heads == 16 for name in NAMES),
    ),
    "one head looks at the character before": (
        "奥斯汀模型里有一个头，把九成多的注意力给了前一个字符",
        "One head of the Austen model gives more than nine tenths of its attention to the character before",
        lambda: given("austen", "previous")[0] > 0.9 and given("austen", "previous")[1] < 0.5,
    ),
    "one head of the other model does too": (
        "唐诗模型里有一个头，把差不多三分之二给了前一个字",
        "In the Tang model one head gives almost two thirds to the character before",
        lambda: 0.6 < given("tang", "previous")[0] < 2 / 3,
    ),
    "no head looks at the line before": (
        "没有哪个头分给它八分之一",
        "no head gives an eighth to the same place in the line before",
        lambda: given("tang", "same-place")[0] < 1 / 8,
    ),
    "one head looks at spaces": (
        "另一个把八成多给了空格和标点；多数头看得很散",
        "another more than four fifths to spaces and punctuation; most are mixed",
        lambda: given("austen", "delimiter")[0] > 0.8 and given("austen", "delimiter")[1] < 0.6,
    ),
    "two thirds": (
        "占一个模块参数的三分之二左右",
        "about two thirds of the block’s weights",
        lambda: is_about(
            2 / 3,
            block_diagram.weights_of("feed_forward") / block_diagram.weights_of("feed_forward", "attention"),
        ),
    ),
    "four in five": ("大约五分之四", "about four in five", lambda: is_about(0.8, recalled({}))),
    "one in five": ("只能找回五分之一", "one in five", lambda: is_about(0.2, recalled(_crowded()))),
    "guessing beyond the window": (
        "一出窗口，回答就跌到瞎猜",
        "Beyond the window answers fall to guessing",
        lambda: is_about(0.1, recalled({"memory": "off"})),
    ),
    "seven of ten": (
        "十次里大约有七次找得到",
        "about seven houses of ten",
        lambda: is_about(0.7, in_houses(*Parts._fields)[0]),
    ),
    "two of ten": (
        "光有注意力大约两次，与乱走差不多",
        "attention alone in about two, as wandering does",
        lambda: is_about(0.2, in_houses("attention")[0]) and is_about(0.2, in_houses()[0]),
    ),
    "four of ten": (
        "去掉注意力的其余三样不到四次",
        "the other three in not quite four",
        lambda: 0.35 < in_houses("memory", "model", "active")[0] < 0.4,
    ),
    "no difference from wandering": (
        "光有注意力，与乱走的区间重叠",
        "those of attention alone and of wandering overlap",
        lambda: in_houses()[1] < in_houses("attention")[2] and in_houses("attention")[1] < in_houses()[2],
    ),
    "memory added": (
        "加上记忆，明显变好",
        "With memory added it does clearly better",
        lambda: in_houses("attention", "memory")[1] > in_houses("attention")[2],
    ),
    "the world model added": (
        "再加世界模型，区间看不出又好了多少",
        "the world model adds nothing that the intervals would show",
        lambda: (
            in_houses("attention", "memory", "model")[1] < in_houses("attention", "memory")[2]
            and in_houses("attention", "memory")[1] < in_houses("attention", "memory", "model")[2]
        ),
    ),
    "choosing added": (
        "再加主动选择，又好出一截",
        "choosing where to look adds much again",
        lambda: in_houses(*Parts._fields)[1] > in_houses("attention", "memory", "model")[2],
    ),
    "without attention": (
        "结果明显变差，但没有跌到乱走的水平",
        "lowers the result clearly without bringing it down to chance",
        lambda: (
            in_houses()[2] < in_houses("memory", "model", "active")[1]
            and in_houses("memory", "model", "active")[2] < in_houses(*Parts._fields)[1]
        ),
    ),
    "better over all steps": (
        "虽然把所有的步算在一起，它仍好一些",
        "though over all steps it is still better",
        lambda: over_all_steps()[stream_filter.FIXED] < over_all_steps()[stream_filter.UNIFORM],
    ),
    "exactly as good": (
        "固定规则与注意力一样好，一点不差",
        "the fixed rule is exactly as good as attention",
        lambda: np.array_equal(*np.moveaxis(stream_filter.squared_errors(32, 0.0, 3.0)[..., :2], -1, 0)),
    ),
    "worse than the average": (
        "固定规则比平均看待还糟",
        "the rule is worse than the average",
        lambda: rule_after_a_change() > average_after_a_change(),
    ),
    "residual is dearer": (
        "拿掉残差，损害更大",
        "taking out the residual connections does more harm still",
        lambda: all(
            card(name)["taken_out"]["residual"]
            > card(name)["taken_out"]["attention"]
            > card(name)["baselines"]["bigram"]
            for name in NAMES
        ),
    ),
    "between whole and no attention": (
        "在完整的和不带注意力的之间",
        "lie between the complete one and the one without attention",
        lambda: all(
            trained_without("austen", "whole").mean
            < trained_without("austen", part).mean
            < trained_without("austen", "attention").mean
            for part in ("feed-forward", "positions")
        ),
    ),
    "without residual connections last": (
        "）最差，这说明它难训练",
        ") are the worst, which shows that they are hard to train",
        lambda: all(
            trained_without("austen", "residual").mean > trained_without("austen", part).mean
            for part in ("whole", "feed-forward", "positions", "attention")
        ),
    ),
    "feed-forward parts do not stop the collapse": (
        "没有残差，光加前馈部分，挡不住塌缩",
        "Feed-forward parts without them do not stop the collapse",
        lambda: all(left_with_feed_forward(name) < 0.05 for name in NAMES),
    ),
    "longer label": (
        "《公司传奇》的标签有它两倍多长。分数居中的三本里，标签最长的是《家常菜谱》",
        "the label of “A company story” is more than twice as long. “Home cooking” has the longest label of the three",
        lambda: (
            2 * label_length("Snow White") < label_length("A company story") < label_length("Home cooking")
            and label_length("A company story") < 3 * label_length("Snow White")
        ),
    ),
    "behind triples": (
        "完整的也比三字符频率表",
        "even the complete one is worse than a table of character triples",
        lambda: trained_without("austen", "whole").mean > card("austen")["baselines"]["trigram"],
    ),
    "a little better than pairs": (
        "没有注意力的唐诗模型还比双字符频率表稍强",
        "A model without attention also does a little better here than a table of pairs",
        lambda: 0 < card("tang")["baselines"]["bigram"] - trained_without("tang", "attention").mean < 0.3,
    ),
    "a question from outside": (
        "问你的问题的那个，在那个问题上答得最好，剩下的箱子却最多，比不带问题的还多",
        "The explorer with your question answers that one best and is left with the most boxes, more than the one that asks nothing",
        lambda: asked_from_outside(),
    ),
    "an eighth of the page, and eight topics": (
        "八个话题都得顾到。两方都只留一页的八分之一",
        "has to serve all eight topics. Each keeps an eighth of the page",
        lambda: asked()["room"] == asked_later.FACTS / 8 and asked_later.TOPICS == 8,
    ),
    "half of each fact from four causes": (
        "每条事实有一半出自四个共同的原因时",
        "If half of each fact comes from four shared causes",
        lambda: (asked()["shared"], asked()["causes"]) == (50, 4),
    ),
    "nothing lost where the causes explain everything": (
        "一点不丢",
        "it loses nothing. Whoever was told",
        lambda: asked_later.WIDGET.draw(asked({"shared": "100"}), "en").values["lost"] == 0,
    ),
    "room for all facts of a topic": (
        "因为一个话题的事实不比留得下的多",
        "as a topic has no more facts than numbers may be kept",
        lambda: asked()["room"] >= asked_later.EACH,
    ),
    "three runs": (
        "每种模型训练了三次",
        "Each kind was trained three times",
        lambda: all(
            len(seeds_of(name, kind)) == 3
            for name in NAMES
            for kind in ("whole", "recurrence", "places", "fourier", "no-attention")
        ),
    ),
}


def asked(texts: Mapping[str, str] | None = None) -> Values:
    """The values of the figure in which a fixed choice is compared with being told."""
    return WIDGETS.find("asked-later").read(texts or {}, "en")[0]


def left_with_feed_forward(name: str) -> float:
    """How different tokens still are after twelve layers with feed-forward parts and no residual connections."""
    values = WIDGETS.find("collapse").read({"model": name}, "en")[0]
    left: float = WIDGETS.find("collapse").draw(values, "en").values["feed-forward"]
    return left


def label_length(title: str) -> float:
    (book,) = (book for book in library.BOOKS if book.title["en"] == title)
    return math.hypot(*book.key)


def given(name: str, what: str) -> list[float]:
    """What the heads of a trained model give to something, the most first."""
    return sorted(np.ravel(card(name)["heads"]["given"][what]).tolist(), reverse=True)


def asked_from_outside() -> bool:
    """Whether the explorer that is given a question knows its answer best, and of the treasure least, at the figure's first values."""
    values = WIDGETS.find("who-asks").read({}, "en")[0]
    looks, reliability, sign = int(values["looks"]), values["reliability"] / 100, int(values["sign"]) - 1
    found = {
        asker: who_asks.explore(asker, reliability, sign if asker == OUTSIDE else 0) for asker in (OWN, NONE, OUTSIDE)
    }
    right = {asker: float(who_asks.answers(each.beliefs, sign)[looks].mean()) for asker, each in found.items()}
    left = {asker: float(who_asks.boxes_left(each.beliefs)[0, looks]) for asker, each in found.items()}
    return max(right, key=lambda asker: right[asker]) == OUTSIDE and left[OUTSIDE] > left[NONE] > left[OWN]


def after_a_change() -> np.ndarray[Any, Any]:
    """The mean squared errors of the filters where the task is no longer the first one, at the figure's first parameters."""
    values = WIDGETS.find("filter").read({}, "en")[0]
    present = stream_filter.tasks(values["change"] / 100)
    squared = stream_filter.squared_errors(int(values["distractors"]), values["change"] / 100, values["signal"])
    return np.asarray(squared[present != present[:, :1]].mean(axis=0))


def over_all_steps() -> np.ndarray[Any, Any]:
    """The mean squared errors of the filters over all steps, at the figure's first parameters."""
    values = WIDGETS.find("filter").read({}, "en")[0]
    squared = stream_filter.squared_errors(int(values["distractors"]), values["change"] / 100, values["signal"])
    return np.asarray(squared.mean(axis=(0, 1)))


def rule_after_a_change() -> float:
    return float(after_a_change()[stream_filter.FIXED])


def average_after_a_change() -> float:
    return float(after_a_change()[stream_filter.UNIFORM])


@pytest.mark.parametrize("claim", IN_WORDS)
def test_what_is_said_in_words_holds(claim: str) -> None:
    chinese, english, holds = IN_WORDS[claim]
    assert chinese in _PHRASE.sub(r"\1", article("zh")) and english in _PHRASE.sub(r"\1", article("en"))
    assert holds()
