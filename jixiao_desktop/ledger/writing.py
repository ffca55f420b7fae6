"""Writing facts as an exchange file that is pleasant to read and reads back the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from jixiao_desktop.ledger.amounts import Quantity, decimals_needed, format_amount, shorten
from jixiao_desktop.ledger.facts import FORMAT, UnitYear
from jixiao_desktop.ledger.shape import (
    Amount,
    Count,
    Flag,
    Items,
    Kind,
    Number,
    Record,
    Rows,
    Scalar,
    Table,
    Text,
    keys_of,
    may_wait,
)

FLOW_WIDTH = 100
"""A record or table that is longer than this on one line is written as a block."""
BLOCK_TEXT = 40
"""A long text with more characters than this gets lines of its own."""

_FIRST, _INNER, _LAST = (
    r"[\w（《“]",
    r"[\w（）《》“”‘’、，。；：？！…—·~./%≥≤×+() -]",
    r"[\w（）《》“”’、。；：？！…—·/%≥≤×+()]",
)
_SAFE_PLAIN = re.compile(f"{_FIRST}(?:{_INNER}*{_LAST})?")
_LOOKS_TYPED = re.compile(r"[0-9][0-9._eExX:+-]*|null|true|false|yes|no|on|off|y|n", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_SPECIAL = "\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff"
_UNFIT_FOR_BLOCK = re.compile(f"[\x00-\x09\x0b-\x1f{_SPECIAL}]|^ +$", re.MULTILINE)
_ESCAPED = re.compile(f"[{_SPECIAL}]")


def write_exchange(facts: UnitYear) -> str:
    """The facts as YAML. Reading it back gives the same facts, with the same exactness.

    Amounts are in 元 when all of them are exact, else in 万元 with the decimals that each needs.
    Raises ValueError for an amount that could not have been entered in either unit.
    """
    unit = "元" if all(amount.half == 0 for amount in _amounts(facts)) else "万元"
    name = shorten(facts.unit.name, 60) if facts.unit and facts.unit.name else ""
    lines = [
        f"# 绩效决算助手 数据交换文件：{_comment(name)}{facts.year}年度",
        f"# 金额以{unit}为单位。可以用记事本修改，存成 UTF-8 后导入。",
        f"格式: {FORMAT}",
    ]
    writer = _Writer(unit)
    for key in keys_of(UnitYear).values():
        value = getattr(facts, key.attribute)
        if value is None:
            continue
        if isinstance(key.kind, Record | Rows | Table):
            lines.append("")
        lines.extend(writer.entry(key.name, value, key.kind, 0, top=True))
        if key.name == "年度":
            lines.append(f"金额单位: {unit}")
    return "\n".join(lines) + "\n"


def _comment(text: str) -> str:
    return f"{''.join(ch for ch in text if ch.isprintable())} " if text else ""


def _amounts(value: Any) -> Iterator[Quantity]:
    """Every amount in a record, however deep."""
    if isinstance(value, Quantity):
        yield value
    elif isinstance(value, Mapping):
        for child in value.values():
            yield from _amounts(child)
    elif isinstance(value, tuple):
        for child in value:
            yield from _amounts(child)
    elif hasattr(value, "__dataclass_fields__"):
        for key in keys_of(type(value)).values():
            yield from _amounts(getattr(value, key.attribute))


class _Writer:
    """Writes values by their kinds, with amounts in one unit."""

    def __init__(self, unit: str) -> None:
        self.unit = unit

    def entry(self, name: str, value: Any, kind: Kind, indent: int, *, top: bool = False) -> Iterator[str]:
        """The lines of ``name: value``."""
        head = f"{' ' * indent}{quote(name)}:"
        if isinstance(kind, Text) and _fits_block(value, kind):
            yield f"{head} |"
            yield from (f"{' ' * (indent + 2)}{line}" if line else "" for line in value.split("\n"))
        elif not isinstance(kind, Record | Table | Rows) or self._on_one_line(value, kind, top=top):
            yield f"{head} {self.flow(value, kind)}"
        else:
            yield head
            yield from self._below(value, kind, indent + 2)

    def _on_one_line(self, value: Any, kind: Record | Table | Rows, *, top: bool) -> bool:
        if isinstance(kind, Rows):
            return not value
        if top or not is_flat(kind):
            return not self._parts(value, kind)
        return len(self.flow(value, kind)) <= FLOW_WIDTH

    def flow(self, value: Any, kind: Kind) -> str:
        """A value on one line."""
        match kind:
            case Record():
                parts = self._parts(value, kind)
                if [name for name, _, _ in parts] == [kind.shorthand]:
                    return self.flow(parts[0][1], parts[0][2])
                return self._braces(parts)
            case Table():
                return self._braces(self._parts(value, kind))
            case Items():
                return "[" + ", ".join(quote(item) for item in value) + "]"
            case Rows():
                return "[" + ", ".join(self._braces(self._parts(row, kind)) for row in value) + "]"
            case Amount():
                return _amount(value, self.unit)
            case Flag():
                return "true" if value else "false"
            case Count():
                return str(value)
            case Number():
                return f"{Decimal(value):f}"
            case Scalar() if _PLAIN_NUMBER.fullmatch(value):
                return str(value)
            case _:
                return quote(value)

    def _below(self, value: Any, kind: Kind, indent: int) -> Iterator[str]:
        if not isinstance(kind, Rows):
            for name, child, below in self._parts(value, kind):
                yield from self.entry(name, child, below, indent)
            return
        flat = is_flat(Record(kind.type))
        for row in value:
            parts = self._parts(row, kind)
            if flat or not parts:
                yield f"{' ' * indent}- {self._braces(parts)}"
                continue
            inner = [line for part in parts for line in self.entry(*part, indent + 2)]
            yield f"{' ' * indent}- {inner[0].lstrip()}"
            yield from inner[1:]

    def _braces(self, parts: list[tuple[str, Any, Kind]]) -> str:
        inside = ", ".join(f"{quote(name)}: {self.flow(value, kind)}" for name, value, kind in parts)
        return f"{{{inside}}}"

    def _parts(self, value: Any, kind: Kind) -> list[tuple[str, Any, Kind]]:
        """The named parts of a record or table that were entered, and what a line still needs, empty."""
        if isinstance(kind, Table):
            return [(name, child, kind.of) for name, child in value.items()]
        parts: list[tuple[str, Any, Kind]] = []
        for key in keys_of(type(value)).values():
            child = getattr(value, key.attribute)
            if child is None and isinstance(kind, Rows) and may_wait(key):
                parts.append((key.name, "", Text()))
            if child is None:
                continue
            if key.rest:
                parts.extend(self._parts(child, key.kind))
            else:
                parts.append((key.name, child, key.kind))
        return parts


def is_flat(kind: Kind) -> bool:
    """Whether values of a kind can stand on one line: no rows and no paragraphs inside."""
    match kind:
        case Rows():
            return False
        case Text():
            return not kind.long
        case Record():
            return all(is_flat(key.kind) for key in keys_of(kind.type).values())
        case Table():
            return is_flat(kind.of)
        case _:
            return True


def quote(text: str) -> str:
    """A text as a YAML scalar: bare where it can be read no other way, else in double quotes."""
    if _SAFE_PLAIN.fullmatch(text) and not _LOOKS_TYPED.fullmatch(text):
        return text
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def _fits_block(text: str, kind: Text) -> bool:
    """Whether a text gets lines of its own, and reads back the same from them."""
    if "\n" not in text and not (kind.long and len(text) > BLOCK_TEXT):
        return False
    if text.endswith("\n") or text.startswith((" ", "\n")):
        return False
    return not _UNFIT_FOR_BLOCK.search(text)


def _amount(amount: Quantity, unit: str) -> str:
    decimals = decimals_needed(amount, unit)
    if decimals is None:
        raise ValueError(f"{amount} cannot have been entered in {unit}")
    whole = unit == "元" and amount.fen % 100 == 0
    usual = unit == "万元" and decimals == 2
    return format_amount(amount, unit, 0 if whole else decimals, trim=usual)
