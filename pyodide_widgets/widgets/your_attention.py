"""The reader's own time over the sections of the page, as weights by the same softmax as everywhere."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ..attention import Array, entropy, softmax
from ..figures.figure import PANEL_WIDTH, Figure, heading, panel, shorten, text
from ..figures.markup import Markup, element
from ..figures.scale import Scale
from ..kit.parameters import Dwell, Number, Section, Values
from ..kit.widget import Widget
from ..kit.words import Lang, Words, percent, quoted

PANEL_ROWS = 8  # with more sections than these there are two panels
_ROW, _TOP, _LEFT, _RIGHT = 38, 58, 2, 84


class Row(NamedTuple):
    name: str
    share: float
    time: str  # as it is written; empty where none has been measured


def scores(seconds: Array) -> Array:
    """Of each section, the logarithm of its time, so that at temperature 1 the shares are those of the time. A section
    that the reader has not been at cannot be seen, as behind a mask; without any times all scores are 0, as without a
    query."""
    if not seconds.any():
        return np.zeros_like(seconds)
    with np.errstate(divide="ignore"):
        return np.log(seconds)


def draw(p: Values, lang: Lang) -> Figure:
    sections: tuple[Section, ...] = p["dwell"]
    seconds = np.array([section.seconds for section in sections])
    shares = softmax(scores(seconds), temperature=p["temperature"])
    names = [section.name or _NAMELESS[lang].format(place) for place, section in enumerate(sections, 1)]
    rows = [
        Row(name, float(share), _clock(section.seconds) if seconds.any() else "")
        for name, share, section in zip(names, shares, sections, strict=True)
    ]
    even = 1 / len(rows)
    most = min(1.0, 1.15 * max(float(shares.max()), even))
    length = len(rows) if len(rows) <= PANEL_ROWS else math.ceil(len(rows) / 2)
    parts = [rows[start : start + length] for start in range(0, len(rows), length)]
    return Figure(
        panels=tuple(_bars(part, even, most, _SHARES[lang].format(p["temperature"]), lang) for part in parts),
        caption=_caption(names, seconds, shares, p["temperature"])[lang],
        note=_NOTE[lang],
    )


def _bars(rows: list[Row], even: float, most: float, title: str, lang: Lang) -> Markup:
    x = Scale((0, most), (_LEFT, PANEL_WIDTH - _RIGHT))
    bottom = _TOP + len(rows) * _ROW
    drawn = [heading(title), text(_EVEN[lang].format(percent(even)), x(even), _TOP - 14, "middle", "pw-axis")]
    if rows[0].time:
        drawn.append(text(_TIME[lang], PANEL_WIDTH, _TOP - 14, "end", "pw-axis"))
    for place, (name, share, time) in enumerate(rows):
        y = _TOP + place * _ROW + 25
        drawn += [
            # Above its bar: headings are long.
            text(shorten(name, PANEL_WIDTH), 0, y - 17),
            element("rect", class_="pw-weight", x=_LEFT, y=y - 7, width=max(x(share) - _LEFT, 0.5), height=14, rx=1.5),
            text(percent(share), PANEL_WIDTH - 44, y, "end", "pw-text pw-number"),
            text(time, PANEL_WIDTH, y, "end", "pw-axis pw-number"),
        ]
    # Over the bars, so that it is seen which reach beyond it; not over the names.
    feet = [_TOP + place * _ROW + 34 for place in range(len(rows))]
    drawn += [
        element("path", class_=class_, fill_opacity=0, d="".join(f"M{at:.1f} {foot}v-18" for foot in feet))
        for class_, at in (("pw-line", _LEFT), ("pw-before-line", x(even)))
    ]
    return panel(bottom + 8, *drawn, title=title)


def _caption(names: list[str], seconds: Array, shares: Array, temperature: float) -> Words:
    said, more = _NOTHING_YET, _AS_TIME
    if seconds.any():
        said, more = _SAID, _AS_TIME if temperature == 1 else _NOT_AS_TIME
    first, total = int(shares.argmax()), float(seconds.sum())
    known = {
        "number": len(names),
        "first": quoted(names[first]),
        "share": percent(shares[first]),
        "of_time": percent(float(seconds[first]) / total if total else 0),
        "entropy": f"{float(entropy(shares)):.2f}",
        "most": f"{np.log(len(names)):.2f}",
    }
    time = _duration(total)
    return Words(
        zh=said["zh"].format(time=time["zh"], more=more["zh"].format(**known), **known),
        en=said["en"].format(time=time["en"], more=more["en"].format(**known), **known),
    )


def _duration(seconds: float) -> Words:
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return Words(zh=f"{rest} 秒", en=f"{rest} s")
    return Words(zh=f"{minutes} 分 {rest} 秒", en=f"{minutes} min {rest} s")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


_SHARES = Words(zh="各节分到的注意力，温度 {:.1f}", en="Attention by section, temperature {:.1f}")
_EVEN = Words(zh="平分 {}", en="even {}")
_TIME = Words(zh="时间", en="time")
_NAMELESS = Words(zh="第 {} 节", en="Section {}")
_NOTHING_YET = Words(
    zh="还没有看停留时间：{number} 节只好平分，每节 {share}，熵 {entropy} 奈特，和没有查询时一样。",
    en="No times are shown yet: {number} sections share alike, {share} each (entropy {entropy} nats), as with no query.",
)
_SAID = Words(
    zh="你停留了 {time}，分得最多的是{first}：{share}，{more}；熵 {entropy} 奈特，平分是 {most}。",
    en="In {time} most goes to {first}: {share}, {more}. Entropy {entropy} nats (even: {most}).",
)
_AS_TIME = Words(zh="就是时间的份额", en="exactly its share of the time")
_NOT_AS_TIME = Words(zh="时间占 {of_time}", en="with {of_time} of the time")
_NOTE = Words(
    zh="时间由这个页面自己量：只在页面看得见的时候走，算在屏幕中间偏上处的那一节。数字只留在这个打开的页面里，不保存，不发送，链接里也没有；"
    "按“重置”从零量起，离开页面就没了。每节的分数是停留秒数的对数，没停留过的节看不见，再过 softmax。",
    en="The page itself takes the times, only while it can be seen, for the section a little above the middle of the window. They "
    "stay in this open page: not stored, not sent, in no link; “Reset” begins at zero, and leaving the page forgets them. A "
    "section’s score is the logarithm of its seconds, a section never visited is masked, and softmax does the rest.",
)

WIDGET = Widget(
    name="your-attention",
    title=Words(zh="你的注意力", en="Your attention"),
    claim=Words(
        zh="你在各节停留的时间，过同一个 softmax，就是一行加起来等于 1 的权重。",
        en="The time that you spent on each section becomes, by the same softmax, a row of weights that add up to 1.",
    ),
    parameters=(
        Number("temperature", Words(zh="温度", en="Temperature"), 1.0, 0.2, 4.5, 0.1),
        Dwell("dwell", Words(zh="看看我的时间花在了哪里", en="Show where my time went")),
    ),
    draw=draw,
)
