"""What MkDocs calls: draw the widgets, build the other languages with this one, and put what makes pages live beside them.

Everything that a page shows comes from the Markdown extension, which the plugin turns on.

Test: tests/plugin/.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.pages import Page

from ..build.assets import write_assets
from ..build.embeds import write_embeds
from ..build.finished_pages import FinishedPages
from ..build.head import PagePlace, make_live
from ..build.languages import Languages
from ..build.offline import write_offline_end, write_offline_worker
from ..build.policy import PolicyError, write_policy
from ..build.search_text import with_stand_ins, with_widgets
from ..build.widget_code import WidgetCode, widget_code
from ..kit.catalogue import CatalogueError
from ..markdown.errors import PageError
from ..markdown.pages import read_page
from ..runtime.packages import PackageError
from ..runtime.pin import RuntimeFetchError
from ..runtime.pure_wheels import make_importable
from ..runtime.run_in_node import NodeError
from ..runtime.site_packages import NO_PACKAGES, site_packages
from ..storage.cache_folder import CacheFolderError
from ..themes import material
from .config import PluginConfig
from .translations import build_translations, check_translations, language_of_file, watched_files

if TYPE_CHECKING:  # importing it takes 30 ms, and only `mkdocs serve` needs it
    from mkdocs.livereload import LiveReloadServer

EXTENSION = "pyodide_widgets.markdown.extension"
EXTENSION_NAMES = ("pyodide-widgets", EXTENSION)  # the first is its entry point
NOT_FOUND = "404.html"
SITEMAP = "sitemap.xml"

_log = get_plugin_logger("pyodide-widgets")


@dataclass
class LanguageBuild:
    """The build of one language: MkDocs has one plugin object for all of them.

    Args:
        site_url: of the whole site.
        widgets: by page, those whose templates are still to be filled in.
        pages: the addresses of all pages, below the root of their language.
    """

    languages: Languages
    site_url: str
    widgets: dict[str, list[str]] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)


class PyodideWidgetsPlugin(BasePlugin[PluginConfig]):
    def __init__(self) -> None:
        self._serving = False
        self._code: WidgetCode | None = None
        self._packages = NO_PACKAGES
        self._builds: dict[str, LanguageBuild] = {}  # by configuration file

    def on_startup(self, *, command: str, dirty: bool) -> None:
        # MkDocs keeps a plugin that has this method for as long as `mkdocs serve` runs.
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> None:
        folder = str(Path(config.config_file_path).parent)
        if folder not in sys.path:
            sys.path.insert(0, folder)
        all_languages = self.config.languages or [str(config.theme.get("language") or "en")]
        languages = Languages.of(all_languages, language_of_file(config.config_file_path, all_languages))
        site_url = (config.site_url or "").removesuffix(languages.folder(languages.current))
        self._builds[config.config_file_path] = LanguageBuild(languages, site_url)
        if languages.is_default and not site_url and not self._serving:
            _log.info(
                "site_url is not set: pages name no canonical address, and the sitemap is of no use to search engines"
            )
        if languages.is_default or self._code is None:
            self._read_code(Path(folder))
        self._turn_extension_on(config, languages)
        if _is_material(config) and languages.others:
            material.add_language_switch(config.theme.dirs, bool(config.theme.custom_dir), config.extra, languages)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]) -> None:
        assert self._code, "a build came before"
        for folder in {str(file.parent) for file in self._code.files.values()}:
            server.watch(folder, recursive=False)
        for path in watched_files(config, self._build(config).languages):
            server.watch(str(path))

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        languages = self._build(config).languages
        try:
            messages = check_translations(config, languages) if languages.is_default else []
        except PageError as error:
            raise BuildError(str(error)) from error
        if messages:
            raise BuildError("the languages are not in step:\n" + "\n".join(messages))

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        # MkDocs itself would end with a traceback where a page is not UTF-8.
        return read_page(Path(page.file.abs_src_path)) if page.file.abs_src_path else None

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, **_: object) -> None:
        config.mdx_configs[_extension(config)]["page"] = page.file.abs_src_path or ""

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, **_: object) -> str:
        html, widgets, ids = with_stand_ins(html)
        self._build(config).widgets[page.file.src_uri] = widgets
        self._build(config).pages.append("" if page.url == "./" else page.url)
        anchors = page.present_anchor_ids or set()
        for twice in sorted(anchors & set(ids)):
            _log.warning(
                f"{page.file.src_uri}: a heading and a widget both have the id {twice!r}; give the heading another one"
            )
        page.present_anchor_ids = anchors | set(ids)
        return html

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        build = self._build(config)
        root = "../" * page.file.dest_uri.count("/") + build.languages.home
        place = PagePlace(root, "" if page.url == "./" else page.url, build.site_url)
        # What is looked for is not in widgets, and a page without them is shorter.
        return with_widgets(self._make_live(output, place, config), build.widgets.pop(page.file.src_uri))

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        if template_name == SITEMAP and not config.site_url and _is_material(config):
            return material.relative_sitemap(self._build(config).pages)
        if template_name != NOT_FOUND:
            return output
        root = urlsplit(self._build(config).site_url).path or "/"
        return self._make_live(output, PagePlace(root, None), config)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        build, code = self._build(config), self._code
        if not build.languages.is_default:
            return
        build_translations(config, build.languages, build.site_url)
        site_dir = Path(config.site_dir)
        assert code, "on_config came before"
        pages = FinishedPages(site_dir)
        write_embeds(pages, build.languages.all)
        try:
            policy = self._write_policy(pages)  # before pages are hashed
            theme_files = [material.STYLE_SHEET] if _is_material(config) else []
            hashes = write_assets(
                pages, code, build.languages.all, theme_files, self._packages, for_hosts=not self._serving
            )
        except (CacheFolderError, PackageError, PolicyError, RuntimeFetchError, NodeError) as error:
            raise BuildError(str(error)) from error
        if self._keeps_copy():
            write_offline_worker(site_dir, hashes, build.languages.all, policy)
        else:
            write_offline_end(site_dir)

    def on_build_error(self, *, error: Exception) -> None:
        if isinstance(error, PageError):
            # MkDocs has logged the message; only its traceback is left out.
            raise Abort("Aborted: a page could not be built")

    def _build(self, config: MkDocsConfig) -> LanguageBuild:
        return self._builds[config.config_file_path]

    def _read_code(self, folder: Path) -> None:
        wheels = [folder / wheel for wheel in self.config.wheels]
        try:
            make_importable(wheels)
            self._packages = site_packages(self.config.packages, wheels)
            code = widget_code(self.config.widgets, self._packages.key())
        except (CatalogueError, PackageError, RuntimeFetchError) as error:
            raise BuildError(f"plugins: pyodide-widgets: {error}") from error
        if self._code and self._code.fingerprint != code.fingerprint:
            self._code.forget_modules()
            code.forget_modules()
            if not code.unchanged():
                _log.warning("the generator itself has changed; restart `mkdocs serve` to see that")
        self._code = code

    def _turn_extension_on(self, config: MkDocsConfig, languages: Languages) -> None:
        name = _extension(config)
        if name not in config.markdown_extensions:
            config.markdown_extensions.append(name)
        options = {"code": self._code, "lang": languages.current, "docs_dir": config.docs_dir}
        config.mdx_configs[name] = {**config.mdx_configs.get(name, {}), **options}

    def _make_live(self, output: str, place: PagePlace, config: MkDocsConfig) -> str:
        languages = self._build(config).languages
        kept = {"offline": self._keeps_copy(), "owns_origin": self.config.owns_origin}
        if not _is_material(config):
            return make_live(output, place, languages, **kept)
        output = make_live(
            material.mend(output),
            place,
            languages,
            **kept,
            late_scripts=True,
            has_language_switch=True,
        )
        output = material.with_addresses_as_served(output, place.root, config.site_url or "")
        return material.end_of_head(output)

    def _write_policy(self, pages: FinishedPages) -> str:
        """Write the policy and return it; it is empty where there is none."""
        option: Any = self.config.content_security_policy
        if (
            option is False or self._serving
        ):  # `mkdocs serve` puts a script into each page, another one after each build
            return ""
        written = write_policy(pages, None if option is True else option)
        for refusal in written.refusals:
            _log.warning(refusal)
        return written.text

    def _keeps_copy(self) -> bool:
        # What is kept for a visit without a network would hide what an author has just changed.
        return self.config.offline and not self._serving


def _extension(config: MkDocsConfig) -> str:
    """The name by which the site has the Markdown extension, or will have it."""
    return next((name for name in EXTENSION_NAMES if name in config.markdown_extensions), EXTENSION)


def _is_material(config: MkDocsConfig) -> bool:
    return bool(config.theme.name == material.NAME)
