"""What all tests share: nothing is measured by the clock, and one Chromium for all that need one, and one built site."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from pyodide_widgets.kit.words import Lang
from tests.browser import built_site, chromium
from tests.browser.built_site import Site
from tests.browser.static_server import StaticServer
from tests.bundled import LANGS

# Read when NumPy is first imported. With more, two processes of tests wait for each other's threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
expect.set_options(timeout=60_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first file that needs the built site, then those without a browser: one process builds it, and the other has work."""

    def files_with(fixture: str) -> list[Path]:
        return [item.path for item in items if fixture in getattr(item, "fixturenames", ())]

    first = next(iter(files_with("site")), None)
    last = {*files_with("site"), *files_with("browser")}
    items.sort(key=lambda item: (item.path != first, item.path in last))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """A process can have only one."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    try:
        browser = chromium.launch(playwright)
    except chromium.NoChromium as none:
        pytest.fail(str(none), pytrace=False)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticServer]:
    with StaticServer(tmp_path_factory.mktemp("site")) as server:
        yield server


@pytest.fixture(scope="session")
def site(server: StaticServer, tmp_path_factory: pytest.TempPathFactory) -> Site:
    # One process after the other: what takes minutes to make, the next one finds in the cache.
    with (tmp_path_factory.getbasetemp().parent / "site-build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Material moves from page to page at an instant only on the site that it was built for, port included.
        return built_site.build(server.folder, f"{server.origin}/")


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    chosen: Lang = request.param
    return chosen
