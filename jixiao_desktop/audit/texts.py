"""What the clerk typed, piece by piece, and what can be wrong with a text whatever its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jixiao_desktop.engine.rows import Row
from jixiao_desktop.engine.values import Missing, Value
from jixiao_desktop.ledger.amounts import shorten
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import Items, Key, Record, Rows, Scalar, Table, Text, keys_of

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

_SPLIT_LISTS = ("项目", "评价报告")
_NOT_PROSE = ("收入", "支出", "经济分类", "结转结余", "预算", "申报值", "上年", "选项", "核实")
MIN_SENTENCE = 15
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_AMOUNT = re.compile(r"(\d[\d,，]*(?:\.\d+)?)(万元|元|万(?=[，。；、）)]|$))", re.MULTILINE)


def text_groups(evaluation: Evaluation, *roots: str) -> tuple[Row, ...]:
    """文字处: the parts of the facts that hold text: each map, and each project and report by itself."""
    found: list[Row] = []
    for name, key in keys_of(UnitYear).items():
        if name in _NOT_PROSE or (roots and key.name not in roots) or not _may_hold_text(key):
            continue
        value = evaluation.read((key.name,))
        if value is None:
            continue
        if key.name in _SPLIT_LISTS:
            found += [Row((key.name, index), item) for index, item in enumerate(value)]
        else:
            found.append(Row((key.name,), value))
    return tuple(found)


def _may_hold_text(key: Key) -> bool:
    return isinstance(key.kind, Record | Rows | Table)


def texts_in(evaluation: Evaluation, group: Row) -> tuple[Row, ...]:
    """The texts of a group, each with its place."""

    def collect() -> tuple[Row, ...]:
        evaluation.depends_on(("path", group.path))
        return tuple(Row(path, text) for path, text in _walk(group.path, group.record))

    return evaluation.remembered(("文字", "于", group.path), collect)


def whole_text(evaluation: Evaluation, group: Row) -> str:
    """All texts of a group, a line feed between them."""
    return evaluation.remembered(
        ("文字", "全", group.path),
        lambda: "\n".join(piece.record for piece in texts_in(evaluation, group)),
    )


def _walk(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk((*path, index), item)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _walk((*path, name), item)
    elif hasattr(value, "__dataclass_fields__") and not hasattr(value, "fen"):
        for key in keys_of(type(value)).values():
            if isinstance(key.kind, Text | Scalar | Items | Record | Rows | Table):
                yield from _walk((*path, key.name), getattr(value, key.attribute))


def _text(piece: Value) -> str:
    record = piece.record if isinstance(piece, Row) else piece
    return record if isinstance(record, str) else ""


def _note(evaluation: Evaluation, piece: Value) -> None:
    if isinstance(piece, Row):
        evaluation.depends_on(("path", piece.path))


def repeated_sentences(evaluation: Evaluation, group: Value) -> Value:
    """重复句: sentences of at least 15 characters that stand in a group of texts more than once."""
    if not isinstance(group, Row):
        return ()
    counts: Counter[str] = Counter()
    for piece in texts_in(evaluation, group):
        counts.update(sentence.strip() for sentence in _SENTENCE.findall(_text(piece)))
    return tuple(
        f"{shorten(sentence)}（{times}次）"
        for sentence, times in counts.items()
        if times > 1 and len(sentence) >= MIN_SENTENCE
    )


def amounts_in(text: str) -> Iterator[tuple[str, str, str]]:
    """Each amount that a text names: as written, its digits without separators, its unit."""
    for match in _AMOUNT.finditer(text):
        yield match.group(), re.sub("[,，]", "", match.group(1)), match.group(2)


def unit_slips(evaluation: Evaluation, group: Value) -> Value:
    """单位错位: the same digits once with 万元 and once with 元 in one group of texts or its figures.

    The texts of an evaluation report are held against the figures of its project.
    """
    if not isinstance(group, Row):
        return ()
    units: dict[str, dict[str, str]] = {}
    for piece in texts_in(evaluation, group):
        for written, digits, unit in amounts_in(_text(piece)):
            units.setdefault(digits, {}).setdefault("万元" if unit == "万元" else unit, written)
    known = _amounts_of(group.record)
    project = getattr(group.record, "project", None)
    if project is not None:
        rows = evaluation.read(("项目",)) or ()
        known = known.union(*(_amounts_of(row) for row in rows if row.name == project))
    slips = []
    for digits, by_unit in units.items():
        if "元" in by_unit and ("万元" in by_unit or _number(digits) in known):
            slips.append(by_unit["元"])
        if "万" in by_unit:
            slips.append(by_unit["万"])
    return tuple(slips)


def _number(digits: str) -> int:
    """An amount in 万元 as 分."""
    whole, _, decimals = digits.partition(".")
    return int(whole) * 1_000_000 + int((decimals + "000000")[:6])


def _amounts_of(record: Any) -> set[int]:
    """The amounts (分) that the record itself carries, and the sums of its lists."""
    found: set[int] = set()
    sums: Counter[str] = Counter()
    stack: list[tuple[str, Any]] = [("", record)]
    while stack:
        name, value = stack.pop()
        if hasattr(value, "fen"):
            found.add(value.fen)
            sums[name] += value.fen
        elif isinstance(value, tuple):
            stack += [(name, item) for item in value]
        elif isinstance(value, Mapping):
            stack += list(value.items())
        elif hasattr(value, "__dataclass_fields__"):
            stack += [(key.name, getattr(value, key.attribute)) for key in keys_of(type(value)).values()]
    return found | set(sums.values())


def length(evaluation: Evaluation, piece: Value) -> Value:
    """字数 of a text, blanks not counted."""
    if isinstance(piece, Missing):
        return piece
    _note(evaluation, piece)
    return len("".join(_text(piece).split()))
