"""The site works under a strict Content-Security-Policy: all browser tests run under it, and it refuses what it is there to refuse."""

from __future__ import annotations

import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from .built_site import Site
from .conftest import NewReader
from .reader import SAVE_DATA

_REFUSED = "Content.Security.Policy|ERR_BLOCKED_BY_CSP|a request that leaves the site: https://example.org"  # none does
# Something is put into the page; gives the directive that refused it, or "done".
_TRY = """async (how) => {
  const refused = new Promise((resolve) => addEventListener("securitypolicyviolation", ({ effectiveDirective }) => resolve(effectiveDirective)));
  const done = new Promise((resolve) => (window.hacked = () => resolve("done")));
  const element = (name, set) => document.body.append(Object.assign(document.createElement(name), set));
  const ways = {
    "inline script": () => element("script", { textContent: "hacked()" }),
    "handler": () => document.body.setAttribute("onclick", "hacked()"),
    "foreign script": () => element("script", { src: "https://example.org/a.js" }),
    "script in an address": () => element("script", { src: "data:text/javascript,hacked()" }),
    "foreign picture": () => element("img", { src: "https://example.org/a.png" }),
    "foreign request": () => fetch("https://example.org/").catch(() => {}),
    "beacon": () => navigator.sendBeacon("https://example.org/"),
    "style element": () => element("style", { textContent: "body { color: red }" }),
    "style attribute": () => document.body.setAttribute("style", "color: red"),
    "frame": () => element("iframe", { src: "https://example.org/" }),
    "plugin": () => element("object", { data: "/assets/images/favicon.png" }),
    "base": () => element("base", { href: "https://example.org/" }),
    "foreign worker": () => { try { new Worker("data:text/javascript,0"); } catch {} },
    "form": () => { element("form", { action: "https://example.org/", id: "f" }); document.forms.f.submit(); },
  };
  ways[how]();
  return Promise.race([refused, done]);
}"""
_WAYS = {
    "inline script": "script-src-elem",
    "handler": "script-src-attr",
    "foreign script": "script-src-elem",
    "script in an address": "script-src-elem",
    "foreign picture": "img-src",
    "foreign request": "connect-src",
    "beacon": "connect-src",
    "style element": "style-src-elem",
    "style attribute": "style-src-attr",
    "frame": "frame-src",
    "plugin": "object-src",
    "base": "base-uri",
    "foreign worker": "worker-src",
    "form": "form-action",
}


@pytest.mark.parametrize("how", _WAYS)
def test_the_policy_refuses(how: str, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open("/404.html")
    reader.watch.expect(_REFUSED)
    assert reader.page.evaluate(_TRY, how) == _WAYS[how]


def test_code_in_text_is_not_run(new_reader: NewReader) -> None:
    """In a timer: what a debugger evaluates, and these tests are one, may use `eval`."""
    reader = new_reader(connection=SAVE_DATA).open("/404.html")
    reader.watch.expect(_REFUSED)
    page = reader.page
    page.evaluate(
        "addEventListener('securitypolicyviolation', ({ effectiveDirective }) => (window.refused = effectiveDirective))"
    )
    page.evaluate("setTimeout('window.hacked = true')")
    page.wait_for_function("() => window.refused === 'script-src'")
    assert page.evaluate("window.hacked") is None


def sent(address: str) -> str:
    """The policy that an address is served with."""
    with urlopen(address) as response:
        policy: str = response.headers["Content-Security-Policy"]
        return policy


def test_every_page_has_the_policy_of_the_header_before_its_scripts(site: Site) -> None:
    metas = {
        re.search(r'http-equiv="Content-Security-Policy"[^>]* content="([^"]*)"', site.html(page))
        for page in site.pages
    }
    [policy] = {meta[1] if meta else "" for meta in metas}
    for word in ("unsafe-inline", "'unsafe-eval'", "unsafe-hashes", "http:", "https:", "*"):
        assert word not in policy
    assert sent(f"{site.origin}/article/") == f"{policy}; frame-ancestors 'self'"
    for page in site.pages:
        assert site.html(page).index("Content-Security-Policy") < site.html(page).index("<script")


def test_workers_have_the_policy_too(site: Site) -> None:
    assert "script-src 'self' 'wasm-unsafe-eval'" in sent(f"{site.origin}/pyodide-widgets/worker/python-worker.mjs")


def test_columns_of_numbers_are_aligned_without_style_attributes(new_reader: NewReader, site: Site) -> None:
    reader = new_reader(connection=SAVE_DATA).open("/guide/speed/")
    cell = reader.page.locator("td[align=right]").first
    expect(cell).to_have_css("text-align", re.compile("right$"))
    assert not any(" style=" in site.html(page) for page in site.pages)


def test_another_site_cannot_show_a_page_in_a_frame(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(f'<iframe src="{site.origin}/gallery/"></iframe>')
    page.wait_for_load_state("load")
    assert page.frames[1].url.startswith("chrome-error:")
    page.close()
