"""Widgets that need packages, in Chromium: the same figures as at build, fetched only where they are needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from . import package_site
from .package_site import LANG, WIDGETS, PackageSite
from .reader import SAVE_DATA, Reader
from .snapshot_maker import MAKE, wait_kept
from .static_server import Answer, StaticServer
from .waiting import wait_until

RUNTIME = "/pyodide-widgets/runtime/"
# Parameters that are not the author's; "heavy" needs a font that no drawing at build time has used.
OTHER = {
    "wave": {"cycles": "3", "weight": "heavy"},
    "bell": {"most": "-1.5"},
    "cells": {"rows": "4"},
    "plain": {"count": "7"},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> PackageSite:
    return package_site.build(tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="module")
def server(site: PackageSite) -> Iterator[StaticServer]:
    with StaticServer(site.folder) as server:
        yield server


@pytest.fixture
def reader(browser: Browser, server: StaticServer) -> Iterator[Reader]:
    reader = Reader(browser, server.origin)
    yield reader
    reader.watch.check()  # no error of the content policy, no request that leaves the site
    reader.close()


@pytest.fixture(scope="module")
def live(browser: Browser, server: StaticServer) -> Iterator[Reader]:
    """A reader on the page of all widgets, each of them live."""
    reader = Reader(browser, server.origin)
    reader.open("/all.html")
    for name in WIDGETS:
        reader.widget(name).wait_live()
    yield reader
    reader.watch.check()
    reader.close()


def archives(site: PackageSite, *parts: str) -> dict[str, str]:
    """The paths of the archives of parts of the manifest, by their plain names."""
    manifest = json.loads((site.folder / RUNTIME.strip("/") / "manifest.json").read_text(encoding="utf-8"))
    return {name: RUNTIME + entry["file"] for part in parts for name, entry in manifest[part].items()}


def fetched(reader: Reader, site: PackageSite, *parts: str) -> set[str]:
    """The plain names of the archives of these parts that have been requested."""
    return {name for name, path in archives(site, *parts).items() if path in reader.watch.requests}


@pytest.mark.parametrize("name", WIDGETS)
def test_the_browser_draws_what_the_build_draws(name: str, live: Reader, site: PackageSite) -> None:
    for texts in ({}, OTHER[name], {}):
        assert live.render(name, texts, LANG) == site.calls.render(name, json.dumps(texts), LANG), texts


@pytest.mark.parametrize("name", WIDGETS)
def test_the_page_shows_it_when_a_control_is_moved(name: str, live: Reader, site: PackageSite) -> None:
    widget = live.widget(name)
    parameter, value = next(iter(OTHER[name].items()))
    with widget.redrawn():
        widget.control(parameter).fill(value)
    # What the page's allow-list has left of it is all of it.
    widget.wait_body(live.normal(site.calls.render(name, json.dumps({parameter: value}), LANG)))


def test_a_page_that_needs_numpy_only_fetches_no_package(reader: Reader, site: PackageSite) -> None:
    reader.open("/plain.html").widget("plain").wait_live()
    with reader.widget("plain").redrawn():
        reader.widget("plain").control("count").fill("9")
    assert not fetched(reader, site, "packages", "packages_on_demand", "on_demand")


def test_a_page_fetches_the_packages_that_its_widgets_need_and_no_others(reader: Reader, site: PackageSite) -> None:
    reader.open("/cells.html").widget("cells").wait_live()
    assert fetched(reader, site, "packages") == {"library-for-packages.tar", "tiny-table.tar"}
    reader.open("/wave.html").widget("wave").wait_live()
    assert {"matplotlib.tar", "pillow.tar", "six.tar"} <= fetched(reader, site, "packages")
    assert "scipy.tar" not in fetched(reader, site, "packages")
    assert not fetched(reader, site, "packages_on_demand")


def test_the_progress_is_shown_in_bytes(reader: Reader) -> None:
    reader.open("/bell.html").widget("bell").wait_live()
    shown = [text for state, text in reader.diary("bell") if state == "loading"]
    assert any("of 39." in text for text in shown), shown  # megabytes of SciPy, unpacked


def test_on_an_expensive_line_packages_come_when_the_widget_is_touched(
    browser: Browser, server: StaticServer, site: PackageSite
) -> None:
    reader = Reader(browser, server.origin, connection=SAVE_DATA)
    reader.open("/all.html")
    reader.widget("plain").control("count").focus()
    reader.widget("plain").wait_live()
    assert reader.widget("cells").root.get_attribute("data-state") == "static"
    assert not fetched(reader, site, "packages")
    reader.widget("cells").control("rows").fill("3")
    expect(reader.widget("cells").caption).to_have_text("It has 3 rows.")
    reader.widget("cells").wait_live()
    assert fetched(reader, site, "packages") == {"library-for-packages.tar", "tiny-table.tar"}
    reader.watch.check()
    reader.close()


@pytest.mark.parametrize("answer", [Answer.MISSING, Answer.ALTERED, Answer.CUT_OFF])
def test_a_package_that_does_not_arrive_is_said_and_can_be_tried_again(
    answer: Answer, reader: Reader, server: StaticServer, site: PackageSite
) -> None:
    path = archives(site, "packages")["tiny-table.tar"]
    with server.answering(path, answer):
        reader.open("/cells.html")
        widget = reader.widget("cells")
        expect(widget.root).to_have_attribute("data-state", "error", timeout=60_000)
        expect(widget.status).to_contain_text(Path(path).name)
    widget.retry.click()
    widget.wait_live()
    widget.control("rows").fill("4")
    expect(widget.caption).to_have_text("It has 4 rows.")


def test_python_from_a_snapshot_loads_packages_too(browser: Browser, server: StaticServer, site: PackageSite) -> None:
    reader = Reader(browser, server.origin)
    reader.open("/plain.html").page.evaluate(MAKE)
    wait_kept(reader.page, "snapshot")
    for name in ("bell", "wave"):
        reader.open(f"/{name}.html").widget(name).wait_live()
        mark = reader.page.evaluate("performance.getEntriesByName('pyodide-widgets:ready')[0].detail.fromSnapshot")
        assert mark is True
        assert reader.render(name, OTHER[name], LANG) == site.calls.render(name, json.dumps(OTHER[name]), LANG)
    reader.watch.check()
    reader.close()


def test_packages_that_a_page_has_used_are_there_without_a_network(
    browser: Browser, server: StaticServer, site: PackageSite
) -> None:
    reader = Reader(browser, server.origin, keeps=True)
    reader.open("/cells.html").page.evaluate("navigator.serviceWorker.ready")
    reader.open("/cells.html").widget("cells").wait_live()
    wanted = archives(site, "packages")
    kept = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
      (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat()"""
    wait_until(
        reader.page,
        lambda: {wanted["tiny-table.tar"], *archives(site, "start").values()} <= {*reader.page.evaluate(kept)},
        "the package kept",
    )
    assert wanted["scipy.tar"] not in reader.page.evaluate(kept)
    reader.context.set_offline(True)
    reader.open("/cells.html").widget("cells").wait_live()
    reader.widget("cells").control("rows").fill("5")
    expect(reader.widget("cells").caption).to_have_text("It has 5 rows.")
    reader.watch.check()
    reader.close()
