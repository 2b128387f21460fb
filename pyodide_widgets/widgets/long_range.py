"""A clue n steps back: what a recurrent state of fixed size still holds of it, and what attention recalls.

Both read the same tokens, each one of ten symbols, and are asked for the one that stood n steps back. The recurrence is
no straw man: it is linear, so that nothing is squashed, and what it holds is read by the best linear read-out that there
is, worked out anew for each distance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..attention import Array, softmax
from ..figures.bars import ROW, Bar, bars
from ..figures.curves import PERCENTAGES, STRIP_TOP, Curve, curves, x_axis
from ..figures.figure import Figure, heading, panel, text
from ..figures.markup import Markup, element, join
from ..kit.parameters import Number, Values
from ..kit.preset import Preset
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent
from .toys.trials import most_voted, wilson

NETWORKS, RUNS, FARTHEST, SYMBOLS, FEATURES = 8, 200, 100, 10, 16  # each network has 25 of the runs
# Where the curves are computed: closer where they bend, and no closer than a frame of a drag has time for.
ATTENTION_GRID = (0, 5, 15, 40, FARTHEST)
RECURRENCE_GRID = (0, 5, 10, 15, 20, 25, 30, 40, 65, FARTHEST)
ROUNDING = 2.0**-11  # of the numbers in the state: that of 16-bit floating point


class Tokens(NamedTuple):
    """What chance gives to every run. Places count back from the latest token, so the clue n steps back is at place n,
    and what was read after it are the places before n. Floats of 32 bits, for speed."""

    symbols: Array  # (runs, 1 + farthest)
    values: Array  # (runs, 1 + farthest, symbols): one-hot, of unit variance
    by_place: Array  # (networks, 1 + farthest, runs of each · symbols): the values again, as the recurrence reads them
    own: Array  # (runs, 1 + farthest, features): what each key has of its own
    shared: Array  # (runs, 1, features): what all keys of a run may have in common
    rounding: Array  # (networks, runs of each, symbols): what rounding does to what is read from a state


@lru_cache(maxsize=1)
def tokens() -> Tokens:
    rng = np.random.default_rng(20)
    symbols = rng.integers(0, SYMBOLS, (RUNS, 1 + FARTHEST))
    values = (np.sqrt(SYMBOLS) * np.eye(SYMBOLS, dtype=np.float32))[symbols].astype(np.float32)
    return Tokens(
        symbols,
        values,
        values.reshape(NETWORKS, -1, 1 + FARTHEST, SYMBOLS).swapaxes(1, 2).reshape(NETWORKS, 1 + FARTHEST, -1),
        rng.standard_normal((RUNS, 1 + FARTHEST, FEATURES), dtype=np.float32),
        rng.standard_normal((RUNS, 1, FEATURES), dtype=np.float32),
        ROUNDING * rng.standard_normal((NETWORKS, RUNS // NETWORKS, SYMBOLS)),
    )


def networks(size: int) -> tuple[Array, Array]:
    """The recurrences: random orthogonal matrices, (networks, size, size), and how a token enters, (networks, size). A
    state has `size` rows of ten numbers, as a token has: state ← retention · turn @ state + enter ⊗ token."""
    rng = np.random.default_rng(size)
    turn, _ = np.linalg.qr(rng.standard_normal((NETWORKS, size, size)))
    return turn, rng.standard_normal((NETWORKS, size))


@lru_cache(maxsize=32)
def turned(size: int) -> Array:
    """`enter` after 0, 1, 2, … turns, (networks, 1 + farthest, size): where in the state a token stands then."""
    turn, enter = networks(size)
    places = enter[:, None]  # (networks, turns so far, size)
    while places.shape[1] <= FARTHEST:  # twice as many each time: as many turns again, done to all of them at once
        places = np.concatenate([places, places @ turn.swapaxes(-1, -2)], axis=1)
        turn = turn @ turn
    return places[:, : 1 + FARTHEST]


def read_outs(distances: tuple[int, ...], size: int, retention: float) -> tuple[Array, Array]:
    """What is left of each token in the state, (networks, 1 + farthest, size), and the best linear read-outs of a clue
    that so many tokens have followed, (networks, distances, size): those of least mean square error.

    Tokens are independent and of unit variance, so a read-out solves (Σ left ⊗ left + rounding²) read = left of the clue,
    summed over the clue and what followed it. `distances` rise.
    """
    left = retention ** np.arange(1 + FARTHEST)[:, None] * turned(size)
    sums, so_far, start = [], ROUNDING**2 * np.eye(size), 0
    for n in distances:
        further = left[:, start : n + 1]
        so_far = so_far + further.swapaxes(-1, -2) @ further  # (networks, size, size)
        sums.append(so_far)
        start = n + 1
    return left, np.linalg.solve(np.stack(sums, axis=1), left[:, list(distances), :, None])[..., 0]


def recurrence_is_right(distances: tuple[int, ...], size: int, retention: float) -> Array:
    """In which runs the clue is named rightly from the state, for each distance: (distances, runs)."""
    left, read = read_outs(distances, size, retention)
    by_distance = []
    for place, n in enumerate(distances):
        # How much of each token is in what is read, (networks, 1 + n, 1).
        heard = left[:, : n + 1] @ read[:, place, :, None]
        by_distance.append(heard.astype(np.float32).swapaxes(-1, -2) @ tokens().by_place[:, : n + 1])
    votes: Array = np.stack(by_distance).reshape(len(distances), NETWORKS, -1, SYMBOLS)
    votes += np.linalg.norm(read, axis=-1).T[:, :, None, None] * tokens().rounding
    return most_voted(votes).reshape(-1, RUNS) == tokens().symbols[:, distances].T


@lru_cache(maxsize=32)
def alike(n: int) -> tuple[Array, Array]:
    """How alike the keys are of the clue n steps back and of each token since, (runs, 1 + n), by what each has of its own:
    its product with the clue's own; and how much of both their own is in what the keys have in common."""
    own, shared = tokens().own[:, : n + 1], tokens().shared
    common = (own @ shared.swapaxes(-1, -2))[..., 0]
    return (own @ own[:, n, :, None])[..., 0], common + common[:, n:]


