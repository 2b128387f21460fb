"""Run a reader's code in the place of functions of the site, in the interpreter that draws; and the published code again.

Modules keep what they import: names (`from .dot_product import attend`), default arguments, tables, caches of what was
computed. So nothing is replaced inside of them. The modules of the site are put aside as a whole and imported anew, with the
reader's text in the place of the function; to restore the published code, the modules that were put aside come back.

Test: tests/editing/test_replaced_functions.py.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from .compared_calls import Calls, Difference
from .function_source import FLAGS, parsed

Texts = Mapping[str, Mapping[str, str]]  # by module, then by function
Function = Callable[..., Any]

_WATCHED = "__watched__"  # the decorator round the reader's function, in its module


class ReplacedFunctions:
    """The functions that run with a reader's code.

    Args:
        modules: the names of all modules of the site that can be imported anew.
    """

    def __init__(self, modules: Iterable[str]) -> None:
        self._names = frozenset(modules)
        self._texts: Texts = {}
        self._published: dict[str, ModuleType] = {}  # while a reader's code runs: the modules that were put aside
        self._finder: _Finder | None = None
        self._calls: dict[str, Calls] = {}  # by function

    def run(self, module: str, name: str, text: str) -> None:
        """Let a reader's text take the place of a function, in all modules; if that fails, what ran before runs again.

        Raises:
            NoSuchFunction: the text does not define the function.
            Exception: what compiling or running it raises. In tracebacks the text is the file `<name>`.
        """
        parsed(text, name)
        earlier = self._texts
        self.restore()
        try:
            self._start({**earlier, module: {**earlier.get(module, {}), name: text}})
        except BaseException:
            self.restore()
            if earlier:
                self._start(earlier)
            raise

    def _start(self, texts: Texts) -> None:
        for module in texts:
            import_module(module)  # so that it is among those that are put aside
        self._texts, self._published = texts, self._take_out()
        self._finder = _Finder(texts, self._published, self._watched)
        sys.meta_path.insert(0, self._finder)
        for module in texts:
            import_module(module)

    def restore(self) -> None:
        """Bring the published code back, with all that it has computed."""
        if not self._finder:
            return
        sys.meta_path.remove(self._finder)
        self._take_out()
        for name, module in self._published.items():
            sys.modules[name] = module
            parent, _, child = name.rpartition(".")
            if parent in sys.modules:
                setattr(sys.modules[parent], child, module)
        self._texts, self._published, self._finder, self._calls = {}, {}, None, {}

    def take_notes(self) -> dict[str, list[Difference]]:
        """Return what was noted since the last call of this method: for each function that was called, how its results
        differed in kind from those of the published one."""
        notes = {name: calls.take() for name, calls in self._calls.items()}
        return {name: found for name, found in notes.items() if found is not None}

    def _take_out(self) -> dict[str, ModuleType]:
        """Remove the site's modules and return them: each is imported anew when it is needed next."""
        found = {name: sys.modules.pop(name) for name in self._names if name in sys.modules}
        for name in found:
            parent, _, child = name.rpartition(".")
            if parent in sys.modules:  # it stays, and `from parent import child` would find the old module in it
                vars(sys.modules[parent]).pop(child, None)
        return found

    def _watched(self, name: str, published: Function) -> Callable[[Function], Function]:
        calls = self._calls[name] = Calls()
        return lambda yours: calls.watched(yours, published)


class _Finder(MetaPathFinder, Loader):
    """Finds the modules that have a reader's function, and runs each with the text in the place of the published one."""

    def __init__(
        self,
        texts: Texts,
        published: Mapping[str, ModuleType],
        watched: Callable[[str, Function], Callable[[Function], Function]],
    ) -> None:
        self._texts, self._published, self._watched = texts, published, watched

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._texts:
            return None
        published = self._published[fullname]
        spec = ModuleSpec(fullname, self, origin=published.__file__, is_package=hasattr(published, "__path__"))
        spec.has_location = True  # modules read files beside their own
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.extend(published.__path__)
        return spec

    def exec_module(self, module: ModuleType) -> None:
        published, texts = vars(self._published[module.__name__]), dict(self._texts[module.__name__])
        file = source_file(published[next(iter(texts))])
        before: list[ast.stmt] = []
        for statement in ast.parse(Path(file).read_text(encoding="utf-8")).body:
            name = getattr(statement, "name", None)
            if name not in texts or not isinstance(statement, ast.FunctionDef):
                before.append(statement)
                continue
            _execute(ast.Module(before, []), file, module)
            setattr(module, _WATCHED, self._watched(name, published[name]))
            _execute(_with_decorator(parsed(texts.pop(name), name), name), f"<{name}>", module)
            before = []
        _execute(ast.Module(before, []), file, module)


def source_file(function: Function) -> str:
    """Return the file with the source of a function; of one that is decorated by `functools.wraps`, that of the inner one."""
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return function.__code__.co_filename


def _with_decorator(tree: ast.Module, name: str) -> ast.Module:
    """The tree with the outermost decorator `_WATCHED` for the last function of this name."""
    function = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name][-1]
    decorator = ast.copy_location(ast.Name(_WATCHED, ast.Load()), function)
    function.decorator_list.insert(0, decorator)
    return tree


def _execute(tree: ast.Module, file: str, module: ModuleType) -> None:
    exec(compile(tree, file, "exec", FLAGS, dont_inherit=True), vars(module))
