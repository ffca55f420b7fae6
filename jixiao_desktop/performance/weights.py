"""Spreading a preset of weights over the indicators of a project (按预设分配)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from jixiao_desktop.ledger.edits import Change, Operation, Path, set_value
from jixiao_desktop.ledger.facts import Project, UnitYear
from jixiao_desktop.performance.parameters import ALL_LEVELS, RATE_LEVEL, Parameters
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class PresetFit:
    """How a preset meets the indicators of a project."""

    weights: tuple[Decimal | None, ...]
    """One for each indicator; None where the preset says nothing of it."""
    without_indicators: tuple[str, ...]
    """First levels of the preset that the project has no indicator for: their points are unspent."""
    outside: tuple[str, ...]
    """First levels of the project that the preset does not know."""


def fit_preset(project: Project, preset: str, parameters: Parameters) -> PresetFit:
    """Divide the points of each first level over its indicators as evenly as whole points allow.

    Raises KeyError for an unknown preset.
    """
    points = parameters.presets[preset]
    indicators = project.indicators or ()
    applicable = [n for n, indicator in enumerate(indicators) if not indicator.not_applicable]
    by_level: dict[str, list[int]] = {}
    for number in applicable:
        level = ALL_LEVELS if ALL_LEVELS in points else parameters.level(indicators[number].first)
        by_level.setdefault(level, []).append(number)
    weights: list[Decimal | None] = [None] * len(indicators)
    for level, numbers in by_level.items():
        if level in points:
            for number, weight in zip(numbers, divided(points[level], len(numbers)), strict=True):
                weights[number] = weight
    return PresetFit(
        tuple(weights),
        tuple(level for level in points if level != RATE_LEVEL and level not in by_level),
        tuple(level for level in by_level if level not in points),
    )


def divided(points: Fraction, parts: int) -> tuple[Decimal, ...]:
    """Points in ``parts`` weights: equal where one decimal is enough, else whole points, largest first."""
    share = points / parts
    if (share * 10).denominator == 1:
        return (_decimal(share),) * parts
    unit = Fraction(1) if points.denominator == 1 and points >= parts else Fraction(1, 10)
    low = share // unit * unit
    more = int((points - low * parts) / unit)
    return tuple(_decimal(low + unit if number < more else low) for number in range(parts))


def spread_preset(facts: UnitYear, number: int, preset: str, parameters: Parameters) -> Operation:
    """The operation that gives the indicators of project ``number`` the weights of a preset."""
    project = (facts.projects or ())[number]
    fit = fit_preset(project, preset, parameters)
    at: Path = ("项目", number, "指标")
    changes: list[Change] = [
        set_value(facts, (*at, row, "权重"), weight)
        for row, (weight, indicator) in enumerate(zip(fit.weights, project.indicators or (), strict=True))
        if weight is not None and weight != indicator.weight
    ]
    return Operation(f"按「{preset}」分配{project.name}的分值", tuple(changes))


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
