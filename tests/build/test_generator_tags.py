"""What the steps after the policy look for in a page, they find in its tags as well."""

from __future__ import annotations

from pyodide_widgets.build.editing import named_in
from pyodide_widgets.build.generator_tags import generator_tags
from pyodide_widgets.build.prepared import placed
from pyodide_widgets.build.traced_code import find_references

WIDGET = (
    '<py-widget name="library" id="widget-library" lang="en" data-key="library" data-params="{}" data-prepared="a">'
)
PAGE = (
    '<!doctype html>\n<html class="no-js" lang="en"><head><title>注意</title></head><body>\n<nav><a href="..">Up</a></nav>'
    f"<p>Text {WIDGET}<p>1 &lt; 2</p></py-widget>"
    '<py-code data-module="core.shares" data-made-by="core.data"><i></i></py-code>'
    '<a title="Two" class="pw-set" href="?library.query-x=2#widget-library" data-prepared="b">two</a>'
    '<h3 id="attend" data-api="core.attend">attend</h3></body></html>'
)


def test_every_step_finds_the_same_in_the_tags_as_in_the_page() -> None:
    tags = generator_tags(PAGE.encode())
    assert named_in([tags]) == named_in([PAGE])
    assert named_in([PAGE]).data == {"core.data"}
    assert dict(placed(tags)) == dict(placed(PAGE))
    assert dict(placed(PAGE)).keys() == {"a", "b"}
    assert find_references({"a.html": tags}) == find_references({"a.html": PAGE})
    assert find_references({"a.html": PAGE}) == {"core.attend": {"en": "a.html#attend"}}


def test_nothing_else_is_kept() -> None:
    tags = generator_tags(PAGE.encode())
    assert "<nav>" not in tags and "1 &lt; 2" not in tags


def test_a_page_without_any_has_none() -> None:
    assert generator_tags(b"<html><p>\xe4</p></html>") == "<html>"
    assert generator_tags(b"no page") == ""
