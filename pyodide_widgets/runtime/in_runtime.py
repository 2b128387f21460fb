"""What the build has the runtime itself do: compile to bytecode, and say what the widgets need of the rest.

Started by `in_runtime.mjs` inside Pyodide under Node, with all modules in the file system.
"""

from __future__ import annotations

import ast
import io
import os
import sys
import tarfile
from collections.abc import Callable
from importlib.util import MAGIC_NUMBER, source_hash
from marshal import dumps
from types import CodeType

UNCHECKED_HASH = (1).to_bytes(4, "little")  # of PEP 552: this bytecode is not compared with its source
# Here NumPy documents what is compiled; its own documentation is built without these modules.
ONLY_DOCSTRINGS = ("/numpy/_core/_add_newdocs.py", "/numpy/_core/_add_newdocs_scalars.py")
_opened: set[str] = set()


def library(archive: memoryview) -> bytes:
    """The archive with bytecode in place of each source, and without docstrings.

    A tenth of all that a start downloads would be docstrings, and NumPy would spend a part of its import on giving them to
    its compiled functions. Assertions stay.
    """

    def to_code(path: str, source: bytes) -> CodeType:
        tree = ast.parse(b"" if path.endswith(ONLY_DOCSTRINGS) else source, "/" + path)
        _drop_docstrings(tree)
        return compile(tree, "/" + path, "exec", dont_inherit=True, optimize=0)

    return _with_bytecode(archive, to_code)


def package(archive: memoryview, sources: str) -> bytes:
    """The archive with bytecode in place of each source. Tracebacks look for the sources below the folder `sources`, where
    they may come later."""

    def to_code(path: str, source: bytes) -> CodeType:
        return compile(source, f"{sources}/{path}", "exec", dont_inherit=True, optimize=0)

    return _with_bytecode(archive, to_code)


def used_by_imports() -> bytes:
    """The paths of all files that are used by a start and by the import of every widget; one a line."""
    sys.addaudithook(_note_opened)
    from pyodide_widgets.browser.worker import on_demand_archive  # noqa: F401  what fetches that archive must not be in it
    from pyodide_widgets.kit.browser_calls import open_catalogue

    calls = open_catalogue()
    calls.import_all()
    calls.self_test()  # a start from a snapshot calls it as well
    return _used()


def used_by_drawings() -> bytes:
    """The paths of all files that have been used when every widget has been drawn and heard, in every language of the site as well."""
    from pyodide_widgets.kit.browser_calls import open_catalogue

    calls = open_catalogue()
    list(calls.warm_up())
    for name in calls.catalogue.names():
        widget = calls.catalogue.find(name)
        # A widget may lack some of the site's languages, where a page shows it in another one.
        for lang in {widget.language([lang]) for lang in calls.languages}:
            calls.render(name, "{}", lang)
            for track in widget.tracks:
                calls.listen(name, "{}", lang, track.name)
    return _used()


def _used() -> bytes:
    modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    paths = {path for path in {*modules, *_opened} if path and os.path.isfile(path)}  # noqa: PTH113
    return "\n".join(sorted(paths)).encode()


def _note_opened(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str):
        _opened.add(arguments[0])


def _with_bytecode(archive: memoryview, to_code: Callable[[str, bytes], CodeType]) -> bytes:
    """The archive with bytecode in place of each source, as `module.pyc`; the rest as it was."""
    result = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(archive)) as old,
        tarfile.open(fileobj=result, mode="w", format=tarfile.USTAR_FORMAT) as new,
    ):
        for member in old:
            stream = old.extractfile(member)
            assert stream, f"{member.name} is no file"
            path, content = member.name, stream.read()
            if path.endswith(".py"):
                path, content = path + "c", _bytecode(content, to_code(path, content))
            info = tarfile.TarInfo(path)
            info.size = len(content)
            new.addfile(info, io.BytesIO(content))
    return result.getvalue()


def _drop_docstrings(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            match node.body:
                case [ast.Expr(ast.Constant(str())) as docstring, *others]:
                    node.body = others or [ast.copy_location(ast.Pass(), docstring)]


def _bytecode(source: bytes, code: CodeType) -> bytes:
    return MAGIC_NUMBER + UNCHECKED_HASH + source_hash(source) + dumps(code)
