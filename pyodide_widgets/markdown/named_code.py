"""The modules that fences of code name, and what is wrong with a line of such a fence.

Called by `code_element.py`, `cases_element.py` and `challenge_element.py`. Test: tests/markdown/test_code_fences.py.
"""

from __future__ import annotations

from pathlib import Path

from ..build.widget_code import HELD, PACKAGE, WidgetCode, own_modules


class WrongLine(ValueError):
    """A line of a fence's body that means nothing."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line + 1  # the fence's first line stands above its body


def find_module(code: WidgetCode, name: str, fence: str) -> tuple[str, Path]:
    """Return the full name and the file of a module that a fence names; one of this package may be named without it.

    Args:
        code: of the site's widgets.
        fence: the first word of the fence, for the error.

    Raises:
        ValueError: there is no such module, or a reader's code cannot take its place.
    """
    known = {**own_modules(), **code.files}
    for full in (name, f"{PACKAGE}.{name}"):
        path = full.replace(".", "/")
        file = known.get(f"{path}.py") or known.get(f"{path}/__init__.py")
        if file and path.startswith(f"{PACKAGE}/") and path.removeprefix(f"{PACKAGE}/").startswith(HELD):
            raise ValueError(
                f"{fence}: {full} is a part of the generator, which keeps running while a reader's code runs"
            )
        if file:
            return full, file
    raise ValueError(
        f"{fence}: there is no module {name!r} in the packages of widgets that the site lists, nor among what they import"
    )
