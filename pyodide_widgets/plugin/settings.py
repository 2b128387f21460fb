"""The generator's settings in a configuration file, for those who do not run MkDocs: `mkdocs.yml`, or `zensical.toml`.

Called by `cli.py`. Test: tests/plugin/test_settings.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..kit.catalogue import BUNDLED

NAMES = ("pyodide-widgets", "pyodide_widgets.markdown.extension")


class SettingsError(Exception):
    """A configuration that says nothing of widgets. The message says what to write."""


@dataclass(frozen=True)
class Settings:
    """What a configuration says of the generator; the same as for the plugin."""

    widgets: tuple[str, ...] = (BUNDLED,)
    packages: tuple[str, ...] = ()
    wheels: tuple[str, ...] = ()
    offline: bool = True
    owns_origin: bool = False
    content_security_policy: bool | Mapping[str, Sequence[str]] = True
    site_url: str = ""


def read_settings(file: Path) -> Settings:
    """Return the settings of the plugin, or else of the Markdown extension, in a configuration file.

    Raises:
        SettingsError: there is no such file, it cannot be read, or it names neither.
    """
    if not file.is_file():
        raise SettingsError(f"there is no {file}; name the site's configuration with --config")
    config = _read_toml(file) if file.suffix == ".toml" else _read_yaml(file)
    options = next(
        (found for key in ("plugins", "markdown_extensions") if (found := _named(config.get(key))) is not None), None
    )
    if options is None:
        raise SettingsError(f"{file} names pyodide-widgets neither in plugins nor in markdown_extensions")
    return Settings(
        widgets=tuple(options.get("widgets", (BUNDLED,))),
        packages=tuple(options.get("packages", ())),
        wheels=tuple(options.get("wheels", ())),
        offline=bool(options.get("offline", True)),
        owns_origin=bool(options.get("owns_origin", False)),
        content_security_policy=options.get("content_security_policy", True),
        site_url=str(config.get("site_url") or ""),
    )


def _named(entries: Any) -> Mapping[str, Any] | None:
    """The generator's options among the entries of a list or mapping; None if it is not there."""
    items: Sequence[Any] = list(entries.items()) if isinstance(entries, Mapping) else entries or []
    for item in items:
        name, options = (
            next(iter(item.items())) if isinstance(item, Mapping) else item if isinstance(item, tuple) else (item, None)
        )
        if name in NAMES:
            return options or {}
    return None


def _read_toml(file: Path) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is no TOML: {error}") from error
    return found.get("project", found)


def _read_yaml(file: Path) -> Mapping[str, Any]:
    from mkdocs.exceptions import ConfigurationError
    from mkdocs.utils.yaml import yaml_load

    try:
        with file.open("rb") as stream:
            return yaml_load(stream)
    except ConfigurationError as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
