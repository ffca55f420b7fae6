"""Reading an exchange file with the names of its 申报值 and 上年 checked against the pack's 口径."""

from __future__ import annotations

from pathlib import Path

from jixiao_desktop.engine.model import load_model
from jixiao_desktop.ledger.exchange import read_exchange_with_places
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.problems import ExchangeError, Problem
from jixiao_desktop.packs.loader import is_pack, unknown_pack


def read_checked_exchange(path: Path, pack_id: str | None = None) -> UnitYear:
    """The facts in a file, for its own pack or another.

    Raises ExchangeError, also for a name or selection that makes no sense; PackError.
    """
    facts, places = read_exchange_with_places(path)
    if pack_id is None and not is_pack(facts.template):
        at = ("模板",)
        raise ExchangeError([Problem(at, places.get(at, 0), unknown_pack(facts.template))], path.name)
    wrong = load_model(pack_id or facts.template).label_problems(facts)
    if wrong:
        raise ExchangeError([Problem(at, places.get(at, 0), said) for at, said in wrong], path.name)
    return facts
