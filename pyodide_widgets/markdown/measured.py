"""The Markdown extension of the page on speed: fences that become tables of what the benchmarks measured.

```py-measured start      scripts/bench_start.py: how long a reader waits
```

```py-measured build      scripts/bench_build.py: what widgets cost a build
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
from mkdocs.exceptions import BuildError

from ..kit.words import Lang, Words
from .fences import MarkdownFences

MEASURED = Path(__file__).parents[2] / "docs/measured.json"
FENCE = "py-measured"


class UnknownMeasurement(BuildError):
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


_SLOW = Words("同上，线路 10 Mbit/s、延迟 40 ms", "the same, on a line of 10 Mbit/s with 40 ms")
START = {
    "cold": Measure(Words("Python 能回答，首次到访", "Python answers, first visit"), _ratio, 0.4),
    "cold_slow": Measure(_SLOW, _ratio, 0.55),
    "warm": Measure(Words("Python 能回答，再次到访", "Python answers, second visit"), _ratio, 0.15),
    "warm_slow": Measure(_SLOW, _ratio, 0.15),
    "bytes": Measure(Words("首次到访，到那时为止传了多少字节", "bytes sent until then, first visit"), _ratio, 0.75),
    "figure": Measure(
        Words("第一幅图出现，与去掉组件的同一页相比", "first figure seen, against the same page without widgets"),
        _ratio,
        1.05,
    ),
    "moved": Measure(
        Words("首次到访，从看见图到动一下控件有回答", "first visit, from the figure seen to a moved control's answer"),
        _milliseconds,
        100,
    ),
    "task": Measure(Words("主线程上我们最长的一次占用", "our longest task on the main thread"), _milliseconds, 50),
    "stop": Measure(Words("按“停下”之后，到又能回答", "from “stop” until Python answers again"), _milliseconds, 1000),
}
BUILD = {
    "pages": Measure(Words("页数", "pages"), "{:.0f}".format),
    "ratio": Measure(Words("与不带组件相比", "against no widgets"), _ratio, 1.3),
    "first": Measure(Words("第一次构建", "first build"), _ratio),
    "page": Measure(Words("每页", "each page"), _short),
    "widget": Measure(Words("每个组件", "each widget"), _short),
}
_WHEN: dict[Lang, str] = {"zh": "{date}，{machine}。", "en": "{date}, {machine}."}
_HEAD: dict[Lang, tuple[str, str, str]] = {
    "zh": ("量的是什么", "量得", "目标：至多"),
    "en": ("what is measured", "measured", "aim: at most"),
}
_AT_MOST: dict[Lang, str] = {"zh": "{}（目标：至多 {}）", "en": "{} (aim: at most {})"}


class MeasuredExtension(Extension):
    def __init__(self, **options: Any) -> None:
        self.config = {"lang": ["zh", "language of the pages"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        # Like widgets, before other extensions take fences for code; what comes out is Markdown again.
        lang: Lang = self.getConfig("lang")
        md.preprocessors.register(MarkdownFences(md, {FENCE: lambda name: table(name, lang)}), FENCE, 28)


def makeExtension(**options: Any) -> MeasuredExtension:
    return MeasuredExtension(**options)


def write(name: str, found: Any, browser: str = "") -> str:
    """Write down what a benchmark has found, and give its table to print.

    Args:
        name: "start", with values by measure, or "build", with a row of values by measure for each number of pages.
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
    rows = _one_row_each(last["found"], lang) if name == "start" else _one_column_each(last["found"], lang)
    return "\n".join([_WHEN[lang].format(**last), "", *rows])


def _one_row_each(found: Mapping[str, float], lang: Lang) -> list[str]:
    rows = [
        f"| {measure.words[lang]} | {measure.written(found[name])} | {measure.written(measure.aim)} |"
        for name, measure in START.items()
        if name in found and measure.aim is not None
    ]
    return [f"| {' | '.join(_HEAD[lang])} |", "|---|--:|--:|", *rows]


def _one_column_each(found: list[Mapping[str, float]], lang: Lang) -> list[str]:
    heads = [
        _AT_MOST[lang].format(measure.words[lang], measure.written(measure.aim)) if measure.aim else measure.words[lang]
        for measure in BUILD.values()
    ]
    rows = ["| " + " | ".join(measure.written(row[name]) for name, measure in BUILD.items()) + " |" for row in found]
    return [f"| {' | '.join(heads)} |", "|" + "--:|" * len(heads), *rows]
