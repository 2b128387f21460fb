"""The trained models, their cards, and what was measured of the small ones that are compared: from the data files.

`scripts/train_reader.py` has written all of them. Test: tests/widgets/test_trained_models.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ...attention.decoder import Decoder
from ...attention.decoder_file import from_bytes
from ...kit.parameters import Choice
from ...kit.words import Words

FOLDER = Path(__file__).parents[1] / "data_files"
NAMES = ("tang", "austen")
UNKNOWN, END = 0, 1  # tokens without a character: one that is too rare, and the end of a line
# Characters that a reader may type for those of the corpus.
_ALIKE = {
    "tang": dict(zip(",.?!;:", "，。？！；：", strict=True)),
    "austen": {"“": '"', "”": '"', "‘": "'", "’": "'", "—": "--", "…": "..."},
}

MODEL = Choice(
    "model",
    Words(zh="读过什么", en="What it has read"),
    (
        ("tang", Words(zh="唐诗", en="Tang poems (Chinese)")),
        ("austen", Words(zh="简·奥斯汀（英文）", en="Jane Austen")),
    ),
    initial=Words(zh="tang", en="austen"),
)


class Reader(NamedTuple):
    """A trained model, and how text becomes tokens."""

    name: str
    model: Decoder
    characters: str  # of the tokens

    def encode(self, text: str) -> tuple[int, ...]:
        """The tokens of a text, after the end of a line, which is where a line begins."""
        for typed, written in _ALIKE[self.name].items():
            text = text.replace(typed, written)
        if self.name == "tang":
            text = "".join(text.split())
        return (END, *(max(self.characters.find(character, END + 1), UNKNOWN) for character in text))

    def shown(self, token: int) -> str:
        return {UNKNOWN: "□", END: "¶"}.get(token) or self.characters[token]


@lru_cache(maxsize=2)
def reader(name: str) -> Reader:
    found = from_bytes((FOLDER / f"{name}.safetensors").read_bytes())
    return Reader(name, found.model, found.characters)


@lru_cache(maxsize=2)
def card(name: str) -> Mapping[str, Any]:
    """The model card."""
    told: Mapping[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return told


@lru_cache(maxsize=2)
def comparison(name: str) -> Mapping[str, Any]:
    """What was measured of the small models, by their names, such as `austen-fourier-2`."""
    told: Mapping[str, Any] = json.loads((FOLDER / f"{name}-comparison.json").read_text(encoding="utf-8"))
    return told


def seeds_of(name: str, variant: str) -> Sequence[Mapping[str, Any]]:
    """What was measured of one variant, once for each seed that has been trained."""
    runs = comparison(name)["runs"]
    return [run for each, run in runs.items() if each.rpartition("-")[0] == f"{name}-{variant}"]
