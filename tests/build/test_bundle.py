"""Bundles run as their modules do, and nothing is bundled that would not."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from pyodide_widgets.build.bundle import BundleError, bundle, in_order, reached, stub
from pyodide_widgets.runtime.node import node_command

MODULES = {
    "page/entry.mjs": 'import "./effect.mjs";\nimport { count as counted, Thing } from "./thing.mjs";\n'
    "console.log(JSON.stringify([counted(), new Thing().name, import.meta.url.split('/').pop()]));\n",
    "page/effect.mjs": 'import { count } from "./thing.mjs";\n\ncount();\n',
    "page/thing.mjs": "let total = 0;\nexport const count = () => ++total;\nexport class Thing {\n  name = `\nimport gc\n`;\n}\n",
}


def run(folder: Path, texts: dict[str, str], entry: str) -> str:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    node = node_command()
    assert node
    done = subprocess.run([*node, str(folder / entry)], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_bundle_does_what_its_modules_do(tmp_path: Path) -> None:
    as_modules = run(tmp_path / "modules", MODULES, "page/entry.mjs")
    as_bundle = run(
        tmp_path / "bundle", {"page/entry.mjs": bundle("page/entry.mjs", MODULES.__getitem__)}, "page/entry.mjs"
    )
    assert json.loads(as_bundle) == json.loads(as_modules) == [2, "\nimport gc\n", "entry.mjs"]


def test_a_module_that_is_loaded_later_finds_the_instances_of_the_bundle(tmp_path: Path) -> None:
    texts = {
        "page/entry.mjs": bundle("page/entry.mjs", MODULES.__getitem__),
        "page/thing.mjs": stub("./entry.mjs", "page/thing.mjs", MODULES["page/thing.mjs"]),
        "page/later.mjs": 'import { count } from "./thing.mjs";\nconsole.log(count());\n',
    }
    assert run(tmp_path, texts, "page/later.mjs").split("\n")[1] == "3"


def test_a_module_stands_behind_those_that_it_imports() -> None:
    assert in_order("page/entry.mjs", MODULES.__getitem__) == ["page/thing.mjs", "page/effect.mjs", "page/entry.mjs"]


def test_what_is_loaded_later_is_reached_and_types_in_comments_are_not() -> None:
    texts = {
        "page/entry.mjs": 'import "./effect.mjs";\nconst later = async () => (await import("../shared/later.mjs")).later;\n',
        "page/effect.mjs": '/** @type {import("./types.mjs").Type} */\nconst effect = 1;\n',
        "shared/later.mjs": 'import { deep } from "./deep.mjs";\nexport const later = deep;\n',
        "shared/deep.mjs": "export const deep = 1;\n",
    }
    assert reached(["page/entry.mjs"], texts.__getitem__) == texts


@pytest.mark.parametrize(
    "statement",
    [
        'import thing from "./thing.mjs";',
        'import * as thing from "./thing.mjs";',
        "import { count } from './thing.mjs';",
        'export * from "./thing.mjs";',
        "export default 3;",
        "export let changing = 3;",
        "export { total };",
        "await Promise.resolve();",
    ],
)
def test_what_would_run_otherwise_is_an_error(statement: str) -> None:
    modules = MODULES | {"page/entry.mjs": f"{statement}\n"}
    with pytest.raises(BundleError, match="cannot be bundled"):
        bundle("page/entry.mjs", modules.__getitem__)


def test_a_circle_is_an_error() -> None:
    modules = MODULES | {"page/thing.mjs": 'import "./effect.mjs";\n'}
    with pytest.raises(BundleError, match="circle"):
        bundle("page/entry.mjs", modules.__getitem__)
