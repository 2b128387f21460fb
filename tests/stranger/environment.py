"""A clean environment: a virtual environment in a folder of its own, with what pip installs there and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = 900


def build_distributions(into: Path) -> tuple[Path, Path]:
    """Build the project's wheel and its archive of sources."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(into)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sources,) = into.glob("*.whl"), into.glob("*.tar.gz")
    return wheel, sources


@dataclass(frozen=True)
class Environment:
    """A virtual environment in `folder/.venv`, in which pip finds our wheel in `distributions`."""

    folder: Path
    distributions: Path

    @classmethod
    def make(cls, folder: Path, distributions: Path) -> Environment:
        folder.mkdir(parents=True, exist_ok=True)
        environment = cls(folder, distributions)
        environment.run(sys.executable, "-m", "venv", ".venv")
        return environment

    def command(self, name: str) -> str:
        """The path of a command that is installed here."""
        return str(self.folder / ".venv/bin" / name)

    def run(self, *command: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command in a folder, by default that of the environment; it must succeed."""
        done = self.attempt(*command, folder=folder)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        return done

    def attempt(self, *command: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))},
            "PIP_FIND_LINKS": str(self.distributions),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "NO_COLOR": "1",
            "NO_MKDOCS_2_WARNING": "1",
        }
        return subprocess.run(
            command,
            cwd=folder or self.folder,
            env=variables,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
        )

    def install(self, *requirements: str) -> None:
        """Install with uv, which is quick, where this project is run with it; else with pip."""
        uv = os.environ.get("UV") or shutil.which("uv")
        python = self.command("python")
        if uv:
            found = ("--find-links", str(self.distributions))
            self.run(uv, "pip", "install", "--quiet", "--python", python, *found, *requirements)
        else:
            self.run(python, "-m", "pip", "install", "--quiet", *requirements)
