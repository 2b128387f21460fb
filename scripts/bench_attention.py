"""The core against others, and plain attention against attention in blocks: time, memory, and how both grow.

    uv run python scripts/bench_attention.py [--lengths 64 256 1024 4096] [--rounds 7]

All in one run, in turn, medians; only the ratios mean anything. Against ONNX's reference implementation, a
straightforward einsum version, and PyTorch on the CPU where it is installed. One sequence, 4 heads, 64 features each,
float32, no mask. Memory is what NumPy takes on top of its inputs and its output, at the most.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
from onnx.reference.ops.op_attention import _compute_attention

from pyodide_widgets.attention import attention_in_blocks, scaled_dot_product_attention

HEADS, FEATURES = 4, 64
Attention = Callable[[Any, Any, Any], Any]


def by_einsum(query: Any, key: Any, value: Any) -> Any:
    """Attention as it is first written down."""
    scores = np.einsum("bhle,bhse->bhls", query, key, optimize=True) / np.float32(np.sqrt(query.shape[-1]))
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return np.einsum("bhls,bhsv->bhlv", weights, value, optimize=True)


def by_onnx(query: Any, key: Any, value: Any) -> Any:
    return _compute_attention(query, key, value)[0]


def by_torch() -> Attention | None:
    """PyTorch's own function, if PyTorch is there."""
    try:
        import torch
    except ImportError:
        return None

    def attend(*arrays: Any) -> Any:
        tensors = (torch.from_numpy(array) for array in arrays)
        return torch.nn.functional.scaled_dot_product_attention(*tensors).numpy()

    return attend


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lengths", type=int, nargs="+", default=[64, 256, 1024, 2048, 4096])
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()

    others: dict[str, Attention | None] = {"onnx": by_onnx, "einsum": by_einsum, "torch": by_torch()}
    ours: dict[str, Attention] = {"plain": scaled_dot_product_attention, "blocks": attention_in_blocks}
    all_of_them = ours | {name: attend for name, attend in others.items() if attend}
    print("time as a ratio to plain attention (below 1 is faster); extra memory in MB")
    print(f"{'length':>7} {'plain, ms':>10} " + " ".join(f"{name:>8}" for name in list(all_of_them)[1:]), end="   ")
    print(" ".join(f"{name + ' MB':>10}" for name in all_of_them if name != "torch"), "  blocks/plain memory")
    last: dict[str, float] = {}
    for length in arguments.lengths:
        random = np.random.default_rng(length)
        inputs = [random.normal(size=(1, HEADS, length, FEATURES)).astype(np.float32) for _ in range(3)]
        check(all_of_them, inputs)
        times = medians(all_of_them, inputs, arguments.rounds)
        memory = {name: extra_memory(attend, inputs) for name, attend in all_of_them.items() if name != "torch"}
        ratios = " ".join(f"{times[name] / times['plain']:8.2f}" for name in list(all_of_them)[1:])
        megabytes = " ".join(f"{memory[name] / 1e6:10.2f}" for name in memory)
        print(
            f"{length:>7} {1000 * times['plain']:10.2f} {ratios}   {megabytes}   {memory['blocks'] / memory['plain']:.3f}"
        )
        if last:
            growth = {
                "length": length / last["length"],
                "plain": memory["plain"] / last["plain"],
                "blocks": memory["blocks"] / last["blocks"],
            }
            print(
                f"{'':>7} length ×{growth['length']:.0f}: memory of plain ×{growth['plain']:.1f}, of blocks ×{growth['blocks']:.1f}"
            )
        last = {"length": length, "plain": memory["plain"], "blocks": memory["blocks"]}


def check(functions: dict[str, Attention], inputs: list[Any]) -> None:
    """A benchmark of wrong results would be worth nothing."""
    wanted = functions["plain"](*inputs)
    for name, attend in functions.items():
        np.testing.assert_allclose(attend(*inputs), wanted, atol=2e-5, err_msg=name)


def medians(functions: dict[str, Attention], inputs: list[Any], rounds: int) -> dict[str, float]:
    """Seconds, each function in turn, so that a machine that slows down slows all of them."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(rounds):
        for name, attend in functions.items():
            begin = time.perf_counter()
            attend(*inputs)
            times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(each) for name, each in times.items()}


def extra_memory(attend: Attention, inputs: list[Any]) -> float:
    """Bytes at the peak, less those of the output."""
    tracemalloc.start()
    output = attend(*inputs)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return float(peak - output.nbytes)


if __name__ == "__main__":
    main()
