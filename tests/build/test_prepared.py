"""Prepared figures are those that the widget draws, for every position, in files of bounded size."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from pyodide_widgets.build import prepared
from pyodide_widgets.build.prepared import Placed, compressed_size, encode, placed, write_prepared
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.markdown.widget_element import widget_element
from pyodide_widgets.storage.store import Store
from tests.bundled import CODE, LANGS, WIDGETS

LIBRARY = Placed("library", "en", (("query-y", "2"),))


def figures(content: bytes) -> dict[str, dict[str, str]]:
    """What a file says, as a reader's browser puts it together."""
    told = json.loads(content)
    return {
        parameter: {text: "".join(told["pieces"][place] for place in places) for text, places in along.items()}
        for parameter, along in told["figures"].items()
    }


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["apple", "causal-mask", "library", "cocktail-party"])
def test_every_position_has_the_figure_that_the_widget_draws(name: str, lang: Lang) -> None:
    widget = WIDGETS.find(name)
    values, _ = widget.read({}, lang)
    found = figures(encode(Placed(name, lang, ()), CODE))
    for parameter in widget.parameters:
        positions = list(parameter.positions(values))
        assert [*found.get(parameter.name, {})] == positions
        for text in positions:
            assert found[parameter.name][text] == widget.render({parameter.name: text}, lang).html


def test_every_preset_has_the_figure_that_its_button_leads_to() -> None:
    widget = WIDGETS.find("library")
    found = figures(encode(LIBRARY, CODE))[prepared.PRESETS]
    assert [*found] == [preset.written("en") for preset in widget.presets]
    for texts, html in found.items():
        assert html == widget.render({**dict(LIBRARY.texts), **json.loads(texts)}, "en").html


def test_what_the_author_has_set_stays_set() -> None:
    found = figures(encode(LIBRARY, CODE))
    assert found["query-x"]["-1.0"] == WIDGETS.find("library").render({"query-x": "-1", "query-y": "2"}, "en").html


def test_the_control_that_needs_most_is_left_out_of_a_file_that_would_be_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    party = Placed("cocktail-party", "zh", ())
    everything = encode(party, CODE)
    assert compressed_size(everything) <= prepared.MOST_BYTES
    monkeypatch.setattr(prepared, "MOST_BYTES", compressed_size(everything) - 1)
    smaller = encode(party, CODE)
    assert compressed_size(smaller) <= prepared.MOST_BYTES
    assert set(figures(everything)) - set(figures(smaller)) == {"gap"}


def test_a_control_with_too_many_positions_has_no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST_POSITIONS", 50)
    assert set(figures(encode(LIBRARY, CODE))) == {prepared.PRESETS}


def test_the_name_tells_apart_whatever_makes_other_figures() -> None:
    names = {LIBRARY.name(CODE), LIBRARY._replace(lang="zh").name(CODE), LIBRARY._replace(texts=()).name(CODE)}
    assert len(names) == 3
    assert LIBRARY.name(CODE) == LIBRARY._replace().name(CODE)


def test_pages_get_the_files_that_they_name_and_no_others(tmp_path: Path) -> None:
    site, into = tmp_path / "site", tmp_path / "site" / "prepared"
    into.mkdir(parents=True)
    (into / "library-en-00000000.json").write_text("of an earlier build")
    element = widget_element(WIDGETS.find("library"), "library", dict(LIBRARY.texts), "en", LIBRARY.name(CODE))
    pages = {"a.html": f"<p>Two of them:</p>{element}{element}", "b.html": "<p>no widget</p>"}
    hashes = write_prepared(site, into, pages, CODE, Store(tmp_path / "store"))
    written = [*into.iterdir()]
    assert hashes == {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in written
    }
    assert [path.name for path in into.iterdir()] == [f"{LIBRARY.name(CODE)}.json"]
    assert (into / f"{LIBRARY.name(CODE)}.json").read_bytes() == encode(LIBRARY, CODE)
    assert f'data-prepared="{LIBRARY.name(CODE)}"' in element
    assert list(placed(element)) == [(LIBRARY.name(CODE), LIBRARY)]
