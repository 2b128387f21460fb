"""A reader's code draws every figure of the page that calls it, fails well, and leaves nothing behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from pyodide_widgets.kit.words import Lang

from . import code_site
from .built_site import article
from .code_on_page import CodeOnPage
from .code_site import SHARES
from .conftest import NewReader
from .reader import Reader
from .static_server import StaticServer
from .widget_page import REDRAW, START

RETURN = "return Steps(scores, capped, masked, weights, context)"
TWICE = f"{SHARES} * 2"
RUNS: dict[Lang, str] = {"zh": "正在生效", "en": "Your attend runs."}
# Widgets whose figures attention draws, so that all of them follow.
FOLLOWING = ("glance", "library", "self-attention", "heads", "analogy", "apple", "chinese-room", "causal-mask")


@pytest.fixture(scope="module")
def code_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticServer]:
    folder = tmp_path_factory.mktemp("code")
    code_site.build(folder)
    with StaticServer(folder) as server:
        yield server


@pytest.fixture(scope="module")
def _kept(browser: Browser, code_server: StaticServer) -> Iterator[Reader]:
    reader = Reader(browser, code_server.origin)
    reader.open("/en.html")
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def published(_kept: Reader) -> str:
    """What the published code says in a figure."""
    widget = _kept.widget("glance")
    widget.wait_live()
    return widget.caption.inner_text()


@pytest.fixture
def code(_kept: Reader, published: str) -> Iterator[CodeOnPage]:
    """The code in an article that is live; other tests have changed it and restored it."""
    code = CodeOnPage(_kept.page)
    code.edit()
    yield code
    code.button("original").click()
    expect(code.marks()).to_have_count(0)
    expect(code.status).to_contain_text("The published attend runs again")
    expect(_kept.widget("glance").caption).to_have_text(published)
    _kept.watch.check()


def caption(code: CodeOnPage, widget: str) -> str:
    return code.page.locator(f"#widget-{widget} figcaption").inner_text()


def test_every_figure_that_calls_it_follows_and_says_so_until_original(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader().open(article(lang))
    code = CodeOnPage(reader.page)
    before = {name: reader.widget(name).caption.inner_text() for name in FOLLOWING}
    code.button("try").click()  # the winner takes all
    expect(code.status).to_contain_text(RUNS[lang], timeout=START)
    for name in FOLLOWING:
        expect(reader.widget(name).root.locator(".pw-yours")).to_contain_text("attend", timeout=REDRAW)
    changed = [name for name in FOLLOWING if reader.widget(name).caption.inner_text() != before[name]]
    assert len(changed) >= len(FOLLOWING) - 1, "for the causal mask only the numbers in the cells differ"
    expect(reader.widget("long-range").root.locator(".pw-yours")).to_have_count(0)  # it does not call it
    code.button("original").click()
    expect(code.marks()).to_have_count(0)
    for name in FOLLOWING:
        expect(reader.widget(name).caption).to_have_text(before[name])
    assert code.text() == code.published
    reader.page.evaluate("localStorage.clear()")


def test_a_control_is_answered_by_the_readers_code(code: CodeOnPage) -> None:
    code.write(SHARES, "weights = np.full(masked.shape, 0.5)")
    code.run("Your shares (weights) add up to")
    widget = code.page.locator("#widget-library")
    expect(widget.locator("figcaption")).to_contain_text("30 minutes each")
    widget.locator("[name=query-x]").press("Home")
    expect(widget.locator("[name=query-x]")).to_have_attribute("value", "-2.5")
    expect(widget.locator("figcaption")).to_contain_text("30 minutes each")
    widget.locator("button[data-action=reset]").click()
    expect(widget.locator("[name=query-x]")).not_to_have_attribute("value", "-2.5")
    expect(widget.locator("figcaption")).to_contain_text("30 minutes each")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (RETURN, RETURN.replace("return", "retur"), r"Line \d+: SyntaxError: "),
        (RETURN, RETURN.replace("Steps", "Stapes"), r"Line \d+: NameError: name 'Stapes' is not defined"),
        (RETURN, "pass", r"Your function returns NoneType; it should return Steps"),
        (RETURN, RETURN.replace("weights", "weights[..., :1]"), r"Your weights has the shape \(.*1\); it should be \("),
        (
            RETURN,
            RETURN.replace("weights,", "weights * np.nan,"),
            r"Your weights has NaN \(not a number\) in \d+ places",
        ),
        (SHARES, SHARES + " * 1.7", r"Your shares \(weights\) add up to 1.7, not to 1\."),
        (SHARES, SHARES + "; weights = weights - 1", r"Your shares \(weights\) go below zero, to -"),
        ("def attend(", "def attent(", r"the function has to keep its name"),
    ],
)
def test_what_is_wrong_is_said_in_words(code: CodeOnPage, old: str, new: str, says: str) -> None:
    shown = caption(code, "glance")
    code.write(old, new)
    code.button("run").click()
    expect(code.status).to_contain_text(re.compile(says))
    if "line" in says.lower() or "keep its name" in says:
        assert caption(code, "glance") == shown, "the last good figure stays"
    line = re.match(r"Line (\d+)", code.status.inner_text())
    if line:
        assert new in code.text().split("\n")[int(line[1]) - 1]


def test_text_that_cannot_run_leaves_what_ran_before(code: CodeOnPage) -> None:
    code.write(SHARES, TWICE)
    code.run("add up to 2")
    code.write(RETURN, RETURN[:-1])
    code.run("SyntaxError")
    expect(code.page.locator("#widget-glance .pw-yours")).to_contain_text("add up to 2")


def test_an_endless_loop_is_stopped_and_the_text_is_kept(code: CodeOnPage) -> None:
    code.write(RETURN, "while True: pass")
    code.button("run").click()
    written = code.text()
    code.button("stop").click()
    expect(code.status).to_contain_text("Stopped. The published code runs again")
    expect(code.marks()).to_have_count(0)
    expect(code.page.locator("#widget-library")).to_have_attribute("data-state", "live", timeout=START)
    assert code.text() == written
    assert "26 of your 60 minutes" in caption(code, "library")


def test_the_stop_of_a_widget_ends_it_too(code: CodeOnPage) -> None:
    code.write(RETURN, "while True: pass")
    code.button("run").click()
    code.page.locator("#widget-glance .pw-work button").click()
    expect(code.status).to_contain_text("Stopped. The published code runs again", timeout=START)
    expect(code.page.locator("#widget-glance")).to_have_attribute("data-state", "live", timeout=START)


def test_code_that_hangs_while_it_is_defined_is_stopped(code: CodeOnPage) -> None:
    code.write_all("while True:\n    pass\n" + code.published)
    code.button("run").click()
    code.button("stop").click()
    expect(code.status).to_contain_text("Stopped. The published code runs again")
    expect(code.page.locator("#widget-library")).to_have_attribute("data-state", "live", timeout=START)


def test_a_module_that_no_widget_needs_can_be_imported(code: CodeOnPage) -> None:
    code.write(SHARES, "from .sparse import sparsemax; weights = sparsemax(masked)")
    code.run("Your attend runs.")
    code.write(SHARES, "import fractions; weights = shares(masked) * float(fractions.Fraction(3, 2))")
    code.run("add up to 1.5")


def test_a_reader_who_edits_nothing_fetches_nothing_of_the_editor(browser: Browser, code_server: StaticServer) -> None:
    reader = Reader(browser, code_server.origin).open("/en.html")
    reader.widget("library").wait_live()
    assert not [path for path in reader.watch.requests if "/editor/" in path or "reader-code" in path]
    CodeOnPage(reader.page).edit()
    assert [path for path in reader.watch.requests if path.endswith("/editor/code-editor.mjs")]
    reader.close()


def test_another_page_is_drawn_by_the_published_code(new_reader: NewReader) -> None:
    """Instant navigation keeps the worker; the code does not stay in it."""
    reader = new_reader().open(article("en"))
    code = CodeOnPage(reader.page)
    code.write(SHARES, TWICE)
    code.run("add up to 2")
    reader.page.evaluate("window.sameDocument = true")
    reader.page.locator(".md-tabs__link[href$='gallery/']").click()
    reader.page.wait_for_url("**/gallery/", wait_until="commit")
    widget = reader.widget("library")
    widget.wait_live()
    assert reader.page.evaluate("window.sameDocument")
    with widget.redrawn():
        widget.control("query-x").press("Home")
    expect(widget.root.locator(".pw-yours")).to_have_count(0)
    assert "Your" not in widget.root.inner_text()
    expect(widget.caption).not_to_contain_text("120 of your 60 minutes")
    reader.page.go_back()
    reader.page.wait_for_url(f"**{article('en')}*", wait_until="commit")
    expect(code.root.locator(".pw-draft")).to_contain_text("It is not running")
    expect(code.marks()).to_have_count(0)
