"""A reader's code takes the place of a function wherever it is used, and leaves nothing behind."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyodide_widgets.editing.function_source import NoSuchFunction
from pyodide_widgets.editing.replaced_functions import ReplacedFunctions

CORE = '''"""A core."""
from __future__ import annotations

from functools import cache, wraps

def loud(function):
    @wraps(function)
    def call(*args):
        return function(*args)
    return call

def share(x):
    return x / 2

TABLE = {"share": share}

@loud
def shared_with(x, how=share):
    return how(x)
'''
USER = """
from functools import cache
from .core import TABLE, share
from . import core

AT_IMPORT = share(10)

@cache
def kept(x):
    return share(x)

def by_default(x):
    return core.shared_with(x)

def in_table(x):
    return TABLE["share"](x)

def imported_late(x):
    from .core import share
    return share(x)
"""
LAZY = """
from importlib import import_module

def __getattr__(name):
    if name != "share":
        raise AttributeError(name)
    globals()[name] = value = import_module(".core", __name__).share
    return value
"""
YOURS = "def share(x):\n    return x * 3\n"


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    package = tmp_path / "toy_site"
    package.mkdir()
    for name, source in {"__init__": LAZY, "core": CORE, "user": USER}.items():
        (package / f"{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = list(sys.meta_path)
    names = ["toy_site", "toy_site.core", "toy_site.user"]
    yield names
    assert sys.meta_path == before
    for name in names:
        sys.modules.pop(name, None)


def all_uses(x: float) -> list[float]:
    import toy_site
    from toy_site import share, user  # type: ignore[import-not-found]

    uses = [user.kept, user.by_default, user.in_table, user.imported_late, share, toy_site.share, user.share]
    return [use(x) for use in uses] + [user.AT_IMPORT]


def test_every_use_follows_and_the_published_code_comes_back(names: list[str]) -> None:
    assert all_uses(4) == [2] * 7 + [5]
    functions = ReplacedFunctions(names)
    functions.run("toy_site.core", "share", YOURS)
    assert all_uses(4) == [12] * 7 + [30]
    functions.restore()
    assert all_uses(4) == [2] * 7 + [5]


def test_what_was_published_is_restored_with_what_it_has_computed(names: list[str]) -> None:
    from toy_site import user  # type: ignore[import-not-found]

    user.kept(4)
    functions = ReplacedFunctions(names)
    functions.run("toy_site.core", "share", YOURS)
    functions.restore()
    from toy_site import user as again

    assert again is user and again.kept.cache_info().currsize == 1


def test_the_next_text_takes_the_place_of_the_one_before(names: list[str]) -> None:
    functions = ReplacedFunctions(names)
    functions.run("toy_site.core", "share", YOURS)
    functions.run("toy_site.core", "share", YOURS.replace("3", "7"))
    assert all_uses(4)[0] == 28
    functions.restore()
    assert all_uses(4)[0] == 2


def test_if_the_next_text_cannot_run_the_one_before_runs_on(names: list[str]) -> None:
    functions = ReplacedFunctions(names)
    functions.run("toy_site.core", "share", YOURS)
    for wrong in ("def share(:\n", "nothing\ndef share(x):\n    return x\n"):
        with pytest.raises((SyntaxError, NameError)):
            functions.run("toy_site.core", "share", wrong)
        assert all_uses(4)[0] == 12
    functions.restore()
    assert all_uses(4)[0] == 2


def test_two_functions_of_one_module_run_together_also_decorated_ones(names: list[str]) -> None:
    functions = ReplacedFunctions(names)
    functions.run("toy_site.core", "share", YOURS)
    functions.run("toy_site.core", "shared_with", "@loud\ndef shared_with(x, how=share):\n    return how(x) + 100\n")
    assert all_uses(4)[:3] == [12, 112, 12]
    assert functions.take_notes().keys() == {"share", "shared_with"}
    functions.restore()
    assert functions.take_notes() == {}


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("def share(x):\n    return x +\n", SyntaxError, 2),
        ("def share(x):\n  return x\n   y = 1\n", IndentationError, 3),
        ("import nothing_like_it\ndef share(x):\n    return x\n", ModuleNotFoundError, 1),
        ("def share(x, how=nothing):\n    return x\n", NameError, 1),
    ],
)
def test_a_text_that_cannot_run_leaves_the_published_code_and_says_the_line(
    text: str, error: type[Exception], line: int, names: list[str]
) -> None:
    functions = ReplacedFunctions(names)
    with pytest.raises(error) as raised:
        functions.run("toy_site.core", "share", text)
    assert f'File "<share>", line {line}' in "".join(traceback.format_exception(raised.value))
    assert all_uses(4)[0] == 2


def test_a_module_has_its_file_and_a_package_its_modules(names: list[str]) -> None:
    from toy_site import core

    file = core.__file__
    functions = ReplacedFunctions(names)
    functions.run("toy_site.core", "share", YOURS)
    functions.run(
        "toy_site",
        "__getattr__",
        LAZY.partition("\n\n")[2].replace("import_module(", "__import__('importlib').import_module("),
    )
    from toy_site import core as anew

    assert anew is not core and anew.__file__ == file
    assert all_uses(4)[0] == 12
    functions.restore()


def test_the_function_has_to_keep_its_name(names: list[str]) -> None:
    with pytest.raises(NoSuchFunction, match="def share"):
        ReplacedFunctions(names).run("toy_site.core", "share", "def shares(x):\n    return x\n")


def test_an_exception_names_the_line_of_the_text_and_shows_it(names: list[str]) -> None:
    functions = ReplacedFunctions(names)
    functions.run("toy_site.core", "share", "def share(x):\n    y = 0\n    return x / y\n")
    with pytest.raises(ZeroDivisionError) as raised:
        from toy_site.user import in_table  # type: ignore[import-not-found]

        in_table(1)
    told = "".join(traceback.format_exception(raised.value))
    assert 'File "<share>", line 3' in told and "return x / y" in told
    functions.restore()
