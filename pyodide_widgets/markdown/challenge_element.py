"""The element `<py-challenge>`: a task that the reader solves, with a hint, a check and a solution.

Called by `code_fences.py`, which says how the fence is written. Test: tests/markdown/test_code_fences.py.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ..build.highlight import highlighted
from ..build.widget_code import WidgetCode
from ..figures.markup import Markup, element
from ..kit.messages import FOLDER as MESSAGES
from ..kit.messages import message
from ..kit.words import Lang, in_language
from ..storage.cache_folder import cache_folder
from ..storage.store import Store
from .named_code import find_module
from .source import Fence

if TYPE_CHECKING:
    from ..editing.challenge import Challenge

FENCE = "py-challenge"


def challenge_element(fence: Fence, code: WidgetCode, lang: Lang, instance: str) -> Markup:
    """Return the element for a fence; arguments and errors as for `code_element`."""
    if not fence.argument:
        raise ValueError(f"a challenge begins with `{FENCE} module`, not with {fence.info!r}")
    if any(line.strip() for line in fence.body):
        raise ValueError(f"{FENCE}: nothing stands in the fence; the module has it all")
    module, file = find_module(code, fence.argument, FENCE)
    sources = (file, Path(__file__), *MESSAGES.glob("*.json"))
    key = json.dumps([module, lang, instance, [path.read_text(encoding="utf-8") for path in sources]]).encode()
    # Kept, since importing the module imports what its check needs.
    kept = Store(cache_folder("prepared")).kept(key, lambda: {"html": _element(module, code, lang, instance).encode()})
    return Markup(kept["html"].read_text(encoding="utf-8"))


def _element(module: str, code: WidgetCode, lang: Lang, instance: str) -> Markup:
    from ..editing.challenge import Challenge  # a build that finds all challenges in its cache needs none

    challenge = getattr(import_module(module), "CHALLENGE", None)
    if not isinstance(challenge, Challenge):
        raise ValueError(f"{FENCE}: {module} has to define CHALLENGE = Challenge(…)")
    if challenge.widget:
        code.catalogue.find(challenge.widget)
    label = element("span", message(lang, "challenge.title"), class_="pw-challenge-label")
    return element(
        FENCE,
        element(
            "details",
            element("summary", label, " ", in_language(challenge.title, lang)),
            element("p", in_language(challenge.task, lang)),
            _folded(message(lang, "challenge.hint"), element("p", in_language(challenge.hint, lang))),
            _source(challenge.start) if challenge.start else None,
            element("div", _button(challenge, lang), class_="pw-bar"),
            element("p", class_="pw-status", role="status"),
            _folded(message(lang, "challenge.solution"), _solution(challenge, lang)),
            class_="pw-fold",
        ),
        name=challenge.function,
        id=f"challenge-{instance}",
        lang=lang,
        data_module=module,
        data_widget=challenge.widget or None,
    )


def _button(challenge: Challenge, lang: Lang) -> Markup:
    key, mark = ("challenge.solve", "edit") if challenge.start else ("challenge.check", "check")
    return element("button", message(lang, key), type="button", class_="pw-button", **{f"data_{mark}": True})


def _solution(challenge: Challenge, lang: Lang) -> Markup:
    text = in_language(challenge.solution, lang)
    return _source(text) if challenge.start else element("p", text)


def _source(text: str) -> Markup:
    return element("pre", element("code", highlighted(text)), class_="pw-source", tabindex=0)


def _folded(title: str, content: Markup) -> Markup:
    return element("details", element("summary", title), content, class_="pw-fold")
