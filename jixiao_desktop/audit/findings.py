"""What the audit says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum

from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.values import dataclass


class Level(StrEnum):
    """The four kinds of finding, the gravest first."""

    ERROR = "错误"
    VERIFY = "核实"
    UNFILLED = "未填"
    HINT = "提示"


@dataclass(frozen=True, slots=True)
class Cause:
    """A likely cause of a difference and the cell to look at."""

    text: str
    where: Path | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: the rule, what is wrong, where, the figures concerned, why probably."""

    id: str
    level: Level
    message: str
    where: tuple[Path, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    causes: tuple[Cause, ...] = ()
    explained: str | None = None
    """The 说明 that closes a 核实; None while it is open or has gone stale."""
    source: str = ""
    """依据: the document or table that the rule stands on."""

    @property
    def closed(self) -> bool:
        """A 核实 with a valid 说明."""
        return self.explained is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the report can be made final, and what is missing."""

    errors: int
    unfilled: int
    unexplained: int

    @property
    def final(self) -> bool:
        """No 错误 and 未填 left, every 核实 explained."""
        return not (self.errors or self.unfilled or self.unexplained)

    @property
    def text(self) -> str:
        """The verdict line: 可以定稿 / 还差 n 项 / n 处错误."""
        if self.errors:
            return f"{self.errors} 处错误"
        if not self.final:
            return f"还差 {self.unfilled + self.unexplained} 项"
        return "可以定稿"


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Sum findings up."""
    errors = unfilled = unexplained = 0
    for finding in findings:
        errors += finding.level is Level.ERROR
        unfilled += finding.level is Level.UNFILLED
        unexplained += finding.level is Level.VERIFY and not finding.closed
    return Verdict(errors, unfilled, unexplained)
