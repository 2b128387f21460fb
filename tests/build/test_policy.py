"""The Content-Security-Policy of a site allows what its finished pages have in them, by hash or address, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from pathlib import Path

import pytest

from pyodide_widgets.build.finished_pages import FinishedPages
from pyodide_widgets.build.policy import PolicyError, Sources, write_policy

LIVE = '<script type="module" src="{root}pyodide-widgets/page/pyodide-widgets.mjs"></script>'
_META = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*? content="([^"]*)">')


class Site:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, path: str, head: str = "", body: str = "", *, live: bool = True) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        script = LIVE.format(root="../" * path.count("/")) if live else ""
        file.write_bytes(
            f'<!doctype html><html><head><meta charset="utf-8">{head}{script}</head><body>{body}</body></html>'.encode()
        )

    def policies(self) -> set[str]:
        """That of each live page."""
        pages = [path.read_text(encoding="utf-8") for path in self.folder.rglob("*.html")]
        return {unescape(found) for page in pages for found in _META.findall(page)}

    def directives(self, more: Sources | None = None) -> dict[str, list[str]]:
        """Of the one policy that all live pages have."""
        write_policy(FinishedPages(self.folder), more)
        [policy] = self.policies()
        parts = (part.split() for part in policy.split("; "))
        return {name: sources for name, *sources in parts}

    def headers(self) -> dict[str, str]:
        """The policy in `_headers`, by pattern of paths."""
        text = (self.folder / "_headers").read_text(encoding="utf-8")
        return dict(re.findall(r"^(/\S*)\n  Content-Security-Policy: (.*)$", text, re.MULTILINE))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def sha256(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_a_plain_site_may_load_from_itself_alone(site: Site) -> None:
    site.write("index.html")
    assert site.directives() == {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'"],
        "img-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
    }


def test_all_pages_have_the_same_policy_and_it_allows_the_inline_parts_of_each(site: Site) -> None:
    site.write("index.html", head="<script>one()</script>", body='<STYLE media="print">p { color: red }</STYLE>')
    site.write("a/b.html", body='<script type="module">two()\r\n</script>')
    directives = site.directives()
    assert sorted(directives["script-src"][2:]) == sorted([sha256("one()"), sha256("two()\n")])
    assert directives["style-src"] == ["'self'", sha256("p { color: red }")]


@pytest.mark.parametrize(
    ("body", "sources"),
    [
        ('<script type="application/json">{}</script>', []),
        ('<script type="text/x-template"><b></b></script>', []),
        ('<script src="a.js">not run</script>', []),
        ('<script type="importmap">{}</script>', [sha256("{}")]),
        ('<script data-x="a>b">x()</script>', [sha256("x()")]),
        ("<!-- <script> --><script>x()</script>", [sha256("x()")]),
        ("<!-- <script>old()</script> -->", []),
        ("<script><!-- x() --></script >", [sha256("<!-- x() -->")]),
    ],
)
def test_what_counts_as_an_inline_script(body: str, sources: list[str], site: Site) -> None:
    site.write("index.html", body=body)
    assert site.directives()["script-src"][2:] == sources


def test_style_attributes_are_allowed_by_their_hash(site: Site) -> None:
    site.write("index.html", body="<td style=\"text-align: right;\">1</td><p style='a: &quot;b&quot;'>2</p>")
    hashes = sorted([sha256("text-align: right;"), sha256('a: "b"')])
    assert site.directives()["style-src"] == ["'self'", "'unsafe-hashes'", *hashes]


def test_style_sheets_in_scripts_of_the_theme_are_allowed_by_their_hash(site: Site) -> None:
    """Zensical's search puts one into a shadow root."""
    sheet = ".u{color:red}" * 20
    site.write("a/index.html", head='<script src="../theme.js"></script><script src="/other.js"></script>')
    (site.folder / "theme.js").write_text(f"var t='{sheet}',u='{'x' * 300}';e.attachShadow();", encoding="utf-8")
    (site.folder / "other.js").write_text(f'var t=".v{sheet}"', encoding="utf-8")  # for no shadow root
    assert site.directives()["style-src"] == ["'self'", sha256(sheet)]


