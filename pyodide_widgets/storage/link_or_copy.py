"""Put a file of the cache into the site, as a hard link where that is possible.

Called by `runtime/pack.py` and `build/prepared.py`. Test: tests/runtime/test_pack.py.
"""

import filecmp
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory


def link_or_copy(source: Path, target: Path) -> None:
    """Make `target` a file with the bytes of `source`, atomically; a file that has them already is not touched."""
    if target.exists():
        if target.samefile(source) or filecmp.cmp(source, target, shallow=False):
            return
    elif _linked(source, target):
        return
    with TemporaryDirectory(dir=target.parent) as scratch:
        made = Path(scratch, target.name)
        if not _linked(source, made):
            shutil.copyfile(source, made)
        made.replace(target)


def _linked(source: Path, target: Path) -> bool:
    """Make `target`, which does not exist, a hard link to `source`; return whether that worked.

    A link saves writing megabytes at each build. A tool that changes the site's files in place changes the cache as well; that is
    found by the hash, and the file is fetched or made again.
    """
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without hard links; or another process was quicker
        return False
    return True
