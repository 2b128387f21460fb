"""The Content-Security-Policy of a finished site: a `<meta>` in each page that has live widgets, and rules for hosts.

The policy is read off the finished pages: an inline script or style is allowed by its hash, and what a page's own HTML names
on another origin by its address. All pages have the same policy, because instant navigation keeps that of the first page.

Called by the plugin and by `finish.py`. Test: tests/build/test_policy.py, tests/browser/test_policy.py.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape, unescape
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit

from .finished_pages import ENCODING, FinishedPages
from .headers import for_frames, write_headers
from .parts_with import parts_with
from .places import FOLDER
from .script_styles import styles_in_scripts

Sources = Mapping[str, Sequence[str]]

_BASE: dict[str, list[str]] = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'wasm-unsafe-eval'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],  # style sheets of themes have their icons in data: addresses
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "media-src": ["'self'"],
    "frame-src": ["'self'"],
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
}
_HASHED = ("script-src", "style-src")
_INLINE, _HASHES = "'unsafe-inline'", "'unsafe-hashes'"

_MADE_HERE = b'data-made-by="pyodide-widgets"'
_META_BEGIN = b'<meta http-equiv="Content-Security-Policy" ' + _MADE_HERE + b' content="'
_META = re.compile(_META_BEGIN + rb'[^"]*">')
_HEAD = re.compile(rb"<head\b[^>]*>", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta\s+charset=[^>]*>|<meta\s[^>]*content-type[^>]*charset[^>]*>", re.IGNORECASE)
_LOADS = re.compile(rb"<(?:script|style|link)\b", re.IGNORECASE)
_EMBED = re.compile(rb'<html\b[^>]*\sclass="pw-embed"')
_LIVE = re.compile(rf"<script\b[^>]*\ssrc=\"[^\"]*{FOLDER}/".encode())

_TAG_END = r"""(?:[^>"']|"[^"]*"|'[^']*')*>"""
# A comment is looked for as well, because a script in it is none, and would hide the next one.
_RAW = re.compile(
    rf"<!--.*?-->|<(?P<kind>script|style)\b(?P<attributes>{_TAG_END})(?P<content>.*?)</(?P=kind)\s*>".encode(),
    re.DOTALL | re.I,
)
# What comes before "=" is looked at behind it: a pattern that begins with one character is found ten times faster.
_STYLE_ATTRIBUTE = re.compile(rb"""=(?<=\sstyle=)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TYPE = re.compile(rb"""\stype=["']?([^"'\s>]*)""", re.IGNORECASE)
_SRC = re.compile(rb"\ssrc=", re.IGNORECASE)
_RUN = frozenset({b"", b"module", b"text/javascript", b"application/javascript", b"importmap", b"speculationrules"})
_ELSEWHERE = re.compile(
    r"<(script|link|img|source|video|audio|track|iframe|form)\b"
    r"""(?=[^>]*?\s(?:src|href|poster|action)=["']?((?:https?:)?//[^\s"'>]+))([^>]*)>""",
    re.IGNORECASE,
)
_OF_TAG = {
    "script": "script-src", "img": "img-src", "source": "media-src", "video": "media-src", "audio": "media-src",
    "track": "media-src", "iframe": "frame-src", "form": "form-action",
}  # fmt: skip
_HANDLER = re.compile(rb" on[a-z]+=")
_NEVER_LOADED = ("object", "embed", "base")
_MAY_BE_NEVER_LOADED = re.compile(f"<(?:{'|'.join(_NEVER_LOADED)})".encode())
_ADDRESSES = frozenset({"href", "action", "formaction"})


class PolicyError(Exception):
    """Sources that are none. The message says what would be right."""


class WrittenPolicy(NamedTuple):
    """The policy of a site, and what in its pages that does not let work: a sentence for each kind of it."""

    text: str
    refusals: tuple[str, ...]


def write_policy(pages: FinishedPages, more: Sources | None = None) -> WrittenPolicy:
    """Write the policy into the live pages of a site, and into the file `_headers` that some hosts read.

    Args:
        pages: of the site.
        more: sources to add, by directive: `{"script-src": ["https://example.org"]}`.

    Raises:
        PolicyError: `more` is not made of directives that the policy has.
    """
    directives = _merged(more or {})
    without_policy = {path: _META.sub(b"", html) if _MADE_HERE in html else html for path, html in pages.items()}
    for html in without_policy.values():
        _allow_inline(html, directives)
        _allow_elsewhere(html, directives)
    for style in styles_in_scripts(pages.site_dir, without_policy.items()):
        directives["style-src"][_hash(style.encode(*ENCODING))] = None
    policy = _written(directives)
    for path, html in without_policy.items():
        pages.write(path, _with_meta(html, policy) if _LIVE.search(html) else html)
    write_headers(pages.site_dir, policy)
    return WrittenPolicy(policy, tuple(_refusals(without_policy)))


def _merged(more: Sources) -> dict[str, dict[str, None]]:
    """The base with an author's sources; dictionaries keep the order and have everything once."""
    directives = {name: dict.fromkeys(sources) for name, sources in _BASE.items()}
    for name, sources in more.items():
        if name not in directives:
            raise PolicyError(f"content_security_policy: {name!r} is none of its directives: {', '.join(_BASE)}")
        if isinstance(sources, str) or not all(isinstance(source, str) for source in sources):
            raise PolicyError(f"content_security_policy: {name} needs a list of sources, such as [https://example.org]")
        if any(re.search(r"[;,\s]", source) for source in sources):
            raise PolicyError(f"content_security_policy: {name}: a source has no blanks, commas and semicolons in it")
        directives[name].pop("'none'", None)
        directives[name].update(dict.fromkeys(sources))
    return directives


def _allow_inline(html: bytes, directives: dict[str, dict[str, None]]) -> None:
    for found in _RAW.finditer(html):
        kind = (found["kind"] or b"").lower()
        if kind == b"style":
            directives["style-src"][_hash(found["content"])] = None
        elif kind == b"script" and not _SRC.search(found["attributes"]) and _runs(found["attributes"]):
            directives["script-src"][_hash(found["content"])] = None
    for double, single in _STYLE_ATTRIBUTE.findall(html):
        directives["style-src"][_HASHES] = None
        directives["style-src"][_hash(_unescaped(double or single).encode(*ENCODING))] = None


def _runs(attributes: bytes) -> bool:
    kind = _TYPE.search(attributes)
    return (kind[1].lower() if kind else b"") in _RUN


def _unescaped(value: bytes) -> str:
    return unescape(value.decode(*ENCODING))


def _allow_elsewhere(html: bytes, directives: dict[str, dict[str, None]]) -> None:
    tags = (tag for part in parts_with(b"//", html) for tag in _ELSEWHERE.findall(part.decode(*ENCODING)))
    for tag, address, attributes in tags:
        url = urlsplit(unescape(address))
        origin = f"{url.scheme or 'https'}://{url.netloc}"
        if not re.fullmatch(r"[\w.:-]+", url.netloc):
            continue
        rel = re.search(r"""\srel=["']?([\w -]+)""", attributes)
        name = _of_link(rel[1].lower() if rel else "") if tag.lower() == "link" else _OF_TAG[tag.lower()]
        if name:
            # Of a script or a style sheet the file, of anything else the origin. An address in a policy has no query.
            is_file = name in _HASHED and re.fullmatch(r"[\w./@~%+-]+", url.path)
            directives[name][origin + url.path if is_file else origin] = None


def _of_link(rel: str) -> str | None:
    """What a link to another origin is for; a connection that is made beforehand is made for fonts."""
    if "stylesheet" in rel:
        return "style-src"
    return "img-src" if "icon" in rel else "font-src" if "preconnect" in rel else None


def _hash(content: bytes) -> str:
    normal = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")  # as browsers read it
    return f"'sha256-{base64.b64encode(hashlib.sha256(normal).digest()).decode()}'"


def _written(directives: Mapping[str, Iterable[str]]) -> str:
    """The policy as text; what is loaded from the site alone needs no directive besides `default-src`."""
    return "; ".join(
        f"{name} {' '.join(_effective(sources))}"
        for name, sources in directives.items()
        if name in ("default-src", "form-action") or list(sources) != _BASE["default-src"]
    )


def _effective(sources: Iterable[str]) -> list[str]:
    """The sources in a fixed order; beside a hash browsers ignore 'unsafe-inline', so there the hashes are left out."""
    sources = list(sources)
    hashes = sorted(source for source in sources if source.startswith("'sha256-"))
    others = [source for source in sources if not source.startswith("'sha256-")]
    return [source for source in others if source != _HASHES] if _INLINE in others else [*others, *hashes]


def _with_meta(html: bytes, policy: str) -> bytes:
    """A page with the policy before its scripts, and behind its encoding, which browsers look for in the first 1024 bytes."""
    head = _HEAD.search(html)
    if not head:
        return html
    charset = _CHARSET.search(html, head.end())
    script = _LOADS.search(html, head.end())
    place = charset.end() if charset and (not script or charset.start() < script.start()) else head.end()
    of_page = for_frames(policy) if _EMBED.search(html, 0, head.start()) else policy
    meta = _META_BEGIN + escape(of_page, quote=False).encode(*ENCODING) + b'">'
    return b"".join([html[:place], meta, html[place:]])


def _refusals(pages: Mapping[str, bytes]) -> list[str]:
    """A sentence for each kind of thing that the policy refuses whatever sources it has, with the first page that has it."""
    found: dict[str, str] = {}
    for path, html in pages.items():
        if _LIVE.search(html) and _may_be_refused(html):
            reader = _RefusedParts()
            reader.feed(html.decode(*ENCODING))
            for what in reader.found:
                found.setdefault(what, path)
    return [
        f"{path}: the Content-Security-Policy refuses {what}; do the same in a script, or set content_security_policy: false"
        for what, path in found.items()
    ]


def _may_be_refused(html: bytes) -> bool:
    """Whether a page is worth reading tag by tag, which takes long."""
    return bool(_MAY_BE_NEVER_LOADED.search(html) or _HANDLER.search(html) or b"javascript:" in html)


class _RefusedParts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NEVER_LOADED:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on"):
                self.found.append(f"the attribute {name}")
            elif name in _ADDRESSES and (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"the address javascript: in {name}")
