"""Data files of widgets, in Chromium: fetched when they are needed, kept once used, and a fault that can be tried again."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import invalidate_caches
from pathlib import Path

import markdown
import pytest
from playwright.sync_api import Browser, expect

from pyodide_widgets.build.assets import write_assets
from pyodide_widgets.build.finished_pages import FinishedPages
from pyodide_widgets.build.head import PagePlace, make_live
from pyodide_widgets.build.languages import Languages
from pyodide_widgets.build.offline import write_offline_worker
from pyodide_widgets.build.widget_code import widget_code
from pyodide_widgets.markdown.extension import PyodideWidgetsExtension

from .reader import Reader
from .static_server import Answer, StaticServer
from .waiting import wait_until

PACKAGE, LANG = "widgets_that_read", "en"
WIDGET = """
from pathlib import Path
from pyodide_widgets import Choice, Figure, Widget, panel, text

def draw(values, lang):
    content = (Path(__file__).parent / "data_files" / f"{values['which']}.bin").read_bytes()
    return Figure((panel(40, text(values["which"], 10, 20), title="A file"),), f"Its last byte is {content[-1]}.")

WIDGET = Widget("reads", "Reads", "It reads.", (Choice("which", "Which", (("one", "one"), ("two", "two")), "one"),), draw,
                data=lambda values: [f"{values['which']}.bin"])
"""
PLAIN = """
from pyodide_widgets import Figure, Number, Widget, panel, text

def draw(values, lang):
    return Figure((panel(40, text("x", 10, 20), title="A letter"),), f"It is {values['n']:g}.")

WIDGET = Widget("plain", "Plain", "No file.", (Number("n", "Number", 1, low=1, high=9, step=1),), draw)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page for each widget: `/reads.html` and `/plain.html`."""
    project = tmp_path_factory.mktemp("data-files")
    package = project / PACKAGE
    (package / "data_files").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "reads.py").write_text(WIDGET)
    (package / "plain.py").write_text(PLAIN)
    for place, name in enumerate(("one", "two"), 1):
        (package / f"data_files/{name}.bin").write_bytes(bytes(range(256)) * 4000 + bytes([place]))
    sys.path.insert(0, str(project))
    invalidate_caches()
    code = widget_code([PACKAGE])
    folder = project / "site"
    folder.mkdir()
    (folder / "favicon.ico").touch()
    for name in ("reads", "plain"):
        extension = PyodideWidgetsExtension(widgets=[PACKAGE], languages=[LANG], code=code, docs_dir=str(project))
        body = markdown.markdown(f"```py-widget {name}\n```", extensions=[extension])
        html = f'<!doctype html><html lang="{LANG}"><head><title>{name}</title></head><body>{body}</body></html>'
        live = make_live(html, PagePlace("", f"{name}.html"), Languages.of([LANG]), offline=True)
        (folder / f"{name}.html").write_text(live, encoding="utf-8")
    write_offline_worker(folder, write_assets(FinishedPages(folder), code, [LANG]), [LANG])
    return folder


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[StaticServer]:
    with StaticServer(site) as server:
        yield server


def paths(site: Path) -> dict[str, str]:
    """The paths of the data files in the site, by their plain names."""
    manifest = json.loads((site / "pyodide-widgets/runtime/manifest.json").read_text(encoding="utf-8"))
    return {Path(name).stem: f"/pyodide-widgets/runtime/{entry['file']}" for name, entry in manifest["data"].items()}


def requested(reader: Reader, site: Path) -> set[str]:
    return {name for name, path in paths(site).items() if {path, f"{path}.gz"} & {*reader.watch.requests}}


def test_a_file_is_fetched_when_its_widget_comes_near_and_another_when_a_control_asks_for_it(
    browser: Browser, server: StaticServer, site: Path
) -> None:
    reader = Reader(browser, server.origin)
    widget = reader.open("/reads.html").widget("reads")
    widget.wait_live()
    assert requested(reader, site) == {"one"}
    reader.context.route("**/fetch-worker.mjs", lambda route: route.abort())  # no other worker is started for it
    widget.root.get_by_label("two", exact=True).check()
    expect(widget.caption).to_have_text("Its last byte is 2.")
    widget.wait_live()
    assert requested(reader, site) == {"one", "two"}
    reader.watch.check()
    reader.close()


def test_a_page_whose_widgets_need_none_fetches_none(browser: Browser, server: StaticServer, site: Path) -> None:
    reader = Reader(browser, server.origin)
    reader.open("/plain.html").widget("plain").wait_live()
    with reader.widget("plain").redrawn():
        reader.widget("plain").control("n").fill("4")
    assert not requested(reader, site)
    reader.watch.check()
    reader.close()


@pytest.mark.parametrize("answer", [Answer.MISSING, Answer.ALTERED, Answer.CUT_OFF])
def test_a_file_that_does_not_arrive_is_said_the_figure_stays_and_it_can_be_tried_again(
    answer: Answer, browser: Browser, server: StaticServer, site: Path
) -> None:
    reader = Reader(browser, server.origin)
    with server.answering(paths(site)["one"], answer):
        widget = reader.open("/reads.html").widget("reads")
        expect(widget.root).to_have_attribute("data-state", "error", timeout=60_000)
        expect(widget.status).to_contain_text(Path(paths(site)["one"]).name)
        expect(widget.caption).to_have_text("Its last byte is 1.")
    widget.retry.click()
    widget.wait_live()
    widget.root.get_by_label("two", exact=True).check()
    expect(widget.caption).to_have_text("Its last byte is 2.")
    reader.watch.check()
    reader.close()


def test_a_file_that_a_page_has_used_is_there_without_a_network(
    browser: Browser, server: StaticServer, site: Path
) -> None:
    reader = Reader(browser, server.origin, keeps=True)
    reader.open("/reads.html").page.evaluate("navigator.serviceWorker.ready")
    reader.open("/reads.html").widget("reads").wait_live()
    kept = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
      (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat()"""
    manifest = json.loads((site / "pyodide-widgets/runtime/manifest.json").read_text(encoding="utf-8"))
    wanted = {f"/pyodide-widgets/runtime/{entry['file']}" for entry in manifest["start"].values()} | {
        paths(site)["one"]
    }
    wait_until(reader.page, lambda: wanted <= {*reader.page.evaluate(kept)}, "the file kept")
    assert paths(site)["two"] not in reader.page.evaluate(kept)
    reader.context.set_offline(True)
    reader.open("/reads.html").widget("reads").wait_live()
    reader.watch.check()
    reader.close()
