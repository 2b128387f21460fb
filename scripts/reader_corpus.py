"""The corpora of the trained models: split, vocabulary, and batches. Used by `train_reader.py`.

A corpus is a text file with a poem or a paragraph a line. The hash of a line says which part it belongs to, so that the
split depends on nothing but the text. Shapes: B sequences of L characters.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

UNKNOWN, END = 0, 1  # tokens: a character that is too rare to be learned, and the end of a line, which also begins one
PARTS = 20  # of the lines; one of them is held out, one is for validation
RAREST = 25  # a character that occurs less often among the training lines becomes the unknown token

Tokens = NDArray[np.int64]


class Batch(NamedTuple):
    """Sequences to learn from or to measure with."""

    tokens: Tokens  # (B, L)
    targets: Tokens  # (B, L): the characters that came next
    counted: NDArray[np.bool_]  # (B, L): False where a line has ended


def part_of(line: str) -> str:
    """Which part a line belongs to: "held-out", "validation" or "training"."""
    place = int.from_bytes(hashlib.sha256(line.encode()).digest()[:8]) % PARTS
    return {0: "held-out", 1: "validation"}.get(place, "training")


@dataclass(frozen=True, eq=False)
class Corpus:
    """A corpus in its parts.

    Args:
        path: the text file.
        length: the longest sequence, L.
        whole_lines: whether a sequence is a whole line (a poem); if not, sequences are cut from the lines in their order.
    """

    path: Path
    length: int
    whole_lines: bool

    @cached_property
    def lines(self) -> dict[str, list[str]]:
        """The lines of each part; a line that occurs twice is taken once."""
        found: dict[str, list[str]] = {"training": [], "validation": [], "held-out": []}
        for line in dict.fromkeys(self.path.read_text(encoding="utf-8").splitlines()):
            if line and not (self.whole_lines and len(line) > self.length - 1):
                found[part_of(line)].append(line)
        return found

    @cached_property
    def characters(self) -> list[str]:
        """The characters of the tokens from 2 on, the most frequent first."""
        counts = Counter(character for line in self.lines["training"] for character in line)
        return [
            character
            for character, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            if count >= RAREST
        ]

    @property
    def vocabulary(self) -> int:
        return len(self.characters) + 2

    def encode(self, line: str) -> list[int]:
        """The tokens of a line, without those at its ends."""
        return [self._tokens.get(character, UNKNOWN) for character in line]

    @cached_property
    def _tokens(self) -> dict[str, int]:
        return {character: token for token, character in enumerate(self.characters, 2)}

    def stream(self, lines: Sequence[str]) -> Tokens:
        """All lines below each other, with an end before the first and after each."""
        tokens = [END]
        for line in lines:
            tokens += [*self.encode(line), END]
        return np.array(tokens)

    @cached_property
    def _training(self) -> tuple[Tokens, dict[int, Tokens]]:
        """The training part as a stream, or as lines by their length."""
        if not self.whole_lines:
            return self.stream(self.lines["training"]), {}
        return np.empty(0, int), self._by_length(self.lines["training"])

    def _by_length(self, lines: Sequence[str]) -> dict[int, Tokens]:
        """Lines with both ends by their length: length to (lines, length)."""
        found: dict[int, list[list[int]]] = {}
        for line in lines:
            found.setdefault(len(line) + 2, []).append([END, *self.encode(line), END])
        return {length: np.array(rows) for length, rows in sorted(found.items())}

    def training_batch(self, rng: np.random.Generator, characters: int) -> Batch:
        """Sequences from the training part, drawn at random, of about so many characters in all."""
        stream, by_length = self._training
        if self.whole_lines:
            lengths = list(by_length)
            sizes = np.array([by_length[length].size for length in lengths])
            length = lengths[rng.choice(len(lengths), p=sizes / sizes.sum())]
            rows = by_length[length][rng.integers(0, len(by_length[length]), max(characters // length, 1))]
        else:
            starts = rng.integers(0, len(stream) - self.length, max(characters // self.length, 1))
            rows = stream[starts[:, None] + np.arange(self.length + 1)]
        return Batch(rows[:, :-1], rows[:, 1:], np.ones(rows[:, 1:].shape, bool))

    def measuring_batches(self, lines: Sequence[str], size: int = 64) -> Iterator[Batch]:
        """All characters of some lines and their ends, each of them once, in sequences as in training."""
        if self.whole_lines:
            for rows in self._by_length(lines).values():
                for first in range(0, len(rows), size):
                    some = rows[first : first + size]
                    yield Batch(some[:, :-1], some[:, 1:], np.ones(some[:, 1:].shape, bool))
            return
        stream = self.stream(lines)
        number = -(-(len(stream) - 1) // self.length)  # the last sequence may end early
        rows = np.full(number * self.length + 1, END)
        rows[: len(stream)] = stream
        counted = (np.arange(number * self.length) < len(stream) - 1).reshape(number, self.length)
        tokens, targets = (part.reshape(number, self.length) for part in (rows[:-1], rows[1:]))
        for first in range(0, number, size):
            some = slice(first, first + size)
            yield Batch(tokens[some], targets[some], counted[some])
