"""Every message between the contexts of a page is one of `shared/protocol.mjs`. No browser: the sources, and Node."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from pyodide_widgets.runtime.node import node_command

BROWSER = Path(__file__).parents[2] / "pyodide_widgets/browser"
PROTOCOL = BROWSER / "shared/protocol.mjs"
SOURCES = sorted([*BROWSER.rglob("*.mjs"), *BROWSER.rglob("*.js")])
_MESSAGES = """
const protocol = await import(process.argv[1]);
const built = Object.entries(protocol).map(([name, make]) => {
  try { return [name, make().type]; } catch { return [name, undefined]; }
});
console.log(JSON.stringify(Object.fromEntries(built.filter(([, type]) => type))));
"""
_CONSTRUCTED = re.compile(r"export const (\w+) = .*\(\{ type: \"([\w-]+)\"")
_DOCUMENTED = re.compile(r"^ \*   ([\w-]+) +\{type\b", re.MULTILINE)
_RECEIVED = re.compile(r"""case "([\w-]+)":|(?:data|message)\.type [!=]== "([\w-]+)\"""")
_POSTED = re.compile(r"postMessage\(\s*([^\s(),]*)")


@cache
def messages() -> dict[str, str]:
    """The types of all messages, by their constructors."""
    node = node_command()
    assert node
    command = [*node, "--input-type=module", "--eval", _MESSAGES, PROTOCOL.as_uri()]
    found: dict[str, str] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return found


def test_every_message_has_a_constructor_and_a_line_in_the_documentation() -> None:
    source = PROTOCOL.read_text(encoding="utf-8")
    constructed = dict(_CONSTRUCTED.findall(source))
    assert messages() == constructed
    assert sorted(_DOCUMENTED.findall(source)) == sorted(constructed.values())
    assert len({*constructed.values()}) == len(constructed), "two constructors of one type"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_messages_are_built_by_the_protocol_alone(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    # `null` through a MessageChannel only gives control back to the event loop; the others are messages that constructors have built.
    others = {"null", "request", "message", "await"}
    assert {*_POSTED.findall(source)} <= messages().keys() | others
    if path != PROTOCOL:
        assert not {*re.findall(r'\{ type: "([\w-]+)"', source)} & {*messages().values()}


def test_receivers_know_the_types_of_the_protocol_and_all_of_them() -> None:
    receivers = [
        "page/python.mjs",
        "worker/python-worker.mjs",
        "worker/reader-code.mjs",
        "shared/module-worker.mjs",
        "shared/fetcher.mjs",
        "fetch_worker/fetch-worker.mjs",
        "snapshot/snapshot-worker.mjs",
        "page/offline.mjs",
        "service_worker/offline-worker.js",
    ]
    sources = "\n".join((BROWSER / path).read_text(encoding="utf-8") for path in receivers)
    received = {case or compared for case, compared in _RECEIVED.findall(sources)}
    assert received == {*messages().values()}


def test_the_service_worker_which_cannot_import_it_has_the_literal_of_the_protocol() -> None:
    source = (BROWSER / "service_worker/offline-worker.js").read_text(encoding="utf-8")
    assert re.findall(r'data\.type === "([\w-]+)"', source) == [messages()["keepPython"]]
    assert "import " not in re.sub(r"/\*.*?\*/|//.*", "", source, flags=re.DOTALL)


@pytest.mark.parametrize("path", [path for path in SOURCES if path.suffix == ".mjs"], ids=lambda path: path.name)
def test_a_module_imports_only_from_its_own_context_and_what_is_shared(path: Path) -> None:
    imported = re.findall(r'^import\b[^";]*"([^"]+)";', path.read_text(encoding="utf-8"), re.MULTILINE)
    # The editor runs in the page too, and is fetched when it is used.
    others = [BROWSER / "shared", *([BROWSER / "page"] if path.parent.name == "editor" else [])]
    for name in imported:
        target = (path.parent / name).resolve()
        assert target.parent in (path.parent, *others), f"{path.name} imports {name}"
        names = ("page/messages", "editor/messages", "editor/archive", "editor/data")
        written = [BROWSER / f"{name}.mjs" for name in names]  # by the build, for each site
        assert target.is_file() or target in written, f"{name}: no such module"
