"""What MkDocs calls: check the translations, build the other language with this one, and put the runtime beside the pages.

Everything that a page shows comes from the Markdown extension; without these calls it would show the same, but stay still.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError

from pyodide_widgets.site.assets import write_assets
from pyodide_widgets.site.fetch import RuntimeFetchError
from pyodide_widgets.site.lean import NodeError
from pyodide_widgets.site.translations import differences


def on_pre_build(config: MkDocsConfig) -> None:
    for translation in config.extra.get("translations", []):
        messages = differences(_relative(config.docs_dir), _relative(_docs_dir(translation)))
        if messages:
            raise BuildError("the languages are not in step:\n" + "\n".join(messages))


def on_post_build(config: MkDocsConfig) -> None:
    translations = config.extra.get("translations", [])
    for translation in translations:
        lang = load_config(translation).theme["language"]
        build(
            load_config(
                translation,
                site_url=f"{config.site_url}{lang}/",
                site_dir=str(Path(config.site_dir) / lang),
                strict=config.strict,
            )
        )
    if translations:
        try:
            write_assets(Path(config.site_dir))
        except (RuntimeFetchError, NodeError) as error:
            raise BuildError(str(error)) from error


def _docs_dir(translation: str) -> str:
    return load_config(translation).docs_dir


def _relative(folder: str) -> Path:
    path = Path(folder)
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
