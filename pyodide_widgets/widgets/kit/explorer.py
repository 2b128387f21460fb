"""Who looks for a thing in the small world: attention, memory, a world model and active choice, each a few lines, and real.

Attention finds the wanted thing among what is kept; memory keeps more than the last few steps; the world model knows what
is behind a door; and who chooses actively goes, when the thing has not been seen, where there is most to learn.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...attention import Array, scaled_dot_product_attention
from .small_world import PLACES, ROOMS, RUNS, SIDE, STEPS, THINGS, WALK, through, world

MATCH, NONE_OF_THESE = 8.0, 4.0  # the scores of the wanted thing, and of there being none


class Parts(NamedTuple):
    """What somebody has."""

    attention: bool = False
    memory: bool = False
    model: bool = False
    active: bool = False


@lru_cache(maxsize=64)
def search(parts: Parts, window: int) -> Array:
    """Where somebody with these parts is after 0, 1, 2, … steps: (steps + 1, runs). One who has arrived stays there.

    Args:
        window: how many steps back what was seen is kept, without a memory.
    """
    leads_to, _, walked, _, luck = world()
    goal = goals()
    last_seen = np.full((RUNS, ROOMS), -np.inf)
    for step, rooms in enumerate(walked.T):
        last_seen[np.arange(RUNS), rooms] = step
    way = steps_between() if parts.model else straight_distances()
    rooms, path = walked[:, -1], [walked[:, -1]]
    for step in range(STEPS):
        kept = last_seen > (-1 if parts.memory else WALK + step - window)  # (runs, rooms)
        target = find(kept, attentive=parts.attention)
        if parts.active:
            target = np.where(target < 0, most_to_learn(kept, way, rooms), target)
        merit = nearer(way, rooms, target) + luck[:, step]
        rooms = np.where(rooms == goal, rooms, through(leads_to, rooms, merit))
        last_seen[np.arange(RUNS), rooms] = WALK + step + 1
        path.append(rooms)
    return np.array(path)


@lru_cache(maxsize=1)
def goals() -> Array:
    """The room of the wanted thing, (runs,)."""
    return world().room_of[np.arange(RUNS), world().wanted]


@lru_cache(maxsize=1)
def straight_distances() -> Array:
    """How far rooms are apart as the crow flies along rows and columns, whatever the walls, (runs, rooms, rooms)."""
    apart = np.abs(PLACES[:, None] - PLACES).sum(axis=-1)
    return np.broadcast_to(apart.astype(float), (RUNS, ROOMS, ROOMS))


@lru_cache(maxsize=1)
def steps_between() -> Array:
    """How many steps it takes from room to room, (runs, rooms, rooms): one goes through the doors in the mind until every
    room has been reached. That is the world model: what is behind a door is known before it is opened."""
    doors = (world().leads_to[..., None] == np.arange(ROOMS)).any(axis=2).astype(np.float32)  # (runs, rooms, rooms)
    reached = np.broadcast_to(np.eye(ROOMS, dtype=np.float32), doors.shape)
    steps = np.where(reached, 0.0, np.inf)
    while np.isinf(steps).any():
        reached = (reached @ doors > 0).astype(np.float32)
        steps = np.minimum(steps, np.where(reached, steps[np.isfinite(steps)].max() + 1, np.inf))
    return steps


@lru_cache(maxsize=2)
def question(*, attentive: bool) -> Array:
    """The query for the wanted thing, (runs, 1, things + 1). Without attention it is zero: nothing is asked."""
    query = np.zeros((RUNS, 1, THINGS + 1))
    if attentive:
        query[np.arange(RUNS), 0, world().wanted] = MATCH
        query[:, 0, THINGS] = NONE_OF_THESE
    return query


@lru_cache(maxsize=1)
def places() -> Array:
    """The value of each thing, (runs, things + 1, 2): the place of its room; zeros for the key that belongs to no thing."""
    values = np.zeros((RUNS, THINGS + 1, 2))
    values[:, :THINGS] = PLACES[world().room_of]
    return values


def find(kept: Array, *, attentive: bool) -> Array:
    """Where the wanted thing is thought to be, given the rooms that are kept, (runs, rooms): a room, or -1 for “I have not
    seen it”; (runs,).

    Each thing has a key of its own, and one key belongs to none. A thing has been found if it gets more than half of the
    attention. Where nothing is asked, all that is kept gets the same, and nothing is found.
    """
    seen = np.column_stack([kept[np.arange(RUNS)[:, None], world().room_of], np.ones(RUNS, dtype=bool)])
    blend, weights = scaled_dot_product_attention(
        question(attentive=attentive), np.eye(THINGS + 1), places(), seen[:, None], scale=1.0, return_weights=True
    )
    known = weights[:, 0, :THINGS].max(axis=-1) > 0.5 + 1e-9
    return np.where(known, np.rint(blend[:, 0]).astype(int) @ (SIDE, 1), -1)


def most_to_learn(kept: Array, way: Array, rooms: Array) -> Array:
    """The room to look into next, (runs,). The thing is as likely in any room that is not known as in any other, so a look
    into each of these tells as much, and none into the others tells anything: it is the nearest of them."""
    far = way[np.arange(RUNS), rooms]  # (runs, rooms)
    return np.where(kept, np.inf, far).argmin(axis=-1)


def nearer(way: Array, rooms: Array, target: Array) -> Array:
    """Which doors bring one nearer to the target, (runs, 4): 1 or 0. Without a target (-1) none does."""
    runs = np.arange(RUNS)
    behind = way[runs[:, None], world().leads_to[runs, rooms], target[:, None]]
    return (target >= 0)[:, None] & (behind < way[runs, rooms, target][:, None])
