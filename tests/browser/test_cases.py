"""“Run them here” on the reference page: ONNX's cases in the reader's browser, on the published core or on the reader's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from pyodide_widgets.attention import dot_product
from pyodide_widgets.attention.onnx_case_runner import cases
from scripts import onnx_cases

from .built_site import Site
from .code_on_page import CodeOnPage
from .reader import Reader
from .widget_page import START

# All of them take but a second.
_STOP_AFTER_THE_FIRST = """(cases) => {
  const status = cases.querySelector(".pw-status");
  new MutationObserver((_, observer) => {
    if (!status.textContent.includes("passed")) return;
    observer.disconnect();
    cases.querySelector("[data-stop]").click();
  }).observe(status, { childList: true });
  cases.querySelector("[data-run-cases]").click();
}"""


@pytest.fixture(scope="module")
def reader(browser: Browser, site: Site) -> Iterator[Reader]:
    reader = Reader(browser, site.origin).open("/en/reference/")
    yield reader
    reader.watch.check()
    reader.close()


def runner(reader: Reader) -> Locator:
    return reader.page.locator("py-cases")


def run(reader: Reader, *says: str) -> None:
    runner(reader).locator("button[data-run-cases]").click()
    for text in says:
        expect(runner(reader).locator(".pw-status")).to_contain_text(text, timeout=2 * START)


def failing(reader: Reader) -> dict[str, str]:
    """The cases that fail, each with the reason."""
    lines = runner(reader).locator(".pw-failed li").all_inner_texts()
    found = dict(line.split(": ", 1) for line in lines)
    assert len(found) == len(lines)
    return found


def test_all_pass_on_the_published_core(reader: Reader) -> None:
    total = len(cases(onnx_cases.bundle()))
    run(reader, f"{total} of {total} cases passed, 0 failed.", "Run on the published code.")
    assert failing(reader) == {}


def test_a_core_that_forgets_the_mask_fails_the_cases_that_notice_it(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dot_product, "lay_mask", lambda scores, mask: scores)
    natively = {name: fault for name, case in cases(onnx_cases.bundle()).items() if (fault := case())}
    assert len(natively) > 20
    code = CodeOnPage(reader.page)
    code.button("try").click()
    expect(code.status).to_contain_text("Your attend runs", timeout=START)
    run(reader, f"{len(natively)} failed.")
    assert failing(reader).keys() == natively.keys()
    assert all(re.fullmatch(r"\S.+", reason) for reason in failing(reader).values()), "a reason in one line each"
    code.button("original").click()
    expect(code.status).to_contain_text("The published attend runs again")


def test_they_can_be_stopped(reader: Reader) -> None:
    runner(reader).evaluate(_STOP_AFTER_THE_FIRST)
    expect(runner(reader).locator(".pw-status")).to_contain_text("Stopped: ")
    counts = re.findall(r"\d+", runner(reader).locator(".pw-status").inner_text())
    passed, failed, total = map(int, counts[:3])
    assert 0 < passed < total and failed == 0
