"""The result of a project (自评结果): every score, sub-totals by 一级指标, total and grade.

Results are kept in the evaluation: after an edit only the project that changed is scored again.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.values import Gap, Missing
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import Indicator, Project
from jixiao_desktop.performance.funds import Funds, RateScore, Tally, funds_of, rate_score, usage_total
from jixiao_desktop.performance.parameters import Parameters, load_parameters
from jixiao_desktop.performance.scoring import Score, score_indicator
from jixiao_desktop.performance.targets import half_up
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class LevelResult:
    """One 一级指标: its weight and score, as computed and as stated."""

    name: str
    """As the project writes it."""
    weight: Tally[Decimal]
    score: Tally[Decimal]


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """Everything that follows from one project."""

    project: Project
    at: Path
    funds: Funds
    usage: Tally[Quantity]
    rate: RateScore
    scores: tuple[Score, ...]
    """One for each indicator, in order."""
    levels: tuple[LevelResult, ...]
    weight: Tally[Decimal]
    """All weights with the execution rate's; a sound form has 100."""
    total: Tally[Decimal]
    grade: Tally[str]

    @property
    def scored(self) -> bool:
        """Whether the form has weights at all; some forms and many reports have none."""
        counted = [score for score in self.scores if score.origin != "不计分"]
        return any(score.weight is not None or isinstance(score.value, Decimal) for score in counted)


def parameters_of(evaluation: Evaluation) -> Parameters:
    """The parameters of the evaluation's pack, with the 选项 of the facts."""
    return evaluation.remembered(
        ("绩效参数",), lambda: load_parameters(evaluation.model.pack, evaluation.read(("选项",)))
    )


def result_of(evaluation: Evaluation, number: int) -> ProjectResult:
    """The result of project ``number`` (from 0), kept until that project changes."""
    at: Path = ("项目", number)
    return evaluation.remembered(
        ("自评结果", number), lambda: score_project(evaluation.read(at), parameters_of(evaluation), at)
    )


def results_of(evaluation: Evaluation) -> tuple[ProjectResult, ...]:
    """The results of all projects, in order."""
    return tuple(result_of(evaluation, number) for number in range(len(evaluation.facts.projects or ())))


def score_project(project: Project, parameters: Parameters, at: Path = ()) -> ProjectResult:
    """Score one project; ``at`` is its place, for the gaps that it names."""
    funds = funds_of(project, at)
    rate = rate_score(project, funds, parameters, at)
    indicators = project.indicators or ()
    scores = tuple(
        score_indicator(indicator, parameters, (*at, "指标", number))
        for number, indicator in enumerate(indicators)
    )
    levels = _levels(project, indicators, scores)
    weight = _weights(project, rate, scores, at)
    total = Tally(
        _total(project, rate, scores, parameters, at), project.stated.total if project.stated else None
    )
    return ProjectResult(
        project=project,
        at=at,
        funds=funds,
        usage=usage_total(project, at),
        rate=rate,
        scores=scores,
        levels=levels,
        weight=weight,
        total=total,
        grade=Tally(_grade(total.value, parameters), project.stated.grade if project.stated else None),
    )


def sum_of(values: Iterable[Decimal | Missing | None]) -> Decimal | Missing:
    """The sum of scores or weights; Missing with every gap where one is missing, None counts nothing."""
    missing: Missing | None = None
    found = Decimal(0)
    for value in values:
        if isinstance(value, Missing):
            missing = value if missing is None else missing | value
        elif value is not None:
            found += value
    return found if missing is None else missing


def _levels(
    project: Project, indicators: tuple[Indicator, ...], scores: tuple[Score, ...]
) -> tuple[LevelResult, ...]:
    stated = project.stated
    names = dict.fromkeys(indicator.first or "" for indicator in indicators)
    found = []
    for name in names:
        own = [
            score
            for indicator, score in zip(indicators, scores, strict=True)
            if (indicator.first or "") == name
        ]
        found.append(
            LevelResult(
                name,
                Tally(
                    sum_of(_weight_or_gap(score) for score in own),
                    (stated.weights or {}).get(name) if stated else None,
                ),
                Tally(
                    sum_of(score.value for score in own), (stated.scores or {}).get(name) if stated else None
                ),
            )
        )
    return tuple(found)


def _weight_or_gap(score: Score) -> Decimal | Missing | None:
    if score.weight is not None or score.origin == "不计分":
        return score.weight
    return score.computed if isinstance(score.computed, Missing) else Missing(())


def _weights(project: Project, rate: RateScore, scores: tuple[Score, ...], at: Path) -> Tally[Decimal]:
    gaps = tuple(
        Gap((*at, "指标", number, "权重"), f"第{number + 1}条指标的分值")
        for number, score in enumerate(scores)
        if score.weight is None and score.origin != "不计分"
    )
    if gaps or project.indicators is None:
        return Tally(Missing(gaps or (Gap((*at, "指标"), "绩效指标"),)))
    return Tally(sum_of([rate.weight, *(score.weight for score in scores)]))


def _total(
    project: Project, rate: RateScore, scores: tuple[Score, ...], parameters: Parameters, at: Path
) -> Decimal | Missing:
    if project.indicators is None:
        return Missing((Gap((*at, "指标"), "绩效指标"),))
    found = sum_of([rate.score.value, *(score.value for score in scores)])
    if isinstance(found, Missing) or parameters.excluded != "折算":
        return found
    applicable = sum((score.weight for score in scores if score.weight is not None), Decimal(0)) + rate.weight
    if applicable <= 0 or all(score.origin != "不计分" for score in scores):
        return found
    return half_up(Fraction(found) * 100 / Fraction(applicable))


def _grade(total: Decimal | Missing | None, parameters: Parameters) -> str | Missing | None:
    return parameters.grade(Fraction(total)) if isinstance(total, Decimal) else total
