"""A second visit starts from a snapshot of memory; whatever is wrong with it, Python starts the ordinary way."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, Worker, expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import CALLS, LANGS, WIDGETS

from .built_site import Site, article
from .guides import megabytes
from .reader import Reader
from .snapshot_maker import KEPT, MAKE, wait_kept
from .static_server import Answer, StaticServer
from .test_faults import RETRY
from .waiting import wait_promise, wait_until
from .widget_page import START, WidgetOnPage

_AT_WORK = "navigator.locks.query().then(({ held }) => held.length === 1)"
_AT_REST = "navigator.locks.query().then(({ held }) => held.length === 0)"
# Of the memory, and of what is kept of it, in megabytes.
_SIZES = """async () => {
  const cache = await caches.open(`pyodide-widgets ${location.origin}/ snapshot`);
  const [request] = await cache.keys();
  const kept = await (await cache.match(request)).arrayBuffer();
  const [length] = new Uint32Array(kept, 0, 1);
  const { size } = JSON.parse(new TextDecoder().decode(new Uint8Array(kept, 4, length)));
  return [size / 1e6, kept.byteLength / 1e6];
}"""
# Does something to the entry that is kept; the original is put aside first, for the next test.
_ALTER = """async (how) => {
  const name = `pyodide-widgets ${location.origin}/ snapshot`;
  const aside = await caches.open("aside");
  const cache = await caches.open(name);
  if (!(await aside.keys()).length) {
    const [request] = await cache.keys();
    await aside.put(request, await cache.match(request));
  }
  const [{ url }] = await aside.keys();
  const response = await aside.match(url);
  const { checksum } = await import("/pyodide-widgets/shared/checksum.mjs");
  let sum = response.headers.get("X-Checksum");
  let bytes = new Uint8Array(await response.arrayBuffer());
  const [length] = new Uint32Array(bytes.buffer, 0, 1);
  const sumUp = () => (sum = checksum(bytes));
  const tell = async (change) => {
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
    change(head);
    const told = new TextEncoder().encode(JSON.stringify(head));
    const parts = [Uint32Array.of(told.length), told, bytes.subarray(4 + length)];
    bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    sumUp();
  };
  const ways = {
    "as it was": () => {},
    "truncated": () => (bytes = bytes.subarray(0, bytes.length / 2)),
    "empty": () => (bytes = new Uint8Array()),
    "altered": () => (bytes[bytes.length >> 1] ^= 1),
    "without a page": () => ((bytes = bytes.subarray(0, bytes.length - 4096)), sumUp()),
    "of zeros": () => (bytes.fill(0, 4 + length), sumUp()),
    "of another self-test": () => tell((head) => (head.selfTest += "!")),
    "of other libraries": () => tell((head) => (head.librariesEnd.functions += 1)),
    "without its head": () => (bytes.fill(0, 0, 1000), sumUp()),
  };
  await ways[how]?.();
  await caches.delete(name);
  const headers = { "X-Checksum": sum, "X-State": how === "of another state" ? btoa("state") : response.headers.get("X-State") };
  const key = how === "of another version" ? url + "0" : url;
  await (await caches.open(name)).put(key, new Response(bytes, { headers }));
}"""
_FROM_SNAPSHOT = "performance.getEntriesByName('pyodide-widgets:ready').map(({ detail }) => detail.fromSnapshot)"
_ATTEMPT = "localStorage.getItem(`pyodide-widgets ${location.origin}/ snapshot`)"
_REFUSED = 'Object.defineProperty(self, "caches", { get() { throw new DOMException("refused", "SecurityError"); } });\n'
_SILENT = (
    "for (const name of ['match', 'delete', 'open']) CacheStorage.prototype[name] = () => new Promise(() => {});\n"
)
_NOTE_WORKERS = """
  window.workers = [];
  window.Worker = class extends Worker {
    constructor(url, options) { super(url, options); window.workers.push(Object.assign(this, { url: String(url) })); }
  };
