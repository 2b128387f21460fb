"""Train a model of `reader_runs.toml` with the attention core, on one core of the processor.

    uv run python scripts/train_reader.py tang ../shared/corpora/tang.txt --out /tmp/training

Set OPENBLAS_NUM_THREADS=1 to train two models beside each other. With `comparison` for the name, all small models that are
compared on this corpus are trained, but for those that have a card in the folder already, or are in its NAME-comparison.json. Texts: those of docs/en/guide/models.md.

In the folder given by --out, NAME.npz is a checkpoint, from which the same command goes on; NAME.log.jsonl the log; and at
the end NAME.safetensors has the weights and NAME.json the model card. After a warm-up the rate of learning stays the same
until three quarters of all steps, and then falls to 0; so --steps may still be lowered or raised until then.
--finish writes weights and card from the checkpoint as it is.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import hashlib
import json
import os
import platform
import subprocess
import time
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from pyodide_widgets.attention import Array
from pyodide_widgets.attention.decoder import Decoder, Dropout, cross_entropy_and_gradient, draw_parameters
from pyodide_widgets.attention.decoder_file import from_bytes, to_bytes
from pyodide_widgets.attention.decoder_plan import Plan
from pyodide_widgets.attention.gradients import Adam
from pyodide_widgets.attention.shares import log_softmax
from scripts.ngram_baselines import baselines
from scripts.reader_comparison import compared, write_comparison
from scripts.reader_corpus import END, PARTS, RAREST, UNKNOWN, Batch, Corpus
from scripts.reader_parts import head_shares, taken_out

RUNS = Path(__file__).parent / "reader_runs.toml"
WHOLE_LINES = {"tang": True, "austen": False}
LENGTH = {"tang": 66, "austen": 128}
WARM_UP = 200  # steps
FALLING = 0.25  # the share of the steps, at the end, in which the rate falls
LARGEST_GRADIENT = 1.0  # of all parameters together; a larger one is scaled down
CHECKPOINT, MEASURE = 60.0, 500  # seconds, steps
VALIDATION = 20_000  # characters that are measured on the way
SAMPLE = 45_000  # bytes of held-out text that are committed
MEASURED = 12_000  # characters of these on which parts are measured
WRITTEN = 120  # characters of what a model writes that go into its card


@dataclass(frozen=True)
class Run:
    """One row of `reader_runs.toml`."""

    corpus: str
    width: int
    layers: int
    heads: int
    hidden: int
    steps: int
    batch: int  # characters in a step
    rate: float
    dropout: float = 0.0
    seed: int = 1
    parts: dict[str, Any] = field(default_factory=dict)  # what the plan has otherwise than a usual decoder

    def plan(self, vocabulary: int) -> Plan:
        return Plan(vocabulary, LENGTH[self.corpus], self.width, self.layers, self.heads, self.hidden, **self.parts)

    def rate_at(self, step: int) -> float:
        falling = self.steps * FALLING
        warm_up = min(WARM_UP, self.steps / 10)
        return self.rate * min(1.0, (step + 1) / warm_up, max(self.steps - step, 0) / falling)


def runs() -> dict[str, Run]:
    """All runs, by name; of the comparison there is one for each corpus, variant and seed, such as `austen-fourier-2`."""
    rows = tomllib.loads(RUNS.read_text(encoding="utf-8"))
    comparison = rows.pop("comparison")
    corpora, seeds, variants = (comparison.pop(name) for name in ("corpora", "seeds", "variants"))
    found = {name: Run(**row) for name, row in rows.items()}
    for corpus in corpora:
        for variant, changes in variants.items():
            for seed in seeds:
                found[f"{corpus}-{variant}-{seed}"] = Run(corpus=corpus, seed=seed, **comparison | changes)
    return found


class Training:
    """A model in training, and how it is kept on disk."""

    def __init__(self, name: str, run: Run, corpus: Corpus, folder: Path) -> None:
        self.name, self.run, self.corpus, self.folder = name, run, corpus, folder
        self.step, self.seconds, self.processor_seconds, self.losses = 0, 0.0, 0.0, [0.0]
        self.commits: list[str] = []
        plan = run.plan(corpus.vocabulary)
        self.model = Decoder(plan, draw_parameters(np.random.default_rng(run.seed), plan))
        self.adam = Adam(self.model.parameters, rate=run.rate, decay=(0.9, 0.99))
        if self.checkpoint.exists():
            self._resume()
        commit = current_commit()
        if commit not in self.commits:
            self.commits.append(commit)

    @property
    def checkpoint(self) -> Path:
        return self.folder / f"{self.name}.npz"

    def train(self) -> None:
        """Train until the last step, with checkpoints on the way."""
        begin, begin_processor, kept = time.monotonic(), time.process_time(), time.monotonic()
        before, before_processor = self.seconds, self.processor_seconds
        recent: list[float] = []
        with tqdm(total=self.run.steps, initial=self.step, desc=self.name, mininterval=5) as bar:
            while self.step < self.run.steps:
                recent.append(self._learn())
                bar.update()
                self.seconds = before + time.monotonic() - begin
                self.processor_seconds = before_processor + time.process_time() - begin_processor
                if self.step % MEASURE == 0 or self.step == self.run.steps:
                    validation = loss(self.model, self._validation())
                    bar.set_postfix_str(f"training {np.mean(recent):.4f}, validation {validation:.4f}")
                    self._log(training=float(np.mean(recent)), validation=validation)
                    recent = []
                if time.monotonic() - kept > CHECKPOINT or self.step == self.run.steps:
                    self._keep()
                    kept = time.monotonic()

    def _learn(self) -> float:
        """One step. All that is random in it comes from the seed and the number of the step, so that a training that
        was interrupted goes on as it would have."""
        rng = np.random.default_rng([self.run.seed, self.step])
        batch = self.corpus.training_batch(rng, self.run.batch)
        dropout = Dropout(self.run.dropout, rng) if self.run.dropout else None
        found, gradients = self.model.loss_and_gradients(batch.tokens, batch.targets, dropout=dropout)
        size = float(np.sqrt(sum(float((gradient * gradient).sum()) for gradient in gradients.values())))
        if not np.isfinite(size):
            raise SystemExit(f"step {self.step}: the gradient is {size}; lower the rate, now {self.run.rate}")
        if size > LARGEST_GRADIENT:
            gradients = {name: gradient * np.float32(LARGEST_GRADIENT / size) for name, gradient in gradients.items()}
        self.adam.rate = self.run.rate_at(self.step)
        self.adam.step(gradients)
        self.step += 1
        return found

    def _validation(self) -> list[Batch]:
        return list(self.corpus.measuring_batches(first_lines(self.corpus.lines["validation"], VALIDATION)))

    def _log(self, **measured: float) -> None:
        row = {
            "step": self.step,
            "seconds": round(self.seconds),
            "processor": round(self.processor_seconds),
            **measured,
        }
        with (self.folder / f"{self.name}.log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def _keep(self) -> None:
        state = {
            "step": self.step,
            "seconds": self.seconds,
            "processor": self.processor_seconds,
            "commits": self.commits,
        }
        arrays: dict[str, Any] = {"state": json.dumps(state)}
        for name, parameter in self.model.parameters.items():
            arrays |= {f"p.{name}": parameter, f"m.{name}": self.adam.mean[name], f"s.{name}": self.adam.square[name]}
        partial = self.checkpoint.with_name(f"{self.checkpoint.name}.partial")
        with partial.open("wb") as file:
            np.savez(file, **arrays)
        partial.replace(self.checkpoint)

    def _resume(self) -> None:
        with np.load(self.checkpoint) as kept:
            state = json.loads(str(kept["state"]))
            for name, parameter in self.model.parameters.items():
                parameter[...] = kept[f"p.{name}"]
                self.adam.mean[name][...], self.adam.square[name][...] = kept[f"m.{name}"], kept[f"s.{name}"]
        self.step = self.adam.steps = state["step"]
        self.seconds, self.processor_seconds = state["seconds"], state["processor"]
        self.commits = state["commits"]

    def finish(self) -> None:
        """Write the model card; of a reader the weights and the held-out sample as well."""
        corpus = self.corpus
        streams = {part: corpus.stream(lines) for part, lines in corpus.lines.items()}
        card: dict[str, Any] = {
            "name": self.name,
            "corpus": {
                "sha256": hashlib.sha256(corpus.path.read_bytes()).hexdigest(),
                "characters": {part: len(stream) - 1 for part, stream in streams.items()},
                "lines": {part: len(lines) for part, lines in corpus.lines.items()},
                "split": f"by the first 8 bytes of each line's sha256, modulo {PARTS}: 0 held out, 1 for validation",
            },
            "vocabulary": corpus.vocabulary,
            "rarest": RAREST,
            "unknown": float((streams["held-out"] == UNKNOWN).mean()),
            "parameters": visible_parameters(self.model),
            "plan": dataclasses.asdict(self.model.plan),
            "training": {
                **{name: getattr(self.run, name) for name in ("steps", "batch", "rate", "dropout", "seed")},
                "steps_done": self.step,
                "characters_seen": self.step * self.run.batch,
                "seconds": round(self.seconds),
                "processor_seconds": round(self.processor_seconds),
                "machine": f"{platform.machine()}, NumPy {np.__version__}",
                "finished": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
                "commits": self.commits,
            },
        }
        if self.name == self.run.corpus:
            card |= self._as_reader()
        else:
            card["loss"] = held_out_loss(writing(self.model), corpus)
            if not self.model.plan.causal:
                card["loss"]["with_the_future_visible"] = loss(
                    self.model, corpus.measuring_batches(corpus.lines["held-out"])
                )
            card["writes"] = written(writing(self.model), corpus)
        text = json.dumps(card, indent=2, ensure_ascii=False)
        (self.folder / f"{self.name}.json").write_text(f"{text}\n", encoding="utf-8")

    def _as_reader(self) -> dict[str, Any]:
        """What a reader's card has besides; its weights and the sample are written."""
        corpus = self.corpus
        data = to_bytes(self.model, "\0\n" + "".join(corpus.characters))
        (self.folder / f"{self.name}.safetensors").write_bytes(data)
        sample = first_lines(corpus.lines["held-out"], SAMPLE, by_bytes=True)
        text = "".join(f"{line}\n" for line in sample)
        (self.folder / f"{self.name}-sample.txt").write_text(text, encoding="utf-8")
        kept = from_bytes(data).model
        learned = first_lines(corpus.lines["training"], 2 * VALIDATION)
        return {
            "loss": {
                **held_out_loss(kept, corpus),
                "held_out_before_quantising": loss(self.model, corpus.measuring_batches(corpus.lines["held-out"])),
                "validation": loss(kept, corpus.measuring_batches(corpus.lines["validation"])),
                "training": loss(kept, corpus.measuring_batches(learned)),
                "sample": loss(kept, corpus.measuring_batches(sample)),
            },
            "writes": written(kept, corpus),
            **measured_parts(kept, corpus, sample),
            "baselines": baselines(
                *(corpus.stream(corpus.lines[part]) for part in ("training", "validation", "held-out")),
                corpus.vocabulary,
            ),
            "weights": {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()},
            "sample": {"bytes": len(text.encode()), "sha256": hashlib.sha256(text.encode()).hexdigest()},
        }


