"""Report options of a file: unknown names and values are refused with what is allowed."""

from __future__ import annotations

import pytest

from jixiao_desktop.engine.reading import parse_checked_exchange
from jixiao_desktop.ledger.problems import ExchangeError

FILE = "格式: jixiao/1\n模板: sichuan-2022\n年度: 2023\n金额单位: 万元\n选项: {{{option}}}\n"


def read(option: str) -> None:
    parse_checked_exchange(FILE.format(option=option).encode(), "例.yaml")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("百分比小数位: 八", "选项.百分比小数位: 「八」不是整数"),
        ("列示零值项: 也许", "选项.列示零值项: 「也许」应写 是 或 否"),
        ("金额单位: 美元", "选项.金额单位: 「美元」不是金额单位，可用：元、万元"),
        ("小数位: 2", "选项.小数位: 没有选项「小数位」，可用：不适用指标、公用经费称谓、"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(option: str, said: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        read(option)
    (problem,) = refused.value.problems
    assert str(problem).startswith(said)
    assert problem.line == 5


@pytest.mark.parametrize(
    "option",
    [
        "百分比小数位: 1",
        "百分比小数位: ''",
        "列示零值项: true",
        "金额单位: 元",
        "附表支出类数: 24",
        "满意度计分: 分段法",
        "公用经费称谓: 日常公用经费",
    ],
)
def test_an_option_of_the_pack_or_of_the_scoring_is_read(option: str) -> None:
    read(option)


def test_an_option_of_another_pack_may_stay() -> None:
    text = FILE.format(option="项目编码前缀: 51").replace("sichuan-2022", "national")
    assert parse_checked_exchange(text.encode(), "例.yaml").template == "national"
