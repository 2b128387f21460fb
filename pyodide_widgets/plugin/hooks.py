"""What MkDocs calls: check the translations, build the other language with this one, and put the runtime beside the pages.

Everything that a page shows comes from the Markdown extension; without these calls it would show the same, but stay still.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.pages import Page

from pyodide_widgets.build.assets import page_modules, write_assets
from pyodide_widgets.build.offline import write_offline_end, write_offline_worker
from pyodide_widgets.build.search_text import with_stand_ins, with_widgets
from pyodide_widgets.markdown.translations import differences
from pyodide_widgets.runtime.archives import NodeError
from pyodide_widgets.runtime.pin import RuntimeFetchError

_serving = False
_widgets: dict[str, list[str]] = {}  # those of the pages whose templates are still to be filled in


def on_startup(command: str, dirty: bool) -> None:
    global _serving
    _serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    # What is kept for a visit without a network would hide what an author has just changed.
    config.extra.setdefault("offline", not _serving)
    config.extra["modules"] = page_modules()


def on_pre_build(config: MkDocsConfig) -> None:
    for translation in config.extra.get("translations", []):
        messages = differences(_relative(config.docs_dir), _relative(_docs_dir(translation)))
        if messages:
            raise BuildError("the languages are not in step:\n" + "\n".join(messages))


def on_page_content(html: str, page: Page, **_: object) -> str:
    html, _widgets[page.file.src_uri] = with_stand_ins(html)
    return html


def on_post_page(output: str, page: Page, **_: object) -> str:
    return with_widgets(output, _widgets.pop(page.file.src_uri))


def on_post_build(config: MkDocsConfig) -> None:
    translations = config.extra.get("translations", [])
    for translation in translations:
        lang = load_config(translation).theme["language"]
        translated = load_config(
            translation,
            site_url=f"{config.site_url}{lang}/",
            site_dir=str(Path(config.site_dir) / lang),
            strict=config.strict,
        )
        translated.extra["offline"] = config.extra["offline"]
        build(translated)
    if not config.extra.get("home"):  # this is the root of the whole site
        try:
            hashes = write_assets(Path(config.site_dir))
        except (RuntimeFetchError, NodeError) as error:
            raise BuildError(str(error)) from error
        if config.extra["offline"]:
            write_offline_worker(Path(config.site_dir), hashes)
        else:
            write_offline_end(Path(config.site_dir))


def _docs_dir(translation: str) -> str:
    return load_config(translation).docs_dir


def _relative(folder: str) -> Path:
    path = Path(folder)
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
