"""Who looks for a thing in the small world: attention, memory, a world model and active choice, each a few lines, and real.

Attention finds the wanted thing among what is kept; memory keeps more than the last few steps; the world model knows what
is behind a door; and who chooses actively goes, when the thing has not been seen, where there is most to learn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np

from ...attention import Array, softmax
from ...attention.dot_product import lay_mask
from .small_world import PLACES, ROOMS, RUNS, SIDE, STEPS, THINGS, WALK, world

MATCH, NONE_OF_THESE = 8.0, 4.0  # the scores of the wanted thing, and of there being none
NOWHERE = -1  # in place of a room
_HOUSES = np.arange(RUNS)


class Parts(NamedTuple):
    """What somebody has."""

    attention: bool = False
    memory: bool = False
    model: bool = False
    active: bool = False


_WITH_MEMORY = [
    (Parts(attention, True, model, active), 0) for attention, model, active in product((False, True), repeat=3)
]
_PATHS: dict[tuple[Parts, int], Array] = {}  # of whoever has searched; there are not many ways to be


def search(who: Iterable[Parts], window: int) -> list[Array]:
    """Where each of them is after 0, 1, 2, … steps: (steps + 1, runs). One who has arrived stays there.

    Those who have not been asked for before search side by side, which takes little longer than one alone.

    Args:
        who: what each of them has.
        window: how many steps back what was seen is kept, without a memory.
    """
    # A memory keeps whatever a window would, and who makes nothing of what is kept does not mind how much it is.
    minded = [(parts, 0 if parts.memory or not (parts.attention or parts.active) else window) for parts in who]
    # Whom the window does not matter to, search while the first ones do: no later move of a control waits for them.
    new = [seeker for seeker in dict.fromkeys([*minded, *_WITH_MEMORY]) if seeker not in _PATHS]
    if new:
        _PATHS.update(zip(new, _side_by_side(new), strict=True))
    return [_PATHS[seeker] for seeker in minded]


def _side_by_side(seekers: Sequence[tuple[Parts, int]]) -> Array:
    """The paths of all seekers, (seekers, steps + 1, runs)."""
    leads_to, _, walked, _, luck = world()
    goal = goals()
    window = np.array([window for _, window in seekers])[:, None]
    parts = np.array([parts for parts, _ in seekers], dtype=int)
    attentive, memory, model, active = parts.T[..., None]  # (seekers, 1) each
    asked = scores(attentive)
    kept_since = np.where(memory, 0, WALK + 1 + np.arange(STEPS) - window)  # (seekers, steps)
    each = np.arange(len(seekers))[:, None]
    last_seen = np.tile(seen_on_the_walk(), (len(seekers), 1, 1))
    rooms = np.tile(walked[:, -1], (len(seekers), 1))  # (seekers, runs)
    path = [rooms]
    for step in range(STEPS):
        kept = last_seen >= kept_since[:, step, None, None]  # (seekers, runs, rooms)
        target = find(kept, asked)
        if active.any():
            target = np.where(active & (target == NOWHERE), most_to_learn(kept, model, rooms), target)
        door = (merit(model, rooms, target) + luck[:, step]).argmax(axis=-1)
        rooms = np.where(rooms == goal, rooms, leads_to[_HOUSES, rooms, door])
        last_seen[each, _HOUSES, rooms] = WALK + step + 1
        path.append(rooms)
    return np.stack(path, axis=1)


@lru_cache(maxsize=1)
def seen_on_the_walk() -> Array:
    """At which step of the walk each room was last seen, (runs, rooms); -inf for never."""
    last_seen = np.full((RUNS, ROOMS), -np.inf)
    for step, rooms in enumerate(world().walked.T):
        last_seen[_HOUSES, rooms] = step
    return last_seen


@lru_cache(maxsize=1)
def goals() -> Array:
    """The room of the wanted thing, (runs,)."""
    return world().room_of[_HOUSES, world().wanted]


@lru_cache(maxsize=1)
def distances() -> Array:
    """How far rooms are apart, (2, runs, rooms, rooms): without the world model, and with it."""
    return np.stack([straight_distances(), steps_between()])


def straight_distances() -> Array:
    """How far rooms are apart as the crow flies along rows and columns, whatever the walls, (runs, rooms, rooms)."""
    apart = np.abs(PLACES[:, None] - PLACES).sum(axis=-1)
    return np.broadcast_to(apart.astype(float), (RUNS, ROOMS, ROOMS))


def steps_between() -> Array:
    """How many steps it takes from room to room, (runs, rooms, rooms): one goes through the doors in the mind until every
    room has been reached. That is the world model: what is behind a door is known before it is opened."""
    rooms = np.arange(ROOMS)
    reached = np.broadcast_to(1 << rooms, (RUNS, ROOMS))  # from each room, as the bits of one number
    steps = np.zeros((RUNS, ROOMS, ROOMS))
    while (missing := ~reached & (2**ROOMS - 1)).any():
        steps += missing[..., None] >> rooms & 1
        reached = reached | np.bitwise_or.reduce(reached[_HOUSES[:, None, None], world().leads_to], axis=-1)
    return steps


# Attention is computed with the runs along the last axis: that makes sums over the few things much faster.
def scores(attentive: Array) -> Array:
    """What the query has in common with each key, (..., things + 1, runs), the same at every step.

    Each thing has a key of its own, and one key belongs to none. The query is for the wanted thing; without attention,
    (..., 1), nothing is asked: it is zero.
    """
    query = np.zeros((THINGS + 1, RUNS))
    query[world().wanted, _HOUSES] = MATCH
    query[THINGS] = NONE_OF_THESE
    keys = np.eye(THINGS + 1)
    return keys @ (query * attentive[..., None])


def shares(kept: Array, scores: Array) -> Array:
    """How much attention each thing gets, (..., things, runs), given the rooms that are kept, (..., runs, rooms): those of
    attention with a mask, which changes from step to step while the scores stay."""
    seen = np.ones((*kept.shape[:-2], THINGS + 1, RUNS), dtype=bool)  # what belongs to none is always there
    seen[..., :THINGS, :] = kept.reshape(*kept.shape[:-2], RUNS * ROOMS).take(_spots(), axis=-1)
    return softmax(lay_mask(scores, seen), axis=-2)[..., :THINGS, :]


def find(kept: Array, scores: Array) -> Array:
    """Where the wanted thing is thought to be, given the rooms that are kept, (..., runs, rooms): a room, or `NOWHERE` for
    “I have not seen it”; (..., runs).

    A thing has been found if it gets more than half of the attention. Where nothing is asked, all that is kept gets the
    same, and nothing is found.
    """
    weights = shares(kept, scores)
    place = (weights[..., None, :, :] * places()).sum(axis=-2)  # the values, blended: (..., 2, runs)
    known = weights.max(axis=-2) > 0.5 + 1e-9
    row, column = place[..., 0, :], place[..., 1, :]
    return np.where(known, np.rint(SIDE * row + column).astype(int), NOWHERE)


@lru_cache(maxsize=1)
def _spots() -> Array:
    """Where each thing is, (things, runs), if the rooms of all houses are numbered on end."""
    return (world().room_of + ROOMS * _HOUSES[:, None]).T.copy()


@lru_cache(maxsize=1)
def places() -> Array:
    """The value of each thing, (2, things, runs): the place of its room. That of the key that belongs to none is zero, and
    adds nothing."""
    return PLACES[world().room_of].T.astype(float, order="C")


def most_to_learn(kept: Array, model: Array, rooms: Array) -> Array:
    """The room to look into next, (..., runs). The thing is as likely in any room that is not known as in any other, so a
    look into each of these tells as much, and none into the others tells anything: it is the nearest of them, as far as
    one knows with a world model or without, (..., 1)."""
    far = distances()[model, _HOUSES, rooms]  # (..., runs, rooms)
    return np.where(kept, np.inf, far).argmin(axis=-1)


def merit(model: Array, rooms: Array, target: Array) -> Array:
    """What speaks for each door, (..., runs, 4): 1 if it brings one nearer to the target, as far as one knows with a world
    model or without, (..., 1); 0 if it does not, and none does to `NOWHERE`; -1 if it is a wall."""
    return _merit()[model, _HOUSES, rooms, target]


@lru_cache(maxsize=1)
def _merit() -> Array:
    """The merit of every door for all there is: (2, runs, rooms, targets, 4); the last target is `NOWHERE`."""
    far, leads_to = distances(), world().leads_to
    behind = far[:, _HOUSES[:, None, None], leads_to]  # (2, runs, rooms, 4, targets)
    merit = np.zeros((2, RUNS, ROOMS, ROOMS + 1, 4), dtype=np.int8)
    merit[..., :ROOMS, :] = (behind < far[..., None, :]).swapaxes(-1, -2)
    is_wall = leads_to == np.arange(ROOMS)[:, None]
    return np.where(is_wall[:, :, None], np.int8(-1), merit)
