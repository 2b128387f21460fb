"""How fast the trained models are in Pyodide: a next character, an attention map of 64 characters, and the memory they take.

    uv run python scripts/bench_reader.py

Runs the pinned runtime under Node, whose engine is Chromium's, with the models' code and files. The aims on a machine with two
cores: a next character in at most 40 ms, a map in at most 100 ms, and at most 64 MB more memory with both models loaded.
"""

from __future__ import annotations

import json
from pathlib import Path

from pyodide_widgets.runtime.archives import library_archive
from pyodide_widgets.runtime.cache import fetch_runtime
from pyodide_widgets.runtime.pin import lib_folder, read_pin
from pyodide_widgets.runtime.run_in_node import run
from pyodide_widgets.runtime.tar_files import tar

AIMS = {"next": 40, "map": 100, "memory": 64}
_ROOT = Path(__file__).parents[1]
_PARTS = ("attention/*.py", "figures/*.py", "kit/**/*.py", "widgets/trained/*.py", "widgets/data_files/*")
_MEASURE = """
import json, statistics, time
import numpy
from pyodide_js import _module

def memory():
    return _module.HEAP8.length / 2**20

def milliseconds(work, times=15):
    taken = []
    for turn in range(times):
        begin = time.perf_counter()
        work(turn)
        taken.append(1000 * (time.perf_counter() - begin))
    return statistics.median(taken)

from pyodide_widgets.attention import KeyValueCache
before = memory()
from pyodide_widgets.widgets.trained.continuation import read, written
from pyodide_widgets.widgets.trained.models import reader

found = {}
for name in ("tang", "austen"):
    begin = time.perf_counter()
    model = reader(name).model
    load = 1000 * (time.perf_counter() - begin)
    text = tuple(2 + place % 50 for place in range(64))
    read(name, text[:3])
    maps = milliseconds(lambda turn: read(name, (2 + turn, *text[1:])), 7)
    start = text[:40]
    written(name, start, 1, 1.0, 1)
    following = milliseconds(lambda turn: written(name, start, turn + 2, 1.0, 1))
    found[name] = {"load": load, "map": maps, "next": following}
json.dumps(found | {"memory": memory() - before}).encode()
"""


def main() -> None:
    pin = read_pin()
    cache = fetch_runtime(None, pin)
    site_packages = f"{lib_folder(pin)}/site-packages"
    package = _ROOT / "pyodide_widgets"
    paths = [path for part in _PARTS for path in package.glob(part)]
    files = {f"{site_packages}/{path.relative_to(_ROOT)}": path.read_bytes() for path in paths}
    for folder in ("pyodide_widgets", "pyodide_widgets/widgets"):
        files[f"{site_packages}/{folder}/__init__.py"] = b""
    (answer,) = run(cache, pin, [library_archive(cache, pin), tar(files)], [(_MEASURE, None)])
    found = json.loads(answer)
    for name in ("tang", "austen"):
        times = found[name]
        print(
            f"{name}: loaded in {times['load']:.0f} ms; map of 64 characters {times['map']:.0f} ms (aim {AIMS['map']}); "
            f"next character {times['next']:.1f} ms (aim {AIMS['next']})"
        )
    print(f"memory: {found['memory']:.0f} MB more with both models (aim {AIMS['memory']})")


if __name__ == "__main__":
    main()
