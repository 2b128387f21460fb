"""Store what PyTorch, SciPy and entmax give for the cases and for random configurations.

Run it in an environment with Python 3.11 or later, NumPy, torch, scipy and entmax, from the root of the project:

    python -m tests.attention.store_torch
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np

from . import torch_cases, torch_configurations
from .torch_configurations import Configuration

FILE = Path(__file__).parent / "torch_results.npz"
NUMBER = 1200


def stored() -> tuple[dict[str, list[Any]], list[tuple[Configuration, Any]]]:
    """The stored results of the cases, by name, and the stored configurations with their results."""
    with np.load(FILE) as file:
        index = json.loads(str(file["index"]))
        numbers = iter(np.split(file["numbers"], np.cumsum([int(np.prod(shape)) for shape in index["shapes"]])[:-1]))
    arrays = (part.reshape(shape) for part, shape in zip(numbers, index["shapes"], strict=True))
    cases = {name: [next(arrays) for _ in range(count)] for name, count in index["cases"].items()}
    return cases, [(Configuration(*each), next(arrays)) for each in index["configurations"]]


def main() -> None:
    others = torch_cases.others()
    if others is None:
        raise SystemExit("torch, scipy or entmax is not installed")
    results = {name: torch_cases.flat(case.theirs(others)) for name, case in torch_cases.CASES.items()}
    chance = random.Random(1)
    configurations = [torch_configurations.choose(chance.choice) for _ in range(NUMBER)]
    arrays = [array for result in results.values() for array in result]
    arrays += [torch_configurations.by_torch(others.torch, each) for each in configurations]
    index = {
        "versions": {"torch": others.torch.__version__, "scipy": others.scipy.__version__},
        "cases": {name: len(result) for name, result in results.items()},
        "configurations": configurations,
        "shapes": [array.shape for array in arrays],
    }
    numbers = np.concatenate([array.ravel().astype(np.float64) for array in arrays])
    np.savez_compressed(FILE, index=np.array(json.dumps(index)), numbers=numbers)
    print(f"{FILE}: {len(results)} cases, {NUMBER} configurations, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
