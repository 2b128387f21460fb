"""Give a file of a cache its place in the site.

Called by `pack.py` and `prepared.py`. Test: tests/site/test_pack.py.
"""

import filecmp
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory


def place(source: Path, target: Path) -> None:
    """Make `target` a file with the bytes of `source`, at one stroke, and leave it alone if it is one already."""
    if target.exists() and (target.samefile(source) or filecmp.cmp(source, target, shallow=False)):
        return
    with TemporaryDirectory(dir=target.parent) as scratch:
        made = Path(scratch, target.name)
        try:
            # Megabytes that need not be written at each build. A tool that alters the site's files in place alters the
            # cache as well, then; the hash tells, and the file is fetched or made again.
            os.link(source, made)
        except OSError:  # another disk, or one without hard links
            shutil.copyfile(source, made)
        made.replace(target)
