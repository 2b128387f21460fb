"""The other languages of a site: a configuration for each, `mkdocs.fr.yml` beside `mkdocs.yml`, built together with it.

Called by `plugin.py`. Test: tests/plugin/test_site_build.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import ConfigurationError

from ..build.languages import Languages
from ..kit.words import Lang


def file_of(config: MkDocsConfig, lang: Lang) -> Path:
    """The configuration of a language, which need not be there."""
    main = Path(config.config_file_path)
    return main.with_name(f"{main.stem}.{lang}{main.suffix}")


def language_of_file(path: str, languages: Sequence[Lang]) -> Lang:
    """The language of a configuration, by its name; one that names none is that of the default language."""
    ending = Path(path).stem.rpartition(".")[2]
    return ending if ending in languages[1:] else languages[0]


def watched_files(config: MkDocsConfig, languages: Languages) -> list[Path]:
    """What makes the site change besides its own configuration and pages: those of the other languages."""
    return [path for lang in languages.others for path in (file_of(config, lang), Path(_load(config, lang).docs_dir))]


def check_translations(config: MkDocsConfig, languages: Languages) -> list[str]:
    """Say how the pages of the other languages differ from those of the default one; nothing if they do not."""
    if not languages.others:
        return []
    from ..markdown.translations import differences  # a site of one language needs none

    docs_dir = _shown(config.docs_dir)
    folders = [_shown(_load(config, lang).docs_dir) for lang in languages.others]
    return [message for folder in folders for message in differences(docs_dir, folder)]


def build_translations(config: MkDocsConfig, languages: Languages, site_url: str) -> None:
    """Build the other languages into their folders of the same site, as strictly and in the same way."""
    for lang in languages.others:
        folder = languages.folder(lang)
        translated = _load(
            config,
            lang,
            site_url=f"{site_url}{folder}" if site_url else "",
            site_dir=str(Path(config.site_dir) / folder),
            strict=config.strict,
            use_directory_urls=config.use_directory_urls,
        )
        build(translated)


def _load(config: MkDocsConfig, lang: Lang, **options: Any) -> MkDocsConfig:
    file = file_of(config, lang)
    if not file.is_file():
        raise ConfigurationError(
            f"the language {lang!r} has no configuration: write {file.name} beside {Path(config.config_file_path).name}, with "
            f"`INHERIT: {Path(config.config_file_path).name}`, its own site_name, docs_dir and nav, and theme: {{language: {lang}}}"
        )
    return load_config(str(file), **options)


def _shown(folder: str) -> Path:
    """A folder as it is shown in messages."""
    path = Path(folder)
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
