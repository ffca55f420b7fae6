"""Opening a pack with the functions of 绩效 beside those of the engine."""

from __future__ import annotations

from pathlib import Path

from jixiao_desktop.engine import model as engine_model
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.functions import FUNCTIONS
from jixiao_desktop.engine.model import PackModel
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.performance.functions import PERFORMANCE_FUNCTIONS


def load_model(pack_id: str, root: Path | None = None) -> PackModel:
    """Load a pack whose expressions, rules and wording may also ask about projects. Raises PackError."""
    return engine_model.load_model(pack_id, {**FUNCTIONS, **PERFORMANCE_FUNCTIONS}, root)


def open_evaluation(
    facts: UnitYear, pack_id: str | None = None, previous: Evaluation | None = None
) -> Evaluation:
    """The figures of a unit-year under its own pack, or the one that is asked for. Raises PackError."""
    return Evaluation(load_model(pack_id or facts.template), facts, previous)
