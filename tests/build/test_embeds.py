"""Pages with one figure each, made from the finished pages of a site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown import Markdown

from pyodide_widgets.build.embeds import is_embed, write_embeds
from pyodide_widgets.build.finished_pages import FinishedPages
from pyodide_widgets.kit.words import Lang

LANGUAGES = ("zh", "en")
PAGE = '<!doctype html>\n<html lang="{}"><head><title>{} &amp; more</title></head><body>{}</body></html>\n'
SET = "```py-widget library\nquery-x: 1\n```\n"
UNSET = "```py-widget library\n```\n\n```py-widget apple\n```\n"


def page(site: Path, path: str, lang: Lang, markdown: str) -> None:
    extension = Markdown(extensions=["pyodide-widgets"], extension_configs={"pyodide-widgets": {"lang": lang}})
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_text(PAGE.format(lang, path, extension.convert(markdown)), encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    page(tmp_path, "index.html", "zh", SET)
    page(tmp_path, "article/index.html", "zh", UNSET)
    page(tmp_path, "en/index.html", "en", SET)
    return tmp_path


def test_each_widget_has_a_page_for_each_language_that_it_stands_there_in(site: Path) -> None:
    assert write_embeds(FinishedPages(site), LANGUAGES) == [
        "en/embed/library/index.html",
        "embed/apple/index.html",
        "embed/library/index.html",
    ]


def test_the_page_has_the_figure_as_built_and_the_way_back(site: Path) -> None:
    write_embeds(FinishedPages(site), LANGUAGES)
    html = (site / "embed/library/index.html").read_text(encoding="utf-8")
    built = (site / "article/index.html").read_text(encoding="utf-8")
    assert html.count("<py-widget ") == 1
    assert re.findall(r"<figure.*?</figure>", html) == re.findall(r"<figure.*?</figure>", built)[:1]
    assert 'data-key=""' in html and 'data-params="{}"' in html
    assert " data-guess>" in built and " data-guess>" not in html
    assert re.findall(r'data-action="(\w+)"', html) == ["numbers", "undo", "reset"]
    (link,) = re.findall(r"<a (.*?)>(.*?)</a>", html)
    assert 'href="../../article/#widget-library"' in link[0] and 'data-widget-source="library"' in link[0]
    assert link[1] == "article/index.html &amp; more"
    assert 'src="../../pyodide-widgets/page/embed.mjs"' in html


def test_the_author_s_settings_stay_where_there_is_no_other_figure(site: Path) -> None:
    write_embeds(FinishedPages(site), LANGUAGES)
    html = (site / "en/embed/library/index.html").read_text(encoding="utf-8")
    assert "query-x" in html.partition("data-params")[2].partition(">")[0]
    assert 'src="../../../pyodide-widgets/page/embed.mjs"' in html
    assert '<html lang="en"' in html


def test_a_second_run_changes_nothing(site: Path) -> None:
    pages = write_embeds(FinishedPages(site), LANGUAGES)
    before = {path: (site / path).read_bytes() for path in pages}
    assert write_embeds(FinishedPages(site), LANGUAGES) == pages
    assert {path: (site / path).read_bytes() for path in pages} == before
    assert all(is_embed(path, LANGUAGES) for path in pages)
    assert not is_embed("article/index.html", LANGUAGES)
    assert not is_embed("guide/embed/index.html", LANGUAGES)
