"""审核报告 as a Word page and as an Excel sheet: every finding with its place and its 说明."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from jixiao_desktop.audit.acknowledge import acknowledgement_of
from jixiao_desktop.audit.findings import Level
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.output.contents import package_items
from jixiao_desktop.resources import resource_path
from jixiao_desktop.review import review

REASON = "上级部门年中追加安排，已经核对过批复文件。"


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return open_evaluation(read_exchange(resource_path("examples", "renhe-2021.yaml")))


def made(evaluation: Evaluation) -> dict[str, bytes]:
    """The files of the 审核报告 by ending."""
    items = package_items(evaluation, final=False, kinds=("audit",))
    return {item.name.rsplit(".", 1)[-1]: item.make() for item in items}


def test_the_sheet_lists_every_finding_once_with_its_likely_cause(evaluation: Evaluation) -> None:
    """人员经费 of the sample: 373.71 stated, 393.24 by its items, 抚恤金 19.53 left out."""
    sheet = load_workbook(BytesIO(made(evaluation)["xlsx"])).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(at for at, row in enumerate(rows) if row[0] == "序号")
    assert rows[head][:7] == ["序号", "级别", "编号", "审核结果", "可能的原因", "位置", "说明"]
    found = [row for row in rows[head + 1 :] if row[2]]
    assert len(found) == len(review(evaluation))
    first = found[0]
    assert first[1] == "错误"
    assert "373.71" in str(first[3])
    assert "393.24" in str(first[3])
    assert "抚恤金" in str(first[4])
    assert first[5] == "申报值·人员经费、经济分类"


def test_rows_are_counted_from_one(evaluation: Evaluation) -> None:
    """The grids count their rows from one, and so does the paper."""
    words = "\n".join(
        cell.text
        for table in Document(BytesIO(made(evaluation)["docx"])).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "支出第1行" in words
    assert "项目第1行·资金" in words
    assert "[0]" not in words


def test_a_written_reason_stands_in_both(evaluation: Evaluation) -> None:
    """A closed 核实 is listed with its 说明: last year's total doubled calls for two."""
    facts = evaluation.facts
    doubled = {**(facts.last_year or {}), "收入总计": Quantity(800_0000_00)}
    changed = open_evaluation(replace(facts, last_year=doubled))
    open_ones = [finding for finding in review(changed) if finding.level is Level.VERIFY]
    given = tuple(acknowledgement_of(finding, REASON) for finding in open_ones)
    files = made(open_evaluation(replace(changed.facts, acknowledgements=given)))
    sheet = load_workbook(BytesIO(files["xlsx"])).worksheets[0]
    assert [row[6].value for row in sheet.iter_rows()].count(REASON) == len(open_ones)
    document = Document(BytesIO(files["docx"]))
    words = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert words.count(REASON) == len(open_ones) == 2


def test_a_year_without_findings_says_so() -> None:
    """The built-in complete case has none; its sheet is not simply empty."""
    sheet_of = made(open_evaluation(read_exchange(resource_path("..", "tests", "cases", "full-2021.yaml"))))
    sheet = load_workbook(BytesIO(sheet_of["xlsx"])).worksheets[0]
    assert "没有发现问题" in [cell.value for row in sheet.iter_rows() for cell in row]
