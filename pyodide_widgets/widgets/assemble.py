"""Attention, memory, a world model, active choice: a thing is looked for in a small world, with any of them switched on."""

from __future__ import annotations

from ..attention import Array
from ..figures.bars import ROW, Bar, bars
from ..figures.figure import PANEL_WIDTH, Figure, heading, panel, text
from ..figures.markup import Markup, element
from ..kit.parameters import Number, Toggle, Values
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent
from .toys.explorer import Parts, goals, search
from .toys.small_world import PLACES, ROOMS, RUNS, SIDE, STEPS, WALK, world
from .toys.trials import share_with_interval

_ROOM = PANEL_WIDTH / SIDE - 2  # the side of a room
_TOP = 46

NOTHING, ALL = Parts(), Parts(True, True, True, True)
LADDER = (
    NOTHING,
    Parts(attention=True),
    Parts(attention=True, memory=True),
    Parts(attention=True, memory=True, model=True),
    ALL,
    ALL._replace(attention=False),
)


def found(path: Array, steps: int) -> tuple[float, float, float]:
    """In what share of the houses the thing is found within so many steps, and the ends of the 95 % interval, given who was
    where after how many steps, (steps, runs)."""
    return share_with_interval(path[steps] == goals())


def draw(p: Values, lang: Lang) -> Figure:
    window, steps, run = int(p["window"]), int(p["steps"]), int(p["run"])
    yours = Parts(*(p[name] for name in Parts._fields))
    *paths, path = search([*LADDER, yours], window)
    shares = [found(other, steps) for other in paths]
    here = found(path, steps)
    return Figure(
        (
            _house(path[: steps + 1, run - 1], None if yours.memory else window, run, lang),
            _shares(shares, here, steps, lang),
        ),
        _caption(yours, here, shares, steps)[lang],
        _NOTE[lang],
    )


def _house(path: Array, window: int | None, run: int, lang: Lang) -> Markup:
    """One house: what is kept of the last so many steps, or of all, where the things are, and the way that was taken."""
    leads_to, room_of, walked, wanted, _ = world()
    house, goal = leads_to[run - 1], int(goals()[run - 1])
    if goal in path:
        path = path[: int((path == goal).argmax()) + 1]
    been = [*walked[run - 1, :-1].tolist(), *path.tolist()]
    kept = set(been[-window:] if window else been)
    centres = [_centre(room) for room in range(ROOMS)]
    title = _HOUSE[lang].format(run, (_FOUND if path[-1] == goal else _NOT_FOUND)[lang].format(len(path) - 1))
    things = [room for place, room in enumerate(room_of[run - 1].tolist()) if place != wanted[run - 1]]
    way = [(x + _aside(step), y + _aside(step)) for step, (x, y) in enumerate(map(_centre, path.tolist()))]
    return panel(
        _TOP + SIDE * _ROOM + 4,
        heading(title),
        text(_HOUSE_KEY[lang], 0, 34, class_="pw-axis"),
        *[
            element("rect", class_="pw-value pw-interval", x=x - _ROOM / 2, y=y - _ROOM / 2, width=_ROOM, height=_ROOM)
            for room, (x, y) in enumerate(centres)
            if room in kept
        ],
        element("path", class_="pw-score pw-curve", d=_walls(house)),
        *[
            element("circle", class_="pw-key", cx=centres[room][0] + 18, cy=centres[room][1] - 18, r=4)
            for room in things
        ],
        text("◆", centres[goal][0] + 18, centres[goal][1] - 18, "middle", "pw-heading pw-query-text"),
        element("path", class_="pw-weight pw-curve", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in way)),
        element("rect", class_="pw-before", x=way[0][0] - 5, y=way[0][1] - 5, width=10, height=10),
        element("circle", class_="pw-weight", cx=way[-1][0], cy=way[-1][1], r=5),
        title=title,
    )


def _centre(room: int) -> tuple[float, float]:
    row, column = PLACES[room].tolist()
    return 5 + (column + 0.5) * _ROOM, _TOP + (row + 0.5) * _ROOM


