"""What the pages share beside them: the browser's modules and style sheet, the packed runtime, and prepared figures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from ..runtime.pack import pack_runtime
from ..storage.cache_folder import cache_folder
from ..storage.store import Store
from .prepared import write_prepared

FOLDER = "pyodide-widgets"
_BROWSER = Path(__file__).parents[1] / "browser"
_ENTRY = "pyodide-widgets.mjs"
_IMPORT = re.compile(r'^(?:import|export)\b[^"]*"\./([\w-]+\.mjs)";', re.MULTILINE)


def write_assets(site_dir: Path) -> dict[str, str]:
    """Put everything that a built site needs for live widgets into its folder `pyodide-widgets/`.

    Returns the sha256, in hex, of those files that need not be read again for it, by their paths in the site.
    """
    into = site_dir / FOLDER
    into.mkdir(parents=True, exist_ok=True)
    for source in sorted([*_BROWSER.glob("*.mjs"), *_BROWSER.glob("*.css")]):
        shutil.copy2(source, into / source.name)
    pack_runtime(into / "runtime")
    return write_prepared(site_dir, into / "prepared", Store(cache_folder("prepared")))


def page_modules() -> list[str]:
    """The modules that a page's script imports, themselves or through others, so that the page can ask for all at once."""
    found = [_ENTRY]
    for module in found:
        found += dict.fromkeys(_IMPORT.findall((_BROWSER / module).read_text(encoding="utf-8"))).keys() - set(found)
    return sorted(set(found) - {_ENTRY})
