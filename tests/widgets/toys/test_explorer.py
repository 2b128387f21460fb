"""The explorer of the small world: each of its parts does what its name says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from pyodide_widgets.attention import scaled_dot_product_attention
from pyodide_widgets.widgets.toys import explorer
from pyodide_widgets.widgets.toys.explorer import (
    MATCH,
    NONE_OF_THESE,
    NOWHERE,
    Parts,
    find,
    goals,
    merit,
    most_to_learn,
    scores,
    search,
    shares,
    steps_between,
    straight_distances,
)
from pyodide_widgets.widgets.toys.small_world import ROOMS, RUNS, STEPS, THINGS, world

EVERYTHING = np.ones((RUNS, ROOMS), dtype=bool)
WITHOUT, WITH = np.array([[0], [1]])
ALL_PARTS = [Parts(*on) for on in itertools.product([False, True], repeat=4)]


def test_attention_finds_the_wanted_thing_if_it_is_kept_and_knows_if_it_is_not() -> None:
    np.testing.assert_array_equal(find(EVERYTHING, scores(WITH)), goals())
    without = EVERYTHING.copy()
    without[np.arange(RUNS), goals()] = False
    np.testing.assert_array_equal(find(without, scores(WITH)), NOWHERE)
    np.testing.assert_array_equal(find(~EVERYTHING, scores(WITH)), NOWHERE)


def test_without_attention_nothing_stands_out_however_much_or_little_is_kept() -> None:
    np.testing.assert_array_equal(find(EVERYTHING, scores(WITHOUT)), NOWHERE)
    one_thing = np.zeros((RUNS, ROOMS), dtype=bool)
    one_thing[np.arange(RUNS), goals()] = True
    np.testing.assert_array_equal(find(one_thing, scores(WITHOUT)), NOWHERE)


@pytest.mark.parametrize("attentive", [False, True])
def test_shares_are_those_of_the_cores_attention(attentive: bool) -> None:
    rng = np.random.default_rng(3)
    query = np.zeros((RUNS, 1, THINGS + 1))
    if attentive:
        query[np.arange(RUNS), 0, world().wanted] = MATCH
        query[:, 0, THINGS] = NONE_OF_THESE
    for share_kept in (0.0, 0.3, 1.0):
        kept = rng.random((RUNS, ROOMS)) < share_kept
        seen = np.column_stack([np.take_along_axis(kept, world().room_of, axis=1), np.ones(RUNS, dtype=bool)])
        keys = np.eye(THINGS + 1)
        _, weights = scaled_dot_product_attention(query, keys, keys, seen[:, None], scale=1.0, return_weights=True)
        np.testing.assert_allclose(shares(kept, scores(WITH if attentive else WITHOUT)), weights[:, 0, :THINGS].T)


def test_world_model_knows_the_steps_from_room_to_room() -> None:
    """Counted out, by going from door to door."""
    for run in range(0, RUNS, 25):
        for start in (0, 7, ROOMS - 1):
            steps, new = {start: 0}, [start]
            while new:
                behind = {
                    int(b): steps[room] + 1 for room in new for b in world().leads_to[run, room] if b not in steps
                }
                steps |= behind
                new = list(behind)
            assert [steps[room] for room in range(ROOMS)] == steps_between()[run, start].tolist()


def test_no_way_is_shorter_than_the_crow_flies() -> None:
    assert (steps_between() >= straight_distances()).all()
    assert (steps_between() > straight_distances()).any()


def test_with_the_world_model_some_door_always_brings_one_nearer() -> None:
    rooms = world().walked[:, -1]
    assert (merit(WITH, rooms, goals()) == 1).any(axis=-1).all()
    assert not (merit(WITHOUT, rooms, goals()) == 1).any(axis=-1).all()
    assert not (merit(WITH, rooms, np.full(RUNS, NOWHERE)) == 1).any()


def test_walls_alone_have_less_merit_than_a_door_that_leads_nowhere_near() -> None:
    rooms = world().walked[:, -1]
    is_wall = world().leads_to[np.arange(RUNS), rooms] == rooms[:, None]
    for target in (goals(), np.full(RUNS, NOWHERE)):
        np.testing.assert_array_equal(merit(WITH, rooms, target) == -1, is_wall)


def test_most_is_to_be_learnt_in_the_nearest_room_that_is_not_known() -> None:
    kept = np.random.default_rng(0).random((RUNS, ROOMS)) < 0.5
    rooms = world().walked[:, -1]
    chosen = most_to_learn(kept, WITH, rooms)
    for run in range(RUNS):
        unknown = np.flatnonzero(~kept[run])
        assert chosen[run] in unknown
        assert steps_between()[run, rooms[run], chosen[run]] == steps_between()[run, rooms[run], unknown].min()


@pytest.mark.parametrize("parts", ALL_PARTS, ids=str)
def test_whoever_searches_goes_through_doors_and_stays_where_the_thing_is(parts: Parts) -> None:
    (path,) = search([parts], 6)
    assert path.shape == (STEPS + 1, RUNS)
    np.testing.assert_array_equal(path[0], world().walked[:, -1])
    for before, after in itertools.pairwise(path):
        there = before == goals()
        assert (after == before)[there].all()
        assert (world().leads_to[np.arange(RUNS), before] == after[:, None]).any(axis=-1)[~there].all()


def test_with_model_and_attention_the_shortest_way_is_taken_to_a_thing_that_was_seen() -> None:
    (path,) = search([Parts(attention=True, memory=True, model=True)], 1)
    start, runs = world().walked[:, -1], np.arange(RUNS)
    seen = (world().walked == goals()[:, None]).any(axis=-1)
    steps = steps_between()[runs, start, goals()].astype(int)
    assert seen.sum() > 20
    arrived = np.where(path == goals(), np.arange(STEPS + 1)[:, None], STEPS + 1).min(axis=0)
    np.testing.assert_array_equal(arrived[seen], steps[seen])


@pytest.mark.parametrize("window", [3, 12])
def test_those_who_search_side_by_side_do_not_disturb_each_other(window: int) -> None:
    together = explorer._side_by_side([(parts, window) for parts in ALL_PARTS])
    for parts, path in zip(ALL_PARTS, together, strict=True):
        np.testing.assert_array_equal(explorer._side_by_side([(parts, window)])[0], path)


@pytest.mark.parametrize("parts", ALL_PARTS, ids=str)
def test_the_window_makes_a_difference_to_those_alone_who_have_use_for_what_is_kept_and_no_memory(parts: Parts) -> None:
    near, far = explorer._side_by_side([(parts, 3), (parts, 12)])
    assert (near != far).any() == (not parts.memory and (parts.attention or parts.active))
    for window, path in ((3, near), (12, far)):
        np.testing.assert_array_equal(search([parts], window)[0], path)
