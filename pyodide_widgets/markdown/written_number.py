"""A number as it stands in prose, and whether it is the one that was computed, to the digits that are written.

Called by `widget_links.py`. Test: tests/markdown/test_written_number.py.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"(?P<sign>[-−+]?)(?P<whole>\d{1,3}(?:[,\u202f\u2009]\d{3})+|\d+)(?:\.(?P<part>\d+))?(?P<percent>\s*[%％])?"
)
_ROUNDING = 1e-9  # a number in the middle between two others may be written as either


@dataclass(frozen=True)
class WrittenNumber:
    """A number in a text.

    Args:
        value: as it is written: 72 for 72 %.
        decimals: how many digits are behind the point.
        is_percent: whether it is a share of 100.
    """

    value: float
    decimals: int
    is_percent: bool

    def fits(self, computed: float) -> bool:
        """Whether a number that was computed is this one when it is rounded to its digits."""
        wanted = 100 * computed if self.is_percent else computed
        half = 0.5 * 10**-self.decimals
        # Far from zero neighbouring floats lie further apart than a share of half a digit.
        return abs(wanted - self.value) <= half * (1 + _ROUNDING) + math.ulp(wanted)

    def like(self, computed: float) -> str:
        """A number that was computed, written as this one is."""
        return f"{100 * computed:.{self.decimals}f}%" if self.is_percent else f"{computed:.{self.decimals}f}"


def written_number(text: str) -> WrittenNumber:
    """Read the one number of a text, which may have words round it: `about 1,024`, `72 %`, `−0.5`.

    Raises:
        ValueError: it has none, or several.
    """
    found = list(_NUMBER.finditer(text))
    if len(found) != 1:
        raise ValueError(
            f"the text {text!r} has {len(found) or 'no'} numbers, and needs one, in digits, with a decimal point"
        )
    (number,) = found
    part = number["part"] or ""
    value = float(f"{re.sub(r'\D', '', number['whole'])}.{part or '0'}")
    is_negative = number["sign"] in ("-", "−")
    return WrittenNumber(-value if is_negative else value, len(part), bool(number["percent"]))
