"""A file's checksum is the same at build time and in the browser, whose engine is asked here under Node."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest

from pyodide_widgets.runtime.checksum import checksum
from pyodide_widgets.runtime.node import node_command

MODULE = Path(__file__).parents[2] / "pyodide_widgets/browser/shared/checksum.mjs"
IN_NODE = """
const [module, texts] = process.argv.slice(1);
const { checksum } = await import(module);
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
console.log(JSON.stringify(JSON.parse(texts).map((hex) => checksum(bytes(hex)))));
"""


def in_node(contents: list[bytes]) -> list[str]:
    node = node_command()
    assert node
    texts = json.dumps([content.hex() for content in contents])
    command = [*node, "--input-type=module", "--eval", IN_NODE, MODULE.as_uri(), texts]
    found: list[str] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return found


def test_build_and_browser_agree() -> None:
    chance = random.Random(1)
    contents = [chance.randbytes(length) for length in [*range(9), 1000, 1001, 20_003]] + [b"\xff" * 40_000]
    assert in_node(contents) == [checksum(content) for content in contents]


def test_it_is_the_sum_of_words_and_the_sum_of_sums() -> None:
    words = [7, 11, 13]
    content = b"".join(word.to_bytes(4, "little") for word in words)
    assert checksum(content) == f"{12:x}-{7 + 11 + 13:x}-{7 + (7 + 11) + (7 + 11 + 13):x}"


@pytest.mark.parametrize(
    "spoilt",
    [b"", b"abcdefg", b"abcdefgh\0", b"abcdefgi", b"bacdefgh", b"efghabcd", b"\0\0\0\0\0\0\0\0"],
    ids=["empty", "cut off", "longer by a zero", "one bit", "bytes changed about", "words changed about", "zeros"],
)
def test_what_is_not_the_same_has_another(spoilt: bytes) -> None:
    assert checksum(spoilt) != checksum(b"abcdefgh")
