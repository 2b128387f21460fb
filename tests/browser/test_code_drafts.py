"""What a reader writes is kept in the browser, saved to files and opened from them; and nothing but the worker ever runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from . import code_site
from .code_on_page import CodeOnPage
from .code_site import SHARES
from .reader import SAVE_DATA, Reader
from .static_server import StaticServer

# What would run, navigate, ask for something or break the page if it were taken for markup, an address, or JavaScript.
PAYLOADS = (
    "</textarea><script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "</pre></py-code><svg onload='window.ran = 1'>",
    "javascript:window.ran = 1",
    "${window.ran = 1}`;window.ran = 1;//",
    "</code><iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "{{constructor.constructor('window.ran = 1')()}}",
    "\u2028window.ran = 1\u2029",
    "<form action=/x><button>x</button></form><base href=//example.invalid/>",
    "\ufeff<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'><script>ran = 1</script></x>",
    '"; window.ran = 1; "',
    "<math><mtext></mtext><mglyph><style></math><img src onerror=window.ran=1>",
    "import js; js.window.ran = 1",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticServer]:
    folder = tmp_path_factory.mktemp("drafts")
    code_site.build(folder)
    with StaticServer(folder) as server:
        yield server


@pytest.fixture
def reader(browser: Browser, server: StaticServer) -> Iterator[Reader]:
    """A reader whose browser does not start Python unasked: most of this needs none."""
    reader = Reader(browser, server.origin, connection=SAVE_DATA)
    reader.open("/en.html")
    yield reader
    reader.watch.check()
    reader.close()


def test_a_draft_survives_a_reload_and_a_language_switch_and_does_not_run_by_itself(reader: Reader) -> None:
    code = CodeOnPage(reader.page)
    code.write(SHARES, f"{SHARES} * 2")
    written = code.text()
    for page, says in (("/en.html", "It is not running"), ("/zh.html", "没有在运行")):
        reader.open(page)
        expect(code.root.locator(".pw-draft")).to_contain_text(says)
        assert not code.root.locator("textarea").count()
    assert not reader.watch.runtime_requests()
    code.button("draft-run").click()
    expect(code.status).to_contain_text("加起来是 2", timeout=60_000)
    assert code.text() == written
    code.button("original").click()
    expect(code.marks()).to_have_count(0)
    reader.open("/en.html")
    expect(code.button("edit")).to_be_visible()
    expect(code.root.locator(".pw-draft")).to_have_count(0)


def test_a_draft_is_looked_at_or_deleted(reader: Reader) -> None:
    code = CodeOnPage(reader.page)
    code.write_all("def attend():\n    pass\n")
    reader.open("/en.html")
    code.button("draft-open").click()
    expect(code.root.locator("textarea")).to_have_count(1)
    assert code.text() == "def attend():\n    pass\n"
    reader.open("/en.html")
    code.button("draft-delete").click()
    reader.open("/en.html")
    expect(code.root.locator(".pw-draft")).to_have_count(0)


def test_back_and_forward_keep_the_draft(reader: Reader) -> None:
    code = CodeOnPage(reader.page)
    code.write_all("def attend():\n    return 1\n")
    reader.open("/other.html")
    reader.page.go_back()
    reader.page.wait_for_url("**/en.html")
    expect(code.root.locator(".pw-draft, textarea").first).to_be_attached()
    reader.page.go_forward()
    reader.page.wait_for_url("**/other.html")


def test_the_text_is_saved_as_a_file(reader: Reader, tmp_path: Path) -> None:
    code = CodeOnPage(reader.page)
    code.write_all("def attend():\n    return '注意'\n")
    with reader.page.expect_download() as download:
        code.button("save").click()
    assert download.value.suggested_filename == "attend.py"
    download.value.save_as(tmp_path / "attend.py")
    assert (tmp_path / "attend.py").read_text(encoding="utf-8") == "def attend():\n    return '注意'\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"x" * 100_001, "more than 100 KB"), (b"\xff\xfe\x00", "not a text"), (b"a\0b", "not a text")],
)
def test_a_file_that_is_no_source_is_not_opened(content: bytes, says: str, reader: Reader) -> None:
    code = CodeOnPage(reader.page)
    code.edit()
    before = code.text()
    with reader.page.expect_file_chooser() as chooser:
        code.button("open").click()
    chooser.value.set_files({"name": "mine.py", "mimeType": "text/x-python", "buffer": content})
    expect(code.status).to_contain_text(says)
    assert code.text() == before


def test_nothing_is_taken_from_a_link(reader: Reader) -> None:
    for address in (
        "?attend=def+attend()",
        "?code=x&source=y&draft=z",
        "#code-attend=def+attend()",
        "?library.query-x=2",
    ):
        reader.open(f"/en.html{address}")
        code = CodeOnPage(reader.page)
        expect(code.root.locator(".pw-draft")).to_have_count(0)
        code.edit()
        assert code.text() == code.published


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_written_is_text_and_nothing_else(payload: str, reader: Reader) -> None:
    """Through a file, the editor, the draft, and the message of an error in it."""
    code = CodeOnPage(reader.page)
    reader.watch.requests.clear()
    code.write_all(payload)
    assert code.text() == payload.removeprefix("\ufeff")
    reader.open("/en.html")
    code.button("draft-open").click()
    expect(code.root.locator(".cm-content")).to_be_visible()
    assert code.text() == payload.removeprefix("\ufeff")
    assert reader.page.evaluate("window.ran") is None
    assert reader.page.evaluate("document.querySelectorAll('script:not([src]), iframe, base, img').length") == 0
    assert code.page.locator("#widget-library").count() == 1


def test_the_error_of_a_payload_is_text_too(reader: Reader) -> None:
    code = CodeOnPage(reader.page)
    code.write_all("def attend(*a, **k):\n    raise ValueError(\"<img src=x onerror='window.ran = 1'>\")\n")
    code.button("run").click()
    expect(code.status).to_contain_text("<img src=x onerror", timeout=60_000)
    expect(code.page.locator("#widget-library .pw-status")).to_contain_text("<img src=x onerror")
    assert reader.page.evaluate("window.ran") is None
    code.button("original").click()
    expect(code.status).to_contain_text("published")


def test_by_keyboard_alone_and_the_editor_holds_nobody(reader: Reader) -> None:
    code = CodeOnPage(reader.page)
    code.button("edit").focus()
    reader.page.keyboard.press("Enter")
    expect(code.root.locator(".cm-content")).to_be_focused()
    reader.page.keyboard.press("ControlOrMeta+Home")
    reader.page.keyboard.type("# mine\n")
    assert code.text() == f"# mine\n{code.published}"
    reader.page.keyboard.press("Tab")
    expect(code.button("run")).to_be_focused()
    reader.page.keyboard.press("Shift+Tab")
    expect(code.root.locator(".cm-content")).to_be_focused()
    reader.page.keyboard.press("ControlOrMeta+Enter")
    expect(code.status).to_contain_text("Your attend runs.", timeout=60_000)
    code.button("original").press("Enter")
    expect(code.status).to_contain_text("published")


def test_where_the_editor_cannot_be_fetched_a_text_area_does(reader: Reader) -> None:
    reader.watch.expect("ERR_FAILED")
    reader.page.route("**/codemirror.mjs", lambda route: route.abort())
    code = CodeOnPage(reader.page)
    with reader.page.expect_request("**/codemirror.mjs"):
        code.button("edit").click()
    area = code.root.get_by_role("textbox", name="Python source of attend")
    area.fill(code.published.replace(SHARES, f"{SHARES} * 2"))
    area.press("ControlOrMeta+Enter")
    expect(code.status).to_contain_text("add up to 2", timeout=60_000)
    code.button("original").click()
    expect(code.marks()).to_have_count(0)


def test_on_a_phone_nothing_scrolls_sideways_and_buttons_are_large_enough(
    browser: Browser, server: StaticServer
) -> None:
    reader = Reader(
        browser,
        server.origin,
        connection=SAVE_DATA,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    ).open("/zh.html")
    code = CodeOnPage(reader.page)
    code.button("edit").tap()
    expect(code.root.locator(".cm-content")).to_be_visible()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 360
    heights = code.root.locator("button").evaluate_all("buttons => buttons.map(b => b.getBoundingClientRect().height)")
    assert min(heights) >= 24
    reader.watch.check()
    reader.close()
