"""Without scripts, the finished figure is there, and nothing that would do nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.bundled import LANGS, WIDGETS

from .built_site import article
from .reader import Reader
from .readers import ReaderPool


@pytest.fixture(scope="module", params=LANGS)
def still(request: pytest.FixtureRequest, readers: ReaderPool) -> Iterator[Reader]:
    """A reader of the article whose browser runs no scripts."""
    with readers.lent(java_script_enabled=False) as reader:
        yield reader.open(article(request.param))


@pytest.mark.parametrize("name", WIDGETS.names())
def test_figure_and_caption_are_there_and_nothing_that_does_nothing(name: str, still: Reader) -> None:
    widget = still.widget(name)
    expect(widget.root).to_have_attribute("data-state", "static")
    expect(widget.figure.locator("svg").first).to_be_visible()
    for panel in widget.figure.locator("svg").all():
        expect(panel).to_be_visible()
    expect(widget.caption).to_be_visible()
    assert widget.caption.inner_text().strip()
    controls = widget.root.locator("form, label, legend, input, select, button")
    assert controls.count() > 3
    assert controls.filter(visible=True).count() == 0
