"""A challenge: a task that the reader solves in code, or by hand with a widget, and that is checked by running.

    from pyodide_widgets import Challenge, Verdict

A module that defines CHALLENGE is named by a fence `py-challenge`. Test: tests/editing/test_challenges.py.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..kit.words import Text
from .function_source import parsed


class Verdict(NamedTuple):
    """What a check says: whether the challenge is solved, and a sentence on what was found."""

    solved: bool
    said: Text


@dataclass(frozen=True)
class Challenge:
    """What a challenge's module defines.

    Args:
        title, task, hint: what is shown.
        solution: source in place of `start`; for a challenge by hand, what to do.
        check: gets the reader's function, or the values of the widget. What the reader's function raises, it lets pass.
        start: the source that the reader begins with. The last function in it is the one that is checked.
        widget: for a challenge by hand, the widget on the same page whose parameters are checked.
    """

    title: Text
    task: Text
    hint: Text
    solution: Text
    check: Callable[[Any], Verdict]
    start: str = ""
    widget: str = ""

    def __post_init__(self) -> None:
        if bool(self.start) == bool(self.widget):
            raise ValueError(
                "a challenge has either `start`, the source to begin with, or `widget`, the name of one on its page"
            )
        if self.start and not self.function:
            raise ValueError("`start` has to define a function: `def name(…): …`")

    @property
    def function(self) -> str:
        """The name of the function that is checked; of a challenge by hand, nothing."""
        functions = [node.name for node in ast.parse(self.start).body if isinstance(node, ast.FunctionDef)]
        return functions[-1] if functions else ""

    def check_source(self, text: str) -> Verdict:
        """Run a reader's source and check the function that it defines; arguments and errors as in `function_of`."""
        return self.check(function_of(text, self.function))


def function_of(text: str, name: str) -> Callable[..., Any]:
    """Run a source and return the function that it defines.

    Raises:
        NoSuchFunction: it does not define it.
        Exception: what compiling or running it raises. In tracebacks the source is the file `<name>`.
    """
    import numpy as np

    namespace: dict[str, Any] = {"__name__": name, "np": np}
    exec(compile(parsed(text, name), f"<{name}>", "exec", dont_inherit=True), namespace)
    found: Callable[..., Any] = namespace[name]
    return found
