"""Until Python has drawn a widget once, which takes long, figures that the build has drawn go on answering."""

from __future__ import annotations

import json
import re

import pytest

from tests.bundled import CALLS

from .built_site import Site, article
from .conftest import NewReader
from .reader import Reader
from .static_server import Answer, StaticServer
from .waiting import wait_promise
from .widget_page import WidgetOnPage

_NOTE_REQUESTS = """
  window.requested = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...others) {
    if (message.name === "glance") requested.push(message.type);
    postMessage.call(this, message, ...others);
  };
"""
_IS_WARM = """import("/pyodide-widgets/page/pyodide-widgets.mjs")
  .then(({ modules }) => modules["page/python.mjs"].python.isWarm("glance"))"""


@pytest.fixture
def reader(new_reader: NewReader) -> Reader:
    reader = new_reader()
    reader.context.add_init_script(_NOTE_REQUESTS)
    return reader


def on_the_article(reader: Reader) -> WidgetOnPage:
    """At the first widget of the page, for which Python has been started, after its prepared figures were requested."""
    widget = reader.open(article("en")).widget("glance")
    widget.wait_live()
    return widget


def choose(widget: WidgetOnPage, reader: Reader, focus: str) -> None:
    """Choose a word, and see that the figure is right."""
    with widget.redrawn():
        widget.choice("focus", focus).check()
    assert widget.body() == reader.normal(CALLS.render("glance", json.dumps({"focus": focus}), "en"))


def requests_of(reader: Reader) -> list[str]:
    types: list[str] = reader.page.evaluate("requested")
    return types


def test_the_first_change_is_answered_at_once_and_python_draws_from_then_on(reader: Reader) -> None:
    widget = on_the_article(reader)
    choose(widget, reader, "1")
    wait_promise(reader.page, _IS_WARM)
    assert requests_of(reader) == ["load-packages"]
    choose(widget, reader, "2")
    assert requests_of(reader) == ["load-packages", "render"]


def test_what_was_not_prepared_is_drawn_by_python(reader: Reader) -> None:
    widget = on_the_article(reader)
    widget.unfold()
    with widget.redrawn():
        widget.control("sentence").fill("the rain stopped")
    assert "render" in requests_of(reader)


@pytest.mark.parametrize("answer", [Answer.MISSING, Answer.HELD])
def test_python_draws_where_prepared_figures_do_not_come(
    answer: Answer, reader: Reader, server: StaticServer, site: Site
) -> None:
    name = re.search(r'data-prepared="(glance-en-\w+)"', site.html(article("en")))
    assert name
    if answer is Answer.MISSING:
        reader.watch.expect("/prepared/")
    with server.answering(f"/pyodide-widgets/prepared/{name[1]}.json", answer):
        choose(on_the_article(reader), reader, "1")
        assert "render" in requests_of(reader)
