"""What stands at a path and how it is shown and typed: between values of the facts and text."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

from jixiao_desktop.ledger.amounts import Quantity, decimals_needed, format_amount, shorten
from jixiao_desktop.ledger.edits import Path, PathError
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import (
    Amount,
    Choice,
    Count,
    EconomicCode,
    Flag,
    Items,
    Kind,
    Number,
    Record,
    Rows,
    SubjectCode,
    Table,
    Text,
    keys_of,
    normal,
)
from jixiao_desktop.ledger.typed import read_amount, read_count, read_number

FLAG_WORDS = {True: "是", False: "否"}


class RefusedError(ValueError):
    """A text is no value of its kind; the message is a Chinese clause."""


@cache
def kind_at(path: Path) -> Kind:
    """The kind of value that stands at a path. Raises PathError when the path leads nowhere."""
    kind: Any = Record(UnitYear)
    for step in path:
        kind = _below(kind, step)
    return kind  # type: ignore[no-any-return]


def _below(kind: Any, step: str | int) -> Any:
    if isinstance(kind, Rows) and isinstance(step, int):
        return Record(kind.type)
    if isinstance(kind, Table) and isinstance(step, str):
        return kind.of
    if isinstance(kind, Record) and isinstance(step, str):
        found = keys_of(kind.type).get(normal(step))
        if found is not None:
            return found.kind
    raise PathError(f"没有「{step}」这一项")


def show(kind: Kind, value: Any, unit: str) -> str:
    """A value as it stands in a cell or field; amounts in ``unit`` with thousands separators."""
    if value is None:
        return ""
    if isinstance(kind, Amount):
        return show_amount(value, unit)
    if isinstance(kind, Flag):
        return FLAG_WORDS[value]
    if isinstance(kind, Items):
        return "\n".join(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return str(value)


@lru_cache(maxsize=4096)
def show_amount(amount: Quantity, unit: str) -> str:
    """An amount rounded to two decimals, grouped by thousands."""
    return format_amount(amount, unit, 2, grouped=True)


def exact_text(kind: Kind, value: Any, unit: str) -> str:
    """A value as it is offered for editing: an amount with every decimal that it has."""
    if not isinstance(kind, Amount) or value is None:
        return show(kind, value, unit)
    decimals = decimals_needed(value, unit)
    if decimals is None:
        decimals = 2 if unit == "元" else 6
    text = format_amount(value, unit, decimals)
    return text if decimals <= 2 else _trimmed(text)


def _trimmed(text: str) -> str:
    """Without the zeros after the second decimal."""
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def exactness(value: Any, unit: str) -> str:
    """How exactly an amount is known, where that is worth saying."""
    if not isinstance(value, Quantity):
        return ""
    if value.half:
        return f"按万元录入，精确到±{format_amount(Quantity(value.half), '元', 2, trim=True)}元"
    if unit == "万元" and value.fen % 10_000:
        return f"{format_amount(value, '元', 2, grouped=True)}元"
    return ""


def read(kind: Kind, text: str, unit: str) -> Any:
    """The value that a text stands for; None for an empty one. Raises RefusedError."""
    written = text.strip()
    if not written:
        return None
    try:
        return _read(kind, written, text, unit)
    except RefusedError:
        raise
    except (ValueError, InvalidOperation) as error:
        raise RefusedError(str(error)) from error


def _read(kind: Kind, written: str, text: str, unit: str) -> Any:
    if isinstance(kind, Amount):
        return read_amount(written, unit)
    if isinstance(kind, Count):
        return read_count(written)
    if isinstance(kind, Number):
        return read_number(written)
    if isinstance(kind, Flag):
        return _flag(written)
    if isinstance(kind, Choice):
        return _choice(kind, written)
    if isinstance(kind, SubjectCode | EconomicCode):
        return _code(written)
    if isinstance(kind, Items):
        return tuple(line.strip() for line in written.splitlines() if line.strip())
    if isinstance(kind, Text) and kind.long:
        return text.rstrip()
    return " ".join(written.split())


def _flag(written: str) -> bool:
    if written in ("是", "有", "对", "1", "√"):
        return True
    if written in ("否", "无", "不", "0", "×"):
        return False
    raise RefusedError(f"「{shorten(written)}」请填 是 或 否")


def _choice(kind: Choice, written: str) -> str:
    plain = normal(written)
    for option in kind.options:
        if normal(option) == plain:
            return option
    near = [option for option in kind.options if plain in normal(option)]
    if len(near) == 1:
        return near[0]
    raise RefusedError(f"「{shorten(written)}」不是{kind.what}，可用：{'、'.join(kind.options)}")


def _code(written: str) -> str:
    code = normal(written).split()[0]
    digits = "".join(mark for mark in code if mark.isdigit())
    if not digits:
        raise RefusedError(
            f"「{shorten(written)}」里没有科目编码，请输入编码，或输入名称、拼音首字母后从列表中选"
        )
    return digits


def is_numeric(kind: Kind) -> bool:
    """Whether values of this kind are numbers, set flush right."""
    return isinstance(kind, Amount | Count | Number)
