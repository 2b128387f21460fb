"""What the worker calls gives plain values, the same as the build has."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pyodide_widgets.kit import browser_calls as module
from pyodide_widgets.kit.browser_calls import BrowserCalls, open_catalogue
from pyodide_widgets.kit.catalogue import Catalogue
from pyodide_widgets.kit.unknown_name import UnknownName
from tests.bundled import CALLS, LANGS, WIDGETS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["library", "self-attention"])
def test_figure_is_the_one_that_the_build_draws(name: str, lang: str) -> None:
    assert CALLS.render(name, "{}", lang) == WIDGETS.find(name).render({}, lang).html


def test_parameters_arrive_as_a_json_object_of_texts() -> None:
    drawn = CALLS.render("library", json.dumps({"query-x": "2"}), "en")
    assert drawn == WIDGETS.find("library").render({"query-x": "2"}, "en").html != CALLS.render("library", "{}", "en")


def test_track_is_float32_samples_and_their_rate() -> None:
    name, track = next(
        (name, widget.tracks[0].name) for name in WIDGETS.names() if (widget := WIDGETS.find(name)).tracks
    )
    samples, rate = CALLS.listen(name, "{}", "en", track)
    assert rate > 0
    assert np.isfinite(np.frombuffer(samples, np.float32)).all()


@pytest.mark.parametrize(("name", "known"), [("library", "there are: "), ("cocktail-party", "did you mean|there are")])
def test_track_that_a_widget_does_not_have_is_an_error(name: str, known: str) -> None:
    with pytest.raises(UnknownName, match=rf"widget '{name}': unknown track 'nonsense'; {known}"):
        CALLS.listen(name, "{}", "en", "nonsense")


def test_warming_up_draws_every_widget_that_does_not_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    imported: list[str] = []
    find = Catalogue.find
    monkeypatch.setattr(Catalogue, "find", lambda self, name: (imported.append(name), find(self, name))[1])
    steps = sum(1 for _ in CALLS.warm_up())
    assert tuple(imported) == WIDGETS.names()
    quick = [name for name in WIDGETS.names() if not (WIDGETS.find(name).long_work or WIDGETS.find(name).data)]
    assert steps == len(WIDGETS.names()) + len(quick)


def test_self_test_gives_the_same_text_each_time() -> None:
    assert CALLS.self_test() == CALLS.self_test()
    assert BrowserCalls(Catalogue({}), ["en"]).self_test(), "a site without widgets has a test of NumPy"


def test_catalogue_in_the_browser_is_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modules = {"library": "pyodide_widgets.widgets.library"}
    told = {"languages": ["fr", "en"], "modules": modules, "packages": {}, "data": []}
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    monkeypatch.setattr(module, "CATALOGUE", file)
    open_catalogue.cache_clear()  # another site was open before, as never in a browser
    calls = open_catalogue()
    assert calls.catalogue.names() == ("library",)
    assert calls.languages == ("fr", "en")
    assert calls.self_test().endswith(CALLS.render("library", "{}", "en")), "drawn in the first language that it has"
