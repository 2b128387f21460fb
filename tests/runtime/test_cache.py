"""The pinned runtime: where its cache is, and when what lies there is looked at again."""

import hashlib
import os
from pathlib import Path

import pytest
from made_up_sources import FILES, HASHES, giving

from pyodide_widgets.runtime import fetch
from pyodide_widgets.runtime.cache import fetch_runtime
from pyodide_widgets.runtime.fetch import fetch_files
from pyodide_widgets.runtime.pin import Pin, RuntimeFetchError, read_pin


def made_up_pin() -> Pin:
    """Return a pin whose files are FILES."""
    pin = read_pin()
    pin["pyodide"] = "0.0"
    pin["files"] = {name: {"sha256": HASHES[name], "size": len(FILES[name])} for name in FILES}
    return pin


def test_the_cache_is_set_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYODIDE_WIDGETS_CACHE", str(tmp_path))
    fetch_files(HASHES, tmp_path / "0.0", [giving(FILES)])
    assert fetch_runtime(pin=made_up_pin()) == tmp_path / "0.0"


def test_the_cache_is_set_by_the_caller(tmp_path: Path) -> None:
    fetch_files(HASHES, tmp_path, [giving(FILES)])
    assert fetch_runtime(tmp_path, made_up_pin()) == tmp_path


def test_a_file_altered_under_the_same_size_and_time_is_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "official_sources", lambda version: [giving(FILES)])
    file = fetch_runtime(tmp_path, made_up_pin()) / "core.mjs"
    status = file.stat()
    file.write_bytes(FILES["core.mjs"].replace(b"export", b"import"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_size == status.st_size
    fetch_runtime(tmp_path, made_up_pin())
    assert file.read_bytes() == FILES["core.mjs"]


def test_what_was_altered_or_lost_since_is_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(fetch, "official_sources", lambda version: [giving(FILES, asked=asked)])
    fetch_runtime(tmp_path, made_up_pin())
    asked.clear()
    (tmp_path / "core.mjs").unlink()
    (tmp_path / "numpy.whl").write_bytes(FILES["numpy.whl"][::-1])
    fetch_runtime(tmp_path, made_up_pin())
    assert asked == [*FILES]
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == FILES


def test_only_what_is_used_is_looked_at_and_then_all_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(fetch, "official_sources", lambda version: [giving(FILES, asked=asked)])
    fetch_runtime(tmp_path, made_up_pin())
    asked.clear()
    (tmp_path / "numpy.whl").unlink()
    fetch_runtime(tmp_path, made_up_pin(), ["core.mjs"])
    assert asked == []
    (tmp_path / "core.mjs").unlink()
    fetch_runtime(tmp_path, made_up_pin(), ["core.mjs"])
    assert asked == [*FILES]


def test_another_pin_wants_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "official_sources", lambda version: [giving(FILES)])
    fetch_runtime(tmp_path, made_up_pin())
    pin = made_up_pin()
    pin["files"]["core.mjs"]["sha256"] = hashlib.sha256(b"something else").hexdigest()
    with pytest.raises(RuntimeFetchError):
        fetch_runtime(tmp_path, pin)


def test_the_pin_is_whole() -> None:
    pin = read_pin()
    core = {"pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"}
    assert set(pin["files"]) == core | {pin["numpy"]["file_name"]}
    assert pin["files"][pin["numpy"]["file_name"]]["sha256"] == pin["numpy"]["sha256"]


def test_the_pinned_runtime_can_be_had() -> None:
    """Uses the real cache, and the network if it is not filled yet."""
    folder, pin = fetch_runtime(), read_pin()
    assert {name: (folder / name).stat().st_size for name in pin["files"]} == {
        name: file["size"] for name, file in pin["files"].items()
    }
