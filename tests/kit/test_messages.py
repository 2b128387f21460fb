"""The generator's own sentences: every language has the same ones, with the same places to fill in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from pyodide_widgets.kit import messages as module
from pyodide_widgets.kit.messages import FOLDER, message, messages

FILES = sorted(FOLDER.rglob("*.json"))


def sentences(found: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """The sentences of a file by their keys."""
    for key, value in found.items():
        if isinstance(value, str):
            yield f"{above}{key}", value
        else:
            yield from sentences(value, f"{above}{key}.")


def read(file: Path) -> dict[str, str]:
    return dict(sentences(json.loads(file.read_text(encoding="utf-8"))))


def places(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in Formatter().parse(text) if field is not None)


ENGLISH = {file.parent: read(file) for file in FILES if file.stem == "en"}


def test_there_are_more_languages_than_those_of_this_site() -> None:
    assert {"en", "zh"} < {file.stem for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_language_has_every_sentence_in_the_same_order(file: Path) -> None:
    assert list(read(file)) == list(ENGLISH[file.parent])


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_sentence_has_the_same_places_and_text(file: Path) -> None:
    for key, text in read(file).items():
        assert text.strip(), key
        assert places(text) == places(ENGLISH[file.parent][key]), key


@pytest.mark.parametrize(("lang", "reset"), [("en", "Reset"), ("zh", "重置"), ("en-GB", "Reset"), ("zh-TW", "重置")])
def test_language_has_its_file_or_that_of_its_first_part(lang: str, reset: str) -> None:
    assert message(lang, "buttons.reset") == reset


def test_language_without_a_file_has_english() -> None:
    assert not (FOLDER / "tlh.json").exists()
    assert messages("tlh") == messages("en")


def test_file_of_a_region_comes_before_that_of_its_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pt", "pt-BR", "en"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"name": name}), encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    messages.cache_clear()
    try:
        assert [message(lang, "name") for lang in ("pt-BR", "pt-PT", "pt", "fr")] == ["pt-BR", "pt", "pt", "en"]
    finally:
        messages.cache_clear()


def test_places_are_filled_in_and_what_is_put_there_is_no_format() -> None:
    assert message("en", "problems.unknown_parameter", text="{value}") == "There is no parameter {value}; ignored."


def test_sentence_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        message("de", "buttons.nonsense")
