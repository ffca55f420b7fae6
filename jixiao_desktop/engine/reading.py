"""Reading an exchange file with the names of its 申报值 and 上年 checked against the pack's 口径."""

from __future__ import annotations

from pathlib import Path

from jixiao_desktop.engine.model import load_model
from jixiao_desktop.ledger.exchange import Places, parse_exchange_bytes, read_exchange_with_places
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.problems import ExchangeError, Problem
from jixiao_desktop.packs.loader import is_pack, unknown_pack


def read_checked_exchange(path: Path, pack_id: str | None = None) -> UnitYear:
    """The facts in a file, for its own pack or another.

    Raises ExchangeError, also for a name or selection that makes no sense; PackError.
    """
    return _checked(*read_exchange_with_places(path), path.name, pack_id)


def parse_checked_exchange(data: bytes, name: str) -> UnitYear:
    """The facts in the bytes of a file that is called ``name``. Raises as read_checked_exchange."""
    return _checked(*parse_exchange_bytes(data, name), name, None)


def _checked(facts: UnitYear, places: Places, name: str, pack_id: str | None) -> UnitYear:
    if pack_id is None and not is_pack(facts.template):
        at = ("模板",)
        raise ExchangeError([Problem(at, places.get(at, 0), unknown_pack(facts.template))], name)
    wrong = load_model(pack_id or facts.template).label_problems(facts)
    if wrong:
        raise ExchangeError([Problem(at, places.get(at, 0), said) for at, said in wrong], name)
    return facts