def scores(n: int, difference: float) -> Array:
    """The scores of the clue n steps back and of each token since, (runs, 1 + n), for the clue's key as the query.

    A key is √difference · own + √(1 − difference) · shared. The product of two keys is put together from those of their
    parts, which need not be multiplied anew for each difference.
    """
    own, common = alike(n)
    own_share, shared_share = np.float32(difference), np.float32(1 - difference)
    both = own_share * own + np.sqrt(own_share * shared_share) * common
    return (both + shared_share * (tokens().shared ** 2).sum(axis=-1)) / np.float32(math.sqrt(FEATURES))


def attention_is_right(distances: tuple[int, ...], difference: float) -> Array:
    """In which runs attention names the clue rightly, for each distance: (distances, runs). The query is the clue's key.

    Args:
        difference: the share of the keys' variance that is each token's own; with 0 all keys are the same.
    """
    right = []
    for n in distances:
        weights = softmax(scores(n, difference))  # (runs, 1 + n)
        context = (weights[:, None] @ tokens().values[:, : n + 1])[:, 0]  # (runs, symbols)
        right.append(most_voted(context) == tokens().symbols[:, n])
    return np.array(right)


Found = tuple[float, float, float]  # the share of right answers, and its interval


def with_interval(right: Array, *, networks: bool = False) -> tuple[Found, ...]:
    """The share of right answers at each distance (distances, runs), and a 95 % interval for the true share: Wilson's, for
    so many runs. With `networks`, it is Student's, for so many networks, which differ from each other, where it is wider."""
    found = [wilson(share, RUNS) for share in right.mean(axis=-1).tolist()]
    if networks:
        by_network = right.reshape(len(right), NETWORKS, -1).mean(axis=-1)
        spreads = 2.365 / math.sqrt(NETWORKS) * by_network.std(axis=-1, ddof=1)
        found = [_at_least(spread, *each) for spread, each in zip(spreads.tolist(), found, strict=True)]
    return tuple(found)


def _at_least(spread: float, share: float, low: float, high: float) -> Found:
    """The interval, unless it is narrower than so much to both sides."""
    return (
        (share, max(0.0, share - spread), min(1.0, share + spread)) if spread > (high - low) / 2 else (share, low, high)
    )


@lru_cache(maxsize=256)
def recurrence_found(distances: tuple[int, ...], size: int, retention: float) -> tuple[Found, ...]:
    return with_interval(recurrence_is_right(distances, size, retention), networks=True)


@lru_cache(maxsize=256)
def attention_found(distances: tuple[int, ...], difference: float) -> tuple[Found, ...]:
    return with_interval(attention_is_right(distances, difference))


