"""A permalink is read as it was written, whatever the parameters are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pyodide_widgets.build.permalink import permalink, read_permalink


def test_a_permalink_is_the_one_that_the_guide_shows() -> None:
    assert permalink("library", {"query-x": "2"}) == "?library.query-x=2#widget-library"


@given(
    texts=st.dictionaries(
        st.sampled_from(["query-x", "sentence", "问"]), st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_parameters_are_read_as_they_were_written(texts: dict[str, str]) -> None:
    assert read_permalink(permalink("library-2", texts)) == ("library-2", texts)
