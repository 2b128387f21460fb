"""Write a new project: two pages, a widget of its own with a test, and what it takes to build and publish it.

Called by `cli.py`. Test: tests/new/test_new_project.py.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from string import Template

_HERE = Path(__file__).parent
_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_UV = "0.13.9"  # as in .ci/uv.txt
_IN_WIDGET = ("title", "claim", "chance", "tosses", "share", "caption")
_HERE_TOO = ("share", "tosses", "caption")  # those that `draw` needs in one language


class NewProjectError(Exception):
    """A project that cannot be written. The message says what would be right."""


def write_project(folder: Path, languages: Sequence[str]) -> str:
    """Write a project into a new or empty folder, and return what to do next.

    Args:
        languages: of the site, the default first.

    Raises:
        NewProjectError: something is there already, or a language is none.
    """
    for lang in languages:
        if not _LANG.fullmatch(lang):
            raise NewProjectError(f"{lang!r} is no language tag; write for example --languages en,zh")
    if len(set(languages)) < len(languages):
        raise NewProjectError(f"a language is listed twice: {', '.join(languages)}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NewProjectError(f"{folder} is there already and not empty; name a new folder")
    for path, content in project_files(languages).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return f"A new project is in {folder}. Next:\n  cd {folder}\n  pip install -r requirements.txt && mkdocs serve"


def project_files(languages: Sequence[str]) -> dict[str, str]:
    """The files of a new project by their paths."""
    known = tomllib.loads((_HERE / "texts.toml").read_text(encoding="utf-8"))
    texts = {lang: known.get(lang) or known.get(lang.partition("-")[0]) or known["en"] for lang in languages}
    default, several = languages[0], len(languages) > 1
    main = texts[default]
    config = {
        "site_name": main["site_name"],
        "lang": default,
        "languages": ", ".join(languages),
        "docs_dir": f"docs_dir: docs/{default}\n" if several else "",
    }
    files = {
        "mkdocs.yml": _filled("mkdocs.yml", config),
        "my_widgets/coin.py": _widget(texts),
        "tests/test_coin.py": _filled("test_coin.py.template", {"languages": repr(list(languages)).replace("'", '"')}),
        "README.md": _filled("README.md", config),
        "requirements.txt": f"pyodide-widgets[mkdocs]=={metadata.version('pyodide-widgets')}\nmkdocs-material>=9.6,<10\npytest\n",
        "pytest.ini": "[pytest]\npythonpath = .\n",
        ".github/workflows/pages.yml": _filled(
            "pages.yml", {"uv": _UV, "now": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        ),
        ".gitignore": "/site/\n/.cache/\n__pycache__/\n.pytest_cache/\n",
    }
    for lang, said in texts.items():
        docs = f"docs/{lang}" if several else "docs"
        files |= {f"{docs}/index.md": said["index"].lstrip(), f"{docs}/gallery.md": said["gallery"].lstrip()}
        if lang != default:
            files[f"mkdocs.{lang}.yml"] = _filled("mkdocs.lang.yml", {"site_name": said["site_name"], "lang": lang})
    return files


def _widget(texts: Mapping[str, Mapping[str, str]]) -> str:
    """The widget: with plain texts where there is one language, else with all of them side by side."""
    several = len(texts) > 1
    names = ["Curve", "Figure", "Number", "Widget", *(["Words"] if several else []), "curves", "percent"]
    values = {"imports": ", ".join(names)}
    written = {name: _written({lang: said[name] for lang, said in texts.items()}) for name in _IN_WIDGET}
    for name in _HERE_TOO:
        values[f"{name}_here"] = f"{name.upper()}[lang]" if several else name.upper()
    values |= {name: name.upper() if name in _HERE_TOO else written[name] for name in _IN_WIDGET}
    values["texts"] = "\n" + "\n".join(f"{name.upper()} = {written[name]}" for name in _HERE_TOO)
    return _filled("coin.py.template", values)


def _written(texts: Mapping[str, str]) -> str:
    """A text as it is written in Python."""
    quoted = {lang: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for lang, text in texts.items()}
    if len(texts) == 1:
        return next(iter(quoted.values()))
    return f"Words({', '.join(f'{lang.replace("-", "_")}={text}' for lang, text in quoted.items())})"


def _filled(template: str, values: Mapping[str, str]) -> str:
    return Template((_HERE / "templates" / template).read_text(encoding="utf-8")).substitute(values)
