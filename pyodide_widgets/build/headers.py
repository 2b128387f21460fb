"""The file `_headers`, from which Netlify, Cloudflare Pages and other static hosts take a site's response headers.

Called by `policy.py`. Test: tests/build/test_policy.py.
"""

from __future__ import annotations

from pathlib import Path

from .places import EMBED, FOLDER, WORKER

FILE = "_headers"
_MARK = "# From here on written by pyodide-widgets at each build."
_MAX_RULES = 90  # Cloudflare Pages reads a hundred


def write_headers(site_dir: Path, policy: str) -> None:
    """Write rules that send a policy, behind those that an author's own file has; one with a policy of its own is left alone.

    Pages may be framed by the site alone, those in folders `embed/` by any site. Any site may read the files: a figure in a
    sandboxed frame could not do so otherwise. For a path with several rules, one host joins their values of a header and
    another takes the last. So each path has one rule with a policy.
    """
    file = site_dir / FILE
    own = file.read_text(encoding="utf-8").partition(_MARK)[0] if file.exists() else ""
    if "content-security-policy" in own.lower():
        return
    framed, unframed = _paths(site_dir)
    if len(framed) + len(unframed) > _MAX_RULES:
        framed, unframed = ["/*"], []
    policies = dict.fromkeys(unframed, f"{policy}; frame-ancestors 'self'") | dict.fromkeys(framed, for_frames(policy))
    rules = [
        f"{path}\n  Content-Security-Policy: {sent}\n  X-Content-Type-Options: nosniff\n"
        "  Access-Control-Allow-Origin: *"
        for path, sent in policies.items()
    ]
    file.write_text(f"{own}{_MARK}\n" + "\n".join(rules) + "\n", encoding="utf-8")


def for_frames(policy: str) -> str:
    """The policy of a page that other sites may show: in a sandbox, its workers are started from a script made there."""
    directives = {part.split()[0]: part for part in policy.split("; ")}
    sources = directives.get("worker-src", directives["default-src"].replace("default-src", "worker-src"))
    return "; ".join((directives | {"worker-src": f"{sources} blob:"}).values())


def _paths(site_dir: Path) -> tuple[list[str], list[str]]:
    """The patterns of paths that any site may frame, and of all others; no path has two."""
    framed = [folder for folder in (site_dir / EMBED, *sorted(site_dir.glob(f"*/{EMBED}"))) if folder.is_dir()]
    if not framed:
        return [], ["/*"]
    opened = {site_dir, *(folder.parent for folder in framed)}  # whose entries are named one by one
    # What is written after the pages has its rule as well; hosts serve no `_headers`.
    later = {site_dir / FOLDER, site_dir / WORKER}
    entries = [
        entry
        for folder in sorted(opened)
        for entry in sorted({*folder.iterdir(), *(later if folder == site_dir else ())} - {site_dir / FILE})
    ]
    unframed = [*sorted(opened), *(entry for entry in entries if entry not in opened | {*framed})]
    return [_pattern(path, site_dir) for path in framed], [
        _pattern(path, site_dir, is_whole=path not in opened) for path in unframed
    ]


def _pattern(path: Path, site_dir: Path, *, is_whole: bool = True) -> str:
    """The pattern of a file; of a folder with all in it, or of its own page alone."""
    below = path.relative_to(site_dir).as_posix().removeprefix(".")
    if not path.is_dir() and path != site_dir / FOLDER:
        return f"/{below}"
    return (f"/{below}/" if below else "/") + ("*" if is_whole else "")
