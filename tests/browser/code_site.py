"""A small site with code that readers may change: `/en.html`, `/zh.html` with four widgets, and `/other.html` without code.

Its pages have a policy that forbids inline styles and scripts, and `eval`.
"""

from __future__ import annotations

from pathlib import Path

import markdown

from pyodide_widgets.build.assets import write_assets
from pyodide_widgets.build.finished_pages import FinishedPages
from pyodide_widgets.build.head import PagePlace, make_live
from pyodide_widgets.build.languages import Languages
from pyodide_widgets.build.offline import write_offline_worker
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.markdown.extension import PyodideWidgetsExtension
from tests.bundled import CODE, LANGS

WIDGETS = ("library", "glance", "heads", "long-range")  # the last one does not call attention
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'; base-uri 'none'"
)
SHARES = "weights = shares(masked if softmax_dtype is None else masked.astype(softmax_dtype))"
CODE_FENCE = f"""```py-code attention.dot_product.attend
change: Even shares
Everybody gets the average.
-     {SHARES}  # (..., L, S)
+     seen = ~np.isneginf(masked)
+     weights = seen / np.maximum(seen.sum(axis=-1, keepdims=True), 1)
```
"""
_PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{name}</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="{policy}"></head><body>{body}</body></html>"""


def build(folder: Path, more: str = "") -> None:
    """Write the site; `more` is Markdown at the end of the pages with code."""
    (folder / "favicon.ico").touch()  # browsers ask for it
    widgets = "\n\n".join(f"```py-widget {name}\n```" for name in WIDGETS)
    for name, lang, text in [
        *((lang, lang, f"{CODE_FENCE}\n\n{widgets}\n\n{more}") for lang in LANGS),
        ("other", "en", widgets),
    ]:
        html = _page(name, lang, text, folder)
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    known = write_assets(FinishedPages(folder), CODE, LANGS)
    write_offline_worker(folder, known, LANGS)


def _page(name: str, lang: Lang, text: str, folder: Path) -> str:
    extension = PyodideWidgetsExtension(code=CODE, lang=lang, docs_dir=str(folder))
    html = _PAGE.format(lang=lang, name=name, policy=POLICY, body=markdown.markdown(text, extensions=[extension]))
    return make_live(html, PagePlace("", f"{name}.html"), Languages.of(LANGS, lang), offline=True)