def loss(model: Decoder, batches: Iterable[Batch]) -> float:
    """The mean cross-entropy over all characters that count, in nats."""
    total, number = 0.0, 0
    for batch in batches:
        counted = int(batch.counted.sum())
        logits: Array = model.forward(batch.tokens).logits
        total += counted * cross_entropy_and_gradient(logits, batch.targets, batch.counted)[0]
        number += counted
    return total / number


def held_out_loss(model: Decoder, corpus: Corpus) -> dict[str, Any]:
    """The loss on the held-out part: of all characters, and of those at each place of a sequence, from which one sees how
    much it helps to have read more."""
    length = model.plan.length
    total, number = np.zeros(length), np.zeros(length)
    for tokens, targets, counted in corpus.measuring_batches(corpus.lines["held-out"]):
        surprise = -np.take_along_axis(log_softmax(model.forward(tokens).logits), targets[..., None], axis=-1)[..., 0]
        total[: tokens.shape[1]] += (surprise * counted).sum(axis=0, dtype=np.float64)
        number[: tokens.shape[1]] += counted.sum(axis=0)
    by_place = [round(float(mean), 4) for mean in total / np.maximum(number, 1)]
    return {"held_out": float(total.sum() / number.sum()), "by_place": by_place}


def visible_parameters(model: Decoder) -> int:
    """How many parameters there are, without the weights between places that are never used because a mask hides them."""
    plan = model.plan
    hidden = (
        sum(name.endswith(".weights") for name in model.parameters) * plan.heads * plan.length * (plan.length - 1) // 2
    )
    return sum(parameter.size for parameter in model.parameters.values()) - hidden


