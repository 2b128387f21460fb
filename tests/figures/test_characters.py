"""A text is cut where a reader would cut it, and every version of Python cuts it alike."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from pyodide_widgets.figures.characters import is_letter_or_digit, visible_characters, writing
from pyodide_widgets.figures.known_characters import is_known
from pyodide_widgets.runtime.cache import fetch_runtime
from pyodide_widgets.runtime.node import node_command
from pyodide_widgets.runtime.pin import read_pin

ROOT = Path(__file__).parents[2]
EVERY_CHARACTER = Path(__file__).with_name("every_character.py")
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
RUN_IN_RUNTIME = """
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const { runtime, lockInfo, root, script, into } = JSON.parse(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(`${runtime}/pyodide.mjs`));
const python = await loadPyodide({
  indexURL: runtime, lockFileContents: { info: lockInfo, packages: {} }, stdLibURL: `${runtime}/python_stdlib.zip`,
});
python.mountNodeFS("/project", root);
writeFileSync(into, python.runPython(`
import runpy, sys
sys.path.insert(0, "/project")
"\\\\n".join(runpy.run_path("/project/" + ${JSON.stringify(script)})["hashes"]())
`));
"""


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("ab", ["a", "b"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("👨‍👩‍👧a", ["👨‍👩‍👧", "a"]),
        ("🇨🇳🇬🇧", ["🇨🇳", "🇬🇧"]),
        (f"{SCOTLAND}{SCOTLAND}a", [SCOTLAND, SCOTLAND, "a"]),
        ("1\ufe0f\u20e32", ["1\ufe0f\u20e3", "2"]),
        ("a\U0001fae9\U0001faea", ["a", "\U0001fae9", "\U0001faea"]),
        ("葛\U000e0100城", ["葛\U000e0100", "城"]),
        ("a \u0301", ["a", " ", "\u0301"]),
    ],
)
def test_text_is_cut_where_a_reader_would(text: str, clusters: list[str]) -> None:
    assert list(visible_characters(text)) == clusters


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (SCOTLAND, SCOTLAND),
        (f"a{SCOTLAND}\U000e0041", f"a{SCOTLAND}"),
        ("a\U000e0067\U000e0062\U000e007f", "a"),
        ("\U0001f3f4\U000e0067", "\U0001f3f4"),
        ("\U0001fae9\U0001faea", "\U0001fae9\U0001faea"),
        ("\U0003fffd\u0378", "\U0003fffd\u0378"),
        ("\U0003fffe\U0003ffff\ufffe\ufdd0", ""),
        ("a\U000e0100", "a\U000e0100"),
    ],
)
def test_what_cannot_be_drawn_goes_and_what_unicode_may_get_yet_stays(text: str, kept: str) -> None:
    assert writing(text) == kept


def test_of_characters_that_this_python_knows_only_controls_formatting_and_private_ones_go() -> None:
    """The oracle is Python's own table."""
    gone = ("Cc", "Cf", "Cs", "Co")
    for character in map(chr, range(sys.maxunicode + 1)):
        category = unicodedata.category(character)
        if category != "Cn":
            assert bool(writing(character)) == (category not in gone or character in "\t\n\u200c\u200d"), hex(
                ord(character)
            )


def test_known_characters_have_the_properties_that_this_python_tells() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        if is_known(character):
            assert unicodedata.category(character) != "Cn", hex(ord(character))
            assert is_letter_or_digit(character) == character.isalnum()


@pytest.mark.skipif(unicodedata.unidata_version != "15.0.0", reason="the table is that of Python 3.12")
def test_known_characters_are_those_of_python_3_12() -> None:
    known = [unicodedata.category(chr(code)) != "Cn" for code in range(sys.maxunicode + 1)]
    assert [is_known(chr(code)) for code in range(sys.maxunicode + 1)] == known


def test_python_in_the_browser_says_the_same_of_every_character(tmp_path: Path) -> None:
    job = {
        "runtime": str(fetch_runtime()),
        "lockInfo": read_pin()["info"],
        "root": str(ROOT),
        "script": EVERY_CHARACTER.relative_to(ROOT).as_posix(),
        "into": str(tmp_path / "hashes"),
    }
    script = tmp_path / "run.mjs"
    script.write_text(RUN_IN_RUNTIME, encoding="utf-8")
    node = node_command()
    assert node
    subprocess.run([*node, str(script), json.dumps(job)], check=True, timeout=300)
    assert (tmp_path / "hashes").read_text().split() == said_by(sys.executable)


@pytest.mark.parametrize("version", ["3.13", "3.14", "3.15"])
def test_another_python_says_the_same_of_every_character(version: str) -> None:
    python = shutil.which(f"python{version}")
    if not python or subprocess.run([python, "--version"], capture_output=True).returncode:
        pytest.skip(f"there is no Python {version}")
    assert said_by(python) == said_by(sys.executable)


@cache
def said_by(python: str) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([python, str(EVERY_CHARACTER)], capture_output=True, text=True, env=environment, check=True)
    return done.stdout.split()
