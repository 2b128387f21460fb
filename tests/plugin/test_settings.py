"""The generator's settings are found wherever a configuration has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyodide_widgets.kit.catalogue import BUNDLED
from pyodide_widgets.plugin.settings import Settings, SettingsError, read_settings

WANTED = Settings(
    widgets=("a", "b"),
    packages=("scipy",),
    offline=False,
    owns_origin=True,
    content_security_policy={"img-src": ["https://e.org"]},
    site_url="https://example.org/",
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "mkdocs.yml",
            "site_url: https://example.org/\nplugins:\n  - search\n  - pyodide-widgets:\n"
            "      widgets: [a, b]\n      packages: [scipy]\n      offline: false\n      owns_origin: true\n      content_security_policy: {img-src: [https://e.org]}\n",
        ),
        (
            "mkdocs.yml",
            "site_url: !ENV [NO_SUCH, https://example.org/]\nplugins: {search: {}, pyodide-widgets: {widgets: [a, b], "
            "packages: [scipy], offline: false, owns_origin: true, content_security_policy: {img-src: [https://e.org]}}}\n",
        ),
        (
            "mkdocs.yml",
            "site_url: https://example.org/\nplugins: [search]\nmarkdown_extensions:\n  - toc\n  - pyodide-widgets:\n"
            "      widgets: [a, b]\n      packages: [scipy]\n      offline: false\n      owns_origin: true\n      content_security_policy: {img-src: [https://e.org]}\n",
        ),
        (
            "zensical.toml",
            '[project]\nsite_url = "https://example.org/"\n[project.markdown_extensions.pyodide-widgets]\n'
            'widgets = ["a", "b"]\npackages = ["scipy"]\noffline = false\nowns_origin = true\ncontent_security_policy = { img-src = ["https://e.org"] }\n',
        ),
    ],
)
def test_settings_are_read(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert read_settings(tmp_path / name) == WANTED


def test_a_plugin_that_is_only_named_has_its_defaults(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins: [search, pyodide-widgets]\n")
    assert read_settings(tmp_path / "mkdocs.yml").widgets == (BUNDLED,)


def test_a_configuration_inherits(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins:\n  - pyodide-widgets: {widgets: [a]}\n")
    (tmp_path / "mkdocs.en.yml").write_text("INHERIT: mkdocs.yml\nsite_name: x\n")
    assert read_settings(tmp_path / "mkdocs.en.yml").widgets == ("a",)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("mkdocs.yml", "plugins: [search]\n", "names pyodide-widgets neither in plugins nor in markdown_extensions"),
        ("mkdocs.yml", "plugins: [search\n", "cannot be read"),
        ("zensical.toml", "project\n", "is no TOML"),
    ],
)
def test_what_is_wrong_is_said(name: str, text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(SettingsError, match=message):
        read_settings(tmp_path / name)
    with pytest.raises(SettingsError, match=r"there is no .*\.ini"):
        read_settings(tmp_path / "mkdocs.ini")
