"""Where each language of a site lives: the default one at its root, every other one in a folder of its own name.

Called by `head.py` and by the plugin. Test: tests/build/test_languages.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..kit.words import Lang


class Languages(NamedTuple):
    """The languages of a site, the default first, and the one that is spoken of."""

    all: tuple[Lang, ...]
    current: Lang

    @classmethod
    def of(cls, languages: Sequence[Lang], current: Lang | None = None) -> Languages:
        return cls(tuple(languages), current or languages[0])

    @property
    def others(self) -> tuple[Lang, ...]:
        return tuple(lang for lang in self.all if lang != self.current)

    @property
    def is_default(self) -> bool:
        return self.current == self.all[0]

    def folder(self, lang: Lang) -> str:
        """The folder of a language below the root of the site, with a slash at its end; none for the default."""
        return "" if lang == self.all[0] else f"{lang}/"

    @property
    def home(self) -> str:
        """The way from the root of the current language to the root of the site."""
        return "" if self.is_default else "../"
