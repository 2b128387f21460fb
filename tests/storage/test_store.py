"""What was expensive to make is kept: by what it was made from, checked by its hash, and not for ever."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pyodide_widgets.storage.cache_folder import CacheFolderError
from pyodide_widgets.storage.store import KEPT_DAYS, Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


class Maker:
    """Makes two files out of a text, and counts how often."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, text: str) -> Callable[[], dict[str, bytes]]:
        def make() -> dict[str, bytes]:
            self.calls += 1
            return {"upper": text.upper().encode(), "lower": text.lower().encode()}

        return make


def test_the_same_key_is_made_once(folder: Path) -> None:
    maker = Maker()
    for _ in range(2):
        kept = Store(folder).kept(b"key", maker("Word"))
        assert {name: path.read_bytes() for name, path in kept.items()} == {"upper": b"WORD", "lower": b"word"}
    assert maker.calls == 1


def test_another_key_is_another_thing(folder: Path) -> None:
    store, maker = Store(folder), Maker()
    first, second = store.kept(b"one", maker("one")), store.kept(b"two", maker("two"))
    assert first["upper"].read_bytes() == b"ONE"
    assert second["upper"].read_bytes() == b"TWO"


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"spoiled")])
def test_what_was_lost_or_altered_is_made_anew(folder: Path, spoil: Callable[[Path], object]) -> None:
    store, maker = Store(folder), Maker()
    spoil(store.kept(b"key", maker("word"))["upper"])
    assert store.kept(b"key", maker("word"))["upper"].read_bytes() == b"WORD"
    assert maker.calls == 2


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"upper": "no stamp"}'])
def test_a_note_that_says_nothing_counts_as_none(folder: Path, content: bytes) -> None:
    store, maker = Store(folder), Maker()
    store.kept(b"key", maker("word"))
    (note,) = folder.glob("*.json")
    note.write_bytes(content)
    assert store.kept(b"key", maker("word"))["upper"].read_bytes() == b"WORD"
    assert maker.calls == 2


def test_what_was_only_touched_is_kept(folder: Path) -> None:
    maker = Maker()
    for _ in range(2):
        for path in Store(folder).kept(b"key", maker("word")).values():
            os.utime(path)
    assert maker.calls == 1


def test_what_was_written_again_is_hashed_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, maker = Store(folder), Maker()
    for path in store.kept(b"key", maker("word")).values():
        path.write_bytes(path.read_bytes())
    hashed: list[str] = []
    digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda file, name: (hashed.append(name), digest(file, name))[1])
    for _ in range(2):
        store.kept(b"key", maker("word"))
    assert len(hashed) == 2, "one for each file, and no more when their stamps are noted"
    assert maker.calls == 1


def test_what_was_made_of_something_else_than_the_key_says_is_not_found_by_it(folder: Path) -> None:
    store, maker = Store(folder), Maker()
    assert store.kept(b"key", maker("other"), lambda: False)["upper"].read_bytes() == b"OTHER"
    assert store.kept(b"key", maker("word"), lambda: True)["upper"].read_bytes() == b"WORD"
    assert store.kept(b"key", maker("other"), lambda: False)["upper"].read_bytes() == b"WORD"
    assert maker.calls == 2


def test_what_is_old_is_looked_for_once_a_day_at_most(folder: Path) -> None:
    store, maker = Store(folder), Maker()
    (old,) = {path for path in store.kept(b"old", maker("old")).values() if path.read_bytes() == b"old"}
    long_ago = time.time() - (KEPT_DAYS + 1) * 24 * 3600
    for path in (old, *folder.glob("*.json")):
        os.utime(path, (long_ago, long_ago))
    store.kept(b"new", maker("new"))
    assert old.exists()
    os.utime(folder / "last forgotten", (time.time() - 25 * 3600,) * 2)
    store.kept(b"newer", maker("newer"))
    assert not old.exists()


def test_what_has_long_not_been_used_goes(folder: Path) -> None:
    store, maker = Store(folder), Maker()
    old, used = store.kept(b"old", maker("old")), store.kept(b"used", maker("used"))
    long_ago = time.time() - (KEPT_DAYS + 1) * 24 * 3600
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    store.kept(b"used", maker("used"))
    store.kept(b"new", maker("new"))
    assert [path.exists() for path in old.values()] == [False, False]
    assert [path.exists() for path in used.values()] == [True, True]
    assert maker.calls == 3


def test_a_failure_leaves_nothing_behind(folder: Path) -> None:
    def fail() -> dict[str, bytes]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Store(folder).kept(b"key", fail)
    assert not folder.exists()


def test_folder_that_cannot_be_written_gives_way_to_a_temporary_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    caplog.set_level(logging.INFO)
    store, maker = Store(tmp_path / "file/store"), Maker()
    for _ in range(2):
        assert store.kept(b"key", maker("Word"))["upper"].read_bytes() == b"WORD"
    assert maker.calls == 1
    (said,) = caplog.messages
    assert str(tmp_path / "file/store") in said and "set PYODIDE_WIDGETS_CACHE to a folder" in said
    assert said.count("\n") == 0


def test_disk_that_fills_up_while_it_is_written_gives_way_to_another_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, maker = Store(folder), Maker()
    store.kept(b"first", maker("First"))
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.is_relative_to(folder):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    assert store.kept(b"key", maker("Word"))["upper"].read_bytes() == b"WORD"
    assert {path.read_bytes() for path in folder.iterdir() if not path.suffix} == {b"FIRST", b"first", b""}


def test_no_room_anywhere_is_an_error_that_says_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(
        CacheFolderError, match=r"No space left on device.*set PYODIDE_WIDGETS_CACHE to a folder on a disk with"
    ):
        Store(folder).kept(b"key", Maker()("Word"))


def test_what_another_user_has_kept_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, maker = Store(folder), Maker()
    store.kept(b"key", maker("Word"))

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "touch", refused)
    assert store.kept(b"key", maker("Word"))["upper"].read_bytes() == b"WORD"
    assert maker.calls == 1
    store.kept(b"other", maker("Other"))
    assert maker.calls == 2


def test_error_of_what_is_made_is_not_taken_for_one_of_the_disk(folder: Path) -> None:
    def fail() -> dict[str, bytes]:
        raise FileNotFoundError("node")

    with pytest.raises(FileNotFoundError, match="node"):
        Store(folder).kept(b"key", fail)
