"""Small unit-years for tests of the narrative, written as the exchange file carries them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import PackModel, load_model
from jixiao_desktop.ledger.exchange import parse_exchange, read_exchange
from jixiao_desktop.report.blocks import Block, Heading, Paragraph
from jixiao_desktop.report.builder import section
from jixiao_desktop.report.runs import text_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "resources" / "examples"
CASES = ROOT / "tests" / "cases"
GENERAL = "一般公共预算"
DOUBLED = (
    "、。",
    "；。",
    "，。",
    "。。",
    "，，",
    "、、",
    "；；",
    "：。",
    "：；",
    "增加/减少",
    "增长/下降",
    "NaN",
    "None",
)
"""What no narrative may contain."""


@cache
def model(pack_id: str) -> PackModel:
    """A bundled pack, loaded once."""
    return load_model(pack_id)


def evaluation_of(pack_id: str = "sichuan-2021", **keys: Any) -> Evaluation:
    """A unit-year with these keys of the exchange file; amounts are texts in 万元."""
    data = {
        "格式": "jixiao/1",
        "模板": pack_id,
        "年度": "2021",
        "金额单位": "万元",
        "单位": {"名称": "甲县乙学校", "报告主体": "单位", "单位性质": "事业单位"},
        **keys,
    }
    facts = parse_exchange(json.dumps(data, ensure_ascii=False), "test.yaml")
    return Evaluation(model(pack_id), facts)


def evaluation_from(path: Path, pack_id: str | None = None) -> Evaluation:
    """The figures of an exchange file, under its own pack or another."""
    facts = read_exchange(path)
    return Evaluation(model(pack_id or facts.template), facts)


def paragraphs(evaluation: Evaluation, part: str) -> list[str]:
    """The paragraphs of one section, as plain text."""
    return [text_of(block.runs) for block in section(evaluation, part) if isinstance(block, Paragraph)]


def headings(blocks: tuple[Block, ...]) -> list[tuple[int, str]]:
    """The headings among blocks with their levels."""
    return [(block.level, text_of(block.runs)) for block in blocks if isinstance(block, Heading)]


def expense(amount: str, code: str = "205", nature: str = "基本支出", fund: str = GENERAL) -> dict[str, str]:
    """One line of 支出."""
    return {"科目": code, "资金": fund, "性质": nature, "金额": amount}


def income(amount: str, source: str = "一般公共预算财政拨款收入", code: str = "205") -> dict[str, str]:
    """One line of 收入."""
    return {"科目": code, "来源": source, "金额": amount}


def budget(amount: str, code: str = "205") -> dict[str, str]:
    """One line of 预算."""
    return {"科目": code, "资金": GENERAL, "全年预算": amount}


def balanced(amount: str, before: str | None = None, **keys: Any) -> Evaluation:
    """A unit whose 收、支总计 is ``amount``, last year ``before``."""
    last_year = {} if before is None else dict.fromkeys(("收入总计", "财政拨款收入总计"), before)
    return evaluation_of(
        收入=[income(amount)], 支出=[expense(amount)], 结转结余=[],
        其他收支={"使用非财政拨款结余": "0", "结余分配": "0"}, 上年=last_year, **keys,
    )  # fmt: skip
