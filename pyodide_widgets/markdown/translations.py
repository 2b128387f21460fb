"""The check that the languages of the site are in step: the same pages, with the same headings, widgets, and links that name a
widget, in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from .link_targets import targets_in
from .pages import pages, read_page
from .source import Fence, Heading, lines_of, parts
from .widget_fences import widget_name


@dataclass(frozen=True)
class Landmark:
    """A heading of a page, a widget, or a link that names one, and the line where it stands (from 1)."""

    kind: str
    line: int


def landmarks(text: str) -> list[Landmark]:
    """The headings (level and id), widgets and links that name one, in order. The page's title (level 1) needs no id."""
    lines = lines_of(text)
    blocks = list(parts(lines))
    found = [
        Landmark(kind, (part.line if isinstance(part, Heading) else part.first) + 1)
        for part in blocks
        if (kind := _kind(part))
    ]
    fenced = {line for part in blocks if isinstance(part, Fence) for line in range(part.first, part.last + 1)}
    links = [
        Landmark(f"link {target}", at + 1)
        for at, line in enumerate(lines)
        if at not in fenced
        for target in targets_in(line)
    ]
    return sorted(found + links, key=lambda landmark: landmark.line)


def _kind(part: Fence | Heading) -> str | None:
    if isinstance(part, Heading):
        named = f"heading of level {part.level} {{#{part.id}}}" if part.id else f"heading without an id: {part.text}"
        return "page title" if part.level == 1 else named
    name = widget_name(part)
    if name is not None:
        return f"widget {name}"
    return f"fence {part.info}" if part.kind.startswith("py-") else None


def differences(first: Path, second: Path) -> list[str]:
    """How two folders of pages differ, one message for each page that is out of step, at its first difference."""
    messages = []
    for page in sorted({page for folder in (first, second) for page in pages(folder)}):
        missing = [folder for folder in (first, second) if not (folder / page).is_file()]
        if missing:
            other = second if missing[0] == first else first
            messages.append(
                f"{missing[0] / page} is missing; {other / page} is there: write the page in both languages"
            )
            continue
        messages += _first_difference(first / page, second / page)
    return messages


def _first_difference(first: Path, second: Path) -> list[str]:
    marks = (landmarks(read_page(path)) for path in (first, second))
    for one, other in zip_longest(*marks):
        for path, mark in ((first, one), (second, other)):
            if mark and mark.kind.startswith("heading without"):
                return [f"{path}:{mark.line}: {mark.kind}; give it one that both languages share: {{#some-id}}"]
        if one is None or other is None or one.kind != other.kind:
            return [
                f"{_described(first, one)}, but {_described(second, other)}: both languages need the same headings, widgets, and links that name one, in the same order"
            ]
    return []


def _described(path: Path, mark: Landmark | None) -> str:
    return f"{path}:{mark.line} has a {mark.kind}" if mark else f"{path} has nothing more"
