"""What the pages share beside them: the browser's modules and style sheet, the packed runtime, and prepared figures.

Called by the plugin. Test: tests/plugin/test_site_build.py.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ..kit.words import Lang
from ..runtime.archives import Code
from ..runtime.pack import pack_runtime
from ..runtime.site_packages import NO_PACKAGES, SitePackages
from ..storage.cache_folder import cache_folder
from ..storage.store import Store
from .browser_modules import write_browser_modules
from .editing import named_in, write_editing
from .finished_pages import FinishedPages
from .generator_tags import generator_tags
from .places import EDITING_STYLE_SHEET, FOLDER, STYLE_SHEET, TRACED_CODE
from .prepared import write_prepared
from .style_sheet import editing_style_sheet, style_sheet
from .traced_code import write_traced_code
from .widget_code import WidgetCode


def write_assets(
    pages: FinishedPages,
    code: WidgetCode,
    languages: Sequence[Lang],
    theme_files: Sequence[Path] = (),
    packages: SitePackages = NO_PACKAGES,
    *,
    for_hosts: bool = True,
) -> dict[str, str]:
    """Put everything that a built site needs for live widgets into its folder `pyodide-widgets/`.

    Args:
        pages: of the site.
        languages: of the site, the default first.
        theme_files: style sheets of the theme.
        packages: what the widgets import besides NumPy.
        for_hosts: whether the site will be published, and so gets copies that take long to compress.

    Returns the sha256, in hex, of those files that need not be read again for it, by their paths in the site.

    Raises:
        RuntimeFetchError, NodeError: of the runtime.
    """
    into = pages.site_dir / FOLDER
    tags = {path: generator_tags(html) for path, html in pages.items()}
    named = named_in(tags.values())
    store = Store(cache_folder("prepared"))
    modules = write_browser_modules(into, languages, store, with_editor=bool(named.modules))
    if named.modules:
        write_editing(into, code, named, languages, store)
    (into / STYLE_SHEET).write_text(style_sheet(theme_files), encoding="utf-8")
    (into / EDITING_STYLE_SHEET).write_text(editing_style_sheet(), encoding="utf-8")
    pack_runtime(into / "runtime", code_for_browser(code, languages, packages), packages, with_brotli=for_hosts)
    traced = write_traced_code(into / TRACED_CODE, code, tags, store)
    hashes = pages.hashes()
    hashes |= {f"{FOLDER}/{path}": sha256 for path, sha256 in modules.items()}
    hashes |= {f"{FOLDER}/{TRACED_CODE}/{name}": sha256 for name, sha256 in traced.items()}
    return hashes | write_prepared(pages.site_dir, into / "prepared", tags, code, store)


def code_for_browser(code: WidgetCode, languages: Sequence[Lang], packages: SitePackages = NO_PACKAGES) -> Code:
    """Return what of a site's code is packed for the browser."""
    catalogue = {
        "languages": list(languages),
        "modules": dict(code.catalogue.modules),
        "packages": packages.of_widgets(code.imports()) if packages.packages else {},
        "data": _with_data(code),
    }
    files, data = ({path: code.contents[path] for path in part} for part in (code.files, code.data))
    return Code(files, json.dumps(catalogue, indent=1).encode(), data)


def _with_data(code: WidgetCode) -> list[str]:
    """The widgets that name data files. To know, all widgets are imported, but only when their code has changed."""
    if not code.data:
        return []

    def make() -> dict[str, bytes]:
        names = [name for name in code.catalogue.names() if code.catalogue.find(name).data]
        return {"names": json.dumps(names).encode()}

    kept = Store(cache_folder("data files")).kept(code.fingerprint.encode(), make, code.unchanged)
    names: list[str] = json.loads(kept["names"].read_bytes())
    return names
