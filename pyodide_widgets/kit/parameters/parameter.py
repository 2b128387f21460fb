"""What every kind of parameter can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ...figures.markup import Markup
from ..words import Lang

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """A value that fits its parameter; and, if the text did not fit, a sentence that reports it."""

    value: Any
    problem: str | None = None


class Parameter(Protocol):
    @property
    def name(self) -> str:
        """The name in Markdown, in links, and of the control."""

    def default(self, lang: Lang) -> str:
        """The text of the value that is used where none is set."""

    def read(self, text: str, lang: Lang, earlier: Values) -> Reading:
        """The value that a text means; `earlier` holds the parameters declared before this one."""

    def control(self, value: Any, lang: Lang, earlier: Values) -> Markup:
        """The control, set to the value."""

    def positions(self, earlier: Values) -> Sequence[str]:
        """The texts that the control can send, if they can be counted; else none."""
