"""A function in the text of its module: where it stands, and the module with another text in its place.

Used by the build, which shows functions, and in the browser, where readers change them. Test: tests/editing/test_function_source.py.
"""

from __future__ import annotations
import __future__

import ast
import difflib
import linecache

FLAGS = __future__.annotations.compiler_flag  # as all modules here have it


class NoSuchFunction(LookupError):
    """A module that does not define a function. The message names the nearest one that it does define."""


def function_lines(source: str, name: str) -> tuple[int, int]:
    """Return the first and the last line of a function, decorators included, counted from 1.

    Args:
        source: the text of the module.

    Raises:
        NoSuchFunction: it defines none of this name outside of classes and other functions.
        SyntaxError: it is no Python.
    """
    return _lines(source, name, (ast.FunctionDef,))


def definition_lines(source: str, name: str) -> tuple[int, int]:
    """The same for a function or a class."""
    return _lines(source, name, (ast.FunctionDef, ast.ClassDef))


def function_text(source: str, name: str) -> str:
    """Return the text of a function; arguments and errors as above."""
    first, last = function_lines(source, name)
    return "\n".join(source.splitlines()[first - 1 : last]) + "\n"


def _lines(source: str, name: str, kinds: tuple[type[ast.FunctionDef | ast.ClassDef], ...]) -> tuple[int, int]:
    found = {node.name: node for node in ast.parse(source).body if isinstance(node, kinds)}
    if name not in found:
        near = difflib.get_close_matches(name, found, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(found) or 'none'}"
        raise NoSuchFunction(f"no function {name!r}; {hint}")
    node = found[name]
    assert node.end_lineno, "what was parsed has an end"
    return min([node.lineno, *(each.lineno for each in node.decorator_list)]), node.end_lineno


def parsed(text: str, name: str) -> ast.Module:
    """Parse what a reader wrote as the file `<name>`; its lines are kept for tracebacks.

    Raises:
        NoSuchFunction: it does not define the function.
        SyntaxError: it is no Python.
    """
    linecache.cache[f"<{name}>"] = (len(text), None, text.splitlines(keepends=True), f"<{name}>")
    tree = compile(text, f"<{name}>", "exec", FLAGS | ast.PyCF_ONLY_AST, dont_inherit=True)
    if not any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body):
        raise NoSuchFunction(f"there is no `def {name}(…)` in it; the function has to keep its name")
    return tree
