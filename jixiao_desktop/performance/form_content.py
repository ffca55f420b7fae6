"""What stands in a cell of a 绩效 form, and what the form is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from decimal import Decimal
from fractions import Fraction

from jixiao_desktop.engine.grid import CellKind
from jixiao_desktop.engine.values import Missing, Ratio, Value
from jixiao_desktop.ledger.amounts import Quantity, format_amount
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import Indicator, KeyTask, OverallEvaluation, Project, UnitYear
from jixiao_desktop.performance.results import ProjectResult
from jixiao_desktop.performance.scoring import Score
from jixiao_desktop.performance.targets import (
    half_up,
    number_text,
)
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a cell: the text, the value behind it, and the fact that it comes from."""

    text: str
    kind: CellKind = "text"
    value: Value = None
    source: Path | None = None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """One third-level indicator of an evaluation framework (评价指标体系框架)."""

    first: str
    second: str
    third: str
    criterion: str
    """看什么."""
    method: str
    """算法."""
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is about: a project with its result, or the 整体自评; and the row being written."""

    facts: UnitYear
    money_unit: str
    result: ProjectResult | None = None
    overall: OverallEvaluation | None = None
    indicator: Indicator | None = None
    score: Score | None = None
    task: KeyTask | None = None
    framework: FrameworkRow | None = None
    row_at: Path = ()
    sources: tuple[str, ...] | None = field(default=None)

    @property
    def project(self) -> Project | None:
        """The project, where the form is about one."""
        return None if self.result is None else self.result.project

    @property
    def at(self) -> Path:
        """The place of the project or of the 整体自评."""
        return ("整体自评",) if self.result is None else self.result.at


Field = Callable[[Subject], Content]
BLANK = Content("")
OTHER_SECTION = "其他需说明的情况"


def money(value: Quantity | Missing | None, subject: Subject, *, stated: bool = False) -> Content:
    """An amount with two decimals in the form's unit; what is missing leaves the cell empty."""
    if not isinstance(value, Quantity):
        return Content("", "amount", value)
    return Content(format_amount(value, subject.money_unit), "amount", value, stated=stated)


def percent_text(ratio: Fraction) -> str:
    """A rate as it stands in forms and reports: ``99.11%``."""
    return f"{half_up(ratio * 100, 2):f}%"


def points(value: Decimal | Missing | None, source: Path | None = None) -> Content:
    """A weight or score without trailing zeros."""
    if not isinstance(value, Decimal):
        return Content("", "count", value, source)
    return Content(number_text(value), "count", Fraction(value), source)


def rate(value: Ratio | Missing | None) -> Content:
    """An execution rate in percent."""
    if not isinstance(value, Ratio):
        return Content("", "percent", value)
    return Content(percent_text(value.value), "percent", value)


def words(value: str | None, source: Path | None = None) -> Content:
    """Words as they were entered."""
    return Content((value or "").strip(), source=source)


def sentences(*parts: str | None) -> str:
    """Texts one after another, each closed by its own full stop."""
    found = [part.strip() for part in parts if part and part.strip()]
    return "".join(part if part[-1] in "。！？；" or len(found) == 1 else f"{part}。" for part in found)
