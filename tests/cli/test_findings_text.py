"""Findings as ``check --json`` gives them."""

from __future__ import annotations

import json

from jixiao_desktop.cli.findings_text import as_json
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.resources import resource_path
from jixiao_desktop.review import review


def test_a_finding_carries_its_places_figures_and_causes() -> None:
    findings = review(open_evaluation(read_exchange(resource_path("examples", "renhe-2021.yaml"))))
    data = json.loads(json.dumps([as_json(finding) for finding in findings], ensure_ascii=False))
    staff = next(item for item in data if item["id"] == "A26")
    assert staff["level"] == "错误"
    assert staff["where"] == ["申报值.人员经费", "经济分类"]
    assert set(staff["values"].values()) == {"373.71万元", "393.24万元", "19.53万元"}
    assert staff["causes"][0]["where"] == "经济分类[9]"
    assert "抚恤金 19.53" in staff["causes"][0]["text"]
    assert all(set(item) == set(staff) for item in data)
    assert all(isinstance(place, str) for item in data for place in item["where"])
