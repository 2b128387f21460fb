"""After one visit the site is there without a network; an update comes whole or not at all; and there is a way back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pyodide_widgets.build.offline import write_offline_end, write_offline_worker
from tests.bundled import LANGS

from .built_site import Site
from .reader import SAVE_DATA, Reader
from .static_server import Answer, StaticServer
from .waiting import wait_promise, wait_until

_FAILED = "caches.keys().then((names) => names.some((name) => name.endsWith(' failed')))"
_REGISTER = "navigator.serviceWorker.register('/offline-worker.js').catch(() => {})"
_KEPT = "caches.keys().then((names) => names.filter((name) => name.startsWith('pyodide-widgets ')).length)"
_ACTIVE = "navigator.serviceWorker.getRegistration().then((found) => found?.active?.state === 'activated')"
_IDLE = "navigator.serviceWorker.getRegistration().then((found) => !found.installing && !found.waiting)"
_WAITING = "navigator.serviceWorker.getRegistration().then((found) => !!found.waiting)"
_PYTHON_KEPT = """(async () => {
  const [name] = (await caches.keys()).filter((name) => name.endsWith(" runtime"));
  if (!name) return false;
  const manifest = await (await fetch("/pyodide-widgets/runtime/manifest.json")).json();
  const wanted = ["start", "afterwards", "on_demand"].flatMap((part) => Object.values(manifest[part]));
  const kept = new Set((await (await caches.open(name)).keys()).map(({ url }) => url.split("/").at(-1)));
  return wanted.every(({ file }) => kept.has(file)); // data files of widgets may be there too
})()"""
# A version that is not taken is no fault of the page.
_UPDATE = "navigator.serviceWorker.getRegistration().then((found) => found.update()).catch(() => {})"


@pytest.fixture
def host(site: Site, tmp_path: Path) -> Iterator[StaticServer]:
    """A server of its own, whose files a test may change."""
    with StaticServer(tmp_path / "site") as server:
        shutil.copytree(site.folder, server.folder)
        yield server


@pytest.fixture
def reader(browser: Browser, host: StaticServer) -> Iterator[Reader]:
    reader = Reader(browser, host.origin, keeps=True)
    yield reader
    reader.close()


def visit(reader: Reader, path: str) -> Page:
    """Open a page and wait until the site is kept."""
    page = reader.open(path).page
    wait_promise(page, _ACTIVE)
    return page


def change(host: StaticServer, *pages: str) -> None:
    """Publish a new version, with a word in these pages that is new."""
    for name in pages:
        file = host.folder / name / "index.html"
        file.write_text(file.read_text(encoding="utf-8").replace("<h1", "<p>NEW VERSION</p><h1"), encoding="utf-8")
    write_offline_worker(host.folder, {}, LANGS)


def wait_taken_over(page: Page) -> None:
    """Wait until no version waits for the one before; a page of the site would have its own part in that."""
    states: dict[str, str] = {}
    browser = page.context.new_cdp_session(page)
    browser.on(
        "ServiceWorker.workerVersionUpdated",
        lambda told: states.update({version["versionId"]: version["status"] for version in told["versions"]}),
    )
    browser.send("ServiceWorker.enable")
    wait_until(page, lambda: states and set(states.values()) <= {"activated", "redundant"}, "taking over")
    browser.detach()


def test_after_one_visit_everything_is_there_without_a_network(reader: Reader) -> None:
    page = visit(reader, "/article/")
    reader.widget("library").wait_live()
    wait_promise(page, _PYTHON_KEPT)
    reader.context.set_offline(True)
    reader.watch.expect("ERR_INTERNET_DISCONNECTED|Failed to load|404")
    page.goto("about:blank")
    reader.open("/en/article/")
    widget = reader.widget("library")
    widget.wait_live()
    with widget.redrawn():
        widget.control("query-x").press("Home")
    page.get_by_role("link", name="Reference").first.click()
    expect(page.locator("main h1")).to_contain_text("The attention core")
    assert page.goto(reader.origin + "/no/such/page/").status == 404  # type: ignore[union-attr]
    reader.watch.check()


def test_python_is_kept_that_was_ready_before_the_page_was_loaded(reader: Reader, host: StaticServer) -> None:
    (host.folder / "late.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    reader.context.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.body.append(Object.assign(new Image(), { src: '/late.svg' })))"
    )
    page = reader.page
    with host.answering("/late.svg", Answer.HELD):
        page.goto(reader.origin + "/article/", wait_until="commit")
        reader.widget("glance").wait_live()
        assert page.evaluate("document.readyState") != "complete"
    wait_promise(page, _PYTHON_KEPT)


def test_the_site_is_kept_though_the_service_worker_does_not_arrive_at_first(
    reader: Reader, host: StaticServer
) -> None:
    reader.watch.expect("404|offline-worker")
    with host.answering("/offline-worker.js", Answer.MISSING):
        page = reader.open("/guide/hosting/").page
        wait_until(page, lambda: "/offline-worker.js" in host.sent, "the service worker asked for")
    wait_promise(page, _ACTIVE)


def test_a_visit_fetches_nothing_of_python_that_is_kept(reader: Reader, host: StaticServer) -> None:
    page = visit(reader, "/article/")
    reader.widget("library").wait_live()
    wait_promise(page, _PYTHON_KEPT)
    page.goto("about:blank")
    browser = page.context.new_cdp_session(page)
    browser.send("Network.clearBrowserCache")
    before = dict(host.sent)
    reader.open("/en/article/").widget("library").wait_live()
    fetched = {path for path, size in host.sent.items() if size > before.get(path, 0)}
    assert not [path for path in fetched if path.startswith("/pyodide-widgets/runtime/")]


def test_an_update_comes_whole_or_not_at_all(reader: Reader, host: StaticServer) -> None:
    page = visit(reader, "/guide/hosting/")
    change(host, "guide/hosting", "gallery")
    with host.answering("/gallery/", Answer.ALTERED):
        page.evaluate(_UPDATE)
        wait_promise(page, _IDLE)
        page.reload()
        expect(page.locator("main h1")).to_be_visible()
        assert page.get_by_text("NEW VERSION").count() == 0
    page.evaluate(
        "caches.keys().then((names) => caches.delete(names.find((name) => name.endsWith('failed'))))"
    )  # an hour later
    page.evaluate(_UPDATE)
    wait_promise(page, _WAITING)
    page.goto("about:blank")  # nobody looks at the old version any more
    wait_taken_over(page)
    for path in ("/guide/hosting/", "/gallery/"):
        reader.open(path)
        expect(page.get_by_text("NEW VERSION")).to_be_visible()
    assert page.evaluate(f"{_KEPT}") <= 2


def test_the_reader_can_have_all_that_is_kept_removed(reader: Reader) -> None:
    page = visit(reader, "/guide/hosting/")
    assert page.evaluate(_KEPT) > 0
    with page.expect_navigation():
        page.locator('[data-offline="forget"]').click()
    for path in ("/guide/hosting/", "/gallery/"):  # that was a wish for the next pages, too
        reader.open(path)
        page.evaluate("new Promise(requestIdleCallback)")
        assert page.evaluate("navigator.serviceWorker.getRegistration()") is None
        assert page.evaluate(_KEPT) == 0


def test_nothing_is_kept_while_python_starts(reader: Reader, host: StaticServer, site: Site) -> None:
    with host.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        page = reader.open("/article/").page
        expect(reader.widget("glance").root).to_have_attribute("data-state", "loading")
        page.evaluate("new Promise(requestIdleCallback)")
        assert page.evaluate("navigator.serviceWorker.getRegistration()") is None
    wait_promise(page, _ACTIVE)
    assert reader.python_starts() == 1


@pytest.mark.parametrize(("path", "answer"), [("/404.html", Answer.MISSING), ("/gallery/", Answer.REDIRECTED)])
def test_what_hosts_do_to_a_page_does_not_matter(path: str, answer: Answer, reader: Reader, host: StaticServer) -> None:
    """Some answer 404.html with its own status, some redirect a folder to its file."""
    with host.answering(path, answer):
        page = visit(reader, "/guide/hosting/")
    reader.context.set_offline(True)
    reader.watch.expect("ERR_INTERNET_DISCONNECTED|Failed to load|404")
    page.goto("about:blank")
    reader.open("/gallery/")
    expect(page.locator("main h1")).to_be_visible()
    assert page.goto(reader.origin + "/no/such/page/").status == 404  # type: ignore[union-attr]
    reader.watch.check()


def test_a_copy_that_fails_is_reported_once_and_not_tried_at_every_page(reader: Reader, host: StaticServer) -> None:
    with host.answering("/guide/speed/", Answer.ALTERED):
        page = reader.open("/guide/hosting/").page
        wait_promise(page, _FAILED)
        host.sent.clear()
        reader.open("/guide/architecture/")
        page.evaluate(_REGISTER)
        assert "/offline-worker.js" in host.sent and "/guide/speed/" not in host.sent
        assert page.evaluate(_KEPT) == 1  # the note of the failure


def test_an_update_that_fails_is_not_tried_at_every_page_either(reader: Reader, host: StaticServer) -> None:
    page = visit(reader, "/guide/hosting/")
    page.reload()  # from now on the worker answers, and the next one waits for it
    change(host, "guide/speed")
    with host.answering("/guide/speed/", Answer.ALTERED):
        page.evaluate(_UPDATE)
        wait_promise(page, _FAILED)
        host.sent.clear()
        page.evaluate(_UPDATE)
        assert "/offline-worker.js" in host.sent and "/guide/speed/" not in host.sent
    page.evaluate("caches.keys().then((names) => caches.delete(names.find((name) => name.endsWith('failed'))))")
    page.evaluate(_UPDATE)
    wait_promise(page, _WAITING)


@pytest.mark.parametrize("cache", ["site", "runtime"])
def test_what_another_site_of_the_origin_has_put_into_the_copy_is_not_used(
    cache: str, reader: Reader, host: StaticServer, site: Site
) -> None:
    page = visit(reader, "/article/")
    reader.widget("library").wait_live()
    wait_promise(page, _PYTHON_KEPT)
    page.reload()  # from now on the worker answers
    path = "/guide/speed/" if cache == "site" else site.runtime_file("package.tar")
    page.evaluate(
        """async ([ending, path]) => {
          const name = (await caches.keys()).find((name) => name.includes(ending));
          const headers = { "Content-Type": "text/html", "Refresh": "0;url=/hacked" };
          await (await caches.open(name)).put(path, new Response("<h1>planted</h1>", { headers }));
        }""",
        [f" {cache}", path],
    )
    read = "path => fetch(path).then((answer) => answer.text()).then((text) => text.includes('planted'))"
    assert page.evaluate(read, path) is False
    kept = "path => caches.match(path).then((kept) => kept === undefined)"
    assert page.evaluate(kept, path) is True  # it is gone, too


def test_headers_of_kept_files_are_not_those_that_are_kept(reader: Reader, host: StaticServer) -> None:
    page = visit(reader, "/guide/hosting/")
    page.reload()
    found = page.evaluate(
        """async () => {
          const name = (await caches.keys()).find((name) => name.includes(" site "));
          const cache = await caches.open(name);
          const body = await (await cache.match("/gallery/")).blob();
          await cache.put("/gallery/", new Response(body, { headers: { "X-Planted": "yes", "Content-Type": "text/plain" } }));
          const { headers } = await fetch("/gallery/");
          return Object.fromEntries(headers);
        }"""
    )
    assert "x-planted" not in found
    assert found["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self' 'wasm-unsafe-eval'" in found["content-security-policy"]
    assert found["content-security-policy"].endswith("; frame-ancestors 'self'")


def test_a_host_with_vary_star_can_be_kept(reader: Reader, host: StaticServer) -> None:
    headers = host.folder / "_headers"
    headers.write_text(headers.read_text(encoding="utf-8").replace("\n  X-", "\n  Vary: *\n  X-"), encoding="utf-8")
    page = visit(reader, "/guide/hosting/")
    reader.context.set_offline(True)
    reader.watch.expect("ERR_INTERNET_DISCONNECTED|Failed to load|404")
    page.goto("about:blank")
    reader.open("/gallery/")
    expect(page.locator("main h1")).to_be_visible()


def test_an_address_that_cannot_be_decoded_is_a_page_like_others(reader: Reader) -> None:
    page = visit(reader, "/guide/hosting/")
    page.reload()
    for query in ("?q=%D7%A2", "?q=%E6%B3", "?q=%", "?q=100%#%"):
        reader.open(f"/gallery/{query}")
        expect(page.locator("main h1")).to_be_visible()


@pytest.mark.parametrize("answer", ["missing", "a page"])
def test_another_site_served_from_the_same_address_later_is_shown(
    answer: str, reader: Reader, host: StaticServer
) -> None:
    page = visit(reader, "/guide/hosting/")
    page.goto("about:blank")
    for path in host.folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    another = "<!doctype html><title>Another</title><link rel=icon href=data:><h1>Another site</h1>"
    (host.folder / "guide/hosting").mkdir(parents=True)
    (host.folder / "guide/hosting/index.html").write_text(another, encoding="utf-8")
    if answer == "a page":  # as hosts of applications answer any address
        (host.folder / "offline-worker.js").mkdir()
        (host.folder / "offline-worker.js/index.html").write_text(another, encoding="utf-8")
    reader.watch.expect("404|MIME type|Failed")
    page.goto(f"{host.origin}/guide/hosting/")
    expect(page.locator("h1")).to_have_text("Another site")
    wait_promise(page, f"{_KEPT}.then((kept) => kept === 0)")
    wait_promise(page, "navigator.serviceWorker.getRegistration().then((found) => !found)")


def test_where_the_site_is_being_written_nothing_stays_kept(reader: Reader, host: StaticServer) -> None:
    page = visit(reader, "/guide/hosting/")
    page.reload()  # what is shown now comes from what is kept
    write_offline_end(host.folder)
    # Pages that are being written ask for no worker; these would, and the new one would navigate them again and again.
    written = host.folder / "guide/hosting/index.html"
    written.write_text(
        re.sub('<meta name="offline-worker"[^>]*>', "", written.read_text(encoding="utf-8")), encoding="utf-8"
    )
    page.evaluate(f"() => {{ {_UPDATE}; }}")  # waiting for the update would be cut short by the navigation
    page.wait_for_function("() => !document.querySelector('meta[name=offline-worker]')")
    wait_promise(page, f"{_KEPT}.then((kept) => kept === 0)")


def test_on_a_costly_line_nothing_is_kept(browser: Browser, host: StaticServer) -> None:
    reader = Reader(browser, host.origin, keeps=True, connection=SAVE_DATA)
    page = reader.open("/guide/hosting/").page
    page.wait_for_load_state("load")
    page.evaluate("new Promise(requestIdleCallback)")
    assert page.evaluate("navigator.serviceWorker.getRegistration()") is None
    reader.close()