def draw(p: Values, lang: Lang) -> Figure:
    distance, size = int(p["distance"]), int(p["size"])
    retention, difference = p["retention"] / 100, p["difference"] / 100
    attention = _along(ATTENTION_GRID, distance, lambda n: attention_found(n, difference))
    recurrence = _along(RECURRENCE_GRID, distance, lambda n: recurrence_found(n, size, retention))
    chance = 100 / SYMBOLS
    recall = curves(
        [
            _line(_ATTENTION[lang], attention, "pw-weight", ""),
            _line(_RECURRENCE[lang], recurrence, "pw-score", "9 4"),
            Curve(_CHANCE[lang], [(0, chance), (FARTHEST + 4, chance)], "pw-other", "2 4"),
        ],
        title=_RECALL[lang],
        x_name=_DISTANCE[lang],
        y_name=_RIGHT[lang],
        x_domain=(0, FARTHEST + 4),
        y_domain=PERCENTAGES,
        mark_x=distance,
        mark_control="distance",
        strip=_messengers(distance, retention, lang),
    )
    caption = _caption(distance, recurrence[distance], attention[distance])
    return Figure((recall, _price(distance, size, lang)), caption[lang], _NOTE[lang])


def _messengers(distance: int, retention: float, lang: Lang) -> tuple[float, Markup]:
    """How the clue reaches the one who asks, at the left: attention fetches it at once; the recurrence hands it on from step to
    step, and each keeps only part of it."""
    x = x_axis((0, FARTHEST + 4))
    start, clue, direct, chain = x(0), x(distance), STRIP_TOP + 18.0, STRIP_TOP + 36.0
    drawn = min(distance, _MESSENGERS)
    return 62, join(
        text(_AT_ONCE[lang], start, direct - 11, class_="pw-axis"),
        element("path", class_="pw-weight pw-curve", d=f"M{clue:.1f} {direct:.1f}H{start + 8:.1f}"),
        element("path", class_="pw-weight", d=f"M{start:.1f} {direct:.1f}l9 -5v10z"),
        text("◆", clue, direct, "middle", "pw-heading"),
        *[
            element(
                "circle",
                class_="pw-score",
                fill_opacity=round(retention ** (distance - step), 2),
                cx=x(step),
                cy=chain,
                r=3,
            )
            for step in (place * distance / drawn for place in range(drawn))
        ],
        text("◆", clue, chain, "middle", "pw-heading"),
        text(_HANDED_ON[lang].format(distance), start, chain + 13, class_="pw-axis"),
    )


def _along(
    grid: tuple[int, ...], distance: int, find: Callable[[tuple[int, ...]], tuple[Found, ...]]
) -> dict[int, Found]:
    """How often the answer is right, along the curve and where the reader stands."""
    return dict(sorted(zip((*grid, distance), (*find(grid), *find((distance,))), strict=True)))


def _line(name: str, found: dict[int, Found], class_: str, dashes: str) -> Curve:
    return Curve(
        name,
        [(n, 100 * share) for n, (share, _, _) in found.items()],
        class_,
        dashes,
        [(n, 100 * low, 100 * high) for n, (_, low, high) in found.items()],
    )


def _price(distance: int, size: int, lang: Lang) -> Markup:
    """What each pays: steps that have to wait for each other, and tokens that have to be kept."""
    counts = ((_STEPS, 1, distance), (_KEPT, distance + 1, size))
    drawn = [heading(_PRICE[lang])]
    for place, (name, attention, recurrence) in enumerate(counts):
        y = 28 + place * (2 * ROW + 34)
        rows = [
            Bar(_SHORT_ATTENTION[lang], attention, str(attention)),
            Bar(_SHORT_RECURRENCE[lang], recurrence, str(recurrence), "pw-score"),
        ]
        drawn += [text(name[lang], 0, y + 8, class_="pw-axis"), bars(rows, y + 18, domain=(0, FARTHEST + 1))]
    return panel(28 + 2 * (2 * ROW + 34), *drawn, title=_PRICE[lang])


