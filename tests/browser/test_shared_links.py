"""What other programs show of a page: the card of a link, and the feed."""

from __future__ import annotations

import re
import struct
from html import unescape
from xml.etree import ElementTree

import pytest

from pyodide_widgets.kit.words import Lang

from .built_site import FOLDERS, Site, all_pages, article, page_lang

ATOM = "{http://www.w3.org/2005/Atom}"
LOCALES = {"zh": "zh_CN", "en": "en_GB"}


def properties(site: Site, page: str) -> dict[str, str]:
    found = re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', site.html(page))
    assert len(found) == len(dict(found)), "nothing is said twice"
    return {name: unescape(text) for name, text in found}


@pytest.mark.parametrize("page", all_pages())
def test_a_link_to_a_page_has_a_card(page: str, site: Site) -> None:
    said = properties(site, page)
    assert said["title"] and said["description"] and said["locale"] == LOCALES[page_lang(page)]
    if page.endswith("404.html"):
        assert "url" not in said and "image" not in said
        return
    assert said["url"] == site.origin + page
    picture = site.folder / said["image"].removeprefix(site.url)
    assert struct.unpack(">II", picture.read_bytes()[16:24]) == (1200, 630)
    assert (int(said["image:width"]), int(said["image:height"])) == (1200, 630)


def test_the_card_of_the_article_has_its_own_description(lang: Lang, site: Site) -> None:
    assert properties(site, article(lang))["description"] != properties(site, FOLDERS[lang])["description"]


def test_the_feed_names_the_editions_newest_first(lang: Lang, site: Site) -> None:
    feed = ElementTree.fromstring((site.folder / FOLDERS[lang].lstrip("/") / "feed.xml").read_bytes())
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    entries = feed.findall(f"{ATOM}entry")
    dates = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert dates == sorted(dates, reverse=True) and dates[0] == feed.findtext(f"{ATOM}updated")
    for entry in entries:
        assert entry.findtext(f"{ATOM}title") and entry.findtext(f"{ATOM}summary")
        link = entry.find(f"{ATOM}link")
        assert link is not None and link.get("href") == site.origin + article(lang)


def test_every_page_leads_to_the_feed_of_its_language(lang: Lang, site: Site) -> None:
    assert re.search(
        r'<link rel="alternate" type="application/atom\+xml" [^>]*href="\.\./feed\.xml">', site.html(article(lang))
    )