"""
_PYTHONS = "window.workers.filter(({ url }) => url.endsWith('/python-worker.mjs')).length"

DAMAGED = [
    "truncated",
    "empty",
    "altered",
    "of another version",
    "without its head",
    "of another state",
]  # seen before Python is started
UNFIT = ["without a page", "of zeros", "of another self-test", "of other libraries"]


@pytest.fixture(scope="module")
def reader(browser: Browser, site: Site) -> Iterator[Reader]:
    """A reader who has been here before, and keeps a snapshot."""
    reader = Reader(browser, site.origin)
    reader.open("/404.html").page.evaluate(MAKE)
    wait_kept(reader.page, "snapshot")
    yield reader
    reader.close()


@pytest.fixture
def stranger(browser: Browser, site: Site) -> Iterator[Reader]:
    """A reader who has not been here."""
    reader = Reader(browser, site.origin)
    yield reader
    reader.close()


def visit(reader: Reader, kept: str = "as it was") -> WidgetOnPage:
    """Come again, with what is kept altered in a way, and wait until Python is there."""
    reader.open("/404.html").page.evaluate(_ALTER, kept)
    widget = reader.open(article("zh")).widget("library")
    widget.wait_live()
    return widget


def came_from_snapshot(reader: Reader) -> list[bool]:
    """Of each start of Python on this page."""
    found: list[bool] = reader.page.evaluate(_FROM_SNAPSHOT)
    return found


def test_a_visit_from_a_snapshot_is_like_any_other(reader: Reader, site: Site) -> None:
    widget = visit(reader)
    assert came_from_snapshot(reader) == [True]
    states = [state for state, _ in reader.diary("library")]
    assert list(dict.fromkeys(states)) == ["static", "loading", "live"]
    for placed in site.widgets(article("zh")):
        assert reader.widget(placed.key).body() == reader.normal(placed.body)
    with widget.redrawn():
        widget.control("query-x").press("Home")
    assert widget.body() == reader.normal(CALLS.render("library", json.dumps({"query-x": "-2.5"}), "zh"))
    reader.watch.check()


def test_a_first_visit_makes_one_by_itself_and_the_reader_can_have_it_removed(browser: Browser, site: Site) -> None:
    reader = Reader(browser, site.origin, keeps=True)
    # As in Firefox and Safari.
    reader.context.add_init_script("Object.defineProperty(navigator, 'deviceMemory', { value: undefined })")
    page = reader.open(article("zh")).page
    reader.widget("library").wait_live()
    assert came_from_snapshot(reader) == [False]
    wait_kept(page, "snapshot")
    page.wait_for_function(f"() => !({_ATTEMPT})")
    page.goto("about:blank")
    reader.open(article("zh")).widget("library").wait_live()
    assert came_from_snapshot(reader) == [True]
    reader.open("/guide/hosting/")
    page.evaluate("window.isOld = true")
    page.locator('[data-offline="forget"]').click()
    page.wait_for_function("() => !window.isOld")
    assert page.evaluate(KEPT) == []
    reader.close()


@pytest.mark.parametrize(
    "room",
    [
        "Object.defineProperty(navigator, 'deviceMemory', { value: 2 })",
        "localStorage.setItem(`pyodide-widgets ${location.origin}/ snapshot`, Date.now())",
    ],
    ids=["little memory", "a page that was ended in the middle of it"],
)
def test_where_there_is_no_room_none_is_made(room: str, browser: Browser, site: Site) -> None:
    reader = Reader(browser, site.origin, keeps=True)
    reader.context.add_init_script(
        "Object.defineProperty(navigator, 'deviceMemory', { value: undefined, configurable: true })"
    )
    reader.context.add_init_script(room)
    workers: list[str] = []
    reader.page.on("worker", lambda worker: workers.append(worker.url))
    reader.page.clock.install()
    reader.open(article("zh")).widget("library").wait_live()
    reader.page.clock.fast_forward("00:10")
    reader.page.evaluate("new Promise(requestIdleCallback)")
    assert not [url for url in workers if url.endswith("snapshot-worker.mjs")]
    reader.close()


def test_a_page_that_is_left_while_a_snapshot_is_made_makes_one_the_next_time(browser: Browser, site: Site) -> None:
    reader = Reader(browser, site.origin, keeps=True)
    reader.context.add_init_script("Object.defineProperty(navigator, 'deviceMemory', { value: undefined })")
    page = reader.open(article("zh")).page
    page.wait_for_function(f"() => {_ATTEMPT}", timeout=START)
    reader.open("/404.html")
    assert not page.evaluate(_ATTEMPT)
    reader.close()


def test_a_page_that_the_browser_keeps_goes_on_with_no_snapshot(browser: Browser, site: Site) -> None:
    reader = Reader(browser, site.origin, keeps=True)
    reader.context.add_init_script("Object.defineProperty(navigator, 'deviceMemory', { value: undefined })")
    page = reader.open(article("zh")).page
    wait_promise(page, _AT_WORK)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    wait_promise(page, _AT_REST)
    assert page.evaluate(KEPT) == []
    reader.close()


def test_it_is_small_and_the_guides_say_how_small(reader: Reader) -> None:
    memory, kept = reader.open("/404.html").page.evaluate(_SIZES)
    assert kept < 30
    words: dict[Lang, str] = {"zh": "快照", "en": "snapshot"}
    for lang, word in words.items():
        # Another browser may need a little more or less.
        in_architecture, in_hosting = megabytes(lang, "architecture", "Cache Storage"), megabytes(lang, "hosting", word)
        assert [float(size) for size in in_architecture] == pytest.approx([memory, kept], abs=1)
        assert [float(size) for size in in_hosting] == pytest.approx([kept], abs=1)


def test_python_from_a_snapshot_draws_what_the_build_draws(reader: Reader) -> None:
    visit(reader)
    assert came_from_snapshot(reader) == [True]
    for name in WIDGETS.names():
        for lang in LANGS:
            assert reader.render(name, {}, lang) == CALLS.render(name, "{}", lang), name


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_snapshot_is_removed_and_python_starts_without_one(how: str, reader: Reader) -> None:
    visit(reader, how)
    assert came_from_snapshot(reader) == [False]
    assert reader.page.evaluate(KEPT) == []
    reader.watch.check()


@pytest.mark.parametrize("how", UNFIT)
def test_what_does_not_answer_as_before_is_never_tried_again(how: str, reader: Reader) -> None:
    visit(reader, how)
    assert came_from_snapshot(reader) == [False]
    wait_kept(reader.page, "note")
    reader.open(article("zh")).widget("library").wait_live()
    assert came_from_snapshot(reader) == [False]
    assert [kind for _, kind in reader.page.evaluate(KEPT)] == ["note"]
    reader.watch.check()


def test_where_nothing_may_be_kept_python_starts_the_ordinary_way(stranger: Reader) -> None:
    def refuse(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=_REFUSED + response.text())

    stranger.context.route("**/python-worker.mjs", refuse)
    stranger.context.route("**/snapshot-worker.mjs", refuse)
    stranger.open(article("zh")).widget("library").wait_live()
    assert came_from_snapshot(stranger) == [False]
    make_in_vain(stranger)


def test_where_nothing_answers_what_is_kept_python_starts_the_ordinary_way(stranger: Reader) -> None:
    def silence(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=_SILENT + response.text())

    stranger.context.route("**/python-worker.mjs", silence)
    stranger.open(article("zh")).widget("library").wait_live()
    assert came_from_snapshot(stranger) == [False]


def test_without_room_none_is_kept(stranger: Reader) -> None:
    page = stranger.open("/404.html").page
    browser = stranger.context.new_cdp_session(page)
    browser.send("Storage.overrideQuotaForOrigin", {"origin": stranger.origin, "quotaSize": 1_000_000})
    make_in_vain(stranger)


@pytest.mark.parametrize("answer", [Answer.MISSING, Answer.CUT_OFF])
def test_without_a_network_none_is_made(answer: Answer, stranger: Reader, server: StaticServer, site: Site) -> None:
    stranger.open("/404.html")
    with server.answering(site.runtime_file("python.tar"), answer):
        make_in_vain(stranger)


def is_maker(worker: Worker) -> bool:
    """Whether a worker makes snapshots; the page may begin its search worker at the same time."""
    return worker.url.endswith("/snapshot-worker.mjs")


def make_in_vain(reader: Reader) -> None:
    """Have a snapshot made where that cannot succeed, and wait until that has been given up, without a word."""
    with reader.page.expect_worker(is_maker) as made:
        reader.page.evaluate(MAKE)
    wait_until(reader.page, lambda: made.value not in reader.page.workers)
    assert reader.page.evaluate(f"({KEPT})().catch(() => [])") == []
    reader.watch.check()


def test_of_two_pages_at_once_one_makes_a_snapshot_and_the_other_gives_way(stranger: Reader, site: Site) -> None:
    first = stranger.open("/404.html").page
    with first.expect_worker(is_maker) as busy:
        first.evaluate(MAKE)
    wait_promise(first, _AT_WORK)
    second = stranger.context.new_page()
    second.goto(site.origin + "/404.html")
    with second.expect_worker(is_maker) as idle:
        second.evaluate(MAKE)
    wait_until(second, lambda: idle.value not in second.workers)
    assert busy.value in first.workers
    wait_kept(first, "snapshot")
    for page in (first, second):  # both at once
        page.goto(site.origin + article("zh"))
    for page in (first, second):
        WidgetOnPage(page, "library").wait_live()
        assert page.evaluate(_FROM_SNAPSHOT) == [True]
    stranger.watch.check()


def test_a_page_that_is_left_while_a_snapshot_is_made_leaves_nothing(stranger: Reader) -> None:
    page = stranger.open("/404.html").page
    page.evaluate(MAKE)
    wait_promise(page, _AT_WORK)
    page.goto("about:blank")
    stranger.open("/404.html")
    wait_promise(page, _AT_REST)  # a browser may take a moment to end a worker that has a worker of its own
    assert page.evaluate(KEPT) == []
    page.evaluate(MAKE)
    wait_kept(page, "snapshot")


@pytest.mark.parametrize("file", ["python.tar", "pyodide.asm.wasm"])
def test_a_network_that_is_lost_in_spite_of_a_snapshot_is_told(
    file: str, reader: Reader, server: StaticServer, site: Site
) -> None:
    reader.open("/404.html").page.evaluate(_ALTER, "as it was")
    clear_browser_cache(reader)
    with server.answering(site.runtime_file(file), Answer.CUT_OFF):
        widget = reader.open(article("zh")).widget("library")
        expect(widget.root).to_have_attribute("data-state", "error", timeout=START)
        expect(widget.retry).to_have_text(RETRY["zh"])
        assert widget.body() == reader.normal(site.placed("library", "zh").body)
    widget.retry.click()
    widget.wait_live()
    assert set(came_from_snapshot(reader)) == {True}  # without python.tar it had begun to answer before
    reader.watch.check()


def clear_browser_cache(reader: Reader) -> None:
    browser = reader.context.new_cdp_session(reader.page)
    browser.send("Network.clearBrowserCache")
    browser.detach()


def test_a_worker_that_is_lost_in_the_middle_of_a_start_can_be_had_again(
    stranger: Reader, server: StaticServer, site: Site
) -> None:
    stranger.page.add_init_script(_NOTE_WORKERS)
    stranger.page.clock.install()
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        widget = stranger.open(article("zh")).widget("library")
        expect(widget.root).to_have_attribute("data-state", "loading")
        stranger.page.evaluate("workers[0].terminate()")
        stranger.page.clock.fast_forward("01:00")
        expect(widget.root).to_have_attribute("data-state", "error")
        assert widget.body() == stranger.normal(site.placed("library", "zh").body)
    widget.retry.click()
    widget.wait_live()


@pytest.mark.parametrize("answers_at_last", [True, False])
def test_a_worker_that_does_not_begin_is_replaced_until_one_does(
    *, answers_at_last: bool, stranger: Reader, server: StaticServer
) -> None:
    page = stranger.page
    page.add_init_script(_NOTE_WORKERS)
    page.clock.install()
    with server.answering("/pyodide-widgets/worker/python-worker.mjs", Answer.HELD):
        widget = stranger.open(article("zh")).widget("library")
        page.wait_for_function(f"() => {_PYTHONS} === 1")
        page.clock.fast_forward("00:10")
        page.wait_for_function(f"() => {_PYTHONS} === 2")
        if not answers_at_last:
            page.clock.fast_forward("00:17")
            page.wait_for_function(f"() => {_PYTHONS} === 3")
            page.clock.fast_forward("00:31")
            expect(widget.root).to_have_attribute("data-state", "error")
    if answers_at_last:
        widget.wait_live()
    assert page.evaluate(_PYTHONS) == (2 if answers_at_last else 3)


def test_a_worker_that_begins_and_is_blocked_is_replaced(stranger: Reader) -> None:
    page = stranger.page
    page.add_init_script(_NOTE_WORKERS)
    page.clock.install()
    script = "self.postMessage({ type: 'begun' }); fetch('/it-has-begun');"
    workers = "**/python-worker.mjs"
    stranger.context.route(workers, lambda route: route.fulfill(body=script, content_type="text/javascript"))
    with page.expect_request("**/it-has-begun"):
        widget = stranger.open(article("zh")).widget("library")
    page.evaluate(_AFTER_MESSAGES)
    stranger.context.unroute(workers)
    page.clock.fast_forward("00:09")
    page.wait_for_function(f"() => {_PYTHONS} === 2")
    widget.wait_live()


# What has been sent to the page by now has been received.
_AFTER_MESSAGES = """new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = resolve;
  port2.postMessage("");
})"""


def test_a_start_from_a_snapshot_that_never_ends_becomes_an_ordinary_one(reader: Reader) -> None:
    def hang(route: Route) -> None:
        response = route.fetch()
        body = response.text().replace(
            "runSelfTest(pyodide) !== (await snapshot.memory).selfTest", "(await new Promise(() => {}))"
        )
        assert body != response.text()
        route.fulfill(response=response, body=body)

    reader.open("/404.html").page.evaluate(_ALTER, "as it was")
    reader.context.route("**/python-worker.mjs", hang)
    page = reader.context.new_page()
    try:
        page.clock.install()
        page.goto(reader.origin + article("zh"))
        expect(page.locator(".pw-progress").first).to_contain_text("正在启动")
        page.clock.fast_forward("00:20")
        widget = WidgetOnPage(page, "library")
        widget.wait_live()
        wait_kept(page, "note")
    finally:
        page.close()
        reader.context.unroute("**/python-worker.mjs")
