"""The plugin's part of `mkdocs.yml`."""

from __future__ import annotations

from mkdocs.config import config_options
from mkdocs.config.base import Config

from ..kit.catalogue import BUNDLED


class PluginConfig(Config):
    widgets = config_options.ListOfItems(config_options.Type(str), default=[BUNDLED])
    """Importable packages of widgets; the folder of `mkdocs.yml` is on the path."""

    languages = config_options.ListOfItems(config_options.Type(str), default=[])
    """The languages of the site, the default first; by default the theme's language alone."""

    packages = config_options.ListOfItems(config_options.Type(str), default=[])
    """Packages of the Pyodide distribution that the widgets import; what they depend on comes along."""

    wheels = config_options.ListOfItems(config_options.Type(str), default=[])
    """Wheels of pure Python that the widgets import, as files."""

    offline = config_options.Type(bool, default=True)
    """Whether a service worker keeps the site for readers without a network."""

    owns_origin = config_options.Type(bool, default=False)
    """Whether no other site shares the origin, though this one is not at its root: then browsers may keep snapshots of Python."""

    content_security_policy = config_options.Type((bool, dict), default=True)
    """Whether built pages have a Content-Security-Policy; or sources to add to it, by directive."""
