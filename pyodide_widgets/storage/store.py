"""Keep what was expensive to make, by the hash of what it was made from.

Called by `markdown/widget_fences.py`, `build/prepared.py`, `runtime/pack.py` and `runtime/archives.py`. Test: tests/storage/test_store.py.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from .cache_folder import CACHE_VARIABLE, CacheFolderError, temporary_folder

KEPT_DAYS = 30  # after the last use

Stamp = tuple[int, int]  # size in bytes, and time of the last change in nanoseconds
Noted = dict[str, tuple[str, Stamp]]  # files by their names, each with its hash and its stamp


class Store:
    """A folder of files named by their own hash, and of notes that say which of them belong to a key.

    Any number of processes may use it at the same time. A file that was altered or lost is made anew. Where the folder cannot be
    written, what is made goes to a temporary one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def kept(
        self, key: bytes, make: Callable[[], Mapping[str, bytes]], holds: Callable[[], bool] = lambda: True
    ) -> dict[str, Path]:
        """Return files by their names, made now unless they are there; they are to be read only.

        Args:
            key: everything that the files depend on.
            make: gives their contents.
            holds: called once they are made; whether they were made from what `key` stands for. If not, they are not kept under it.

        Raises:
            CacheFolderError: they cannot be written anywhere.
        """
        note = self._note(key)
        noted = _read(note)
        found = self._found(noted)
        if not found:
            found = self._keep(note.name, make(), holds)
        else:
            with suppress(OSError):  # they may be another user's: to be read, and not to be written
                if found == noted:
                    note.touch()
                else:  # a file was written again, with the same contents: its new stamp is noted
                    self._write(note, json.dumps(found).encode())
        return {name: self._folder / sha256 for name, (sha256, _) in found.items()}

    def has(self, key: bytes) -> bool:
        """Whether files are kept under a key, as they were made; `kept` then makes none."""
        return bool(self._found(_read(self._note(key))))

    def _note(self, key: bytes) -> Path:
        return self._folder / f"{hashlib.sha256(key).hexdigest()}.json"

    def _keep(self, note: str, made: Mapping[str, bytes], holds: Callable[[], bool]) -> Noted:
        """Write files and their note, in a temporary folder if this one cannot be written."""
        try:
            return self._write_all(note, made, holds)
        except OSError as error:
            self._folder = temporary_folder(self._folder, error)
        try:
            return self._write_all(note, made, holds)
        except OSError as error:
            raise CacheFolderError(
                f"{self._folder} cannot be written ({error}); set {CACHE_VARIABLE} to a folder on a disk with free space"
            ) from error

    def _write_all(self, note: str, made: Mapping[str, bytes], holds: Callable[[], bool]) -> Noted:
        self._folder.mkdir(parents=True, exist_ok=True)
        found = {name: self._put(content) for name, content in made.items()}
        if holds():
            self._write(self._folder / note, json.dumps(found).encode())
        with suppress(OSError):
            self._forget_the_old()
        return found

    def _found(self, noted: Noted) -> Noted:
        """Return the files of a note, with the stamps that they have now; nothing if one of them is lost or altered."""
        try:
            found = {name: (sha256, stamp(self._folder / sha256)) for name, (sha256, _) in noted.items()}
            right = all(each == noted[name] or self._is_right(each[0]) for name, each in found.items())
        except OSError:
            return {}
        return found if right else {}

    def _is_right(self, sha256: str) -> bool:
        with (self._folder / sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def _put(self, content: bytes) -> tuple[str, Stamp]:
        path = self._folder / hashlib.sha256(content).hexdigest()
        self._write(path, content)
        return path.name, stamp(path)

    def _write(self, path: Path, content: bytes) -> None:
        """Write a file atomically: other processes see all of it or nothing."""
        with TemporaryDirectory(dir=self._folder) as scratch:
            written = Path(scratch, path.name)
            written.write_bytes(content)
            written.replace(path)

    def _forget_the_old(self) -> None:
        """Remove the notes that have long not been used, and the files that no note names.

        At most once a day: every note is read for it, and a first build makes hundreds of them.
        """
        now, day = time.time(), 24 * 3600
        last = self._folder / "last forgotten"
        if last.exists() and last.stat().st_mtime > now - day:
            return
        last.touch()
        long_ago = now - KEPT_DAYS * day
        notes = list(self._folder.glob("*.json"))
        old = {note for note in notes if note.stat().st_mtime < long_ago}
        wanted = {sha256 for note in notes if note not in old for sha256, _ in _read(note).values()}
        for path in {path for path in self._folder.iterdir() if path.is_file()} - {*notes} | old:
            # A file of today may be that of another process, which has not written its note yet.
            if path.name not in wanted and path.stat().st_mtime < long_ago:
                path.unlink(missing_ok=True)


def _read(note: Path) -> Noted:
    """Return the hash and the stamp of each file that a note names; nothing if there is no such note, or not in this form."""
    try:
        return {
            name: (sha256, (size, changed)) for name, (sha256, (size, changed)) in json.loads(note.read_bytes()).items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def stamp(path: Path) -> Stamp:
    """Return the size and the time of a file, by which a change of it is noticed, as a rule."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns
