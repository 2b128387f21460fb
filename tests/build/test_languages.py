"""Where the languages of a site are: the default one at its root, the others in folders of their names."""

from __future__ import annotations

from pyodide_widgets.build.languages import Languages


def test_the_default_language_is_at_the_root() -> None:
    languages = Languages.of(["de", "en", "fr"])
    assert languages.current == "de" and languages.is_default
    assert [languages.folder(lang) for lang in languages.all] == ["", "en/", "fr/"]
    assert languages.home == "" and languages.others == ("en", "fr")


def test_from_another_language_the_root_is_one_up() -> None:
    languages = Languages.of(["de", "en", "fr"], "en")
    assert not languages.is_default and languages.home == "../"
    assert languages.others == ("de", "fr")
