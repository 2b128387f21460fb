"""Build our own wheel, the one that goes to the reader's browser.

What it holds is said in pyproject.toml, `[tool.hatch.build.targets.wheel]`: the attention core, figures and widgets.

Called by `pack.py`. Test: tests/runtime/test_pack.py.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from ..storage.files import files_below
from ..storage.store import Store


def kept_wheel(root: Path, store: Store) -> Path:
    """Return the wheel of the project at `root`, built if its sources have changed; it has the name that the store gives it."""
    package = (f"pyodide_widgets/{path}" for path in files_below(root / "pyodide_widgets") if not path.endswith(".pyc"))
    sources = ("pyproject.toml", "README.md", *package)
    key = b"\0".join(part for path in sources for part in (path.encode(), (root / path).read_bytes()))

    def make() -> dict[str, bytes]:
        with TemporaryDirectory() as scratch:
            return {"wheel": build_wheel(root, Path(scratch)).read_bytes()}

    return store.kept(key, make)["wheel"]


def build_wheel(root: Path, into: Path) -> Path:
    """Build the wheel of the project at `root` into the folder `into`, and return its path.

    The same sources give the same bytes. It is built in this process, without network.
    """
    # Importing the builder takes longer than all else that a build without changes does for the runtime.
    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(root)).build(directory=str(into), versions=["standard"])
    return Path(wheel)
