"""Challenges on a page: solved in code or by hand, checked by running, and remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pyodide_widgets.challenges import beat_softmax, stable_softmax
from pyodide_widgets.kit.words import in_language

from . import code_site
from .code_on_page import CodeOnPage
from .reader import Reader
from .static_server import StaticServer
from .widget_page import START

IN_CODE, BY_HAND = "stable_softmax", "beat_softmax"
_MORE = f"""```py-challenge challenges.{IN_CODE}
```

```py-challenge challenges.{BY_HAND}
```

```py-widget budget
```
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticServer]:
    folder = tmp_path_factory.mktemp("challenges")
    code_site.build(folder, _MORE)
    with StaticServer(folder) as server:
        yield server


@pytest.fixture
def reader(browser: Browser, server: StaticServer) -> Iterator[Reader]:
    reader = Reader(browser, server.origin).open("/en.html")
    yield reader
    reader.watch.check()
    reader.close()


class ChallengeOnPage(CodeOnPage):
    @property
    def root(self) -> Locator:
        return self.page.locator(f"py-challenge[data-module$={self.name}]")

    @property
    def published(self) -> str:
        return stable_softmax.CHALLENGE.start

    def check(self, says: str) -> None:
        self.button("check").click()
        expect(self.status).to_contain_text(says, timeout=START)


def challenge(page: Page, name: str) -> ChallengeOnPage:
    found = ChallengeOnPage(page, name)
    found.root.locator("summary").first.click()
    return found


def solution() -> str:
    return in_language(stable_softmax.CHALLENGE.solution, "en")


def test_what_it_begins_with_fails_and_the_solution_that_it_shows_solves_it(reader: Reader) -> None:
    code = challenge(reader.page, IN_CODE)
    code.edit()
    code.check("Not yet.\nFor the scores [1000.0, 999.0] it should give")
    code.root.get_by_text("Solution", exact=True).click()
    shown = code.root.locator("details pre.pw-source").last
    expect(shown).to_be_visible()
    code.write_all(shown.inner_text())
    code.check("Solved.\nEven scores of a thousand do not overflow.")
    expect(code.root).to_have_class(re.compile("pw-solved"))


def test_a_solved_one_is_remembered_in_both_languages(reader: Reader) -> None:
    code = challenge(reader.page, IN_CODE)
    code.write_all(solution())
    code.check("Solved.")
    for page in ("/zh.html", "/en.html"):
        reader.open(page)
        expect(code.root).to_have_class(re.compile("pw-solved"))
        expect(ChallengeOnPage(reader.page, BY_HAND).root).not_to_have_class(re.compile("pw-solved"))


def test_one_by_hand_is_solved_with_its_widget(reader: Reader) -> None:
    code = challenge(reader.page, BY_HAND)
    widget = reader.widget("budget")
    widget.wait_live()
    code.check("Not yet.\nYou fall short by")
    assert beat_softmax.CHALLENGE.widget == "budget"
    for name, value in {"a": 100, "b": 37, "c": 22, "d": 14}.items():
        with widget.redrawn():
            widget.control(name).fill(str(value))
    code.check("Solved.\nYou fall short by")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def softmax(scores):\n    return scores / 0 + x\n", "Line 2: NameError: name 'x' is not defined"),
        ("def softmax(scores:\n", r"Line 1: SyntaxError: "),
        ("def other(scores):\n    return scores\n", "the function has to keep its name"),
    ],
)
def test_what_a_solution_raises_is_said_with_its_line(text: str, says: str, reader: Reader) -> None:
    code = challenge(reader.page, IN_CODE)
    code.write_all(text)
    code.check(says)
    assert code.text() == text
    expect(code.root).not_to_have_class(re.compile("pw-solved"))


def test_an_endless_solution_is_stopped_and_its_text_is_kept(reader: Reader) -> None:
    code = challenge(reader.page, IN_CODE)
    text = "def softmax(scores):\n    while True: pass\n"
    code.write_all(text)
    code.button("check").click()
    code.button("stop").click(timeout=START)
    expect(code.status).to_have_text("Stopped. Your text is still here.")
    assert code.text() == text
    code.button("start-over").click()
    assert code.text() == code.published
    code.check("Not yet.")
