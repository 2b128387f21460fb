"""HTML of other libraries as a panel: tables above all.

Called by `foreign.py`. Test: tests/figures/test_foreign.py.
"""

from __future__ import annotations

from .allowed_markup import DROPPED, HTML_ELEMENTS, html_attributes
from .markup import Markup, element, escape

_WITHOUT_END = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "col", "wbr", "embed", "source", "track", "area", "base"}
)


def table_panel(html: str, title: str) -> Markup:
    """Return HTML as the markup of a panel; its style sheets and attributes are the page's.

    Args:
        title: what is shown, in a few words.

    Raises:
        ValueError: there is no text in it.
    """
    content = _rewritten(html)
    if "<td" not in content and "<th" not in content:
        raise ValueError("the HTML has no table; only tables are shown")
    return element("div", content, class_="pw-table", role="group", aria_label=title)


def _rewritten(html: str) -> Markup:
    # Imported only here: pages without such figures need no parser.
    from html.parser import HTMLParser

    pieces: list[str] = []
    opened: list[str] = []  # elements that have been written and not closed
    dropped: list[str] = []  # elements round the place that is read, from the first one that is left out

    class Rewriting(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if dropped or tag in DROPPED:
                if tag not in _WITHOUT_END:
                    dropped.append(tag)
            elif tag in HTML_ELEMENTS:
                found = html_attributes({name: value or "" for name, value in attrs})
                if tag == "table":
                    found["class"] = "pw-cells"
                pieces.append(f"<{tag}{''.join(f' {name}="{escape(value)}"' for name, value in found.items())}>")
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if dropped:
                if tag in dropped:
                    del dropped[len(dropped) - 1 - dropped[::-1].index(tag) :]
            elif tag in opened:
                while (inner := opened.pop()) != tag:
                    pieces.append(f"</{inner}>")
                pieces.append(f"</{tag}>")

        def handle_data(self, data: str) -> None:
            if not dropped:
                # Between the elements of a table white space means nothing.
                pieces.append(escape(" ".join(data.split()) if not data.strip() else data))

    parser = Rewriting(convert_charrefs=True)
    parser.feed(html)
    parser.close()
    return Markup("".join(pieces) + "".join(f"</{tag}>" for tag in reversed(opened)))
