"""What a widget may be made of."""

from __future__ import annotations

import pytest

from pyodide_widgets.figures.figure import Figure
from pyodide_widgets.kit.parameters import Number
from pyodide_widgets.kit.widget import RESERVED_NAMES, Widget


@pytest.mark.parametrize("name", ["parentNode", "attributes", "two words", "a.b", "a=b", "", *sorted(RESERVED_NAMES)])
def test_a_parameter_that_would_hide_a_property_of_its_form_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="a parameter cannot be named"):
        Widget("w", "W", "C.", (Number(name, "A", 0, low=0, high=1, step=1),), lambda values, lang: Figure((), "c"))
