"""Named settings of a widget, each a button: what is worth trying. Test: tests/kit/test_preset.py."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..figures.markup import Markup, element
from .messages import message
from .words import Lang, Text, in_language


@dataclass(frozen=True)
class Preset:
    """A few parameters with their values. All others have then those that the page's author has set.

    Args:
        words: on the button; one or two words.
        texts: parameters by name, written as in Markdown; a sentence may be another one in each language.
    """

    words: Text
    texts: Mapping[str, Text]

    def written(self, lang: Lang) -> str:
        """The settings as the button carries them: a JSON object of texts."""
        return json.dumps(self.texts_in(lang), ensure_ascii=False)

    def texts_in(self, lang: Lang) -> dict[str, str]:
        return {name: in_language(text, lang) for name, text in self.texts.items()}


def preset_buttons(presets: Sequence[tuple[Preset, bool]], lang: Lang) -> Markup:
    """A button for each preset.

    Args:
        presets: each with whether its values are those shown.
    """
    buttons = [
        element(
            "button",
            in_language(preset.words, lang),
            type="button",
            class_="pw-button",
            data_preset=preset.written(lang),
            aria_pressed="true" if is_shown else "false",
        )
        for preset, is_shown in presets
    ]
    label = message(lang, "presets")
    return element(
        "div", element("span", label, aria_hidden="true"), *buttons, class_="pw-presets", role="group", aria_label=label
    )
