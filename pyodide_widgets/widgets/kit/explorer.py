"""Who looks for a thing in the small world: attention, memory, a world model and active choice, each a few lines, and real.

Attention finds the wanted thing among what is kept; memory keeps more than the last few steps; the world model knows what
is behind a door; and who chooses actively goes, when the thing has not been seen, where there is most to learn.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...attention import Array, softmax
from ...attention.dot_product import lay_mask
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
    last_seen = seen_on_the_walk().copy()
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
def seen_on_the_walk() -> Array:
    """At which step of the walk each room was last seen, (runs, rooms); -inf for never."""
    last_seen = np.full((RUNS, ROOMS), -np.inf)
    for step, rooms in enumerate(world().walked.T):
        last_seen[np.arange(RUNS), rooms] = step
    return last_seen


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
    runs, rooms = np.arange(RUNS)[:, None, None], np.arange(ROOMS)
    reached = np.broadcast_to(1 << rooms, (RUNS, ROOMS))  # from each room, as the bits of one number
    steps = np.zeros((RUNS, ROOMS, ROOMS))
    while (missing := ~reached & (2**ROOMS - 1)).any():
        steps += missing[..., None] >> rooms & 1
        reached = reached | np.bitwise_or.reduce(reached[runs, world().leads_to], axis=-1)
    return steps


@lru_cache(maxsize=2)
def scores(*, attentive: bool) -> Array:
    """What the query has in common with each key, (runs, things + 1), the same at every step.

    Each thing has a key of its own, and one key belongs to none. The query is for the wanted thing; without attention it
    is zero: nothing is asked.
    """
    query = np.zeros((RUNS, THINGS + 1))
    if attentive:
        query[np.arange(RUNS), world().wanted] = MATCH
        query[:, THINGS] = NONE_OF_THESE
    keys = np.eye(THINGS + 1)
    return query @ keys.T


def shares(kept: Array, *, attentive: bool) -> Array:
    """How much attention each thing gets, (runs, things), given the rooms that are kept, (runs, rooms): those of attention
    with a mask, which changes from step to step while the scores stay."""
    seen = np.ones((RUNS, THINGS + 1), dtype=bool)  # what belongs to none is always there
    seen[:, :THINGS] = kept[np.arange(RUNS)[:, None], world().room_of]
    return softmax(lay_mask(scores(attentive=attentive), seen))[:, :THINGS]


def find(kept: Array, *, attentive: bool) -> Array:
    """Where the wanted thing is thought to be, given the rooms that are kept, (runs, rooms): a room, or -1 for “I have not
    seen it”; (runs,).

    A thing has been found if it gets more than half of the attention. Where nothing is asked, all that is kept gets the
    same, and nothing is found.
    """
    weights = shares(kept, attentive=attentive)
    place = (weights[:, None] @ places())[:, 0]  # the values, blended: (runs, 2)
    known = weights.max(axis=-1) > 0.5 + 1e-9
    return np.where(known, np.rint(place).astype(int) @ (SIDE, 1), -1)


@lru_cache(maxsize=1)
def places() -> Array:
    """The value of each thing, (runs, things, 2): the place of its room. That of the key that belongs to none is zero, and
    adds nothing."""
    return PLACES[world().room_of].astype(float)


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
