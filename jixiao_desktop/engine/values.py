"""Values of expressions and how they compare.

A value is a Quantity (money), a Ratio (a share or rate), an int or Fraction (a count, a plain
number), a str, a bool, a tuple, None (no such thing), or Missing (something is still to be
entered). Comparisons give a :class:`Truth`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any

from jixiao_desktop.ledger.edits import Path


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is still to be entered: where, and what, in the clerk's words."""

    path: Path
    what: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that cannot be said yet, with everything that it waits for."""

    gaps: tuple[Gap, ...]

    def __or__(self, other: Missing) -> Missing:
        return Missing(tuple(dict.fromkeys(self.gaps + other.gaps)))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A quotient with the least and the most that the unrounded figures allow; 1 is 100 %."""

    value: Fraction
    low: Fraction
    high: Fraction


class Truth(IntEnum):
    """The outcome of a comparison; ``and`` takes the least, ``or`` the greatest."""

    FALSE = 0
    UNKNOWN = 1
    """An operand is missing."""
    TAIL = 2
    """Not as written, but the unrounded figures allow it (尾差)."""
    TRUE = 3


Value = Any
"""One of the types named at the top of this module."""
