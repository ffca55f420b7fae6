"""定稿: what is frozen of a year, and making it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jixiao_desktop.audit.findings import Finding
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.values import Missing
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.store.versions import FrozenFinding
from ui.handin.background import Background, Job, JobStoppedError


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a 定稿 keeps besides its number and time."""

    facts: UnitYear
    pack: str
    figures: Mapping[str, Quantity]
    findings: tuple[FrozenFinding, ...]
    hashes: Mapping[str, str]


def freezing(evaluation: Evaluation, findings: tuple[Finding, ...]) -> Job:
    """The job that makes every file of the final version and takes its SHA-256."""

    def job(work: Background) -> Frozen:
        from jixiao_desktop.output.contents import package_items
        from jixiao_desktop.output.manifest import digest

        items = package_items(evaluation, final=True)
        hashes = {}
        for done, item in enumerate(items):
            if work.cancelled:
                raise JobStoppedError("已取消，没有定稿。")
            work.progressed.emit(done, len(items), f"正在生成（{done + 1}/{len(items)}）{item.name}")
            hashes[item.name] = digest(item.make())
        pack = evaluation.model.pack
        return Frozen(
            evaluation.facts, f"{pack.name}（{pack.edition}）", _figures(evaluation), _kept(findings), hashes
        )

    return job


def _figures(evaluation: Evaluation) -> dict[str, Quantity]:
    """Every figure of the catalogue that is known."""
    values = ((name, evaluation.value(name)) for name in evaluation.model.measures)
    return {
        name: value
        for name, value in values
        if isinstance(value, Quantity) and not isinstance(value, Missing)
    }


def _kept(findings: tuple[Finding, ...]) -> tuple[FrozenFinding, ...]:
    return tuple(FrozenFinding(f.id, str(f.level), f.message, f.explained) for f in findings)
