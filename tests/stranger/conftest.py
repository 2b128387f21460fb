"""What the tests of other authors' projects share: the wheel and the archive of sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from .environment import build_distributions


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build_distributions(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def wheel(distributions: tuple[Path, Path]) -> Path:
    return distributions[0]
