"""A 模板包: the folder of data that lays out one province's report for some years."""

from __future__ import annotations

from collections.abc import Mapping as Map
from pathlib import Path

from jixiao_desktop.packs.source import Mapping, Node, PackError, Place, Text, read_yaml
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack and what it inherits; a child's file hides its parent's of the same name.

    Its files are read when they are asked for.
    """

    id: str
    name: str
    first_year: int | None
    last_year: int | None
    region: str
    versions: Map[str, str]
    """The version (版本) of this pack and of what it extends, by id, the root last."""
    settings: Mapping
    """pack.yaml, merged with those of its parents."""
    folders: tuple[Path, ...]
    """The folders of the lineage, the root first: later ones override."""

    @property
    def lineage(self) -> tuple[str, ...]:
        """The ids of this pack and of what it extends, the root last."""
        return tuple(self.versions)

    @property
    def edition(self) -> str:
        """Everything that a report made with it depends on: ``national 1.0、common 1.0``."""
        return "、".join(f"{name} {version}" for name, version in self.versions.items())

    def documents(self, kind: str) -> Map[str, Node]:
        """The YAML documents of a sub-folder by file stem (``tables``, ``rules``, ``forms``)."""
        return {
            path.stem: read_yaml(path, self._name(path))
            for folder in self.folders
            for path in sorted((folder / kind).glob("*.yaml"))
        }

    def document(self, kind: str, stem: str) -> Node | None:
        """One YAML document of a sub-folder, the child's before its parents'; None if there is none."""
        for folder in reversed(self.folders):
            path = folder / kind / f"{stem}.yaml"
            if path.is_file():
                return read_yaml(path, self._name(path))
        return None

    def layers(self, name: str) -> tuple[Node, ...]:
        """The documents ``<name>.yaml`` of the lineage, the root first."""
        paths = [folder / f"{name}.yaml" for folder in self.folders]
        return tuple(read_yaml(path, self._name(path)) for path in paths if path.is_file())

    def text_files(self, kind: str) -> Map[str, tuple[str, Place]]:
        """The text files of a sub-folder by file stem (``wording``)."""
        return {
            path.stem: (path.read_text(encoding="utf-8"), Place(self._name(path), 1))
            for folder in self.folders
            for path in sorted((folder / kind).glob("*.j2"))
        }

    def _name(self, path: Path) -> str:
        """A file's path below the folder of packs, for messages."""
        return path.relative_to(self.folders[0].parent).as_posix()

    def serves(self, year: int) -> bool:
        """Whether the pack was made for this year."""
        return (self.first_year is None or self.first_year <= year) and (
            self.last_year is None or year <= self.last_year
        )

    @property
    def years_text(self) -> str:
        """The years that it serves, in words."""
        if self.first_year is None and self.last_year is None:
            return "各年度"
        if self.first_year == self.last_year:
            return f"{self.first_year}年度"
        if self.last_year is None:
            return f"{self.first_year}年度起"
        if self.first_year is None:
            return f"{self.last_year}年度及以前"
        return f"{self.first_year}—{self.last_year}年度"

    @property
    def options(self) -> Map[str, str]:
        """The report options with their defaults (选项)."""
        return as_mapping(self.settings.get("选项", Mapping()))


def as_mapping(node: Node) -> Mapping:
    """The node, which must be a map. Raises PackError."""
    if isinstance(node, Mapping):
        return node
    raise PackError(node.place, "这里应当是若干「键: 值」")


def as_text(node: Node) -> Text:
    """The node, which must be one value. Raises PackError."""
    if isinstance(node, Text):
        return node
    raise PackError(node.place, "这里应当是一个值")


def required(mapping: Mapping, key: str) -> Node:
    """The value under a key that must be there. Raises PackError."""
    if key not in mapping:
        raise PackError(mapping.place, f"缺少「{key}」")
    node: Node = mapping[key]
    return node


def check_keys(mapping: Mapping, allowed: tuple[str, ...]) -> None:
    """Refuse keys that nobody reads: a misspelt key would otherwise be lost silently."""
    for key in mapping:
        if key not in allowed:
            raise PackError(mapping.place_of(key), f"不认识「{key}」，可用：{'、'.join(allowed)}")
