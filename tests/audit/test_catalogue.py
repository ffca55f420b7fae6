"""Every number of the official lists is a rule, holds by construction, or says why it is not judged."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from jixiao_desktop.audit.engine import rules_of
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.exchange import read_exchange
from tests.audit.changing import CASES

TESTS = Path(__file__).parent.parent
LIST = yaml.safe_load((TESTS / "audit" / "catalogue.yaml").read_text(encoding="utf-8"))
NUMBERS = {f"{series}{n:02}" for series, last in LIST["编号"].items() for n in range(1, last + 1)}


def test_every_number_has_its_place_once() -> None:
    rules = rules_of(open_evaluation(read_exchange(CASES / "full-2023.yaml")))
    judged = {name for rule in rules for name in (rule.id, *rule.aliases)}
    built = [number for numbers in LIST["由构造成立"].values() for number in numbers]
    assert len(NUMBERS) == 264
    assert len(built) == len(set(built))
    assert not judged & set(built)
    assert not (judged | set(built)) & set(LIST["不判"])
    assert judged | set(built) | set(LIST["不判"]) >= NUMBERS
    assert set(built) | set(LIST["不判"]) <= NUMBERS
    assert all(reason for reason in LIST["不判"].values())


@pytest.mark.parametrize("named", LIST["由构造成立"])
def test_what_holds_by_construction_is_tested(named: str) -> None:
    file, test = named.split("::")
    assert f"def {test}(" in (TESTS / file).read_text(encoding="utf-8")
