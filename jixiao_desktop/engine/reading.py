"""Reading an exchange file with its 选项 and the names of its 申报值 and 上年 checked against the pack."""

from __future__ import annotations

from pathlib import Path

from jixiao_desktop.engine.model import load_model
from jixiao_desktop.ledger.amounts import FEN_PER_UNIT, shorten
from jixiao_desktop.ledger.edits import Path as FactPath
from jixiao_desktop.ledger.exchange import Places, parse_exchange_bytes, read_exchange_with_places
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.problems import ExchangeError, Problem
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.packs.loader import is_pack, list_packs, unknown_pack
from jixiao_desktop.packs.model import Pack, as_mapping
from jixiao_desktop.packs.source import Text

YES = ("是", "真", "true", "yes", "1")
NO = ("否", "假", "false", "no", "0")
YES_OR_NO = ("是", "否")
UNITS = tuple(FEN_PER_UNIT)


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
    model = load_model(pack_id or facts.template)
    wrong = (*model.label_problems(facts), *option_problems(facts, model.pack))
    if wrong:
        raise ExchangeError([Problem(at, places.get(at, 0), said) for at, said in wrong], name)
    return facts


def option_problems(facts: UnitYear, pack: Pack) -> tuple[tuple[FactPath, str], ...]:
    """The report options (选项) that make no sense, with the reason."""
    said = ((name, option_problem(pack, name, value)) for name, value in (facts.options or {}).items())
    return tuple((("选项", name), reason) for name, reason in said if reason)


def option_problem(pack: Pack, name: str, value: str) -> str:
    """What is wrong with an option: no pack has it, or the value is not of the kind of the default.

    One of another pack may stay: it was chosen before the pack was changed. A blank one chooses nothing.
    """
    known = _options_of(pack)
    if normal(name) not in known:
        for other in list_packs():
            known = {**_options_of(other), **known}
    default = known.get(normal(name))
    if default is None:
        return f"没有选项「{name}」，可用：{'、'.join(sorted(known))}"
    return _wrong_value(default, value) if value.strip() else ""


def _options_of(pack: Pack) -> dict[str, str]:
    """The options of a pack with their defaults, and the rules of scoring that are one of some words."""
    scoring = {
        name: ""
        for layer in pack.layers("performance")
        for name, node in as_mapping(layer).items()
        if isinstance(node, Text) and not node.isdecimal()
    }
    return {normal(name): str(value) for name, value in {**scoring, **pack.options}.items()}


def _wrong_value(default: str, value: str) -> str:
    """What is allowed, where a value is not of the kind of the default."""
    if default in YES_OR_NO and value.strip().lower() not in {*YES, *NO}:
        return f"「{shorten(value)}」应写 是 或 否"
    if default in UNITS and value.strip() not in UNITS:
        return f"「{shorten(value)}」不是金额单位，可用：{'、'.join(UNITS)}"
    if default.isdecimal() and not value.strip().isdecimal():
        return f"「{shorten(value)}」不是整数，请写 {default} 这样的数字"
    return ""
