"""The preprocessor for code that readers may change: a fence that names a function becomes its source.

    ```py-code attention.dot_product.attend
    change: Hard maximum
    The word with the highest score takes everything.
    -     weights = shares(masked)
    +     weights = hardmax(masked)
    ```

The source is that of the file which runs; modules of this package may be named without its name. The lines of the fence are
changes that stand ready beside it: a title, what to look for, and lines of the function with those that take their place.

Called by `extension.py`. Test: tests/markdown/test_code_fences.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from ..build.highlight import highlighted
from ..build.widget_code import HELD, PACKAGE, WidgetCode, own_modules
from ..editing.function_source import NoSuchFunction, function_lines, function_text
from ..figures.markup import Markup, element, join
from ..kit.messages import message
from ..kit.words import Lang
from .errors import PageError
from .fences import replace_fences
from .pages import where
from .source import Fence

FENCE = "py-code"
_CHANGE = "change:"


class CodeFenceError(PageError):
    """A fence of code that cannot be shown. The message begins with file and line."""


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


class CodeFences(Preprocessor):
    """Shows the functions that a page names.

    Args:
        code: of the site's widgets.
        lang: of the page.
        docs_dir, page: as for `WidgetFences`.
    """

    def __init__(self, md: Markdown, code: WidgetCode, lang: Lang, docs_dir: Path, page: Path | None = None) -> None:
        super().__init__(md)
        self._code, self._lang, self._docs_dir, self._page = code, lang, docs_dir, page

    def run(self, lines: list[str]) -> list[str]:
        seen: Counter[str] = Counter()

        def shown(fence: Fence) -> list[str] | None:
            if fence.kind != FENCE:
                return None
            try:
                module, name, file = self._function(fence)
                seen[name] += 1
                instance = name if seen[name] == 1 else f"{name}-{seen[name]}"
                html = self._element(fence, module, name, file, instance)
            except (NoSuchFunction, ValueError, SyntaxError) as error:
                at = fence.first + (error.line if isinstance(error, _WrongLine) else 0)
                raise CodeFenceError(f"{where(lines, at, self._docs_dir, self._page)}: {error}") from error
            return [self.md.htmlStash.store(html)]

        return replace_fences(lines, shown) if FENCE in "\n".join(lines).lower() else lines

    def _function(self, fence: Fence) -> tuple[str, str, Path]:
        """The module, the function and the file that a fence names."""
        module, _, name = fence.argument.rpartition(".")
        if not module or not name.isidentifier():
            raise ValueError(f"a fence of code begins with `{FENCE} module.function`, not with {fence.info!r}")
        if not fence.closed:
            raise ValueError("this fence is never closed; end it with a line of as many marks")
        found = next((each for each in (module, f"{PACKAGE}.{module}") if self._file(each)), None)
        if found is None:
            raise ValueError(
                f"{FENCE}: there is no module {module!r} in the packages of widgets that the site lists, nor among what they import"
            )
        if found.removeprefix(f"{PACKAGE}.").replace(".", "/").startswith(HELD):
            raise ValueError(
                f"{FENCE}: {found} is a part of the generator, which keeps running while a reader's code runs"
            )
        file = self._file(found)
        assert file
        return found, name, file

    def _file(self, module: str) -> Path | None:
        path = module.replace(".", "/")
        known = {**own_modules(), **self._code.files}
        return known.get(f"{path}.py") or known.get(f"{path}/__init__.py")

    def _element(self, fence: Fence, module: str, name: str, file: Path, instance: str) -> Markup:
        source = file.read_text(encoding="utf-8")
        text = function_text(source, name)
        first, last = function_lines(source, name)
        place = f"{module.replace('.', '/')}.py, {first}–{last}"
        changes = [_change_element(each, self._lang) for each in _changes(fence.body, text, name)]
        edit = element("button", message(self._lang, "buttons.edit"), type="button", class_="pw-button", data_edit=True)
        return element(
            "div",
            element(
                FENCE,
                element("p", element("code", name), " ", element("span", place, class_="pw-place"), class_="pw-title"),
                element("pre", element("code", highlighted(text)), class_="pw-source", tabindex=0),
                element("div", edit, class_="pw-bar"),
                element("p", class_="pw-status", role="status"),
                element("div", *changes, class_="pw-changes") if changes else None,
                name=name,
                id=f"code-{instance}",
                lang=self._lang,
                data_module=module,
            ),
            class_="py-widget-block",
        )


class _WrongLine(ValueError):
    """A line of a fence's body that means nothing."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line + 1  # the fence's first line stands above its body


def _changes(body: Sequence[str], text: str, name: str) -> list[Change]:
    """Read the changes of a fence, and check that each can be made to the function."""
    changes: list[Change] = []
    for at, line in enumerate(body):
        if line.startswith(_CHANGE):
            changes.append(Change(line.removeprefix(_CHANGE).strip(), at))
        elif line.strip() and not changes:
            raise _WrongLine(
                at, f"{FENCE}: a change begins with a line `{_CHANGE} its title`, not with {line.strip()!r}"
            )
        elif line.startswith("-"):
            hunks = changes[-1].hunks
            if not hunks or hunks[-1][1]:
                hunks.append(([], []))
            hunks[-1][0].append(_code_of(line))
        elif line.startswith("+"):
            if not changes[-1].hunks:
                raise _WrongLine(at, f"{FENCE}: lines with `+` stand behind the lines with `-` whose place they take")
            changes[-1].hunks[-1][1].append(_code_of(line))
        elif line.strip():
            changes[-1].look.append(line.strip())
    for change in changes:
        if not change.hunks:
            raise _WrongLine(
                change.line, f"{FENCE}: the change {change.title!r} changes no line; write `- old` and `+ new`"
            )
        for old, _ in change.hunks:
            count = f"\n{text}".count("\n" + "\n".join(old) + "\n")
            if count != 1:
                found = "are not" if count == 0 else "are more than once"
                raise _WrongLine(
                    change.line,
                    f"{FENCE}: the change {change.title!r} takes lines out that {found} in {name}:\n" + "\n".join(old),
                )
    return changes


def _code_of(line: str) -> str:
    """A line of code without the mark and the space before it."""
    return line[1:].removeprefix(" ").rstrip()


def _change_element(change: Change, lang: Lang) -> Markup:
    button = element("button", message(lang, "buttons.try"), type="button", class_="pw-button", data_try=True)
    lines = [part for old, new in change.hunks for part in _hunk(old, new)]
    return element(
        "section",
        element("p", element("b", change.title), " ", " ".join(change.look)),
        element("pre", element("code", *lines), class_="pw-source", tabindex=0),
        button,
        class_="pw-change",
    )


def _hunk(old: Sequence[str], new: Sequence[str]) -> Iterator[Markup]:
    for tag, lines in (("del", old), ("ins", new)):
        yield join(element(tag, highlighted("\n".join(lines))), "\n") if lines else element(tag)
