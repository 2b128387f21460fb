"""The small world: houses that hold together, walks through doors, and things where they are said to be."""

from __future__ import annotations

import numpy as np
import pytest

from pyodide_widgets.widgets.toys.small_world import PLACES, ROOMS, RUNS, SIDE, STEPS, THINGS, WALK, through, world


def test_doors_lead_to_the_next_room_and_back() -> None:
    back = [1, 0, 3, 2]
    for house in world().leads_to:
        for room in range(ROOMS):
            for way, behind in enumerate(house[room]):
                if behind != room:
                    assert np.abs(PLACES[behind] - PLACES[room]).sum() == 1
                    assert house[behind, back[way]] == room


def test_every_room_can_be_reached_from_every_other() -> None:
    for house in world().leads_to:
        reached, new = {0}, [0]
        while new:
            new = [int(behind) for room in new for behind in house[room] if behind not in reached]
            reached |= set(new)
        assert reached == set(range(ROOMS))


def test_houses_differ_and_have_more_doors_than_a_maze() -> None:
    doors = (world().leads_to != np.arange(ROOMS)[:, None]).sum(axis=(1, 2)) / 2
    assert (doors >= ROOMS - 1).all()
    assert doors.mean() > ROOMS
    assert doors.std() > 1


def test_walks_go_through_doors() -> None:
    leads_to, _, walked, _, _ = world()
    assert walked.shape == (RUNS, WALK + 1)
    for before, after in zip(walked.T, walked.T[1:], strict=False):
        assert ((leads_to[np.arange(RUNS), before] == after[:, None]).any(axis=-1)).all()
        assert (before != after).all()


def test_things_are_in_rooms_of_their_own_and_the_wanted_one_is_elsewhere() -> None:
    _, room_of, walked, wanted, luck = world()
    assert room_of.shape == (RUNS, THINGS)
    assert all(len(set(rooms)) == THINGS for rooms in room_of.tolist())
    assert (room_of[np.arange(RUNS), wanted] != walked[:, -1]).all()
    assert len(set(wanted.tolist())) == THINGS
    assert luck.shape == (RUNS, STEPS, 4)


@pytest.mark.parametrize("best", range(4))
def test_one_goes_by_the_door_of_most_merit_and_through_no_wall(best: int) -> None:
    house = np.arange(ROOMS)[:, None].repeat(4, axis=1)
    room = SIDE + 1
    house[room, best] = 0
    merit = np.full((1, 4), 5.0)
    merit[0, best] = 1.0
    assert through(house[None], np.array([room]), merit)[0] == 0
    house[room, (best + 1) % 4] = 2
    assert through(house[None], np.array([room]), merit)[0] == 2
