"""Make a finished site live, whatever generator has built it: `pyodide-widgets finish SITE`.

Its pages have figures through the Markdown extension; here they get the tags that bring the widgets to life, and the site
gets the browser's modules, the runtime and the prepared figures beside them. It can be run again on the same site.

Called by `cli.py`. Test: tests/build/test_finish.py.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ..runtime.site_packages import NO_PACKAGES, SitePackages
from .assets import write_assets
from .embeds import is_embed, write_embeds
from .finished_pages import ENCODING, FinishedPages
from .head import PagePlace, make_live
from .languages import Languages
from .offline import write_offline_worker
from .places import ENTRY, FOLDER
from .policy import Sources, write_policy
from .unfinished import without_notice
from .widget_code import WidgetCode

NOT_FOUND = "404.html"
_WIDGET = b"<py-widget "
_LANG = re.compile(rb'<html[^>]*\slang="([^"]+)"')

_log = logging.getLogger(__name__)


class FinishError(Exception):
    """A folder that cannot be finished. The message says what would be right."""


def finish(
    site_dir: Path,
    code: WidgetCode,
    packages: SitePackages = NO_PACKAGES,
    *,
    site_url: str = "",
    offline: bool = True,
    owns_origin: bool = False,
    content_security_policy: bool | Sources = True,
) -> list[str]:
    """Make a site live.

    Args:
        site_dir: the folder that the generator has written.
        code: that of the site's widgets.
        packages: what they import besides NumPy.
        site_url: where the site will be served from, for pages that answer for any address (404.html).
        offline: whether a service worker keeps the site for readers without a network.
        owns_origin: whether no other site shares the origin, though this one is not at its root.
        content_security_policy: whether pages get one; or sources to add to it, by directive.

    Returns:
        The pages that have widgets.

    Raises:
        FinishError: there is no such folder, or no page in it has a widget.
        PolicyError: the sources are none.
    """
    pages = FinishedPages(site_dir)
    with_widgets = [page for page, html in pages.items() if _WIDGET in html]
    if not with_widgets:
        raise FinishError(
            f"no page below {site_dir} has a widget; build the site first, with pyodide-widgets among its Markdown extensions"
        )
    languages = _languages([pages[page] for page in with_widgets])
    with_widgets = [page for page in with_widgets if not is_embed(page, languages)]  # those of an earlier run
    for page, html in pages.items():
        if is_embed(page, languages):
            continue
        if f'{FOLDER}/{ENTRY}"></script>'.encode() not in html:  # a page may also speak of the module
            place = _place(page, site_url)
            text = without_notice(html.decode(*ENCODING))
            live = make_live(text, place, Languages.of(languages[:1]), offline=offline, owns_origin=owns_origin)
            pages.write(page, live.encode(*ENCODING))
    write_embeds(pages, languages)
    policy = ""
    if content_security_policy is not False:
        more = None if content_security_policy is True else content_security_policy
        written = write_policy(pages, more)
        policy = written.text
        for refusal in written.refusals:
            _log.warning(refusal)
    hashes = write_assets(pages, code, languages, packages=packages)
    if offline:
        write_offline_worker(site_dir, hashes, languages, policy)
    return with_widgets


def _place(page: str, site_url: str) -> PagePlace:
    if page == NOT_FOUND:
        path = re.sub(r"^\w+://[^/]*", "", site_url) or "/"
        return PagePlace(path if path.endswith("/") else f"{path}/", None)
    return PagePlace("../" * page.count("/"), page)


def _languages(pages: Sequence[bytes]) -> list[str]:
    """The languages of some pages, the most frequent first."""
    found = Counter(lang.decode() for page in pages for lang in _LANG.findall(page))
    return [lang for lang, _ in found.most_common()] or ["en"]
