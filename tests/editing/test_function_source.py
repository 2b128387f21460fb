"""Functions are found in the text of their module."""

from __future__ import annotations

import pytest

from pyodide_widgets.editing.function_source import NoSuchFunction, function_lines, function_text

SOURCE = '''import x

@x.one
@x.two(
    3,
)
def first(a,
          b):
    """Says."""
    def inner(): ...
    return a

class C:
    def method(self): ...

def last(): return 1
'''


def test_a_function_is_shown_with_its_decorators_and_its_whole_body() -> None:
    assert function_lines(SOURCE, "first") == (3, 11)
    assert function_text(SOURCE, "first") == "\n".join(SOURCE.splitlines()[2:11]) + "\n"
    assert function_text(SOURCE, "last") == "def last(): return 1\n"


@pytest.mark.parametrize("name", ["inner", "method", "C"])
def test_only_functions_of_the_module_itself(name: str) -> None:
    with pytest.raises(NoSuchFunction):
        function_lines(SOURCE, name)


def test_the_nearest_name_is_said() -> None:
    with pytest.raises(NoSuchFunction, match="did you mean 'first'"):
        function_lines(SOURCE, "frist")
