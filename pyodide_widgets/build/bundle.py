"""Put a module of the browser and all that it imports into one file: a page then waits for one request instead of thirty.

The modules stay as they are written, each in a function of its own, in the order in which they depend on each other. What is
understood is what they use: imports and exports of names, each statement beginning in the first column. Anything else is an
error, so that nothing is bundled that would run otherwise than it does as a module.

Called by `assets.py`. Test: tests/build/test_bundle.py.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

MODULES = "modules"  # what a bundle exports: what each of its modules exports, by the module's path

_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[\w./-]+)";$', re.MULTILINE)
_LATER = re.compile(r'import\("(\.[\w./-]+)"\)(?!\.[A-Z])')  # before a name in capitals it is a type in a comment
_EXPORT = re.compile(r"^export ((?:async )?function\*?|const|class) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import\b(?!\s*[(.])|export\b|await\b).*", re.MULTILINE)
_TEMPLATE = re.compile(r"`(?:[^`\\]|\\.)*`", re.DOTALL)


class BundleError(Exception):
    """A module that cannot be put into a bundle. The message says which statement is not understood."""


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """Return the text of a module that does what `entry` does, and imports nothing.

    Args:
        entry: the path of a module.
        read: gives the text of a module by its path.

    The modules must not import each other in a circle, and addresses relative to `import.meta.url` have to mean the same in
    the folder of `entry` as in their own.

    Raises:
        BundleError
    """
    texts: dict[str, str] = {}
    for path in in_order(entry, read):
        texts[path] = _wrapped(path, read(path))
    exports = ", ".join(f'"{path}": {_variable(path)}' for path in texts)
    return "\n".join([*texts.values(), f"export const {MODULES} = {{ {exports} }};\n"])


def in_order(entry: str, read: Callable[[str], str]) -> list[str]:
    """The paths of a module and of all that it imports, itself or through others, each behind those that it imports.

    Raises:
        BundleError: modules import each other in a circle.
    """
    done: dict[str, None] = {}

    def visit(path: str, importing: tuple[str, ...]) -> None:
        if path in importing:
            raise BundleError(f"modules import each other in a circle: {' → '.join((*importing, path))}")
        if path not in done:
            for imported in _imports(path, read(path)):
                visit(imported, (*importing, path))
            done[path] = None

    visit(entry, ())
    return [*done]


def reached(entries: Iterable[str], read: Callable[[str], str]) -> dict[str, str]:
    """The texts of some modules and of all that they import, or load with `import("./file.mjs")`, themselves or through others."""
    texts: dict[str, str] = {}
    waiting = [*entries]
    while waiting:
        path = waiting.pop()
        if path not in texts:
            texts[path] = read(path)
            waiting += [*_imports(path, texts[path]), *_resolved(_LATER.findall(texts[path]), path)]
    return texts


def stub(bundle_name: str, path: str, text: str) -> str:
    """Return a module that gives what the module `path` exports, as it is in the bundle: there is one instance of it.

    Args:
        bundle_name: of the bundle, relative to the stub.
        text: of the module.
    """
    names = ", ".join(name for _, name in _EXPORT.findall(text))
    return f'import {{ {MODULES} }} from "{bundle_name}";\n' + (
        f'export const {{ {names} }} = {MODULES}["{path}"];\n' if names else ""
    )


def _imports(path: str, text: str) -> Iterator[str]:
    return _resolved([target for _, target in _IMPORT.findall(text)], path)


def _resolved(targets: Iterable[str], path: str) -> Iterator[str]:
    """The paths of modules that the module `path` names."""
    return (posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) for target in targets)


def _wrapped(path: str, text: str) -> str:
    """A module as a function that is called once and returns its exports."""
    exported = [name for _, name in _EXPORT.findall(text)]

    def bound(found: re.Match[str]) -> str:
        names, (target,) = found[1], _resolved([found[2]], path)
        if names is None:
            return ""
        return f"const {{{names.replace(' as ', ': ')}}} = {_variable(target)};"

    body = _EXPORT.sub(r"\1 \2", _IMPORT.sub(bound, text))
    unknown = _OTHER.search(_TEMPLATE.sub(lambda found: " " * len(found[0]), body))
    if unknown:
        raise BundleError(
            f'{path}: {unknown[0]!r} cannot be bundled; write import {{ name }} from "./file.mjs"; and export before a function, '
            "a class or a const, each at the beginning of a line, and no await outside of functions"
        )
    return f"const {_variable(path)} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _variable(path: str) -> str:
    return "module_" + re.sub(r"\W", "_", path)
