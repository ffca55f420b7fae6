"""核实 findings and the 说明 that close them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jixiao_desktop.audit.findings import Finding, Level
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.ledger.edits import path_text
from jixiao_desktop.ledger.facts import Acknowledgement

MIN_LENGTH = 10


def with_explanations(evaluation: Evaluation, findings: Iterable[Finding]) -> list[Finding]:
    """Close each 核实 finding that has a 说明 given for these very figures."""
    given: tuple[Acknowledgement, ...] = evaluation.read(("核实",)) or ()
    if not given:
        return list(findings)
    return [
        replace(finding, explained=_reason(finding, given)) if finding.level is Level.VERIFY else finding
        for finding in findings
    ]


def acknowledgement_of(finding: Finding, reason: str) -> Acknowledgement:
    """The 说明 to store for a finding, with the operand values that it is given for."""
    return Acknowledgement(
        rule=finding.id, place=place_of(finding), reason=reason.strip(), values=dict(finding.values)
    )


def place_of(finding: Finding) -> str:
    """The place that tells apart findings of one rule."""
    return "；".join(path_text(path) for path in finding.where)


def is_long_enough(reason: str) -> bool:
    """A 说明 has at least ten characters."""
    return len("".join(reason.split())) >= MIN_LENGTH


def _reason(finding: Finding, given: tuple[Acknowledgement, ...]) -> str | None:
    for item in given:
        same_place = (item.place or "") == place_of(finding)
        same_figures = item.values is None or dict(item.values) == dict(finding.values)
        if item.rule == finding.id and same_place and same_figures and is_long_enough(item.reason):
            return item.reason
    return None
