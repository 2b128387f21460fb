"""Give a file of a cache its place in the site.

Called by `pack.py` and `prepared.py`. Test: tests/runtime/test_pack.py.
"""

import filecmp
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory


def link_or_copy(source: Path, target: Path) -> None:
    """Make `target` a file with the bytes of `source`, at one stroke, and leave it alone if it is one already."""
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
    """Whether `target`, which was not there, is a link to `source` now.

    Megabytes need not be written at each build. A tool that alters the site's files in place alters the cache as well, then;
    the hash tells, and the file is fetched or made again.
    """
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without hard links; or another process was quicker
        return False
    return True
