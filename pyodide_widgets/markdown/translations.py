"""The check that the languages of the site are in step: the same pages, with the same headings and widgets in the same order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from .fences import fences
from .widget_fences import widget_name

_HEADING = re.compile(r"^(?P<level>#{1,6})\s*(?P<title>.*?)\s*(?:\{[^}]*#(?P<id>[\w-]+)[^}]*\})?\s*$")


@dataclass(frozen=True)
class Landmark:
    """A heading or a widget of a page, and the line where it stands (from 1)."""

    kind: str
    line: int


def landmarks(text: str) -> list[Landmark]:
    """The headings (level and id) and widgets of a page, in order. The page's title (level 1) needs no id."""
    lines = _without_front_matter(text.splitlines())
    found = []
    inside: set[int] = set()
    for fence in fences(lines):
        inside.update(range(fence.first, fence.last + 1))
        name = widget_name(fence)
        if name is not None:
            found.append(Landmark(f"widget {name}", fence.first + 1))
        elif fence.info.startswith("py-"):
            found.append(Landmark(f"fence {fence.info}", fence.first + 1))
    for at, line in enumerate(lines):
        heading = _HEADING.match(line)
        if heading and at not in inside:
            level, id_ = len(heading["level"]), heading["id"]
            named = f"heading of level {level} {{#{id_}}}" if id_ else f"heading without an id: {line}"
            found.append(Landmark("page title" if level == 1 else named, at + 1))
    return sorted(found, key=lambda landmark: landmark.line)


def _without_front_matter(lines: list[str]) -> list[str]:
    """The same lines, with those of the front matter empty."""
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        return lines
    end = lines.index("---", 1)
    return [""] * (end + 1) + lines[end + 1 :]


def differences(first: Path, second: Path) -> list[str]:
    """How two folders of pages differ, one message for each page that is out of step, at its first difference."""
    messages = []
    pages = {path.relative_to(folder) for folder in (first, second) for path in folder.rglob("*.md")}
    for page in sorted(pages):
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
    marks = (landmarks(path.read_text(encoding="utf-8")) for path in (first, second))
    for one, other in zip_longest(*marks):
        for path, mark in ((first, one), (second, other)):
            if mark and mark.kind.startswith("heading without"):
                return [f"{path}:{mark.line}: {mark.kind}; give it one that both languages share: {{#some-id}}"]
        if one is None or other is None or one.kind != other.kind:
            return [
                f"{_said(first, one)}, but {_said(second, other)}: both languages need the same headings and widgets in the same order"
            ]
    return []


def _said(path: Path, mark: Landmark | None) -> str:
    return f"{path}:{mark.line} has a {mark.kind}" if mark else f"{path} has nothing more"
