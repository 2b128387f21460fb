"""Python answers before the last files are there, which only some drawings need: those wait, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.bundled import CALLS

from .built_site import Site, article
from .conftest import NewReader
from .reader import Reader
from .static_server import Answer, StaticServer

WAITING = "window.answer = import('/pyodide-widgets/page/pyodide-widgets.mjs').then(({ modules }) => modules['page/python.mjs'].python.render('who-asks', {}, 'zh'))"


@pytest.fixture
def reader(new_reader: NewReader, server: StaticServer, site: Site) -> Iterator[Reader]:
    """A reader with a Python that answers, to whom what only some drawings need has not come."""
    reader = new_reader()
    with server.answering(site.runtime_file("drawing.tar"), Answer.HELD):
        reader.open(article("zh")).widget("library").wait_live()
        yield reader


def test_a_widget_that_needs_none_of_them_answers(reader: Reader) -> None:
    widget = reader.widget("library")
    with widget.redrawn():
        widget.control("query-x").press("Home")
    expect(widget.root).to_have_attribute("data-state", "live")


def test_a_widget_that_needs_one_is_drawn_when_it_has_come(
    new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    reader = new_reader()
    with server.answering(site.runtime_file("drawing.tar"), Answer.HELD):
        reader.open(article("zh")).widget("library").wait_live()
        reader.page.evaluate(f"void ({WAITING})")
        # Python answers in order: what has been asked before has been tried.
        assert reader.render("library", {}, "zh") == CALLS.render("library", "{}", "zh")
        reader.page.evaluate("window.isThere = false; void answer.then(() => (window.isThere = true))")
        assert reader.page.evaluate("window.isThere") is False
    assert reader.page.evaluate("answer.then(({ html }) => html)") == CALLS.render("who-asks", "{}", "zh")


def test_if_one_does_not_come_what_python_has_drawn_stays(
    new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    reader = new_reader()
    file = site.runtime_file("drawing.tar")
    with server.answering(file, Answer.LOST):
        widget = reader.open(article("zh")).widget("library")
        widget.wait_live()
        with widget.redrawn():
            widget.control("query-x").press("Home")
        drawn = widget.body()
    expect(widget.status).to_contain_text(file.rsplit("/", 1)[1])
    assert widget.body() == drawn
    widget.retry.click()
    widget.wait_live()
