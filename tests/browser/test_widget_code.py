"""The button "Code" of a widget shows the functions that its drawing called, and its own file."""

from __future__ import annotations

from playwright.sync_api import expect

from pyodide_widgets.kit.words import Lang

from .built_site import ROOT, Site, article
from .conftest import NewReader
from .reader import SAVE_DATA


def test_code_is_shown_on_request_and_links_to_the_reference(lang: Lang, new_reader: NewReader, site: Site) -> None:
    reader = new_reader(connection=SAVE_DATA).open(article(lang))
    assert not [path for path in reader.watch.requests if "/code/" in path or "widget-code" in path]
    widget = reader.widget("library")
    button = widget.button("code")
    button.click()
    attend = widget.root.locator(".pw-code-panel details", has_text="dot_product.py").filter(has_text="def attend(")
    attend.locator("summary").click()
    expect(attend.locator("pre")).to_contain_text("scores = query @ np.swapaxes(key, -1, -2)")
    address = attend.get_by_role("link").get_attribute("href")
    assert address and address.endswith(f"{'/en' if lang == 'en' else ''}/reference/#attend")
    assert 'id="attend"' in site.html(address.removeprefix(site.origin).partition("#")[0])
    own = widget.root.locator(".pw-code-panel details").last
    source = (ROOT / "pyodide_widgets/widgets/library.py").read_text(encoding="utf-8")
    assert own.locator("pre").evaluate("pre => pre.textContent") == source
    button.press("Enter")
    expect(widget.root.locator(".pw-code-panel")).to_have_count(0)
