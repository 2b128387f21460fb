"""The built site on a server, and a browser to visit it with: for scripts that measure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from . import built_site, chromium
from .built_site import Site
from .static_server import StaticServer


@contextmanager
def site_in_browser() -> Iterator[tuple[Browser, StaticServer, Site]]:
    """Build the site, serve it and start a browser, for as long as the context lasts."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright, StaticServer(Path(folder)) as server:
        browser = chromium.launch(playwright)
        yield browser, server, built_site.build(server.folder, f"{server.origin}/")
        browser.close()
