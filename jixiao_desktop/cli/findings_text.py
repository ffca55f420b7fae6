"""Findings as they are printed, and as JSON."""

from __future__ import annotations

from typing import Any

from jixiao_desktop.audit.findings import Cause, Finding
from jixiao_desktop.ledger.edits import path_text


def as_text(finding: Finding) -> str:
    """One finding, its places, figures, likely causes and 说明, a line each."""
    lines = [f"[{finding.level}] {finding.id} {finding.message}"]
    if finding.where:
        lines.append(f"    位置：{'、'.join(path_text(path) for path in finding.where)}")
    lines += [f"    可能的原因：{_cause_text(cause)}" for cause in finding.causes]
    if finding.explained is not None:
        lines.append(f"    已说明：{finding.explained}")
    return "\n".join(lines)


def as_json(finding: Finding) -> dict[str, Any]:
    """One finding as data."""
    return {
        "id": finding.id,
        "level": str(finding.level),
        "message": finding.message,
        "where": [path_text(path) for path in finding.where],
        "values": dict(finding.values),
        "causes": [
            {"text": cause.text, "where": None if cause.where is None else path_text(cause.where)}
            for cause in finding.causes
        ],
        "explained": finding.explained,
        "source": finding.source,
    }


def _cause_text(cause: Cause) -> str:
    return cause.text if cause.where is None else f"{cause.text}（{path_text(cause.where)}）"
