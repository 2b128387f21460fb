"""Run the suite of `tests/engines/` and write down what works in which engine, for the page on browsers.

    uv run python -m scripts.engine_matrix
    uv run python -m scripts.engine_matrix REPORT.xml    # of a run that has been made, by pytest --junit-xml

A fence `py-engines` on a page becomes the table (`site_tables.py`). Test: tests/scripts/test_engine_matrix.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

from pyodide_widgets.kit.words import Lang, Words

FOUND = Path(__file__).parents[1] / "docs/engines.json"
ENGINES = ("chromium", "firefox", "webkit")

ROWS = {
    "test_every_widget_comes_live": Words(
        zh="文章页和组件页上的每个组件都就绪，中英文都是",
        en="every widget of article and gallery comes live, in both languages",
    ),
    "test_python_draws_what_the_build_draws": Words(
        zh="Python 在这里画的图，和构建时画的逐字节相同",
        en="Python draws here, byte for byte, what it drew in the build",
    ),
    "test_controls": Words(zh="滑块（键盘）、单选、开关", en="a slider by keyboard, a choice, a switch"),
    "test_a_drag": Words(zh="在图里拖动", en="dragging in a figure"),
    "test_a_typed_sentence": Words(zh="输入一个句子", en="typing a sentence"),
    "test_a_permalink": Words(zh="带状态的链接", en="a link with a state"),
    "test_the_language_switch_keeps_the_state": Words(
        zh="切换语言，状态不变", en="switching the language, with the state"
    ),
    "test_sound": Words(zh="声音：播放和停止", en="sound: play and stop"),
    "test_training_and_stopping": Words(zh="训练：开始和停下", en="training: start and stop"),
    "test_saving_a_figure": Words(zh="把图存成 SVG 文件", en="saving a figure as an SVG file"),
    "test_instant_navigation_keeps_python": Words(
        zh="在页面之间跳转，Python 不重新启动", en="going from page to page without starting Python again"
    ),
    "test_a_second_visit_starts_from_a_snapshot": Words(
        zh="再次到访，从快照启动", en="a second visit, which starts from a snapshot"
    ),
    "test_without_a_network_after_one_visit": Words(
        zh="来过一次以后，没有网络也能用", en="without a network, after one visit"
    ),
    "test_leaving_while_python_loads_and_coming_back": Words(
        zh="Python 正在加载时离开，再返回", en="leaving while Python loads, and coming back"
    ),
    "test_printing": Words(
        zh="打印文章；英文版还查：图不拆开，字不重叠",
        en="printing the article; in English also: figures whole, no text over another",
    ),
    "test_a_first_visit_in_a_private_window_works_without_an_error": Words(
        zh="无痕窗口里的首次到访（在 Firefox 里试）", en="a first visit in a private window (tried in Firefox)"
    ),
    "test_a_ready_made_change_is_followed_by_the_figures_until_original": Words(
        zh="运行现成的改动，图跟着变，再还原",
        en="running a ready-made change of the core, which the figures follow, and the original again",
    ),
    "test_figures_that_are_marked_above_the_view_do_not_move_it": Words(
        zh="上方的图有变化时，读者眼前的内容不移动",
        en="what is in view stays in place while figures above it change",
    ),
    "test_what_is_typed_runs_and_what_is_wrong_is_said": Words(
        zh="自己改代码并运行；写错了会说明", en="typing code and running it; an error is said"
    ),
    "test_an_endless_loop_is_stopped_and_python_is_back": Words(
        zh="死循环停得下来，Python 随即可用", en="stopping an endless loop, after which Python is back"
    ),
    "test_a_draft_survives_a_reload_and_does_not_run_by_itself": Words(
        zh="草稿在重新加载之后还在，且不会自己运行", en="a draft that outlives a reload and does not run by itself"
    ),
    "test_a_challenge_is_solved_by_typing_and_stays_solved": Words(
        zh="动手解一道挑战题，之后仍记得", en="solving a challenge, which is remembered"
    ),
}
_ALONE = {"test_a_first_visit_in_a_private_window_works_without_an_error": "firefox"}  # tests of one engine
_WORKS = Words(zh="可以", en="works")
_FAILS = Words(zh="**不行**", en="**fails**")
_NOT_TRIED = Words(zh="没有试", en="not tried")
_TRIED = Words(zh="什么", en="what was tried")
_WHEN = Words(zh="{date}，由测试运行写下。", en="{date}, written by a run of the tests.")


def run() -> dict[str, Any]:
    """Run the suite. What was found: the day of the run, the engines' versions, and for each test what came of it in each engine."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        subprocess.run([sys.executable, "-m", "pytest", "tests/engines", f"--junit-xml={report}"], check=False)
        return read(report)


def read(report: Path) -> dict[str, Any]:
    """What a report of pytest in JUnit's form says of the suite. A test with several cases works if all of them do; one that
    is expected to fail fails."""
    suite = ElementTree.parse(report).getroot().find("testsuite")
    assert suite is not None, "the report has no suite"
    versions: dict[str, str] = {}
    outcomes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for case in suite.iter("testcase"):
        name, _, given = (case.get("name") or "").partition("[")
        engine = next((engine for engine in ENGINES if given.startswith(engine)), _ALONE.get(name))
        if engine and name in ROWS:
            outcomes[name][engine].add(_outcome(case))
            version = case.find("properties/property[@name='version']")
            if version is not None:
                versions[engine] = version.get("value") or engine
    worst = {
        name: {
            engine: next(outcome for outcome in ("fails", "not tried", "works") if outcome in found)
            for engine, found in engines.items()
        }
        for name, engines in outcomes.items()
    }
    return {"date": (suite.get("timestamp") or "")[:10], "engines": versions, "found": worst}


def _outcome(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "fails"
    skipped = case.find("skipped")
    if skipped is None:
        return "works"
    return "fails" if skipped.get("type") == "pytest.xfail" else "not tried"


def table(lang: Lang, found: Mapping[str, Any] | None = None) -> str:
    """The table, as Markdown.

    Args:
        found: as `read` gives it; without it, what was written down last.
    """
    found = found or json.loads(FOUND.read_text(encoding="utf-8"))
    words = {"works": _WORKS[lang], "fails": _FAILS[lang], "not tried": _NOT_TRIED[lang]}
    heads = [_TRIED[lang], *(found["engines"].get(engine, engine) for engine in ENGINES)]
    rows = [
        [row[lang], *(words[found["found"].get(test, {}).get(engine, "not tried")] for engine in ENGINES)]
        for test, row in ROWS.items()
    ]
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join([_WHEN[lang].format(**found), "", *(f"| {' | '.join(line)} |" for line in lines)])


def main() -> None:
    found = read(Path(sys.argv[1])) if len(sys.argv) > 1 else run()
    FOUND.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(table("en", found))


if __name__ == "__main__":
    main()
