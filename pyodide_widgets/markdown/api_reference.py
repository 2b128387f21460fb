"""The Markdown extension for reference pages: fences that become what the code itself says.

```py-api pyodide_widgets.attention.shares      the public functions of a module, from their docstrings
```

Test: tests/plugin/test_site_build.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import griffe
from markdown import Markdown
from markdown.extensions import Extension

from ..kit.messages import message
from ..kit.words import Lang
from .errors import PageError
from .fences import MarkdownFences


class UnknownModule(PageError):
    """A fence that names a module that is not there."""


class ReferenceExtension(Extension):
    def __init__(self, **options: Any) -> None:
        self.config = {"lang": ["en", "language of the pages"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        # Like widgets, before other extensions take fences for code; what comes out is Markdown again.
        lang: Lang = self.getConfig("lang")
        made = {"py-api": lambda name: module_reference(name, lang)}
        md.preprocessors.register(MarkdownFences(md, made), "py-api", 28)


def makeExtension(**options: Any) -> ReferenceExtension:
    return ReferenceExtension(**options)


def module_reference(name: str, lang: Lang) -> str:
    """The public functions and classes of a module, in the order of its source, as Markdown.

    Raises:
        UnknownModule: there is no such module.
    """
    try:
        module: Any = _package(name.split(".")[0])[name.partition(".")[2]]
    except (KeyError, ImportError) as error:
        raise UnknownModule(f"py-api: there is no module {name!r}, neither beside mkdocs.yml nor installed") from error
    own = [
        member
        for member in module.members.values()
        if not member.is_alias and (member.is_function or member.is_class) and not member.name.startswith("_")
    ]
    return "\n\n".join(part for member in own for part in _member(member, 3, lang))


@cache
def _package(name: str) -> Any:
    return griffe.load(name, search_paths=sys.path)


def _member(member: Any, level: int, lang: Lang) -> Iterator[str]:
    name = member.path.split(".")[-2] + "." + member.name if member.parent.is_class else member.name
    # The path is for the widgets' own code, which refers to this page; see build/traced_code.py.
    yield f"{'#' * level} `{name}` {{#{name.lower().replace('.', '-')} data-api={member.path}}}"
    yield f"```python\n{_signature(member, name)}\n```"
    if member.docstring:
        yield from _docstring(member.docstring, lang)
    if member.is_class:
        for method in member.members.values():
            if method.is_function and not method.name.startswith("_"):
                yield from _member(method, level + 1, lang)


def _signature(member: Any, name: str) -> str:
    function = member.members.get("__init__", member) if member.is_class else member
    parts = []
    star = False
    for parameter in function.parameters if function.is_function else []:
        if parameter.name == "self":
            continue
        if parameter.kind is griffe.ParameterKind.keyword_only and not star:
            parts.append("*")
            star = True
        parts.append(parameter.name if parameter.default is None else f"{parameter.name}={parameter.default}")
    one_line = f"{name}({', '.join(parts)})"
    if len(one_line) <= 80:
        return one_line
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + ")"


def _docstring(docstring: Any, lang: Lang) -> Iterator[str]:
    sections = docstring.parse("google", returns_multiple_items=False, returns_named_value=False, warnings=False)
    for section in sections:
        match section.kind.value:
            case "text":
                yield section.value
            case "parameters":
                items = "\n".join(f"- `{item.name}`: {_one_line(item.description)}" for item in section.value)
                yield f"**{message(lang, 'reference.takes')}**\n\n{items}"
            case "returns":
                yield f"**{message(lang, 'reference.gives')}** {_one_line(section.value[0].description)}"
            case "raises":
                items = "\n".join(f"- `{item.annotation}`: {_one_line(item.description)}" for item in section.value)
                yield f"**{message(lang, 'reference.raises')}**\n\n{items}"
            case "admonition":
                yield f"**{message(lang, 'reference.example')}**\n\n```pycon\n{section.value.description}\n```"


def _one_line(text: str) -> str:
    return " ".join(text.split())
