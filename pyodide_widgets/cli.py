"""The command `pyodide-widgets`: finish a site of another generator, or begin a new one.

Test: tests/test_cli.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command.

    Raises:
        SystemExit: with a message where something is wrong.
    """
    parser = argparse.ArgumentParser(
        prog="pyodide-widgets", description="Figures that Python computes, in a page and live in it."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    finish = commands.add_parser(
        "finish",
        help="make a built site live",
        description="Make a site live that any generator has built with the Markdown extension pyodide-widgets.",
    )
    finish.add_argument("site", type=Path, help="the folder that the generator has written")
    finish.add_argument(
        "--config",
        type=Path,
        default=Path("mkdocs.yml"),
        help="the configuration that lists the packages of widgets (default: mkdocs.yml)",
    )
    finish.set_defaults(run=_finish)
    new = commands.add_parser(
        "new",
        help="begin a new project",
        description="Write a small project: two pages, a widget of its own with a test, and all that it takes to publish it.",
    )
    new.add_argument("folder", type=Path, help="where to write it; a new or empty folder")
    new.add_argument(
        "--languages",
        default="en",
        help="languages of the site, with commas between them, the default first (default: en)",
    )
    new.set_defaults(run=_new)
    options = parser.parse_args(arguments)
    options.run(options)


# Imported only where it is needed: `--help` must answer without the packages that a build needs.


def _finish(options: argparse.Namespace) -> None:
    try:
        from .build.finish import FinishError, finish
        from .build.policy import PolicyError
        from .build.widget_code import widget_code
        from .kit.catalogue import CatalogueError
        from .plugin.settings import SettingsError, read_settings
        from .runtime.packages import PackageError
        from .runtime.pin import RuntimeFetchError
        from .runtime.pure_wheels import make_importable
        from .runtime.run_in_node import NodeError
        from .runtime.site_packages import site_packages
        from .storage.cache_folder import CacheFolderError
    except ModuleNotFoundError as error:
        sys.exit(f'pyodide-widgets finish needs the package {error.name}: pip install "pyodide-widgets[mkdocs]"')
    try:
        settings = read_settings(options.config)
        folder = options.config.absolute().parent
        sys.path.insert(0, str(folder))
        wheels = [folder / wheel for wheel in settings.wheels]
        make_importable(wheels)
        packages = site_packages(settings.packages, wheels)
        code = widget_code(settings.widgets, packages.key())
        pages = finish(
            options.site,
            code,
            packages,
            site_url=settings.site_url,
            offline=settings.offline,
            owns_origin=settings.owns_origin,
            content_security_policy=settings.content_security_policy,
        )
    except (
        CacheFolderError,
        CatalogueError,
        FinishError,
        NodeError,
        PackageError,
        PolicyError,
        RuntimeFetchError,
        SettingsError,
    ) as error:
        sys.exit(f"pyodide-widgets finish: {error}")
    print(f"{len(pages)} pages with widgets are live: {', '.join(pages[:3])}{', …' if len(pages) > 3 else ''}")


def _new(options: argparse.Namespace) -> None:
    from .new.project import NewProjectError, write_project

    try:
        told = write_project(options.folder, [lang.strip() for lang in options.languages.split(",")])
    except NewProjectError as error:
        sys.exit(f"pyodide-widgets new: {error}")
    print(told)
