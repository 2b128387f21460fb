"""A small world: houses of rooms with doors and things, a walk through each, and a thing to find afterwards.

Rooms are numbered row by row. All houses are drawn at once, and so are the walks; a run is one house.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...attention import Array

SIDE = 5
ROOMS, THINGS = SIDE**2, 10
RUNS, WALK, STEPS = 150, 24, 20  # houses, steps of the walk beforehand, and at most of the search
PLACES = np.stack(np.divmod(np.arange(ROOMS), SIDE), axis=-1)  # (rooms, 2): row and column of each room
_WAYS = np.array([(-1, 0), (1, 0), (0, -1), (0, 1)])  # north, south, west, east
_MORE_DOORS = 0.3  # the chance of a door where the house would hold together without one


class World(NamedTuple):
    """What chance gives to every run."""

    leads_to: Array  # (runs, rooms, 4): the room behind each wall, or the room itself where there is no door
    room_of: Array  # (runs, things): no two of them are in one room
    walked: Array  # (runs, 1 + walk): the rooms of the walk; the last is where the search starts
    wanted: Array  # (runs,): the thing to be found; it is in another room
    luck: Array  # (runs, steps, 4): which door to take where there is nothing to choose by


@lru_cache(maxsize=1)
def world() -> World:
    rng = np.random.default_rng(25)
    leads_to = _doors(rng.random((2, RUNS, ROOMS)))
    room_of = rng.random((RUNS, ROOMS)).argsort(axis=-1)[:, :THINGS]
    walked = [rng.integers(0, ROOMS, RUNS)]
    for luck in rng.random((WALK, RUNS, 4)):
        walked.append(through(leads_to, walked[-1], luck))
    elsewhere = room_of != walked[-1][:, None]
    wanted = (elsewhere * (1 + rng.random((RUNS, THINGS)))).argmax(axis=-1)
    return World(leads_to, room_of, np.stack(walked, axis=-1), wanted, rng.random((RUNS, STEPS, 4)))


def _doors(chance: Array) -> Array:
    """Doors (runs, rooms, 4), from chances (2, runs, rooms). Each room but the first has a door to the north or to the
    west, so that every room can be reached from every other; some walls more have one."""
    row, column = PLACES.T
    to_north = np.where(column == 0, True, np.where(row == 0, False, chance[0] < 0.5))
    north = (row > 0) & (to_north | (chance[1] < _MORE_DOORS))
    west = (column > 0) & (~to_north | (chance[1] < _MORE_DOORS))
    south, east = np.zeros_like(north), np.zeros_like(west)
    south[:, :-SIDE], east[:, :-1] = north[:, SIDE:], west[:, 1:]
    there = np.arange(ROOMS)[:, None] + _WAYS @ (SIDE, 1)  # (rooms, 4)
    return np.where(np.stack([north, south, west, east], axis=-1), there, np.arange(ROOMS)[:, None])


def through(leads_to: Array, rooms: Array, merit: Array) -> Array:
    """The rooms one comes to, (..., runs), from `rooms` (..., runs) by the door of most merit, (..., runs, 4); walls have
    none."""
    behind = leads_to[np.arange(len(leads_to)), rooms]  # (..., runs, 4)
    door = np.where(behind == rooms[..., None], -np.inf, merit).argmax(axis=-1)
    return np.take_along_axis(behind, door[..., None], axis=-1)[..., 0]
