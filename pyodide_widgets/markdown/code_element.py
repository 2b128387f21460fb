"""The element `<py-code>`: a function that readers may change, with changes that stand ready beside it.

Called by `code_fences.py`, which says how the fence is written. Test: tests/markdown/test_code_fences.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..build.highlight import highlighted
from ..build.widget_code import WidgetCode
from ..editing.function_source import function_lines, function_text
from ..figures.markup import Markup, element
from ..kit.messages import message
from ..kit.words import Lang
from .named_code import WrongLine, find_module
from .source import Fence

FENCE = "py-code"
_CHANGE = "change:"


@dataclass
class Change:
    """A change that stands ready.

    Args:
        line: of the fence, counted from 0 in its body.
        look: what to look for.
        hunks: lines of the function, and those that take their place.
    """

    title: str
    line: int
    look: list[str] = field(default_factory=list)
    hunks: list[tuple[list[str], list[str]]] = field(default_factory=list)


def code_element(fence: Fence, code: WidgetCode, lang: Lang, instance: str) -> Markup:
    """Return the element for a fence.

    Args:
        instance: what the element's id ends with; unlike the function's name it stands once on a page.

    Raises:
        NoSuchFunction, ValueError, SyntaxError: the fence names no function, or has a change that cannot be made.
    """
    module, _, name = fence.argument.rpartition(".")
    if not module or not name.isidentifier():
        raise ValueError(f"a fence of code begins with `{FENCE} module.function`, not with {fence.info!r}")
    module, file = find_module(code, module, FENCE)
    source = file.read_text(encoding="utf-8")
    text = function_text(source, name)
    first, last = function_lines(source, name)
    place = f"{module.replace('.', '/')}.py, {first}–{last}"
    changes = [_change_element(each, lang) for each in _changes(fence.body, text, name)]
    edit = element("button", message(lang, "buttons.edit"), type="button", class_="pw-button", data_edit=True)
    return element(
        FENCE,
        element("p", element("code", name), " ", element("span", place, class_="pw-place"), class_="pw-title"),
        element("pre", element("code", highlighted(text)), class_="pw-source", tabindex=0),
        element("div", edit, class_="pw-bar"),
        element("p", class_="pw-status", role="status"),
        element("div", *changes, class_="pw-changes") if changes else None,
        name=name,
        id=f"code-{instance}",
        lang=lang,
        data_module=module,
    )


def _changes(body: Sequence[str], text: str, name: str) -> list[Change]:
    """Read the changes of a fence, and check that each can be made to the function."""
    changes: list[Change] = []
    for at, line in enumerate(body):
        if line.startswith(_CHANGE):
            changes.append(Change(line.removeprefix(_CHANGE).strip(), at))
        elif line.strip() and not changes:
            raise WrongLine(
                at, f"{FENCE}: a change begins with a line `{_CHANGE} its title`, not with {line.strip()!r}"
            )
        elif line.startswith("-"):
            hunks = changes[-1].hunks
            if not hunks or hunks[-1][1]:
                hunks.append(([], []))
            hunks[-1][0].append(_code_of(line))
        elif line.startswith("+"):
            if not changes[-1].hunks:
                raise WrongLine(at, f"{FENCE}: lines with `+` stand behind the lines with `-` whose place they take")
            changes[-1].hunks[-1][1].append(_code_of(line))
        elif line.strip():
            changes[-1].look.append(line.strip())
    for change in changes:
        if not change.hunks:
            raise WrongLine(
                change.line, f"{FENCE}: the change {change.title!r} changes no line; write `- old` and `+ new`"
            )
        for old, _ in change.hunks:
            count = f"\n{text}".count("\n" + "\n".join(old) + "\n")
            if count != 1:
                found = "are not" if count == 0 else "are more than once"
                raise WrongLine(
                    change.line,
                    f"{FENCE}: the change {change.title!r} takes lines out that {found} in {name}:\n" + "\n".join(old),
                )
    return changes


def _code_of(line: str) -> str:
    """A line of code without the mark and the space before it."""
    return line[1:].removeprefix(" ").rstrip()


def _change_element(change: Change, lang: Lang) -> Markup:
    button = element("button", message(lang, "buttons.try"), type="button", class_="pw-button", data_try=True)
    hunks = [element("span", *_marked_lines("del", old), *_marked_lines("ins", new)) for old, new in change.hunks]
    return element(
        "section",
        element("p", element("b", change.title), " ", " ".join(change.look)),
        element("pre", element("code", *hunks), class_="pw-source", tabindex=0),
        button,
        class_="pw-change",
    )


def _marked_lines(tag: str, lines: Sequence[str]) -> Iterator[Markup]:
    return (element(tag, highlighted(f"{line}\n")) for line in lines)
