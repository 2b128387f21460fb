"""Build our own wheel, the one that goes to the reader's browser.

What it holds is said in pyproject.toml, `[tool.hatch.build.targets.wheel]`: the attention core, figures and widgets.

Called by `pack.py`. Test: tests/site/test_pack.py.
"""

from pathlib import Path

from hatchling.builders.wheel import WheelBuilder


def build_wheel(root: Path, into: Path) -> Path:
    """Build the wheel of the project at `root` into the folder `into`, and return its path.

    The same sources give the same bytes. It is built in this process, without network: 0.2 s the first time and
    10 ms from then on, so that there is no need to remember whether sources have changed.
    """
    (wheel,) = WheelBuilder(str(root)).build(directory=str(into), versions=["standard"])
    return Path(wheel)
