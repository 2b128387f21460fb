"""What Python draws in the browser is what it draws at build time, to the letter."""

from __future__ import annotations

import json
import re

import pytest

from pyodide_widgets.kit.words import Lang
from tests.bundled import CALLS, WIDGETS

from .built_site import Site
from .controls import Control, controls
from .readers import LiveReaders
from .variants import SENTENCES, variants

# Lengths and opacities, in attributes; what the reader reads stays.
_ATTRIBUTE = re.compile(r'(?<==")-?[\d.]+(?=")')


def lengths(html: str) -> list[float]:
    return [float(number) for number in _ATTRIBUTE.findall(html)]


@pytest.mark.parametrize("name", WIDGETS.names())
def test_the_built_page_has_what_python_draws_natively(name: str, lang: Lang, site: Site) -> None:
    placed = site.placed(name, lang)
    assert placed.body == CALLS.render(name, json.dumps(placed.params), lang)


@pytest.mark.parametrize("name", WIDGETS.names())
def test_the_browser_draws_what_python_draws_natively_and_the_same_again(
    name: str, lang: Lang, live_readers: LiveReaders, site: Site
) -> None:
    placed = site.placed(name, lang)
    reader = live_readers.on(placed.page)
    # The numbers are the same in both languages: one of them is enough for every variant.
    tried = variants(name) if lang == "zh" else variants(name)[-1:]
    for texts in [placed.params, *tried, placed.params]:
        live, native = reader.render(name, texts, lang), CALLS.render(name, json.dumps(texts), lang)
        if WIDGETS.find(name).data:  # in a trained model's thousands of products, the last digits are rounded otherwise
            assert _ATTRIBUTE.sub("", live) == _ATTRIBUTE.sub("", native), texts
            assert lengths(live) == pytest.approx(lengths(native), abs=0.02), texts
        else:
            assert live == native, texts


_CHOSEN = """async (widget) => {
  const { chosenWords } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/controls.mjs"];
  return chosenWords(widget.querySelector("form"));
}"""


@pytest.mark.parametrize("control", controls("text"), ids=str)
def test_the_page_shows_what_python_draws(control: Control, live_readers: LiveReaders, site: Site) -> None:
    lang: Lang = "zh"  # the sentences are in all languages as it is
    placed = site.placed(control.widget, lang)
    reader, widget = live_readers.at(placed)
    field = widget.control(control.parameter)
    for sentence in SENTENCES.values():
        widget.button("reset").click()
        chosen: dict[str, str] = widget.root.evaluate(_CHOSEN)  # stay chosen
        field.fill(sentence)
        typed = field.input_value()  # a field for one line leaves line breaks out
        texts = {**placed.params, **chosen, control.parameter: typed}
        widget.wait_body(reader.normal(CALLS.render(control.widget, json.dumps(texts), lang)))
