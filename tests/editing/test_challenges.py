"""Every challenge of the site: its solution solves it, what it begins with does not, and both are said in both languages."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

import pyodide_widgets.challenges
from pyodide_widgets.editing.browser_calls import EditingCalls
from pyodide_widgets.editing.challenge import Challenge, Verdict, function_of
from pyodide_widgets.editing.function_source import NoSuchFunction
from pyodide_widgets.editing.replaced_functions import ReplacedFunctions
from pyodide_widgets.kit.words import in_language
from tests.bundled import CALLS, LANGS

NAMES = sorted(path.stem for path in Path(pyodide_widgets.challenges.__file__).parent.glob("[!_]*.py"))
BY_HAND = {"beat_softmax": {"a": "100", "b": "37", "c": "22", "d": "14"}}
CALLS_OF_EDITING = EditingCalls(ReplacedFunctions([]), CALLS)


def checked(name: str, source: str, texts: dict[str, str], lang: str = "en") -> tuple[bool, str]:
    challenge = import_module(f"pyodide_widgets.challenges.{name}").CHALLENGE
    module = f"pyodide_widgets.challenges.{name}"
    told = json.loads(CALLS_OF_EDITING.check(module, source, challenge.widget, json.dumps(texts), lang))
    return told["solved"], told["said"]


def test_there_are_at_least_five() -> None:
    assert len(NAMES) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_solves_it_and_the_beginning_does_not(name: str) -> None:
    challenge = import_module(f"pyodide_widgets.challenges.{name}").CHALLENGE
    for lang in LANGS:
        solution = in_language(challenge.solution, lang) if challenge.start else ""
        assert checked(name, solution, BY_HAND.get(name, {}), lang)[0]
        solved, said = checked(name, challenge.start, {}, lang)
        assert not solved and said
        for text in (challenge.title, challenge.task, challenge.hint):
            assert in_language(text, lang)


@pytest.mark.parametrize(
    ("name", "source", "says"),
    [
        ("stable_softmax", "def softmax(scores):\n    return scores * 0\n", "it should give"),
        ("stable_softmax", "def softmax(scores):\n    return 1\n", "it should give"),
        ("causal_mask", "def mask(length):\n    return np.ones((2, 3))\n", "a table of 4 by 4"),
        ("causal_mask", "def mask(length):\n    return np.eye(length)\n", "word 1 does not see word 0"),
        ("word_order", "def with_places(x):\n    return x[:2]\n", "the shape has to stay"),
        ("agreeing_scores", "def scores():\n    return [1e400, 0, 0]\n", "finite"),
        ("agreeing_scores", "def scores():\n    return [1, 2]\n", "at least three"),
    ],
)
def test_what_is_wrong_is_said(name: str, source: str, says: str) -> None:
    solved, said = checked(name, source, {})
    assert not solved and says in said


def test_all_parts_zero_is_no_allocation() -> None:
    assert not checked("beat_softmax", "", dict.fromkeys("abcd", "0"))[0]


def test_what_a_source_raises_passes_through_and_its_name_is_kept() -> None:
    with pytest.raises(ZeroDivisionError):
        checked("agreeing_scores", "def scores():\n    return 1 / 0\n", {})
    with pytest.raises(NoSuchFunction):
        function_of("def other():\n    return 1\n", "scores")


def test_a_challenge_is_in_code_or_by_hand() -> None:
    parts = {"title": "t", "task": "t", "hint": "h", "solution": "s", "check": lambda _: Verdict(True, "")}
    with pytest.raises(ValueError, match="either `start`"):
        Challenge(**parts)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="has to define a function"):
        Challenge(**parts, start="x = 1\n")  # type: ignore[arg-type]


def test_cases_run_one_by_one() -> None:
    found = [json.loads(each) for each in CALLS_OF_EDITING.run_cases(__name__, "toy_cases", memoryview(b"2"))]
    assert found == [["good", "", 2], ["bad", "differs by 2", 2]]


def toy_cases(data: bytes) -> dict[str, object]:
    return {"good": lambda: "", "bad": lambda: f"differs by {data.decode()}"}
