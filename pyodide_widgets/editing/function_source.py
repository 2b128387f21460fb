"""A function in the text of its module: where it stands, and the module with another text in its place.

Used by the build, which shows functions, and in the browser, where readers change them. Test: tests/editing/test_function_source.py.
"""

from __future__ import annotations

import ast
import difflib


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
    node = _function(ast.parse(source), name)
    assert node.end_lineno, "a parsed function has an end"
    return min([node.lineno, *(each.lineno for each in node.decorator_list)]), node.end_lineno


def function_text(source: str, name: str) -> str:
    """Return the text of a function; arguments and errors as above."""
    first, last = function_lines(source, name)
    return "\n".join(source.splitlines()[first - 1 : last]) + "\n"


def _function(tree: ast.Module, name: str) -> ast.FunctionDef:
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    if name not in functions:
        near = difflib.get_close_matches(name, functions, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(functions) or 'none'}"
        raise NoSuchFunction(f"no function {name!r}; {hint}")
    return functions[name]