@pytest.mark.parametrize(
    ("html", "directive", "source"),
    [
        ('<script src="https://e.org/x/a.js?v=1"></script>', "script-src", "https://e.org/x/a.js"),
        ('<script async src="//e.org/a.js"></script>', "script-src", "https://e.org/a.js"),
        ('<link href="https://e.org/css?family=A&amp;b" rel="stylesheet">', "style-src", "https://e.org/css"),
        ('<link rel="preconnect" href="https://e.org" crossorigin>', "font-src", "https://e.org"),
        ('<link rel="icon" href="https://e.org/a.png">', "img-src", "https://e.org"),
        ('<img alt="a" src="https://e.org/a.svg">', "img-src", "https://e.org"),
        ('<iframe src="https://e.org/video"></iframe>', "frame-src", "https://e.org"),
        ('<video src="http://e.org:80/a.mp4"></video>', "media-src", "http://e.org:80"),
        ('<form action="https://e.org/find"></form>', "form-action", "https://e.org"),
    ],
)
def test_what_a_page_names_elsewhere_is_allowed(html: str, directive: str, source: str, site: Site) -> None:
    site.write("index.html", body=html)
    found = site.directives()
    assert found[directive][-1] == source
    assert str(found).count("e.org") == 1


@pytest.mark.parametrize(
    "html", ['<a href="https://e.org/">a</a>', '<link rel="canonical" href="https://e.org/">', "<p>src=//e.org/a</p>"]
)
def test_what_is_only_linked_is_not_loaded(html: str, site: Site) -> None:
    site.write("index.html", body=html)
    assert "e.org" not in str(site.directives())


def test_everything_that_a_page_names_elsewhere_is_allowed(site: Site) -> None:
    site.write(
        "index.html",
        body="<p>// one</p>// two <img src=https://a.org/1><img\nsrc='//b.org/2' alt='//'><p>a//b</p>"
        "<img alt='< //' src='https://c.org/3'><img src=\"https://d.org/4\"",
    )
    found = site.directives()["img-src"]
    assert found == ["'self'", "data:", "https://a.org", "https://b.org", "https://c.org", "https://d.org"]


def test_an_address_cannot_write_into_the_policy(site: Site) -> None:
    site.write(
        "index.html", body="<img src=\"https://e.org;script-src *\"><img src='//*/a'><script src='//e.org/a,b;c'>"
    )
    found = site.directives()
    assert found["script-src"] == ["'self'", "'wasm-unsafe-eval'", "https://e.org"]
    assert found["img-src"] == ["'self'", "data:"]


def test_an_author_adds_sources(site: Site) -> None:
    site.write("index.html", head="<style>a</style>")
    found = site.directives({"connect-src": ["https://e.org"], "style-src": ["'unsafe-inline'"]})
    assert found["connect-src"] == ["'self'", "https://e.org"]
    assert found["style-src"] == ["'self'", "'unsafe-inline'"]  # beside a hash it would mean nothing


@pytest.mark.parametrize(
    "more", [{"script": ["https://e.org"]}, {"img-src": "https://e.org"}, {"img-src": ["a; script-src *"]}]
)
def test_sources_that_are_none_are_an_error(more: Sources, site: Site) -> None:
    site.write("index.html")
    with pytest.raises(PolicyError, match="content_security_policy: "):
        write_policy(FinishedPages(site.folder), more)


def test_the_policy_comes_before_scripts_and_after_the_encoding(site: Site) -> None:
    site.write("index.html", head="<script>a()</script>")
    (site.folder / "b.html").write_text(f"<html><head>\n<script>b()</script>{LIVE}</head></html>", encoding="utf-8")
    write_policy(FinishedPages(site.folder))
    for name, before in (
        ("index.html", '<!doctype html><html><head><meta charset="utf-8">'),
        ("b.html", "<html><head>"),
    ):
        html = (site.folder / name).read_text(encoding="utf-8")
        assert html.startswith(before + '<meta http-equiv="Content-Security-Policy"')


