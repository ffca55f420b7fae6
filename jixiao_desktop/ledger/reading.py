"""From a tree of nodes to records, by the declared shape: nothing is guessed, nothing dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from jixiao_desktop.ledger.amounts import parse_amount, shorten
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.problems import Problem, allowed, unknown_name
from jixiao_desktop.ledger.shape import (
    Amount,
    Choice,
    Count,
    EconomicCode,
    Flag,
    Items,
    Key,
    Kind,
    Number,
    Record,
    Rows,
    SubjectCode,
    Table,
    Text,
    keys_of,
    may_wait,
    normal,
)
from jixiao_desktop.ledger.yaml_nodes import ListNode, MapNode, Node, ScalarNode

_COUNT = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,10})?")
_CODE = re.compile(r"[0-9]{3}(?:[0-9]{2}){0,2}")
_FLAGS = {"true": True, "false": False, "是": True, "否": False}
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")


class Reader:
    """Converts nodes and keeps the problems and the line of every place.

    ``places`` holds the paths of :mod:`edits`; a problem's path is written as in the file.
    """

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.problems: list[Problem] = []
        self.places: dict[Path, int] = {}

    def record(self, node: Node, kind: Record | Rows, path: Path) -> Any:
        """A record from a map; None when something in it is wrong."""
        if not isinstance(node, MapNode):
            return self._wrong(node, path, "应是一组“名称: 内容”")
        before = len(self.problems)
        declared = keys_of(kind.type)
        rest = next((key for key in declared.values() if key.rest), None)
        values: dict[str, Any] = {}
        others: dict[str, Any] = {}
        for name, child in self._named(node, path):
            key = declared.get(normal(name.text))
            if key is not None and isinstance(kind, Rows) and may_wait(key) and _is_left_empty(child):
                self.places[(*path, key.name)] = child.line
                self._into(values, key.attribute, None if isinstance(key.kind, Amount) else "")
            elif key is not None and not key.rest:
                self._into(values, key.attribute, self._value(child, key.kind, (*path, key.name)))
            elif rest is not None and isinstance(rest.kind, Table):
                here = (*path, name.text)
                self.places[(*path, rest.name, name.text)] = child.line
                self._into(others, name.text, self._value(child, rest.kind.of, here))
            else:
                own = [one.name for one in declared.values() if not one.rest]
                self._report(path, name.line, unknown_name(shorten(name.text), own))
        self._require(node, declared, values, path)
        if rest is not None and others:
            values[rest.attribute] = others
        return kind.type(**values) if len(self.problems) == before else None

    def _named(self, node: MapNode, path: Path) -> Iterator[tuple[ScalarNode, Node]]:
        """The entries of a map that say something; a name that stands twice is a problem."""
        seen: dict[str, int] = {}
        for name, child in node.entries:
            plain = normal(name.text)
            if not plain or _UNFIT.search(name.text):
                self._report(path, name.line, "冒号左边的名称是空的，或有不能显示的字符")
            elif plain in seen:
                self._report((*path, name.text), name.line, f"这一项重复了，前面第{seen[plain]}行已有")
            else:
                seen[plain] = name.line
                yield name, child

    def _require(self, node: MapNode, declared: dict[str, Key], values: dict[str, Any], path: Path) -> None:
        present = {normal(name.text) for name, child in node.entries if not _is_null(child)}
        for plain, key in declared.items():
            if key.required and key.attribute not in values and plain not in present:
                self._report(path, node.line, f"缺少「{key.name}」")

    def _value(self, node: Node, kind: Kind, path: Path) -> Any:
        self.places[path] = node.line
        if _is_null(node):
            return None
        if isinstance(kind, Record):
            if kind.shorthand is not None and isinstance(node, ScalarNode):
                key = keys_of(kind.type)[normal(kind.shorthand)]
                inner = self._value(node, key.kind, path)
                return None if inner is None else kind.type(**{key.attribute: inner})
            return self.record(node, kind, path)
        if isinstance(kind, Rows):
            return self._list(node, path, lambda item, here: self.record(item, kind, here))
        if isinstance(kind, Items):
            return self._list(node, path, lambda item, here: self._scalar(item, Text(), here))
        if isinstance(kind, Table):
            return self._table(node, kind, path)
        return self._scalar(node, kind, path)

    def _list(self, node: Node, path: Path, read: Callable[[Node, Path], Any]) -> Any:
        if not isinstance(node, ListNode):
            return self._wrong(node, path, "应是一个列表，每行以“- ”开头；没有内容请写 []")
        rows = []
        for number, item in enumerate(node.items):
            here = (*path, number)
            self.places[here] = item.line
            rows.append(self._wrong(item, here, "这一行是空的") if _is_null(item) else read(item, here))
        return tuple(rows)

    def _table(self, node: Node, kind: Table, path: Path) -> Any:
        if not isinstance(node, MapNode):
            return self._wrong(node, path, "应是一组“名称: 内容”；没有内容请写 {}")
        fixed = None if kind.keys is None else {normal(one): one for one in kind.keys}
        table: dict[str, Any] = {}
        for name, child in self._named(node, path):
            shown: str | None = name.text if fixed is None else fixed.get(normal(name.text))
            if shown is None:
                self._report(path, name.line, unknown_name(shorten(name.text), kind.keys or ()))
            else:
                self._into(table, shown, self._value(child, kind.of, (*path, shown)))
        return table

    def _scalar(self, node: Node, kind: Kind, path: Path) -> Any:
        if not isinstance(node, ScalarNode):
            found = "一个列表" if isinstance(node, ListNode) else "一组内容"
            return self._wrong(node, path, f"应是{_wanted(kind)}，这里是{found}")
        text = node.text.rstrip("\n") if node.block else node.text
        try:
            return _convert(text, kind, self.unit)
        except ValueError as error:
            return self._wrong(node, path, str(error))

    @staticmethod
    def _into(values: dict[str, Any], name: str, value: Any) -> None:
        if value is not None:
            values[name] = value

    def _wrong(self, node: Node, path: Path, message: str) -> Any:
        """Report what is wrong with a node; None stands in for its value."""
        self._report(path, node.line, message)
        return None

    def _report(self, path: Path, line: int, message: str) -> None:
        self.problems.append(Problem(path, line, message))


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.is_null


def _is_left_empty(node: Node) -> bool:
    """Whether a line that is not finished says so: ``科目: ""``."""
    return isinstance(node, ScalarNode) and not node.is_null and not node.text


def _convert(text: str, kind: Kind, unit: str) -> Any:
    """The value of a text. Raises ValueError with a Chinese clause."""
    match kind:
        case Amount():
            return parse_amount(text, unit)
        case Count():
            return _matched(_COUNT, text, "不是整数，请写 0、12 这样的数字", int)
        case Number():
            return _matched(_NUMBER, text, "不是数字，请写 95 或 0.5 这样的数字", Decimal)
        case Flag():
            return _flag(text)
        case Choice():
            return _choice(text, kind)
        case SubjectCode():
            return _code(text, "功能分类科目编码", (3, 5, 7))
        case EconomicCode():
            return _code(text, "支出经济分类科目编码", (3, 5))
        case _:
            return _text(text)


def _matched(pattern: re.Pattern[str], text: str, complaint: str, make: Callable[[str], Any]) -> Any:
    written = text.strip()
    if not pattern.fullmatch(written):
        raise ValueError(f"「{shorten(text)}」{complaint}")
    return make(written)


def _flag(text: str) -> bool:
    if (found := _FLAGS.get(text.strip().lower())) is None:
        raise ValueError(f"「{shorten(text)}」应写 是 或 否（true、false）")
    return found


def _choice(text: str, kind: Choice) -> str:
    for option in kind.options:
        if normal(option) == normal(text):
            return option
    raise ValueError(f"「{shorten(text)}」不是{kind.what}，{allowed(kind.options)}")


def _code(text: str, what: str, lengths: tuple[int, ...]) -> str:
    written = text.strip()
    if not _CODE.fullmatch(written) or len(written) not in lengths:
        digits = "、".join(str(one) for one in lengths[:-1]) + f" 或 {lengths[-1]}"
        raise ValueError(f"「{shorten(text)}」不是{what}，应为 {digits} 位数字")
    return written


def _text(text: str) -> str:
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNFIT.search(joined):
        raise ValueError("有不能显示的控制字符，请删去")
    return joined


def is_code(text: str) -> bool:
    """Whether a text is well formed as a 科目 code (3, 5 or 7 digits)."""
    return _CODE.fullmatch(text) is not None


def _wanted(kind: Kind) -> str:
    match kind:
        case Amount():
            return "金额"
        case Count() | Number():
            return "数字"
        case SubjectCode() | EconomicCode():
            return "科目编码"
        case _:
            return "文字"
