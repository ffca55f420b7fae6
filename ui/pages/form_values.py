"""What 「没有」 means at a place of the facts."""

from __future__ import annotations

from jixiao_desktop.ledger.amounts import ZERO
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.shape import Amount, Count, Flag, Items
from ui.kinds import kind_at


def nothing_of(path: Path) -> object:
    """The value that says 「没有」 at a path; None where that can't be said."""
    kind = kind_at(path)
    if isinstance(kind, Amount):
        return ZERO
    if isinstance(kind, Count):
        return 0
    if isinstance(kind, Flag):
        return False
    if isinstance(kind, Items):
        return ()
    return None
