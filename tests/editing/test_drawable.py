"""Figures with NaN in them are valid, and what is right in them is untouched."""

from __future__ import annotations

import pytest

from pyodide_widgets.editing.drawable import drawable
from tests.bundled import WIDGETS


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<rect x="1" y="nan" width="3"></rect>', '<rect opacity="0" x="1" y="0" width="3"></rect>'),
        ('<path d="M1 2v-nanh8.0vnanz" opacity="0.5"></path>', '<path opacity="0" d="M1 2v0h8.0v0z"></path>'),
        (
            '<svg viewBox="0 0 320 nan"><text x="-inf" y="2">nan</text></svg>',
            '<svg viewBox="0 0 320 0"><text opacity="0" x="0" y="2">nan</text></svg>',
        ),
        (
            '<p class="inform" data-set="nan">nan % information</p>',
            '<p class="inform" data-set="nan">nan % information</p>',
        ),
        ('<circle r="2" fill="nan"></circle>', '<circle r="2" fill="nan"></circle>'),
    ],
)
def test_what_is_not_finite_becomes_invisible(html: str, wanted: str) -> None:
    assert drawable(html) == wanted


@pytest.mark.parametrize("name", WIDGETS.names())
def test_published_figures_stay_as_they_are(name: str) -> None:
    html = WIDGETS.find(name).render({}, "en").html
    assert drawable(html) == html
