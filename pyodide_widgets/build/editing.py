"""What readers need who change code: an archive with the Python for it, and the sentences of the editor.

It is written when a page of the site has code to change or run, and fetched when a reader begins to. The archive has what
`pyodide_widgets.editing` and the named modules import, and the modules beside those, so that a reader's code can import them;
without what every start has.

Called by `assets.py`. Test: tests/build/test_editing.py.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from ..kit.messages import messages
from ..kit.words import Lang
from ..runtime.packages import PackageError
from ..runtime.pin import lib_folder, read_pin
from ..runtime.tar_files import tar
from ..storage.integrity import integrity
from ..storage.store import Store
from .places import EDITOR
from .widget_code import HELD, PACKAGE, WidgetCode, own_modules, reached_files

_CALLS = f"{PACKAGE}.editing.browser_calls"
_INDEX = "lib/pyodide-widgets/editing.json"  # read by editing/browser_calls.py
_ARCHIVE = "reader-code.tar"
_ELEMENT = re.compile(r"<py-(?:code|cases|challenge) ([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


class Named(NamedTuple):
    """What the elements of some pages name.

    Args:
        modules: those with code that readers may change or run.
        data: functions of the project that make data for cases when the site is built: "module.function".
    """

    modules: frozenset[str]
    data: frozenset[str]


def named_in(pages: Iterable[str]) -> Named:
    """Return what pages name."""
    elements = [dict(_ATTRIBUTE.findall(tag)) for page in pages for tag in _ELEMENT.findall(page)]
    data = {each["data-made-by"] for each in elements if "data-made-by" in each}
    return Named(frozenset(each["data-module"] for each in elements), frozenset(data))


def write_editing(into: Path, code: WidgetCode, named: Named, languages: Sequence[Lang], store: Store) -> None:
    """Write the files into the folder of the site's editor.

    Args:
        into: the folder of the generator in the site.
        languages: of the site.
        store: keeps the data of cases from build to build.

    Raises:
        PackageError: the data cannot be made.
    """
    folder = into / EDITOR
    files = {_ARCHIVE: tar(_archived(code, named.modules))}
    # Compressed here, since hosts do not know the ending; the worker unpacks it.
    files |= {f"{maker}.data": gzip.compress(_made(maker, store), mtime=0) for maker in sorted(named.data)}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    told = {
        name: {"file": name, "integrity": integrity(hashlib.sha256(content).digest())}
        for name, content in files.items()
    }
    written = {
        "ARCHIVE": told[_ARCHIVE],
        "DATA": {maker: told[f"{maker}.data"] for maker in sorted(named.data)},
        "MESSAGES": {lang: messages(lang, "editing") for lang in languages},
    }
    for name, value in written.items():
        text = f"export const {name} = {json.dumps(value, ensure_ascii=False, indent=1)};\n"
        (folder / f"{name.lower()}.mjs").write_text(text, encoding="utf-8")


def _made(maker: str, store: Store) -> bytes:
    """What a function of the project makes; made again when its module has another text or another VERSION."""
    module_name, _, function = maker.rpartition(".")
    try:
        module = import_module(module_name)
        source = Path(str(module.__file__)).read_bytes()
        key = json.dumps([maker, getattr(module, "VERSION", "")]).encode() + source
        return store.kept(key, lambda: {"data": getattr(module, function)()})["data"].read_bytes()
    except (ImportError, AttributeError) as error:
        raise PackageError(f"{maker}(), which makes the data for cases, cannot be called: {error}") from error


def _archived(code: WidgetCode, modules: Iterable[str]) -> dict[str, bytes]:
    """The files of the archive, by their paths in the browser."""
    named = sorted(modules)
    files = {**reached_files(code.packages, [_CALLS, *named]), **dict(_beside(named, {**own_modules(), **code.files}))}
    editable = {*code.files, *files}
    index = {"modules": sorted(_module(path) for path in editable if path.endswith(".py") and not _is_held(path))}
    site_packages = f"{lib_folder(read_pin())}/site-packages"
    missing = {f"{site_packages}/{path}": file.read_bytes() for path, file in files.items() if path not in code.files}
    return {_INDEX: json.dumps(index).encode(), **missing}


def _beside(modules: Sequence[str], files: Mapping[str, Path]) -> Iterator[tuple[str, Path]]:
    """The modules in the folders of some modules."""
    folders = {module.rpartition(".")[0].replace(".", "/") for module in modules} - {"", PACKAGE}
    return ((path, file) for path, file in files.items() if path.rpartition("/")[0] in folders and path.endswith(".py"))


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _is_held(path: str) -> bool:
    """Whether a module keeps running while a reader's code runs: the generator itself."""
    return path.startswith(f"{PACKAGE}/") and path.removeprefix(f"{PACKAGE}/").startswith(HELD)
