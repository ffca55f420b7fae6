"""What a session tells those who listen."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.edits import Change
from jixiao_desktop.values import dataclass

Cause = Literal["do", "undo", "redo", "taken back"]


@dataclass(frozen=True, slots=True)
class FactsChanged:
    """The facts of a year are others now; ``changes`` lead there from what they were."""

    year: int
    changes: tuple[Change, ...]
    title: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class YearSwitched:
    """Another year of the file is shown."""

    year: int


@dataclass(frozen=True, slots=True)
class Saved:
    """Everything up to here is in the file (「已保存」)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SaveFailed:
    """A commit failed: the facts are again what the file holds, ``titles`` were taken back.

    ``Session.retry`` does them again.
    """

    problem: Problem
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BackupFailed:
    """A backup could not be made; the file itself is safe."""

    problem: Problem


Event = FactsChanged | YearSwitched | Saved | SaveFailed | BackupFailed
