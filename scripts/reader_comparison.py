"""The file of a comparison: what the figures need of the cards of all small models. For `train_reader.py`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def compared(corpus: str, folder: Path) -> dict[str, Any]:
    """What NAME-comparison.json in the folder has of each run, if it is there: that of an earlier training, for example."""
    path = folder / f"{corpus}-comparison.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))["runs"]) if path.exists() else {}


def write_comparison(corpus: str, names: Sequence[str], folder: Path) -> None:
    """Add what the figures need of all cards of the comparison to one file, NAME-comparison.json."""
    found: dict[str, Any] = {"planned": names, "runs": compared(corpus, folder)}
    for name in names:
        card = folder / f"{name}.json"
        if card.exists():
            told = json.loads(card.read_text(encoding="utf-8"))
            kept = {"parameters": told["parameters"], **told["loss"], "writes": told["writes"]}
            kept["processor_seconds"] = told["training"]["processor_seconds"]
            kept["characters_seen"], kept["commits"] = told["training"]["characters_seen"], told["training"]["commits"]
            found["runs"][name] = kept
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (folder / f"{corpus}-comparison.json").write_text(f"{text}\n", encoding="utf-8")