def writing(model: Decoder) -> Decoder:
    """The model as it has to work when it writes, where what comes next is not there to be seen."""
    return Decoder(dataclasses.replace(model.plan, causal=True), model.parameters)


def written(model: Decoder, corpus: Corpus) -> str:
    """What the model writes from the beginning of a line, each character drawn by its probability; a line break is "/"."""
    rng, tokens = np.random.default_rng(0), [END]
    while len(tokens) < min(WRITTEN, model.plan.length):
        logits = model.forward([tokens], only_last=True).logits[0, -1]
        shares = np.exp(log_softmax(logits.astype(np.float64)))
        shares[UNKNOWN] = 0
        tokens.append(int(rng.choice(len(shares), p=shares / shares.sum())))
    return "".join("/" if token == END else corpus.characters[token - 2] for token in tokens[1:])


def measured_parts(model: Decoder, corpus: Corpus, sample: Sequence[str]) -> dict[str, Any]:
    """What a reader's parts do, measured on the first characters of the held-out sample: the loss without each of them,
    and what each head looks at."""
    batches = list(corpus.measuring_batches(first_lines(sample, MEASURED)))
    return {
        "measured_characters": MEASURED,
        "taken_out": {name: round(loss(without, batches), 4) for name, without in taken_out(model).items()},
        "heads": head_shares(model, batches, corpus.characters),
    }


