"""A window of each engine, kept for all tests of a module."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import pytest

from tests.browser.built_site import Site

from . import launching
from .chromium_window import ChromiumWindow
from .window import NotInstalled, Window

_OTHERS = {"firefox": launching.firefox, "webkit": launching.webkit}


@pytest.fixture(scope="module", params=["chromium", *_OTHERS])
def window(
    request: pytest.FixtureRequest,
    site: Site,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Window]:
    """A window on the site that keeps what the site keeps; tests share its pages."""
    if request.param == "chromium":
        context = request.getfixturevalue("browser").new_context(viewport={"width": 1280, "height": 800})
        chromium = ChromiumWindow(context, site.origin, tmp_path_factory.mktemp("downloads"))
        yield chromium
        context.close()
        return
    with installed(_OTHERS[request.param], site.origin) as other:
        yield other


@pytest.fixture(autouse=True)
def written_version(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    """Write the engine's version into the report of the run, from which scripts/engine_matrix.py has it."""
    if "window" in request.fixturenames:
        record_property("version", request.getfixturevalue("window").version)


@contextmanager
def installed(launch: Callable[..., AbstractContextManager[Window]], *given: Any, **named: Any) -> Iterator[Window]:
    """A window of a browser that has to be installed; without it the test is skipped, and fails in CI."""
    with ExitStack() as stack:
        with needs_installing():
            window = stack.enter_context(launch(*given, **named))
        yield window


@contextmanager
def needs_installing() -> Iterator[None]:
    """Where what is done inside needs something that is not installed, the test is skipped, and fails in CI."""
    try:
        yield
    except NotInstalled as none:
        if os.environ.get("CI"):
            pytest.fail(str(none), pytrace=False)
        pytest.skip(str(none))
