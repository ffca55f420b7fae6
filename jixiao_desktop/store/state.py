"""Where a session stands: the years in memory and what can be undone.

It is immutable, so that a failed commit takes it back whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from jixiao_desktop.store.journal import Step
from jixiao_desktop.store.notes import StoredYear, applied
from jixiao_desktop.values import dataclass


class Node(NamedTuple):
    """A stack of journal entries that shares what lies below."""

    seq: int
    below: Node | None


@dataclass(frozen=True, slots=True)
class State:
    """The year that is shown, the years that were read or changed so far, the ends of the journal."""

    year: int
    years: Mapping[int, StoredYear | None]
    """None for a year that is there no more."""
    seq: int
    undo: Node | None
    redo: Node | None
    merge: str | None = None
    """What the last entry may still grow by."""


def stack(seqs: Iterable[int]) -> Node | None:
    """The stack of these entries, the last on top."""
    node = None
    for seq in seqs:
        node = Node(seq, node)
    return node


def stepped(
    years: Mapping[int, StoredYear | None], steps: Iterable[Step]
) -> tuple[dict[int, StoredYear | None], tuple[StoredYear | None, ...]]:
    """The years after some steps, and each step's year right after it.

    Raises PathError when a path leads nowhere, ValueError when a year would become another.
    """
    now = dict(years)
    after = []
    for step in steps:
        changed = applied(now[step.year], step.change)
        if changed is not None and changed.facts.year != step.year:
            raise ValueError("年度不能直接修改，请新建年度")
        now[step.year] = changed
        after.append(changed)
    return now, tuple(after)
