"""全审: what the rules say of the facts, and what the reports still lack."""

from __future__ import annotations

from functools import partial

from jixiao_desktop.audit.engine import audit, in_order
from jixiao_desktop.audit.findings import Finding, Level
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.report.blocks import GapRun
from jixiao_desktop.report.narrative import report_gaps

UNFILLED = "未填"
"""The id of what no rule names: a place of the report that shows 【待填】."""


def review(evaluation: Evaluation, *, diagnose: bool = True) -> tuple[Finding, ...]:
    """Every finding, the gravest first: the audit's, and a 未填 for each gap that the reports show.

    Kept until a fact that was read changes. Without ``diagnose`` the likely causes are left out, which
    keeps typing fast.
    """
    return evaluation.remembered(("全审", diagnose), partial(_review, evaluation, diagnose=diagnose))


def _review(evaluation: Evaluation, *, diagnose: bool) -> tuple[Finding, ...]:
    findings = audit(evaluation, diagnose=diagnose)
    named = {path for finding in findings if finding.level is Level.UNFILLED for path in finding.where}
    missing = [_unfilled(gap) for gap in report_gaps(evaluation) if gap.path not in named]
    return in_order(evaluation, (*findings, *missing))


def _unfilled(gap: GapRun) -> Finding:
    missing = f"还有{gap.what}" if "没有填" in gap.what else f"{gap.what}还没有填"
    return Finding(
        id=UNFILLED,
        level=Level.UNFILLED,
        message=f"{missing}，报告里显示为{gap.text}",
        where=(gap.path,),
        source="报告正文的【待填】",
    )
