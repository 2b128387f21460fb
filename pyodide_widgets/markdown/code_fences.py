"""The preprocessor for code that readers may change and run.

    ```py-code attention.dot_product.attend
    change: Hard maximum
    The word with the highest score takes everything.
    -     weights = shares(masked)
    +     weights = hardmax(masked)
    ```

becomes the source of a function, from the file that runs. The lines are changes that stand ready beside it: a title, what to
look for, and lines of the function with those that take their place.

    ```py-challenge my_package.challenges.stable_softmax
    ```

becomes the task that a module defines as CHALLENGE (`editing/challenge.py`).

    ```py-cases my_package.case_runner.cases
    data: my_scripts.bundle
    ```

becomes a button that runs cases in the reader's browser: the function gets the bytes that the build has got from `bundle()`,
and returns the cases by their names, each of them a function that returns why it fails. Modules of this package may be named
without its name in all of these.

Called by `extension.py`. Test: tests/markdown/test_code_fences.py.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from ..build.widget_code import WidgetCode
from ..editing.function_source import NoSuchFunction
from ..figures.markup import element
from ..kit.words import Lang, MissingTranslation
from . import cases_element, challenge_element, code_element
from .errors import PageError
from .fences import replace_fences
from .named_code import WrongLine
from .pages import where
from .source import Fence

FENCES = {
    code_element.FENCE: code_element.code_element,
    cases_element.FENCE: cases_element.cases_element,
    challenge_element.FENCE: challenge_element.challenge_element,
}
NAME = "py-code"  # of the preprocessor


class CodeFenceError(PageError):
    """A fence of code that cannot be shown. The message begins with file and line."""


class CodeFences(Preprocessor):
    """Shows what the fences of a page name.

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
            if fence.kind not in FENCES:
                return None
            name = fence.argument.rpartition(".")[2]
            seen[name] += 1
            instance = name if seen[name] == 1 else f"{name}-{seen[name]}"
            try:
                if not fence.closed:
                    raise ValueError("this fence is never closed; end it with a line of as many marks")
                html = FENCES[fence.kind](fence, self._code, self._lang, instance)
            except (MissingTranslation, NoSuchFunction, ValueError, SyntaxError) as error:
                at = fence.first + (error.line if isinstance(error, WrongLine) else 0)
                raise CodeFenceError(f"{where(lines, at, self._docs_dir, self._page)}: {error}") from error
            return [self.md.htmlStash.store(element("div", html, class_="py-widget-block"))]

        text = "\n".join(lines).lower()
        return replace_fences(lines, shown) if any(kind in text for kind in FENCES) else lines
