"""Change a case by a short list of places and new values, as tests/audit/firing.yaml writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

import yaml

from jixiao_desktop.ledger.amounts import parse_amount
from jixiao_desktop.ledger.edits import Operation, Path, apply, delete_row, set_value, value_at
from jixiao_desktop.ledger.facts import ScoreOverride, ThreePublicItem, UnitYear

CASES = FilePath(__file__).parent.parent / "cases"


def edits_in(name: str) -> Mapping[str, Mapping[str, Any]]:
    """The edits of a file beside this one, by rule."""
    text = (FilePath(__file__).parent / name).read_text(encoding="utf-8")
    edits: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return edits


def changed(facts: UnitYear, edits: Mapping[str, Any]) -> UnitYear:
    """The facts with each place set to its new value."""
    for place, written in edits.items():
        path = path_of(place)
        if written == "删":
            change = delete_row(facts, path)
        else:
            change = set_value(facts, path, _value(facts, path, written))
        facts = apply(facts, Operation("改动", (change,)))
    return facts


def path_of(place: str) -> Path:
    """``项目[0].指标[2].得分`` as a path."""
    steps: list[str | int] = []
    for part in place.split("."):
        match = re.fullmatch(r"(.+)\[(\d+)\]", part)
        steps += [match.group(1), int(match.group(2))] if match else [part]
    return tuple(steps)


def _value(facts: UnitYear, path: Path, written: Any) -> Any:
    if isinstance(written, dict):
        plain = {key: _value(facts, (*path, key), value) for key, value in written.items()}
        if path == ("三公经费", "公务接待费"):
            return ThreePublicItem(actual=plain["决算"])
        if path[-1] == "改分":
            return ScoreOverride(score=plain["得分"])
        kept = value_at(facts, path) if path[-1] == "段落" else {}
        return {**kept, **plain}
    if isinstance(written, str) and written.startswith("元 "):
        return parse_amount(written[2:], "元")
    if isinstance(written, str) and written.startswith("数 "):
        return Decimal(written[2:])
    return written