def _aside(step: int) -> float:
    """A little to the side, step by step, so that a way that is gone again is seen."""
    return 1.2 * (step % 9 - 4) if step else 0.0


def _walls(house: Array) -> str:
    """All walls of a house (rooms, 4) as one path: doors are left open in their middle."""
    drawn = []
    for room in range(ROOMS):
        x, y = _centre(room)
        left, right, top, bottom = x - _ROOM / 2, x + _ROOM / 2, y - _ROOM / 2, y + _ROOM / 2
        ends = {1: (left, bottom, right, bottom), 3: (right, top, right, bottom)}
        if room < SIDE:
            ends[0] = (left, top, right, top)
        if room % SIDE == 0:
            ends[2] = (left, top, left, bottom)
        for way, (x1, y1, x2, y2) in ends.items():
            if house[room, way] == room:
                drawn.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
            else:  # a door
                drawn.append(f"M{x1:.1f} {y1:.1f}L{x1 + 0.3 * (x2 - x1):.1f} {y1 + 0.3 * (y2 - y1):.1f}")
                drawn.append(f"M{x1 + 0.7 * (x2 - x1):.1f} {y1 + 0.7 * (y2 - y1):.1f}L{x2:.1f} {y2:.1f}")
    return "".join(drawn)


def _shares(
    shares: list[tuple[float, float, float]], here: tuple[float, float, float], steps: int, lang: Lang
) -> Markup:
    title = _SHARES[lang].format(steps)
    rows = [
        Bar(name[lang], share, _with_interval(share, low, high), "pw-other")
        for name, (share, low, high) in zip(_ROWS, shares, strict=True)
    ]
    yours = Bar(_YOURS[lang], here[0], _with_interval(*here), "pw-weight")
    bottom = 48 + len(rows) * ROW
    return panel(
        bottom + 8 + ROW + 4,
        heading(title),
        text(_SHARES_AXIS[lang], 0, 34, class_="pw-axis"),
        bars(rows, 48, domain=(0, 1), label_width=132, number_width=82),
        bars([yours], bottom + 8, domain=(0, 1), label_width=132, number_width=82),
        title=title,
    )


def _with_interval(share: float, low: float, high: float) -> str:
    return f"{percent(share)} ({100 * low:.0f}–{100 * high:.0f})"


def _caption(
    yours: Parts, here: tuple[float, float, float], shares: list[tuple[float, float, float]], steps: int
) -> Words:
    on = [name for name, is_on in zip(_PARTS, yours, strict=True) if is_on]
    nothing, all_parts, all_but_attention = shares[0][0], shares[4][0], shares[5][0]
    numbers = {
        "steps": steps,
        "here": percent(here[0]),
        "nothing": percent(nothing),
        "all": percent(all_parts),
        "without": percent(all_but_attention),
    }
    said = _NONE_ON if not on else _ALL_ON if yours == ALL else _SOME_ON
    return Words(
        zh=said["zh"].format(on="、".join(name["zh"] for name in on), **numbers),
        en=said["en"].format(on=_listed([name["en"] for name in on]), **numbers),
    )


def _listed(names: list[str]) -> str:
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last