def test_pages_that_are_not_live_stay_as_they_are(site: Site) -> None:
    site.write("index.html")
    site.write("report.html", head="<script>eval('1')</script>", live=False)
    site.folder.joinpath("latin.html").write_bytes(b"<html><head></head><body>\xe4\r\n</body></html>")
    before = [(site.folder / name).read_bytes() for name in ("report.html", "latin.html")]
    write_policy(FinishedPages(site.folder))
    assert [(site.folder / name).read_bytes() for name in ("report.html", "latin.html")] == before


def test_it_can_be_written_again(site: Site) -> None:
    site.write("index.html", head="<script>a()</script>")
    site.folder.joinpath("_headers").write_text("/old\n  X-Author: me\n")
    first = site.directives()
    files = {path: path.read_bytes() for path in site.folder.iterdir()}
    assert site.directives() == first
    assert {path: path.read_bytes() for path in site.folder.iterdir()} == files
    assert (site.folder / "_headers").read_text().startswith("/old\n  X-Author: me\n")


def test_an_authors_own_policy_for_hosts_stays(site: Site) -> None:
    site.write("index.html")
    file = site.folder / "_headers"
    file.write_text("/*\n  content-security-policy: default-src *\n")
    write_policy(FinishedPages(site.folder))
    assert file.read_text() == "/*\n  content-security-policy: default-src *\n"


def test_pages_are_framed_by_their_own_site_alone(site: Site) -> None:
    site.write("index.html")
    write_policy(FinishedPages(site.folder))
    [policy] = site.policies()
    assert site.headers() == {"/*": f"{policy}; frame-ancestors 'self'"}


def test_pages_to_embed_are_framed_by_any_site_and_no_path_has_two_policies(site: Site) -> None:
    for path in (
        "index.html",
        "a/index.html",
        "embed/x/index.html",
        "en/index.html",
        "en/b/index.html",
        "en/embed/x/index.html",
    ):
        site.write(path)
    write_policy(FinishedPages(site.folder))
    headers = site.headers()
    framed = {path for path, policy in headers.items() if "frame-ancestors" not in policy}
    assert framed == {"/embed/*", "/en/embed/*"}
    assert headers.keys() - framed == {
        "/", "/index.html", "/a/*", "/en/", "/en/index.html", "/en/b/*", "/pyodide-widgets/*", "/offline-worker.js",
    }  # fmt: skip
    for path, policy in headers.items():
        assert ("worker-src 'self' blob:" in policy) == (path in framed)


def test_a_page_to_embed_may_start_workers_from_a_script_made_there(site: Site) -> None:
    site.write("index.html", body='<html class="pw-embed">')  # it speaks of one
    file = site.folder / "embed/x/index.html"
    site.write("embed/x/index.html")
    file.write_text(file.read_text().replace("<html>", '<html lang="en" class="pw-embed">'))
    write_policy(FinishedPages(site.folder))
    for path, framed in (("index.html", False), ("embed/x/index.html", True)):
        [policy] = _META.findall((site.folder / path).read_text())
        assert ("worker-src 'self' blob:" in policy) == framed


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<p onclick="x()">a</p>', "the attribute onclick"),
        ('<a href=" javascript:x()">a</a>', "the address javascript: in href"),
        ('<object data="a.svg"></object>', "<object>"),
    ],
)
def test_what_the_policy_refuses_is_said_with_its_page(body: str, said: str, site: Site) -> None:
    site.write("index.html")
    site.write("a.html", body=body * 2)
    [sentence] = write_policy(FinishedPages(site.folder)).refusals
    assert sentence.startswith(f"a.html: the Content-Security-Policy refuses {said}; ")


@pytest.mark.parametrize("body", ["<code>&lt;p onclick=x&gt; javascript:</code>", '<p title="a onclick=b">on = 1</p>'])
def test_what_is_only_written_about_is_not_said(body: str, site: Site) -> None:
    site.write("index.html", body=body)
    assert write_policy(FinishedPages(site.folder)).refusals == ()
