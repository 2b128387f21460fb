"""The training script: a split that depends on the text alone, every character measured once, and a training that goes on
after an interruption as it would have without it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from markdown import Markdown

from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets.trained.models import NAMES, card
from scripts import train_reader
from scripts.ngram_baselines import baselines
from scripts.reader_comparison import compared, write_comparison
from scripts.reader_corpus import END, PARTS, UNKNOWN, Corpus, part_of
from scripts.train_reader import Run, Training, loss, runs
from tests.bundled import LANGS

LINES = [f"line {number} of a text with {number * 7 % 13} words" for number in range(800)]


@pytest.fixture(params=[False, True], ids=["stream", "whole lines"])
def corpus(request: pytest.FixtureRequest, tmp_path: Path) -> Corpus:
    path = tmp_path / "text.txt"
    path.write_text("\n".join([*LINES, LINES[0], "§" + LINES[1]]), encoding="utf-8")
    return Corpus(path, 40, bool(request.param))


def test_lines_are_split_by_their_hash_and_taken_once(corpus: Corpus) -> None:
    parts = corpus.lines
    assert sorted(line for lines in parts.values() for line in lines) == sorted({*LINES, "§" + LINES[1]})
    assert all(part_of(line) == part for part, lines in parts.items() for line in lines)
    for part in ("held-out", "validation"):
        assert len(parts[part]) == pytest.approx(len(LINES) / PARTS, rel=0.5)


def test_characters_that_are_rare_are_unknown(corpus: Corpus) -> None:
    assert "§" not in corpus.characters
    assert corpus.encode("§l") == [UNKNOWN, 2 + corpus.characters.index("l")]
    assert corpus.vocabulary == len(corpus.characters) + 2


def test_every_character_is_measured_once(corpus: Corpus) -> None:
    lines = corpus.lines["held-out"]
    counted = sum(int(batch.counted.sum()) for batch in corpus.measuring_batches(lines, size=7))
    assert counted == sum(len(line) + 1 for line in lines)
    for tokens, targets, counts in corpus.measuring_batches(lines):
        following = (tokens[:, 1:] == targets[:, :-1]) | ~counts[:, 1:]
        assert following.all()
        assert tokens.shape[1] <= corpus.length


def test_training_batches_are_of_the_training_part(corpus: Corpus) -> None:
    stream = "\n".join(["", *corpus.lines["training"], ""])
    for step in range(20):
        batch = corpus.training_batch(np.random.default_rng(step), 200)
        for tokens, targets in zip(batch.tokens, batch.targets, strict=True):
            text = "".join(["", "\n", *corpus.characters][token] for token in [*tokens, targets[-1]])
            assert text in stream


def test_counting_models_do_what_their_names_say() -> None:
    stream = np.array([END, *[2, 3, 4] * 60])
    found = baselines(stream, stream, stream, 5)
    assert found["uniform"] == pytest.approx(np.log(5))
    assert found["unigram"] == pytest.approx(np.log(3), abs=0.05)
    assert found["trigram"] <= found["bigram"] < 0.05


def small() -> Run:
    return Run("tang", width=8, layers=1, heads=2, hidden=8, steps=12, batch=120, rate=1e-2, dropout=0.1)


@pytest.fixture(autouse=True)
def short_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(train_reader.LENGTH, "tang", 40)


def test_training_goes_on_as_if_it_had_not_been_interrupted(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_reader, "CHECKPOINT", -1.0)  # after each step
    first = Training("once", small(), corpus, tmp_path)
    before = loss(first.model, corpus.measuring_batches(corpus.lines["held-out"]))
    first.train()
    begun = Training("twice", small(), corpus, tmp_path)
    learn, done = begun._learn, []

    def interrupted() -> float:
        done.append(1)
        if len(done) > 5:
            raise KeyboardInterrupt
        return learn()

    monkeypatch.setattr(begun, "_learn", interrupted)
    with pytest.raises(KeyboardInterrupt):
        begun.train()
    second = Training("twice", small(), corpus, tmp_path)
    assert second.step == 5
    second.train()
    for name, parameter in first.model.parameters.items():
        np.testing.assert_array_equal(parameter, second.model.parameters[name], err_msg=name)
    assert loss(first.model, corpus.measuring_batches(corpus.lines["held-out"])) < before


def test_the_rate_rises_stays_and_falls() -> None:
    run = replace(small(), steps=1000, rate=1.0)
    rates = [run.rate_at(step) for step in range(1000)]
    assert rates[0] == pytest.approx(0.01)
    assert rates[100:750] == [1.0] * 650
    assert rates[875] == pytest.approx(0.5)
    assert min(rates) > 0


def test_compared_models_are_of_one_size() -> None:
    """About 110,000 parameters, whatever a model lacks; positions, which are few, are not made up for."""
    for name, run in runs().items():
        if not name.startswith("austen-"):
            continue
        plan = run.plan(71)
        model = train_reader.Decoder(plan, train_reader.draw_parameters(np.random.default_rng(0), plan))
        assert train_reader.visible_parameters(model) == pytest.approx(110_000, rel=0.08), name


def test_a_comparison_keeps_what_earlier_trainings_have_found(tmp_path: Path) -> None:
    told = {
        "parameters": 1,
        "loss": {"held_out": 2.0},
        "writes": "",
        "training": {"processor_seconds": 1, "characters_seen": 1, "commits": []},
    }
    (tmp_path / "austen-whole-1.json").write_text(json.dumps(told))
    write_comparison("austen", ["austen-whole-1", "austen-whole-2"], tmp_path)
    (tmp_path / "austen-whole-1.json").rename(tmp_path / "austen-whole-2.json")
    write_comparison("austen", ["austen-whole-1", "austen-whole-2"], tmp_path)
    assert list(compared("austen", tmp_path)) == ["austen-whole-1", "austen-whole-2"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_model_card_becomes_a_table(name: str, lang: Lang) -> None:
    extensions, options = ["scripts.model_cards", "tables"], {"scripts.model_cards": {"lang": lang}}
    html = Markdown(extensions=extensions, extension_configs=options).convert(f"```py-model-card {name}\n```")
    told = card(name)
    for shown in (f"{told['loss']['held_out']:.4f}", f"{told['parameters']:,}", told["weights"]["sha256"], "<table>"):
        assert shown in html
