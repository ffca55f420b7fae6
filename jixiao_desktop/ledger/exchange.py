"""The exchange file (数据交换文件, ``格式: jixiao/1``): everything that a unit enters for one year.

One UTF-8 YAML or JSON file. Reading gives all its problems at once, or the facts whole; it never
gives half of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path as FilePath

from jixiao_desktop.ledger.amounts import FEN_PER_UNIT, shorten
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import FORMAT, UnitYear
from jixiao_desktop.ledger.problems import ExchangeError, Problem, allowed
from jixiao_desktop.ledger.reading import Reader, is_code
from jixiao_desktop.ledger.shape import Record, normal
from jixiao_desktop.ledger.writing import write_exchange
from jixiao_desktop.ledger.yaml_nodes import MapNode, Node, NodeError, ScalarNode, parse_nodes

__all__ = [
    "ExchangeError",
    "Places",
    "Problem",
    "parse_exchange",
    "parse_exchange_bytes",
    "parse_exchange_with_places",
    "read_exchange",
    "read_exchange_with_places",
    "write_exchange",
]

MAX_BYTES = 20_000_000
FIRST_YEAR, LAST_YEAR = 2000, 2099

Places = Mapping[Path, int]
"""The line (from 1) on which each path of the facts stands in its file."""

_FORMAT = re.compile(r"jixiao/([0-9]+)")


def read_exchange(path: FilePath) -> UnitYear:
    """The facts in a file. Raises ExchangeError, also when the file cannot be opened."""
    return read_exchange_with_places(path)[0]


def read_exchange_with_places(path: FilePath) -> tuple[UnitYear, Places]:
    """The facts in a file and the line of each. Raises ExchangeError."""
    return parse_exchange_bytes(_read_bytes(path), path.name)


def parse_exchange_bytes(data: bytes, name: str) -> tuple[UnitYear, Places]:
    """The facts in the bytes of a file that is called ``name``, the line of each. Raises ExchangeError."""
    return parse_exchange_with_places(_text(data, name), name)


def parse_exchange(text: str, name: str) -> UnitYear:
    """The facts in the text of an exchange file that is called ``name``. Raises ExchangeError."""
    return parse_exchange_with_places(text, name)[0]


def parse_exchange_with_places(text: str, name: str) -> tuple[UnitYear, Places]:
    """As :func:`parse_exchange`, with the line of each path."""
    try:
        root = parse_nodes(text.removeprefix("\ufeff"))
    except NodeError as error:
        raise ExchangeError([Problem((), error.line, error.message)], name) from error
    if root is None:
        raise ExchangeError([Problem((), 0, "文件是空的")], name)
    if not isinstance(root, MapNode):
        raise ExchangeError([Problem((), root.line, "这不是数据交换文件：最外层应是一组“名称: 内容”")], name)
    head, body = _split(root)
    problems = _check_format(root, head)
    if problems:
        raise ExchangeError(problems, name)
    unit, problems = _unit(root, head)
    reader = Reader(unit)
    facts = reader.record(body, Record(UnitYear), ())
    problems = [*problems, *reader.problems, *_check_names(facts, reader.places)]
    if problems or not isinstance(facts, UnitYear):
        raise ExchangeError(sorted(problems, key=lambda one: one.line), name)
    return facts, reader.places


def _read_bytes(path: FilePath) -> bytes:
    """A file, read no further than is needed to see that it is too large. Raises ExchangeError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "没有这个文件" if missing else "打不开这个文件，可能没有权限或正被占用"
        raise ExchangeError([Problem((), 0, reason)], path.name) from error


def _text(data: bytes, name: str) -> str:
    """Text in UTF-8, with or without a byte order mark. Raises ExchangeError."""
    if len(data) > MAX_BYTES:
        sentence = f"文件超过{MAX_BYTES // 1_000_000}MB，不像是数据交换文件"
        raise ExchangeError([Problem((), 0, sentence)], name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ExchangeError([Problem((), line, _encoding_sentence(data))], name) from error


def _encoding_sentence(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "文件是 UTF-16 编码，请另存为 UTF-8 再导入"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "文件不是 UTF-8 文本，可能已损坏或不是数据交换文件"
    return "文件像是 GBK（GB18030，记事本的“ANSI”）编码，请另存为 UTF-8 再导入"


def _split(root: MapNode) -> tuple[dict[str, list[Node]], MapNode]:
    """The keys that describe the file, and the map of those that are facts."""
    head: dict[str, list[Node]] = {"格式": [], "金额单位": []}
    body = []
    for name, child in root.entries:
        if (plain := normal(name.text)) in head:
            head[plain].append(child)
        else:
            body.append((name, child))
    return head, MapNode(tuple(body), root.line)


def _check_format(root: MapNode, head: Mapping[str, list[Node]]) -> list[Problem]:
    node = head["格式"][0] if head["格式"] else None
    if node is None:
        return [Problem((), root.line, f"这不是数据交换文件：缺少「格式」，应有一行 格式: {FORMAT}")]
    text = node.text.strip() if isinstance(node, ScalarNode) else ""
    if text == FORMAT and len(head["格式"]) == 1:
        return []
    if text == FORMAT:
        return [Problem(("格式",), head["格式"][1].line, f"这一项重复了，前面第{node.line}行已有")]
    match = _FORMAT.fullmatch(text)
    if match and len(match[1]) < 9 and int(match[1]) > int(FORMAT.partition("/")[2]):
        newer = f"文件由更新版本的程序写出（{text}），请先升级本程序再导入"
        return [Problem(("格式",), node.line, newer)]
    return [Problem(("格式",), node.line, f"「{shorten(text)}」不是认识的格式，{allowed([FORMAT])}")]


def _unit(root: MapNode, head: Mapping[str, list[Node]]) -> tuple[str, list[Problem]]:
    """The unit of the amounts; 万元 stands in for one that is wrong, to find the other problems."""
    nodes = head["金额单位"]
    if not nodes:
        return "万元", [Problem((), root.line, "缺少「金额单位」，请写 元 或 万元")]
    node = nodes[0]
    if len(nodes) > 1:
        return "万元", [Problem(("金额单位",), nodes[1].line, f"这一项重复了，前面第{node.line}行已有")]
    text = node.text.strip() if isinstance(node, ScalarNode) else ""
    if text not in FEN_PER_UNIT:
        sentence = f"「{shorten(text)}」不是金额单位，{allowed(FEN_PER_UNIT)}"
        return "万元", [Problem(("金额单位",), node.line, sentence)]
    return text, []


def _check_names(facts: UnitYear | None, places: Places) -> list[Problem]:
    """What the shape alone cannot say: the year's range, the codes that 科目名称 names."""
    if facts is None:
        return []
    problems = []
    if not FIRST_YEAR <= facts.year <= LAST_YEAR:
        sentence = f"「{facts.year}」不是年份，应在{FIRST_YEAR}至{LAST_YEAR}之间"
        problems.append(Problem(("年度",), places[("年度",)], sentence))
    for code in facts.subject_names or {}:
        if not is_code(code):
            path = ("科目名称", code)
            sentence = "冒号左边应是 3、5 或 7 位数字的科目编码"
            problems.append(Problem(path, places[path], sentence))
    return problems
