"""Where one word looks: words below each other, and a band from the word in focus to every word, as wide as its share."""

from __future__ import annotations

from collections.abc import Sequence

from .figure import CLICKABLE_ROW, PANEL_WIDTH, clickable, heading, panel, shorten, text, text_width
from .markup import Markup, element
from .scale import Scale

_TOP = 34
_WORDS = 100  # the most room for the words
_BANDS = 76  # how far the bands go from the word in focus to where they arrive


def arcs(words: Sequence[str], shares: Sequence[float], focus: int, *, title: str, focus_control: str) -> Markup:
    """Draw how the word in focus shares out its attention.

    Args:
        words: the sentence.
        shares: the weight of each word for the one in focus; they add up to 1.
        focus: the place of the word in focus.
        focus_control: the parameter that a click on a word sets to the word's place.
    """
    middle = [_TOP + (place + 0.5) * CLICKABLE_ROW for place in range(len(words))]
    # Where short words leave room, the bars have it.
    start = min(_WORDS, 16 + max(map(text_width, words)))
    end = start + _BANDS
    length = Scale((0, 1), (0, PANEL_WIDTH - end - 12 - 44))
    drawn = []
    for place, (word, share) in enumerate(zip(words, shares, strict=True)):
        y = middle[place]
        bend = (start + end) / 2
        band = f"M{start} {middle[focus]:.1f}C{bend} {middle[focus]:.1f} {bend} {y:.1f} {end} {y:.1f}"
        looking = " pw-focus" if place == focus else ""
        drawn.append(
            clickable(
                focus_control,
                place,
                element("rect", class_="pw-hit", x=0, y=y - CLICKABLE_ROW / 2, width=PANEL_WIDTH, height=CLICKABLE_ROW),
                text(shorten(word, start - 14), start - 8, y, "end", f"pw-text{looking}"),
                element("path", class_="pw-band", d=band, stroke_width=max(0.75, 16 * float(share))),
                element("circle", class_="pw-key", cx=end + 4, cy=y, r=4),
                element(
                    "rect", class_="pw-weight", x=end + 12, y=y - 7, width=max(0.5, length(share)), height=14, rx=1.5
                ),
                text(f"{100 * float(share):.0f}%", end + 18 + length(share), y, class_="pw-text pw-number"),
                part=place,
            )
        )
    y = middle[focus]
    query = element("path", class_="pw-query", d=f"M{start - 4} {y - 6:.1f}l9 6l-9 6z")
    return panel(_TOP + len(words) * CLICKABLE_ROW + 6, heading(title), *drawn, query, title=title)
