"""A widget: a pure function from parameters to a figure, with what is said about it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..figures.figure import Figure
from ..figures.markup import Markup, element, join
from .layout import controls_form, laid_out
from .messages import message
from .parameters import Number, Parameter, Values, shown_text
from .preset import Preset, preset_buttons
from .sound import Sound, Track
from .unknown_name import UnknownName
from .vector_controls import vector_controls
from .words import Lang, Text, in_language

if TYPE_CHECKING:
    from .guess import Guess

# A control hides the property of its form that has its name, and scripts use these. So do page/sanitize.mjs and a theme.
RESERVED_NAMES = frozenset(
    [
        "append",
        "attributes",
        "children",
        "closest",
        "contains",
        "dataset",
        "elements",
        "hidden",
        "id",
        "matches",
        "name",
        "remove",
        "style",
    ]
)
_PARAMETER_NAME = re.compile(r"[^\s.=]+")
_MOST_NAMED = 3  # unknown parameters that are named above the figure; of others there is only the number


@dataclass(frozen=True)
class Rendering:
    """What the page takes over: the controls and the figure; and what had to be mended in the parameters."""

    html: Markup
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Widget:
    """What a widget's file defines.

    Args:
        name: as in Markdown; the file's name with hyphens.
        title: what it is called on the page.
        claim: the one line that it lets the reader check.
        parameters: what the reader may set, in the order of the controls.
        main: the names of those whose controls stand directly with the figure; the others are folded under "More". Without it,
            all of them stand there.
        vector: the names of two numbers that are the coordinates of an arrow: there are folded sliders for its length and its
            direction, too.
        presets: named settings that are worth trying, as buttons.
        draw: from values, by the names of the parameters, to the figure. The same values give the same figure,
            at build time and in the browser.
        listen: from values and the name of a track to what is heard, for a widget that has sound; only on request.
        tracks: what can be heard, in the order of the buttons.
        long_work: for a widget whose figure may take long: does the work that `draw` needs, and keeps what comes of it for
            `draw` to find. From time to time it yields the share that is done; there it may be left for other work, or
            for good, and what has been done so far is not done again.
        data: for a widget whose figure needs large files: from values to the names of those that it needs with them. They lie
            in the folder `data_files` beside the widget's module, and `draw` and `long_work` read them there. In the browser
            they are fetched when the widget comes near, and checked.
        guess: a question that the reader is asked before the figure shows its result, once, unless a fence says `guess: off`.
    """

    name: str
    title: Text
    claim: Text
    parameters: tuple[Parameter, ...]
    draw: Callable[[Values, Lang], Figure]
    listen: Callable[[Values, str], Sound] | None = None
    tracks: tuple[Track, ...] = ()
    long_work: Callable[[Values], Iterator[float]] | None = None
    data: Callable[[Values], Sequence[str]] | None = None
    main: tuple[str, ...] = ()
    vector: tuple[str, str] | None = None
    presets: tuple[Preset, ...] = ()
    guess: Guess | None = None

    def __post_init__(self) -> None:
        for name in (*self.main, *(self.vector or ()), *(name for preset in self.presets for name in preset.texts)):
            self.check_name(name)
        for name in (parameter.name for parameter in self.parameters):
            fits = _PARAMETER_NAME.fullmatch(name) and name == name.lower() and name not in RESERVED_NAMES
            if not fits:
                raise ValueError(
                    f"widget {self.name!r}: a parameter cannot be named {name!r}; take a name in lower case with hyphens that no "
                    "property of a form has, such as 'query-x'"
                )

    def render(self, texts: Mapping[str, str], lang: Lang) -> Rendering:
        """Read the parameters, draw, and put figure and controls together.

        Args:
            texts: parameters by name; those that are left out have their defaults, unknown ones are said and ignored.
        """
        values, problems = self.read(texts, lang)
        figure = self.figure(values, lang)
        question = self.guess.to_html(figure.values, values, lang) if self.guess else None
        html = join(
            element("div", *[element("p", problem) for problem in problems], class_="pw-problems"),
            laid_out(figure, self._form(values, lang), lang, question),
        )
        return Rendering(html, problems)

    def figure(self, values: Values, lang: Lang) -> Figure:
        """Draw, after all the work that it needs."""
        for _ in self.long_work(values) if self.long_work else ():
            pass
        return self.draw(values, lang)

    def _form(self, values: Values, lang: Lang) -> Markup:
        main: list[Markup] = []
        others: list[Markup] = []
        for parameter in self.parameters:
            controls = main if not self.main or parameter.name in self.main else others
            controls.append(parameter.control(values[parameter.name], lang, values))
        if self.vector:
            others.append(self._vector_controls(self.vector, values, lang))
        if self.tracks:
            main.insert(0, _sound_buttons(self.tracks, lang))
        if self.presets:
            shown = [(preset, self._is_shown(preset, values, lang)) for preset in self.presets]
            main.insert(1 if self.tracks else 0, preset_buttons(shown, lang))
        return controls_form(main, others, in_language(self.title, lang), lang)

    def _vector_controls(self, names: tuple[str, str], values: Values, lang: Lang) -> Markup:
        across, up = (parameter for parameter in self.parameters if parameter.name in names)
        assert isinstance(across, Number) and isinstance(up, Number)
        return vector_controls(names, (values[names[0]], values[names[1]]), math.hypot(across.high, up.high), lang)

    def _is_shown(self, preset: Preset, values: Values, lang: Lang) -> bool:
        texts = preset.texts_in(lang)
        return all(
            parameter.read(texts[parameter.name], lang, values).value == values[parameter.name]
            for parameter in self.parameters
            if parameter.name in texts
        )

    def read(self, texts: Mapping[str, str], lang: Lang) -> tuple[Values, tuple[str, ...]]:
        values: dict[str, object] = {}
        problems: list[str] = []
        for parameter in self.parameters:
            reading = parameter.read(texts.get(parameter.name, parameter.default(lang)), lang, values)
            values[parameter.name] = reading.value
            if reading.problem:
                problems.append(reading.problem)
        unknown = sorted(texts.keys() - values.keys())
        for name in unknown[:_MOST_NAMED]:
            problems.append(message(lang, "problems.unknown_parameter", text=shown_text(name)))
        if len(unknown) > _MOST_NAMED:
            problems.append(message(lang, "problems.more_unknown_parameters", count=len(unknown) - _MOST_NAMED))
        return values, tuple(problems)

    def language(self, wanted: Sequence[Lang]) -> Lang:
        """The first of these languages that the widget has; if it has none of them, English or its own first one."""
        if isinstance(self.title, str):
            return wanted[0]
        known = self.title.texts
        return next(lang for lang in (*wanted, "en", *known) if lang in known)

    def check_name(self, name: str) -> None:
        """Raise `UnknownName` if there is no such parameter."""
        known = [parameter.name for parameter in self.parameters]
        if name not in known:
            raise UnknownName(f"widget {self.name!r}: unknown parameter", name, known)


def _sound_buttons(tracks: tuple[Track, ...], lang: Lang) -> Markup:
    buttons = [
        element(
            "button",
            in_language(track.words, lang),
            type="button",
            class_="pw-button",
            data_listen=track.name,
            aria_pressed="false",
        )
        for track in tracks
    ]
    return element("div", *buttons, class_="pw-control pw-sound")
