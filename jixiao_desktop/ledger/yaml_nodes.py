"""YAML and JSON as a tree of nodes in which every scalar is still text and knows its line.

Nothing is resolved: ``=``, ``no``, ``010``, ``1_000`` and dates mean what they say. What could
make a small file grow without bound (anchors, aliases, merge keys, tags, deep nesting) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from jixiao_desktop.values import dataclass

MAX_DEPTH = 20
MAX_EVENTS = 300_000
"""Some ten times what the largest unit needs; reading that many takes seconds, not minutes."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A piece of text; ``plain`` when it was written without quotes, ``block`` after | or >."""

    text: str
    line: int
    plain: bool = False
    block: bool = False

    @property
    def is_null(self) -> bool:
        """Nothing was written: a blank, ``~`` or an unquoted ``null``."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class MapNode:
    """A map, with its entries in the order of the file; a key may stand twice."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    line: int


Node = ScalarNode | ListNode | MapNode


class NodeError(ValueError):
    """A text is no YAML that we read; ``line`` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def parse_nodes(text: str) -> Node | None:
    """The tree of a text with one document; None when it holds nothing. Raises NodeError."""
    events = _bounded(yaml.parse(_json_as_yaml(text), Loader=_Loader))
    try:
        next(events)
        event = next(events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        root = _node(next(events), events, 1)
        next(events)
        event = next(events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise NodeError(_line(event), "文件里有两份内容（“---”把它分成了几段），一个文件只能有一份")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1
        raise NodeError(line, "有不能显示的控制字符或损坏的字符，请删去") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise NodeError(line, _explain(error.problem or "", text, line)) from error
    except UnicodeEncodeError as error:
        raise NodeError(text.count("\n", 0, error.start) + 1, "有损坏的字符，请删去") from error
    return root


def _bounded(events: Iterator[Any]) -> Iterator[Any]:
    for number, event in enumerate(events):
        if number > MAX_EVENTS:
            raise NodeError(_line(event), "内容过多，不像是数据交换文件，从这里起没有再读")
        yield event


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise NodeError(line, "不支持“&”“*”引用，请把内容写全；文字以这些符号开头时请加引号")
    if event.tag is not None:
        raise NodeError(line, "不支持“!”标记，请删去；文字以“!”开头时请加引号")
    if isinstance(event, yaml.ScalarEvent):
        return ScalarNode(event.value, line, event.style in (None, ""), event.style in ("|", ">"))
    if depth > MAX_DEPTH:
        raise NodeError(line, f"层次过深，最多{MAX_DEPTH}层")
    if isinstance(event, yaml.SequenceStartEvent):
        return ListNode(tuple(_items(events, depth)), line)
    return MapNode(tuple(_entries(events, depth)), line)


def _items(events: Iterator[Any], depth: int) -> Iterator[Node]:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        yield _node(event, events, depth + 1)


def _entries(events: Iterator[Any], depth: int) -> Iterator[tuple[ScalarNode, Node]]:
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return
        name = _node(event, events, depth + 1)
        if not isinstance(name, ScalarNode):
            raise NodeError(name.line, "冒号左边应是一个名称")
        if name.plain and name.text == "<<":
            raise NodeError(name.line, "不支持“<<”合并，请把内容写全")
        yield name, _node(next(events), events, depth + 1)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


_JSON_STRING_OR_TAB = re.compile(r'"(?:[^"\\]|\\.)*"|\t', re.DOTALL)
_SURROGATE_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE
)


def _json_as_yaml(text: str) -> str:
    """JSON is YAML but for tabs between tokens and escaped surrogate pairs; other text is unchanged."""
    if not text.lstrip().startswith("{"):
        return text
    return _JSON_STRING_OR_TAB.sub(_mend_json, text)


def _mend_json(match: re.Match[str]) -> str:
    if match[0] == "\t":
        return " "
    return _SURROGATE_PAIR.sub(_join_pair, match[0])


def _join_pair(match: re.Match[str]) -> str:
    high, low = int(match[2], 16), int(match[3], 16)
    return match[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


_EXPLANATIONS = (
    ("mapping values are not allowed", "多了一个冒号，或这一行的缩进不对；文字里有“: ”时请加引号"),
    ("could not find expected ':'", "少了冒号，或冒号后面没有空格"),
    ("expected ',' or '}'", "花括号里少了逗号，或没有用“}”结束"),
    ("expected ',' or ']'", "方括号里少了逗号，或没有用“]”结束"),
    ("expected '-' indicator", "列表的缩进不齐"),
    ("expected key", "这一行的缩进不对，或少了冒号"),
    ("unexpected end of stream", "引号没有成对，或文件不完整"),
    ("unexpected document indicator", "引号没有成对"),
    ("cannot start any token", "这里的符号要加引号"),
    ("alias", "不支持“&”“*”引用；文字以这些符号开头时请加引号"),
    ("anchor", "不支持“&”“*”引用；文字以这些符号开头时请加引号"),
    ("tag", "不支持“!”标记；文字以“!”开头时请加引号"),
)


def _explain(problem: str, text: str, line: int) -> str:
    written = text.split("\n")[line - 1 : line]
    if written and "\t" in written[0][: len(written[0]) - len(written[0].lstrip())]:
        return "缩进用了制表符（Tab），请改用空格"
    for sign, sentence in _EXPLANATIONS:
        if sign in problem:
            return sentence
    return "写法有误，请检查缩进、冒号和引号"
