"""A Markdown extension of this site: fences that become tables of what the benchmarks measured and the core's checks found.

```py-measured page       scripts/bench_start.py: how long a reader waits on the pages of this site
```

```py-measured start      scripts/bench_start.py: how long a start takes in an empty page
```

```py-measured build      scripts/bench_build.py: what widgets cost a build
```

```py-measured lighthouse scripts/lighthouse.py: what Lighthouse says of the pages
```

```py-measured memory     scripts/measure_memory.py: how much memory a page with its workers takes, in each engine
```

```py-engines             scripts/engine_matrix.py: what works in which browser
```

```py-checks              scripts/check_core.py: how many of ONNX's cases the core passes, natively and in the browser
```

A benchmark writes its rows down with the date and the machine (`write`); the tables are made of those, in each language
(`table`). A measure without a row has not been measured, and is left out.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from markdown import Markdown
from markdown.extensions import Extension

from pyodide_widgets.kit.words import Lang, Words
from pyodide_widgets.markdown.errors import PageError
from pyodide_widgets.markdown.fences import MarkdownFences

from . import engine_matrix

_DOCS = Path(__file__).parents[1] / "docs"
MEASURED = _DOCS / "measured.json"
CHECKS = _DOCS / "core-checks.json"
FENCE = "py-measured"


class UnknownMeasurement(PageError):
    """A fence that names a benchmark that is not there."""


class Measure(NamedTuple):
    """A quantity that a benchmark measures, and what it is to be at most."""

    words: Words
    written: Callable[[float], str]
    aim: float | None = None


def _ratio(value: float) -> str:
    return f"{value:.2f}"


def _milliseconds(value: float) -> str:
    return f"{value:.0f} ms"


def _short(value: float) -> str:
    return f"{value:.1f} ms"


def _count(value: float) -> str:
    return f"{value:.0f}"


def _seconds(value: float) -> str:
    return f"{value:.1f} s"


def _megabytes(value: float) -> str:
    return f"{value / 1e6:.1f} MB"


_SLOW = Words(zh="同上，线路 10 Mbit/s、延迟 40 ms", en="the same, on a line of 10 Mbit/s with 40 ms")
START = {
    "cold": Measure(Words(zh="Python 能回答，首次到访", en="Python answers, first visit"), _ratio, 0.4),
    "cold_slow": Measure(_SLOW, _ratio, 0.55),
    "warm": Measure(Words(zh="Python 能回答，再次到访", en="Python answers, second visit"), _ratio, 0.15),
    "warm_slow": Measure(_SLOW, _ratio, 0.15),
    "bytes": Measure(
        Words(zh="首次到访，到那时为止传了多少字节", en="bytes sent until then, first visit"), _ratio, 0.75
    ),
    "figure": Measure(
        Words(zh="第一幅图出现，与去掉组件的同一页相比", en="first figure seen, against the same page without widgets"),
        _ratio,
        1.05,
    ),
    "moved": Measure(
        Words(
            zh="首次到访，从看见图到动一下控件有回答",
            en="first visit, from the figure seen to a moved control's answer",
        ),
        _milliseconds,
        100,
    ),
    "task": Measure(
        Words(zh="主线程上我们最长的一次占用", en="our longest task on the main thread"), _milliseconds, 50
    ),
    "stop": Measure(
        Words(zh="按“停下”之后，到又能回答", en="from “stop” until Python answers again"), _milliseconds, 1000
    ),
}
_WORDS_PAGE = {
    "article-zh": Words(zh="文章，中文", en="article, Chinese"),
    "article-en": Words(zh="文章，英文", en="article, English"),
    "front-zh": Words(zh="首页，中文", en="front page, Chinese"),
    "front-en": Words(zh="首页，英文", en="front page, English"),
    "gallery-zh": Words(zh="组件页，中文", en="gallery, Chinese"),
    "gallery-en": Words(zh="组件页，英文", en="gallery, English"),
}
PAGE = {
    "cold": Measure(Words(zh="Python 能回答，首次到访", en="Python answers, first visit"), _ratio, 0.45),
    "slow": Measure(_SLOW, _ratio, 0.58),
    "phone": Measure(Words(zh="同上，主线程慢到四分之一", en="the same, with a main thread four times slower"), _ratio),
    "second": Measure(Words(zh="Python 能回答，再次到访", en="Python answers, second visit"), _ratio, 0.2),
    "bytes": Measure(Words(zh="到那时为止传了多少字节", en="bytes sent until then"), _ratio, 0.72),
    "cold_ms": Measure(Words(zh="首次到访，毫秒数", en="first visit, in milliseconds"), _milliseconds),
    "second_ms": Measure(Words(zh="再次到访，毫秒数", en="second visit, in milliseconds"), _milliseconds),
    "requests": Measure(Words(zh="到那时为止的请求数", en="requests until then"), _count, 40),
    "figure": Measure(Words(zh="看见第一幅图", en="first figure seen"), _milliseconds),
    "moved": Measure(
        Words(zh="从看见图，到动一下控件有回答", en="from the figure seen to a moved control’s answer"),
        _milliseconds,
        100,
    ),
    "tasks": Measure(Words(zh="到那时为止，超过 50 ms 的任务", en="tasks over 50 ms until then"), _count, 3),
    "longest": Measure(Words(zh="其中最长的", en="the longest of them"), _milliseconds, 200),
    "ours": Measure(Words(zh="其中我们的脚本", en="scripts of ours among them"), _count, 0),
    "instant": Measure(
        Words(zh="即时导航到另一页，到组件可用", en="another page by instant navigation, until a widget is live"),
        _milliseconds,
        100,
    ),
    "kept": Measure(
        Words(zh="能回答之后，到整站存好", en="from then until the site is kept for offline"), _seconds, 60
    ),
    "update": Measure(
        Words(zh="这期间不停地动控件，95% 的图在此之内", en="a control moved meanwhile: 95 % of pictures within"),
        _milliseconds,
        50,
    ),
    "bytes_after": Measure(Words(zh="其后一分钟内的字节", en="bytes in the minute after"), _megabytes),
    "requests_after": Measure(Words(zh="其后一分钟内的请求", en="requests in the minute after"), _count),
    "memory": Measure(Words(zh="页面与 worker 的内存", en="memory of the page and its workers"), _megabytes),
}
BUILD = {
    "pages": Measure(Words(zh="页数", en="pages"), "{:.0f}".format),
    "ratio": Measure(Words(zh="与不带组件相比", en="against no widgets"), _ratio, 1.3),
    "first": Measure(Words(zh="第一次构建", en="first build"), _ratio),
    "page": Measure(Words(zh="每页", en="each page"), _short),
    "widget": Measure(Words(zh="每个组件", en="each widget"), _short),
}
# Lighthouse's categories, and what each is to be at least, on a desktop and on a phone.
LIGHTHOUSE = {
    "accessibility": (Words(zh="无障碍", en="accessibility"), 100, 100),
    "best-practices": (Words(zh="最佳实践", en="best practices"), 100, 100),
    "seo": (Words(zh="SEO", en="SEO"), 100, 100),
    "performance": (Words(zh="性能", en="performance"), 90, 75),
}
MEMORY = {
    "empty": Words(zh="一个没有组件的页面", en="a page without widgets"),
    "live": Words(zh="文章页，组件刚刚变活", en="the article, just live"),
    "used": Words(zh="每个组件又画了三遍", en="every widget drawn three times more"),
    "snapshot": Words(zh="后台做快照时，最多", en="while a snapshot is made, at most"),
    "again": Words(zh="再次打开文章，从快照启动", en="the article again, from the snapshot"),
}
_STAGE = Words(zh="什么时候", en="when")
_PHONE = Words(zh="同上，360×640 的手机屏幕", en="the same, on a phone’s screen of 360×640")
_PAGE = Words(zh="哪一页（电脑 / 手机）", en="page (desktop / phone)")
_AT_LEAST = Words(zh="{}（目标：至少 {} / {}）", en="{} (aim: at least {} / {})")
_WHEN: dict[Lang, str] = {"zh": "{date}，{machine}。", "en": "{date}, {machine}."}
_HEAD: dict[Lang, tuple[str, str, str]] = {
    "zh": ("量的是什么", "量得", "目标：至多"),
    "en": ("what is measured", "measured", "aim: at most"),
}
_AT_MOST: dict[Lang, str] = {"zh": "{}（目标：至多 {}）", "en": "{} (aim: at most {})"}


class SiteTablesExtension(Extension):
    def __init__(self, **options: Any) -> None:
        self.config = {"lang": ["zh", "language of the pages"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        # Like widgets, before other extensions take fences for code; what comes out is Markdown again.
        lang: Lang = self.getConfig("lang")
        made = {
            FENCE: lambda name: table(name, lang),
            "py-checks": lambda _: checks_table(lang),
            "py-engines": lambda _: engine_matrix.table(lang),
        }
        md.preprocessors.register(MarkdownFences(md, made), FENCE, 28)


def makeExtension(**options: Any) -> SiteTablesExtension:
    return SiteTablesExtension(**options)


def write(name: str, found: Any, browser: str = "") -> str:
    """Write down what a benchmark has found, and give its table to print.

    Args:
        name: "start", with values by measure; "page", with the runs' values by measure and page; or "build", with a row of values by
            measure for each number of pages.
        browser: what ran the pages, if anything did.
    """
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU"
    machine = ", ".join(filter(None, (system, f"Python {platform.python_version()}", browser)))
    measured = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    measured[name] = {"date": datetime.date.today().isoformat(), "machine": machine, "found": found}
    MEASURED.write_text(json.dumps(measured, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return table(name, "en")


def table(name: str, lang: Lang) -> str:
    """What was measured last, as a Markdown table.

    Raises:
        UnknownMeasurement: no benchmark of this name has written anything down.
    """
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    if name not in measured:
        raise UnknownMeasurement(f"{FENCE}: nothing is measured as {name!r}; there are {', '.join(sorted(measured))}")
    last = measured[name]
    makers = {
        "page": _one_column_a_page,
        "start": _one_row_each,
        "memory": _one_column_an_engine,
        "lighthouse": _one_row_a_page,
    }
    rows = makers.get(name, _one_column_each)(last["found"], lang)
    return "\n".join([_WHEN[lang].format(**last), "", *rows])


def _one_row_each(found: Mapping[str, float], lang: Lang) -> list[str]:
    rows = [
        f"| {measure.words[lang]} | {measure.written(found[name])} | {measure.written(measure.aim)} |"
        for name, measure in START.items()
        if name in found and measure.aim is not None
    ]
    return [f"| {' | '.join(_HEAD[lang])} |", "|---|--:|--:|", *rows]


def _one_column_an_engine(found: Mapping[str, Mapping[str, Any]], lang: Lang) -> list[str]:
    names = [name for name in ("chromium", "phone", "firefox", "webkit") if name in found]
    heads = [_STAGE[lang], *(_PHONE[lang] if name == "phone" else found[name]["version"] for name in names)]
    rows = [
        [words[lang], *(f"{found[name][stage]:.0f} MB" if stage in found[name] else "" for name in names)]
        for stage, words in MEMORY.items()
    ]
    return [f"| {' | '.join(row)} |" for row in (heads, ["---", *["--:"] * len(names)], *rows)]


def _one_column_a_page(found: Mapping[str, Mapping[str, list[float]]], lang: Lang) -> list[str]:
    what, _, aim = _HEAD[lang]
    pages = {name: words for name, words in _WORDS_PAGE.items() if name in found}
    rows = [
        [measure.words[lang], *(_range(measure, found[page][name]) for page in pages), _aim(measure)]
        for name, measure in PAGE.items()
        if all(name in found[page] for page in pages)
    ]
    heads = [what, *(words[lang] for words in pages.values()), aim]
    return [f"| {' | '.join(row)} |" for row in (heads, ["---", *["--:"] * (len(pages) + 1)], *rows)]


def _range(measure: Measure, runs: list[float]) -> str:
    """From where to where the values of several runs go, with the unit once."""
    low, high = measure.written(min(runs)), measure.written(max(runs))
    return low if low == high else f"{low.partition(' ')[0]}–{high}"


def _one_row_a_page(found: Mapping[str, Mapping[str, float]], lang: Lang) -> list[str]:
    heads = [_PAGE[lang], *(_AT_LEAST[lang].format(words[lang], *aims) for words, *aims in LIGHTHOUSE.values())]
    rows = [
        [
            words[lang],
            *(f"{found[page][f'{name}-desktop']:.0f} / {found[page][f'{name}-phone']:.0f}" for name in LIGHTHOUSE),
        ]
        for page, words in _WORDS_PAGE.items()
        if page in found
    ]
    return [f"| {' | '.join(row)} |" for row in (heads, ["---", *["--:"] * len(LIGHTHOUSE)], *rows)]


def _aim(measure: Measure) -> str:
    return measure.written(measure.aim) if measure.aim is not None else ""


def _one_column_each(found: list[Mapping[str, float]], lang: Lang) -> list[str]:
    heads = [
        _AT_MOST[lang].format(measure.words[lang], measure.written(measure.aim)) if measure.aim else measure.words[lang]
        for measure in BUILD.values()
    ]
    rows = ["| " + " | ".join(measure.written(row[name]) for name, measure in BUILD.items()) + " |" for row in found]
    return [f"| {' | '.join(heads)} |", "|" + "--:|" * len(heads), *rows]


def checks_table(lang: Lang) -> str:
    """The counts that scripts/check_core.py wrote, as Markdown."""
    checks = json.loads(CHECKS.read_text(encoding="utf-8"))
    native, browser = checks["native"], checks["browser"]
    counts = {"native": sum(native.values()), "browser": sum(browser.values()), "onnx": checks["onnx"]}
    rows = [f"| {operator} | {native.get(operator, 0)} | {browser.get(operator, 0)} |" for operator in sorted(native)]
    return "\n".join([_CHECKED[lang].format(**counts), "", _CHECKS_HEAD[lang], "|---|---|---|", *rows])


_CHECKED = Words(
    zh="这个核心通过了 ONNX {onnx} 自带的 **{native}** 个算子用例，直接在 Python 里运行；同样的用例放到浏览器里的 Pyodide 中运行，通过 **{browser}** 个。",
    en="This core passes **{native}** of the operator cases that come with ONNX {onnx}, run natively, and **{browser}** of the same "
    "cases run by Pyodide inside the browser.",
)
_CHECKS_HEAD = Words(
    zh="| 算子 | 本机通过 | 浏览器中通过 |", en="| operator | passed natively | passed in the browser |"
)
