"""The Markdown extension of the reference page: fences that become what the code itself says, and what its checks found.

```py-api pyodide_widgets.attention.shares      the public functions of a module, from their docstrings
```

```py-checks                                    how many of ONNX's cases the core passes, natively and in the browser
```
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import griffe
from markdown import Markdown
from markdown.extensions import Extension
from mkdocs.exceptions import BuildError

from ..kit.words import Lang, Words
from .fences import MarkdownFences

ROOT = Path(__file__).parents[2]
CHECKS = ROOT / "docs/core-checks.json"


class UnknownModule(BuildError):
    """A fence that names a module that is not there."""


class ReferenceExtension(Extension):
    def __init__(self, **options: Any) -> None:
        self.config = {"lang": ["zh", "language of the pages"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        # Like widgets, before other extensions take fences for code; what comes out is Markdown again.
        lang: Lang = self.getConfig("lang")
        made = {"py-api": lambda name: module_reference(name, lang), "py-checks": lambda _: checks_table(lang)}
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
    except KeyError as error:
        raise UnknownModule(f"py-api: there is no module {name!r} in this project") from error
    own = [
        member
        for member in module.members.values()
        if not member.is_alias and (member.is_function or member.is_class) and not member.name.startswith("_")
    ]
    return "\n\n".join(part for member in own for part in _member(member, 3, lang))


def checks_table(lang: Lang) -> str:
    """The counts that scripts/check_core.py wrote, as Markdown."""
    checks = json.loads(CHECKS.read_text(encoding="utf-8"))
    native, browser = checks["native"], checks["browser"]
    counts = {"native": sum(native.values()), "browser": sum(browser.values()), "onnx": checks["onnx"]}
    rows = [f"| {operator} | {native.get(operator, 0)} | {browser.get(operator, 0)} |" for operator in sorted(native)]
    return "\n".join([_CHECKED[lang].format(**counts), "", _CHECKS_HEAD[lang], "|---|---|---|", *rows])


@cache
def _package(name: str) -> Any:
    return griffe.load(name, search_paths=[str(ROOT)])


def _member(member: Any, level: int, lang: Lang) -> Iterator[str]:
    name = member.path.split(".")[-2] + "." + member.name if member.parent.is_class else member.name
    yield f"{'#' * level} `{name}` {{#{name.lower().replace('.', '-')}}}"
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
                yield f"**{_TAKES[lang]}**\n\n{items}"
            case "returns":
                yield f"**{_GIVES[lang]}** {_one_line(section.value[0].description)}"
            case "raises":
                items = "\n".join(f"- `{item.annotation}`: {_one_line(item.description)}" for item in section.value)
                yield f"**{_RAISES[lang]}**\n\n{items}"
            case "admonition":
                yield f"**{_EXAMPLE[lang]}**\n\n```pycon\n{section.value.description}\n```"


def _one_line(text: str) -> str:
    return " ".join(text.split())


_TAKES = Words("参数", "Takes")
_GIVES = Words("返回", "Gives")
_RAISES = Words("出错", "Raises")
_EXAMPLE = Words("例子", "Example")
_CHECKED = Words(
    "这个核心通过了 ONNX {onnx} 自带的 **{native}** 个算子用例，直接在 Python 里运行；同样的用例放到浏览器里的 Pyodide 中运行，通过 **{browser}** 个。",
    "This core passes **{native}** of the operator cases that come with ONNX {onnx}, run natively, and **{browser}** of the same "
    "cases run by Pyodide inside the browser.",
)
_CHECKS_HEAD = Words("| 算子 | 本机通过 | 浏览器中通过 |", "| operator | passed natively | passed in the browser |")
