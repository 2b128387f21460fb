"""The element `<py-cases>`: a button that runs cases in the reader's browser.

Called by `code_fences.py`, which says how the fence is written. Test: tests/markdown/test_code_fences.py.
"""

from __future__ import annotations

from importlib.util import find_spec

from ..build.widget_code import WidgetCode
from ..editing.function_source import function_lines
from ..figures.markup import Markup, element
from ..kit.messages import message
from ..kit.words import Lang
from .named_code import WrongLine, find_module
from .source import Fence

FENCE = "py-cases"
_DATA = "data:"


def cases_element(fence: Fence, code: WidgetCode, lang: Lang, instance: str) -> Markup:
    """Return the element for a fence; arguments and errors as for `code_element`."""
    module, _, name = fence.argument.rpartition(".")
    if not module or not name.isidentifier():
        raise ValueError(f"a fence of cases begins with `{FENCE} module.function`, not with {fence.info!r}")
    module, file = find_module(code, module, FENCE)
    function_lines(file.read_text(encoding="utf-8"), name)
    run = element("button", message(lang, "buttons.run_cases"), type="button", class_="pw-button", data_run_cases=True)
    return element(
        FENCE,
        element("div", run, class_="pw-bar"),
        element("p", class_="pw-status", role="status"),
        id=f"cases-{instance}",
        lang=lang,
        data_module=module,
        data_function=name,
        data_made_by=_maker(fence),
    )


def _maker(fence: Fence) -> str:
    """The function that makes the data when the site is built: "module.function"."""
    lines = [(at, line.strip()) for at, line in enumerate(fence.body) if line.strip()]
    if len(lines) != 1 or not lines[0][1].startswith(_DATA):
        raise WrongLine(lines[0][0] if lines else 0, f"{FENCE}: the fence has one line, `{_DATA} module.function`")
    at, line = lines[0]
    named = line.removeprefix(_DATA).strip()
    module = named.rpartition(".")[0]
    try:
        found = bool(module) and find_spec(module)
    except ModuleNotFoundError:
        found = None
    if not found:
        raise WrongLine(at, f"{FENCE}: there is no module {module!r}, neither beside mkdocs.yml nor installed")
    return named
