"""What a decoder consists of: its sizes, and which of its parts it has."""

from __future__ import annotations

from dataclasses import dataclass

from .arguments import choice, flag, whole
from .arrays import ShapeError

MIXERS = ("attention", "none", "fourier", "places", "recurrence")


@dataclass(frozen=True)
class Plan:
    """The sizes and parts of a `Decoder`. What is left out of a trained model, or trained without, is said here.

    Args:
        vocabulary: T, how many tokens there are.
        length: the longest sequence, L.
        width: D, the features of a token.
        layers: how many blocks.
        heads: H, among which the width is divided.
        hidden: F, the features between the two maps of a feed-forward layer.
        mixer: how tokens learn of each other: "attention"; "none"; "fourier", fixed waves; "places", learned weights
            that depend on the two positions alone; "recurrence", a gated recurrent unit.
        feed_forward: whether blocks have a feed-forward layer.
        residual: whether each part adds to its input; if not, its output replaces the input.
        positions: whether learned vectors of the positions are added to the tokens.
        causal: whether attention sees only the token itself and those before it.
    """

    vocabulary: int
    length: int
    width: int
    layers: int
    heads: int
    hidden: int
    mixer: str = "attention"
    feed_forward: bool = True
    residual: bool = True
    positions: bool = True
    causal: bool = True

    def __post_init__(self) -> None:
        for name in ("vocabulary", "length", "width", "heads", "hidden"):
            whole(name, getattr(self, name), at_least=1)
        whole("layers", self.layers, at_least=0)
        if self.width % self.heads:
            raise ShapeError(f"heads is {self.heads}, but a width of {self.width} cannot be divided among them")
        choice("mixer", self.mixer, MIXERS)
        for name in ("feed_forward", "residual", "positions", "causal"):
            flag(name, getattr(self, name))

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts of all blocks, in order: "0.attention", "0.feed_forward", "1.attention", ...."""
        kinds = [*([] if self.mixer == "none" else [self.mixer]), *(["feed_forward"] if self.feed_forward else [])]
        return tuple(f"{layer}.{kind}" for layer in range(self.layers) for kind in kinds)
