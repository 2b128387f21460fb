"""The committed editor is the one that package.json pins: it says what it was built from."""

from __future__ import annotations

import json

from scripts.build_editor import BUNDLE, SOURCES, header


def test_the_bundle_was_built_from_the_pinned_packages() -> None:
    pinned = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert BUNDLE.read_text(encoding="utf-8").startswith(header(pinned)), "run scripts/build_editor.py"
