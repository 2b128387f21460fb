"""The command `pyodide-widgets`."""

from __future__ import annotations


def main() -> None:
    raise SystemExit("see --help")
