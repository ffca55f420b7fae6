"""YAML that knows where each part of it stands, so that a mistake in a pack names file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from jixiao_desktop.values import dataclass

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # a PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a pack's file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class PackError(Exception):
    """A pack can't be used as it is written; says where and why."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


class Text(str):
    """A scalar, kept as it was written (``010``, ``no`` and ``2021`` stay text)."""

    __slots__ = ("place",)
    place: Place


class Sequence(list[Any]):
    """A list with its place."""

    place: Place


class Mapping(dict[str, Any]):
    """A map whose keys have places too."""

    place: Place
    key_places: dict[str, Place]

    def place_of(self, key: str) -> Place:
        """Where a key stands."""
        return self.key_places.get(key, self.place)


Node = Text | Sequence | Mapping


def read_yaml(path: Path, name: str | None = None) -> Node:
    """Read one YAML document; an empty file gives an empty Mapping. Raises PackError."""
    documents = list(_read_all(path, name or path.name))
    if len(documents) > 1:
        raise PackError(Place(name or path.name, 1), "这个文件只能有一个 YAML 文档")
    return documents[0]


def make_text(value: str, place: Place) -> Text:
    """A Text at a place."""
    text = Text(value)
    text.place = place
    return text


def _read_all(path: Path, name: str) -> Iterator[Node]:
    try:
        nodes = list(yaml.compose_all(path.read_text(encoding="utf-8"), _Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise PackError(Place(name, line), f"YAML 写法有误：{error.problem}") from error
    if not nodes or nodes == [None]:
        yield _empty(Place(name, 1))
    for node in nodes:
        if node is not None:
            yield _convert(node, name)


def _empty(place: Place) -> Mapping:
    mapping = Mapping()
    mapping.place = place
    mapping.key_places = {}
    return mapping


def _convert(node: yaml.Node, name: str) -> Node:
    place = Place(name, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return make_text(node.value, place)
    if isinstance(node, yaml.SequenceNode):
        sequence = Sequence(_convert(item, name) for item in node.value)
        sequence.place = place
        return sequence
    mapping = _empty(place)
    for key_node, value_node in node.value:
        key_place = Place(name, key_node.start_mark.line + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            raise PackError(key_place, "键只能是一个词")
        if key_node.value in mapping:
            raise PackError(key_place, f"「{key_node.value}」写了两次")
        mapping[key_node.value] = _convert(value_node, name)
        mapping.key_places[key_node.value] = key_place
    return mapping
