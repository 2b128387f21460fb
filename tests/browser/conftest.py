"""What the browser tests share: a Chromium, the built site on a server, and readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pyodide_widgets.kit.words import Lang

from .built_site import Site
from .python_worker import prepare
from .reader import Reader
from .readers import LiveReaders, ReaderPool
from .static_server import StaticServer
from .widget_page import WidgetOnPage

NewReader = Callable[..., Reader]
LiveWidget = Callable[[str, Lang], WidgetOnPage]


@pytest.fixture(scope="session")
def python_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a PythonWorker needs."""
    folder = tmp_path_factory.mktemp("python")
    prepare(folder)
    return folder


@pytest.fixture(scope="session")
def python_server(python_folder: Path) -> Iterator[StaticServer]:
    with StaticServer(python_folder) as server:
        yield server


@pytest.fixture(scope="session")
def readers(browser: Browser, site: Site) -> Iterator[ReaderPool]:
    pool = ReaderPool(browser, site)
    yield pool
    pool.close()


@pytest.fixture
def new_reader(readers: ReaderPool) -> Iterator[NewReader]:
    """A reader who has just arrived; the options are those of `Reader`."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(readers.lent(**options))


@pytest.fixture(scope="session")
def _live_readers(browser: Browser, site: Site) -> Iterator[LiveReaders]:
    live = LiveReaders(browser, site, permissions=["clipboard-read", "clipboard-write"])
    yield live
    live.close()


@pytest.fixture
def live_readers(_live_readers: LiveReaders) -> Iterator[LiveReaders]:
    """Readers on live pages. Other tests have used them, but nothing of that is left."""
    yield _live_readers
    _live_readers.check()


@pytest.fixture
def live_widget(live_readers: LiveReaders, site: Site) -> LiveWidget:
    """A widget by name and language, live and as the build left it."""
    return lambda name, lang: live_readers.at(site.placed(name, lang))[1]
