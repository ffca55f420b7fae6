"""Facts as JSON, by their declared shape.

Money is ``分`` or ``[分, half]``, other decimals are text. A list of records can be left out of the
JSON of what holds it (an empty list marks that it is there), so that each row is stored by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path, PathError
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import Amount, Items, Kind, Number, Record, Rows, Table, keys_of, normal
from jixiao_desktop.store.notes import NOTES, YearNotes
from jixiao_desktop.values import dataclass

Names = tuple[str, ...]
WHOLE_YEAR = Record(UnitYear)


@dataclass(frozen=True, slots=True)
class RowList:
    """A list of records met while encoding: where it stands in its holder, its type and rows."""

    at: Names
    type: type[Any]
    rows: tuple[Any, ...]


def encode(kind: Kind, value: Any, lists: list[RowList] | None = None, at: Names = ()) -> Any:
    """A value as JSON data; with ``lists`` given, rows are put there and ``[]`` stands for them."""
    if value is None:
        return None
    if isinstance(kind, Amount):
        return value.fen if value.half == 0 else [value.fen, value.half]
    if isinstance(kind, Number):
        return str(value)
    if isinstance(kind, Items):
        return list(value)
    if isinstance(kind, Record):
        return {
            key.name: encode(key.kind, below, lists, (*at, key.name))
            for key in keys_of(kind.type).values()
            if (below := getattr(value, key.attribute)) is not None
        }
    if isinstance(kind, Rows):
        if lists is None:
            return [encode(Record(kind.type), row) for row in value]
        lists.append(RowList(at, kind.type, value))
        return []
    if isinstance(kind, Table):
        return {name: encode(kind.of, below, lists, (*at, name)) for name, below in value.items()}
    return value


def decode(
    kind: Kind, data: Any, rows: Callable[[Names, type[Any]], tuple[Any, ...]] | None = None, at: Names = ()
) -> Any:
    """The value that JSON data stands for; ``rows`` gives the lists that were stored apart."""
    if data is None:
        return None
    if isinstance(kind, Amount):
        return Quantity(data) if isinstance(data, int) else Quantity(data[0], data[1])
    if isinstance(kind, Number):
        return Decimal(data)
    if isinstance(kind, Items):
        return tuple(data)
    if isinstance(kind, Record):
        keys = keys_of(kind.type)
        found = {}
        for name, below in data.items():
            key = keys.get(name) or keys[normal(name)]
            found[key.attribute] = decode(key.kind, below, rows, (*at, name))
        return kind.type(**found)
    if isinstance(kind, Rows):
        if rows is None:
            return tuple(decode(Record(kind.type), row) for row in data)
        return rows(at, kind.type)
    if isinstance(kind, Table):
        return {name: decode(kind.of, below, rows, (*at, name)) for name, below in data.items()}
    return data


def kind_at(path: Path) -> Kind:
    """The kind of what stands at a path of a stored year. Raises PathError."""
    kind: Kind = WHOLE_YEAR
    for number, step in enumerate(path):
        kind = Record(YearNotes) if number == 0 and step == NOTES else kind_below(kind, step)
    return kind


def kind_below(kind: Kind, step: str | int) -> Kind:
    """The kind that a step into ``kind`` meets. Raises PathError."""
    if isinstance(kind, Record) and isinstance(step, str):
        found = keys_of(kind.type).get(normal(step))
        if found is not None:
            return found.kind
    if isinstance(kind, Rows) and isinstance(step, int):
        return Record(kind.type)
    if isinstance(kind, Items) and isinstance(step, int):
        return kind
    if isinstance(kind, Table) and isinstance(step, str):
        return kind.of
    raise PathError(f"没有「{step}」这一项")


def encode_at(path: Path, value: Any) -> Any:
    """JSON data of a value that stands at a path, rows included."""
    kind = kind_at(path)
    return value if _is_item(path, kind) else encode(kind, value)


def decode_at(path: Path, data: Any) -> Any:
    """The inverse of :func:`encode_at`."""
    kind = kind_at(path)
    return data if _is_item(path, kind) else decode(kind, data)


def _is_item(path: Path, kind: Kind) -> bool:
    """Whether a path leads to one text of a list of texts."""
    return isinstance(kind, Items) and bool(path) and isinstance(path[-1], int)


def dump(data: Mapping[str, Any] | list[Any] | Any) -> str:
    """JSON text; what UTF-8 cannot carry (half of a surrogate pair) is escaped and comes back as it was."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(data, separators=(",", ":"))
    return text