def _caption(distance: int, recurrence: Found, attention: Found) -> Words:
    if attention[1] > recurrence[2]:
        said = Words(
            zh="线索在 {n} 步之前：注意力答对 {attention}，循环的状态只答对 {recurrence}（瞎猜是 {chance}）。",
            en="A clue {n} steps back: attention is right {attention} of the time, the recurrent state only {recurrence} (guessing: "
            "{chance}).",
        )
    elif recurrence[1] > attention[2]:
        said = Words(
            zh="线索在 {n} 步之前：这回是循环赢了，状态答对 {recurrence}，注意力只答对 {attention}（瞎猜是 {chance}）。",
            en="A clue {n} steps back: recurrence wins. Its state is right {recurrence} of the time, attention only {attention} "
            "(guessing: {chance}).",
        )
    else:
        said = Words(
            zh="线索在 {n} 步之前：注意力答对 {attention}，循环的状态答对 {recurrence}（瞎猜是 {chance}），分不出高下。",
            en="A clue {n} steps back: attention is right in {attention}, the recurrent state in {recurrence} (guessing: {chance}): "
            "too close to call.",
        )
    return said.format(
        n=distance, attention=percent(attention[0]), recurrence=percent(recurrence[0]), chance=percent(1 / SYMBOLS)
    )


_MESSENGERS = 25  # that are drawn, at most
_AT_ONCE = Words(zh="注意力：一步取来", en="attention: in one step")
_HANDED_ON = Words(zh="循环：传话 {} 次，越传越淡", en="recurrence: handed on {} times, and fading")
_RECALL = Words(zh="n 步之前的线索，还答得对吗", en="A clue n steps back: who gets it right?")
_DISTANCE = Words(zh="线索在几步之前（n）", en="steps back to the clue (n)")
_RIGHT = Words(zh="答对的份额（%）", en="right answers (%)")
_ATTENTION = Words(zh="注意力：拿线索的键去问", en="attention: asks with the clue’s key")
_RECURRENCE = Words(zh="循环：固定大小的状态，最好的读法", en="recurrence: fixed state, best read-out")
_CHANCE = Words(zh="瞎猜：十个符号里挑一个", en="guessing one of ten symbols")
_PRICE = Words(zh="各自付的代价", en="What each has to pay")
_STEPS = Words(zh="要依次走几步（前一步不完，后一步不能开始）", en="steps that must wait for one another")
_KEPT = Words(zh="要留着几个词元（状态按大小折算）", en="tokens kept (of a state: its room for tokens)")
_SHORT_ATTENTION = Words(zh="注意力", en="attention")
_SHORT_RECURRENCE = Words(zh="循环", en="recurrence")
_NOTE = Words(
    zh=f"示意向量：词元、键和循环的矩阵都是随机的，没有训练。我们尽量给循环有利的条件：它是线性的，矩阵正交，只乘上你定的比例，"
    f"每个距离都换上算出来的最优线性读法；状态里的数按 16 位浮点的精度来读。键有 {FEATURES} 个数。每一点模拟 {RUNS} 次，"
    f"循环网络有 {NETWORKS} 个；浅色带是 95% 置信区间，竖虚线是你选的距离。能学会挑着记的循环网络（有门控的）不在此列。",
    en=f"Example vectors: tokens, keys and the recurrence’s matrix are random, not trained. For a recurrence without gates it gets every advantage we could give it: it is "
    f"linear, its matrix orthogonal times the share you set, and each distance has the best linear read-out, computed; its "
    f"numbers are read as 16-bit floats. A key has {FEATURES} numbers. {RUNS} runs a point, {NETWORKS} recurrent networks; pale "
    "bands are 95% intervals, the dotted line is your distance. Gated networks, which can learn what to keep, are not tried.",
)

WIDGET = Widget(
    name="long-range",
    title=Words(zh="远处的线索", en="A clue far back"),
    claim=Words(
        zh="状态大小固定，塞不下的就答不出；注意力隔多远都是一步，只要键分得清。",
        en="A state of fixed size loses what it has no room for; attention is one step away from anything whose key stands out.",
    ),
    parameters=(
        Number("distance", Words(zh="线索在几步之前", en="Steps back to the clue"), 40, 1, FARTHEST, 1),
        Number(
            "size",
            Words(zh="循环的状态装得下", en="Room in the state"),
            16,
            4,
            32,
            4,
            Words(zh=" 个词元", en=" tokens"),
        ),
        Number(
            "retention", Words(zh="循环每一步留住", en="State kept at each step"), 95, 70, 100, 1, Words(zh="%", en="%")
        ),
        Number(
            "difference",
            Words(zh="键与键的差别", en="How distinct the keys are"),
            100,
            0,
            100,
            10,
            Words(zh="%", en="%"),
        ),
    ),
    main=("distance",),
    presets=(
        Preset(Words(zh="近", en="Near"), {"distance": "5"}),
        Preset(Words(zh="远", en="Far"), {"distance": "100"}),
        Preset(Words(zh="键都很像", en="Keys alike"), {"distance": "40", "difference": "10"}),
    ),
    draw=draw,
)
