"""How a session begins: a new 账套, an exchange file, a submission package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao_desktop.ledger.facts import UnitYear
    from jixiao_desktop.session import Session
    from jixiao_desktop.store.backup import Backups

Post = Callable[[Callable[[], None]], None]


def begin_book(path: Path, facts: UnitYear, post: Post, backups: Backups) -> Session:
    """A new 账套 in a file; its folder is made where there is none. Raises Problem, OSError."""
    from jixiao_desktop.session import Session

    path.parent.mkdir(parents=True, exist_ok=True)
    return Session.create(path, facts, post=post, backups=backups)


def begin_with_exchange(path: Path, post: Post, backups: Backups) -> Session:
    """The facts of an exchange file, without a 账套 yet. Raises ExchangeError, PackError."""
    from jixiao_desktop.engine.reading import read_checked_exchange
    from jixiao_desktop.session import Session

    facts = read_checked_exchange(path)
    return Session.in_memory(facts, title=f"导入 {path.name}", post=post, backups=backups)


def begin_with_package(path: Path, post: Post, backups: Backups) -> Session:
    """The years of a submission package, without a 账套 yet. Raises Problem, PackError."""
    from jixiao_desktop.output.rebuild import rebuilt_years
    from jixiao_desktop.session import Session

    *earlier, latest = rebuilt_years(path)
    title = f"从报送材料 {path.name} 重建"
    return Session.in_memory(latest, earlier=tuple(earlier), title=title, post=post, backups=backups)
