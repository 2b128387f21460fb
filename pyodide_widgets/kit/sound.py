"""Sound that a widget can be asked for. A figure is complete without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .words import Text

if TYPE_CHECKING:  # the build, too, imports what widgets are made of; NumPy only where something is to be computed
    from ..attention import Array

PEAK = 0.5  # of full loudness


@dataclass(frozen=True)
class Track:
    """Something that can be heard: its name, and the words on its button."""

    name: str
    words: Text


@dataclass(frozen=True)
class Sound:
    """Samples, (samples,), and how many of them there are in a second."""

    samples: Array
    rate: int

    def to_bytes(self) -> bytes:
        """The samples as float32, with the loudest at `PEAK`: comfortable, and as loud as any other track."""
        loudest = float(abs(self.samples).max())
        return (PEAK / (loudest or 1) * self.samples).astype("<f4").tobytes()
