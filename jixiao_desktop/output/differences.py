"""What a read-back found, in the words of the field."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from jixiao_desktop.values import dataclass


class Kind(StrEnum):
    """What kind of difference it is."""

    NUMBER = "数字不同"
    TEXT = "文字不同"
    REMOVED = "被删去"
    ADDED = "被增加"
    MOVED = "次序不同"
    TABLE = "表格不同"
    MANIFEST = "清单不实"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a file does not say what the facts say."""

    file: str
    kind: Kind
    place: str
    """Where in the file, in the reader's words: 「三、支出决算表」第5行第3列."""
    expected: str = ""
    """What the facts give; empty for something added."""
    found: str = ""
    """What the file says now; empty for something removed."""
    figure: str | None = None
    """The 口径 of a number."""

    @property
    def text(self) -> str:
        """One line."""
        figure = f"（{self.figure}）" if self.figure else ""
        parts = [f"{self.file}：{self.place}{figure} {self.kind}"]
        if self.expected:
            parts.append(f"应为「{self.expected}」")
        if self.found:
            parts.append(f"文件中是「{self.found}」")
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The outcome of verifying one package or folder."""

    path: str
    files: tuple[str, ...] = ()
    """The files whose content was compared."""
    refused: tuple[str, ...] = ()
    """Why it is not accepted as a package at all: unsafe, unreadable, missing or extra files …"""
    differences: tuple[Difference, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0: everything agrees; 1: something differs; 2: refused."""
        return 2 if self.refused else 1 if self.differences else 0

    @property
    def verdict(self) -> str:
        """The line that sums it up."""
        if self.refused:
            return "不予接受：" + "；".join(self.refused)
        if self.differences:
            return f"有 {len(self.differences)} 处与数据不一致"
        return f"{len(self.files)} 个文件全部与数据一致"

    def lines(self) -> tuple[str, ...]:
        """The report as lines of text."""
        return (
            *(difference.text for difference in self.differences),
            *(f"提示：{notice}" for notice in self.notices),
            self.verdict,
        )

    def as_json(self) -> dict[str, Any]:
        """The report as data."""
        return {
            "path": self.path,
            "exit": self.exit_code,
            "verdict": self.verdict,
            "files": list(self.files),
            "refused": list(self.refused),
            "differences": [
                {
                    "file": item.file, "kind": str(item.kind), "place": item.place,
                    "expected": item.expected, "found": item.found, "figure": item.figure,
                }
                for item in self.differences
            ],
            "notices": list(self.notices),
        }  # fmt: skip
