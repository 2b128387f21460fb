"""A first visit in a private window of Firefox, which may refuse to keep things, or be slow to."""

from __future__ import annotations

from tests.browser.built_site import Site, article

from . import launching
from .conftest import installed
from .test_common import LIVE


def test_a_first_visit_in_a_private_window_works_without_an_error(site: Site) -> None:
    with installed(launching.firefox, site.origin, private=True) as window:
        window.open(article("en"))
        window.wait(LIVE)
        window.wait("() => navigator.serviceWorker.ready.then(({ active }) => active?.state === 'activated')")
        assert window.problems() == []