def first_lines(lines: Sequence[str], size: int, *, by_bytes: bool = False) -> list[str]:
    """As many of the first lines as fit into so many characters or bytes, their ends included."""
    found = []
    for line in lines:
        size -= (len(line.encode()) if by_bytes else len(line)) + 1
        if size < 0:
            break
        found.append(line)
    return found


def current_commit() -> str:
    """The commit of the code that trains, with "-changed" if files of it are not as committed."""
    here = Path(__file__).parents[1]

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=here, check=True, capture_output=True, text=True).stdout.strip()

    changed = git("status", "--porcelain", "--", "scripts", "pyodide_widgets/attention")
    return git("rev-parse", "HEAD") + ("-changed" if changed else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "name", help="a row of reader_runs.toml; or `comparison` for all rows of the corpus that have no card yet"
    )
    parser.add_argument("corpus", type=Path, help="the text file")
    parser.add_argument("--out", type=Path, required=True, help="the folder for checkpoint, log, weights and card")
    parser.add_argument("--steps", type=int, help="train for so many steps in place of those in the row")
    parser.add_argument("--finish", action="store_true", help="train no further")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.name != "comparison":
        train_one(arguments.name, arguments)
        return
    names = [name for name in runs() if name.startswith(f"{arguments.corpus.stem}-")]
    for name in names:
        if name not in compared(arguments.corpus.stem, arguments.out) and not (arguments.out / f"{name}.json").exists():
            train_one(name, arguments)
        write_comparison(arguments.corpus.stem, names, arguments.out)


def train_one(name: str, arguments: argparse.Namespace) -> None:
    known = runs()
    if name not in known:
        raise SystemExit(f"no run {name!r}; there are: {', '.join(known)}")
    run = known[name]
    if arguments.steps:
        run = dataclasses.replace(run, steps=arguments.steps)
    corpus = open_corpus(arguments.corpus, run.corpus)
    training = Training(name, run, corpus, arguments.out)
    print(f"process {os.getpid()}: {name}, {corpus.vocabulary} tokens, from step {training.step}", flush=True)
    if not arguments.finish:
        training.train()
    training.finish()


@cache
def open_corpus(path: Path, name: str) -> Corpus:
    return Corpus(path, LENGTH[name], WHOLE_LINES[name])


if __name__ == "__main__":
    main()