_PARTS = (
    Words(zh="注意力", en="attention"),
    Words(zh="记忆", en="memory"),
    Words(zh="世界模型", en="world model"),
    Words(zh="主动选择", en="active choice"),
)
_ROWS = (
    Words(zh="什么也没有，乱走", en="nothing: wanders"),
    Words(zh="只有注意力", en="attention alone"),
    Words(zh="再加记忆", en="+ memory"),
    Words(zh="再加世界模型", en="+ world model"),
    Words(zh="再加主动选择", en="+ active choice"),
    Words(zh="独缺注意力", en="all but attention"),
)
_YOURS = Words(zh="▸ 你装上的", en="▸ what you put in")
_HOUSE = Words(zh="第 {} 所房子：{}", en="House {}: {}")
_FOUND = Words(zh="{} 步找到", en="found in {} steps")
_NOT_FOUND = Words(zh="{} 步了，还没找到", en="not found in {} steps")
_HOUSE_KEY = Words(zh="◆ 要找的；○ 别的；□ 起点；底色：还留着的房间", en="◆ wanted; ○ others; □ start; tinted: kept")
_SHARES = Words(zh="{} 步之内找到的份额", en="Found within {} steps")
_SHARES_AXIS = Words(
    zh="所有的房子里占多少；括号里是 95% 置信区间", en="share of all houses; in brackets, 95% interval"
)
_SOME_ON = Words(
    zh="只装{on}，{steps} 步之内找到 {here}；乱走找到 {nothing}，四样齐全找到 {all}。",
    en="With only {on}, {here} are found within {steps} steps; by wandering {nothing}, with all four {all}.",
)
_NONE_ON = Words(
    zh="一样也没装，只是乱走：{steps} 步之内找到 {here}；四样齐全，找到 {all}。",
    en="Without any part one wanders: {here} are found within {steps} steps; all four parts find {all}.",
)
_ALL_ON = Words(
    zh="四样齐全，{steps} 步之内找到 {here}；独独拿掉注意力，降到 {without}；乱走是 {nothing}。",
    en="With all four parts {here} are found within {steps} steps; without attention {without}, by wandering {nothing}.",
)
_NOTE = Words(
    zh=f"示意的小世界：每所房子 {ROOMS} 间，门和 10 件东西随机安放。先被领着乱走 {WALK} 步，再去找一件指定的东西。注意力：拿要找的东西去比对还留着的东西，"
    "取回它在哪里；没有它，留着的东西一视同仁，哪样也认不出来。记忆：走过的都留着，不只窗口里那几步。世界模型：知道门通向哪里，会在心里绕路；没有它，就朝那个方向走，"
    f"撞墙就乱走。主动选择：没见过要找的东西时，去最近的、还不知道有什么的房间；没有它，就乱走。各用同样的 {RUNS} 所房子，没有调过参数。",
    en=f"A small world: houses of {ROOMS} rooms, doors and 10 things at random. After {WALK} steps of being walked about, one thing is "
    "to be found. Attention compares it with the things that are kept and fetches a place; without it they all count the same and none stands out. "
    "Memory keeps all that was passed, not just the steps of the window. The world model knows where doors lead, so it can plan "
    "detours; without it one walks straight towards the thing, and at a wall in any direction. Active choice goes, if the thing was not seen, to the "
    f"nearest room that is not known; without it, to any room next door. The same {RUNS} houses for all; nothing was tuned.",
)

WIDGET = Widget(
    name="assemble",
    title=Words(zh="拼起来看看", en="Put together"),
    claim=Words(
        zh="光有注意力，比乱走好不了多少；装上记忆、世界模型和主动选择，大多找得到；再拿掉注意力，又掉下一大截。",
        en="Attention alone hardly beats wandering; with memory, a world model and active choice most is found; the others "
        "without it find far less.",
    ),
    parameters=(
        *(
            Toggle(name, label, initial=name == "attention")
            for name, label in zip(
                Parts._fields,
                (
                    Words(zh="注意力：认得出要找的东西", en="Attention: knows the wanted thing from others"),
                    Words(zh="记忆：走过的都留着", en="Memory: keeps all that was passed"),
                    Words(zh="世界模型：知道门通向哪里", en="World model: knows where doors lead"),
                    Words(
                        zh="主动选择：没见过，就去最该看的房间",
                        en="Active choice: if not seen, looks where it learns most",
                    ),
                ),
                strict=True,
            )
        ),
        Number("steps", Words(zh="准走几步", en="Steps allowed"), 12, 0, STEPS, 1),
        Number("window", Words(zh="没有记忆时，窗口留几步", en="Steps in the window, without memory"), 6, 3, WALK, 3),
        Number("run", Words(zh="看第几所房子", en="House to look at"), 1, 1, RUNS, 1),
    ),
    main=("attention", "memory", "model", "active"),
    draw=draw,
)
