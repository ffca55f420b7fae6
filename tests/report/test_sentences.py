"""Every branch of the sentences that depend on signs, zeros and what is missing."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from jixiao_desktop.ledger.facts import THREE_PUBLIC_ITEMS
from jixiao_desktop.report.builder import section
from tests.report.support import (
    balanced,
    budget,
    evaluation_of,
    expense,
    headings,
    income,
    paragraphs,
)


def one(part: str, pack: str = "sichuan-2021", **keys: Any) -> str:
    """The paragraphs of a section in one string."""
    return "\n".join(paragraphs(evaluation_of(pack, **keys), part))


class TestChangeAgainstLastYear:
    @pytest.mark.parametrize(
        ("now", "before", "sentence"),
        [
            ("110", "100", "与2020年相比，收、支总计各增加10万元，增长10%。主要变动原因是工资调整。"),
            ("90", "100", "与2020年相比，收、支总计各减少10万元，下降10%。主要变动原因是工资调整。"),
            ("100", "100", "收、支总计与2020年持平。"),
            ("100", "0", "与2020年相比，收、支总计各增加100万元。主要变动原因是工资调整。"),
            ("0", "100", "与2020年相比，收、支总计各减少100万元，下降100%。主要变动原因是工资调整。"),
            ("0", "0", "收、支总计与2020年持平。"),
            ("100000.01", "100000", "与2020年相比，收、支总计各增加0.01万元。主要变动原因是工资调整。"),
        ],
    )
    def test_it_says_what_happened(self, now: str, before: str, sentence: str) -> None:
        text = paragraphs(balanced(now, before, 说明={"收支总计变动": "工资调整"}), "收支总体")[0]
        assert text.endswith(sentence)

    def test_it_asks_for_last_year_and_for_the_reason(self) -> None:
        text = paragraphs(balanced("100"), "收支总体")[0]
        assert text.endswith(
            "收、支总计各【待填：上年收入总计】。主要变动原因是【待填：收支总计变动的原因】。"
        )

    @pytest.mark.parametrize(
        "reason",
        [
            "人员经费减少",
            "人员经费减少。",
            "主要变动原因是人员经费减少；",
            "是人员经费减少。。",
            "\n 主要原因：人员经费减少、",
        ],
    )
    def test_the_reason_is_fitted_in(self, reason: str) -> None:
        text = paragraphs(balanced("90", "100", 说明={"收支总计变动": reason}), "收支总体")[0]
        assert text.endswith("下降10%。主要变动原因是人员经费减少。")


class TestComposition:
    def test_items_of_zero_are_left_out(self) -> None:
        text = one("收入", 收入=[income("75"), income("25", "事业收入"), income("0", "经营收入")])
        assert text == (
            "2021年本年收入合计100万元，其中：一般公共预算财政拨款收入75万元，占75%；事业收入25万元，占25%。"
        )

    def test_or_listed_by_option(self) -> None:
        text = one("支出", 支出=[expense("100")], 选项={"列示零值项": "是"})
        assert text == (
            "2021年本年支出合计100万元，其中：基本支出100万元，占100%；项目支出0万元，占0%；上缴上级支出0万元，占0%；"
            "经营支出0万元，占0%；对附属单位补助支出0万元，占0%。"
        )

    def test_nothing_at_all_has_no_parts(self) -> None:
        assert one("收入", 收入=[]) == "2021年本年收入合计0万元。"

    def test_a_stated_total_without_detail_asks_for_it(self) -> None:
        text = one("收入", 申报值={"本年收入合计": "100"})
        assert text == "2021年本年收入合计100万元，其中：【待填：收入决算】。"

    def test_the_reason_of_a_part_is_written_beside_the_part(self) -> None:
        running = {"预算": "12", "决算": "12.6", "上年决算": "11", "保有": {"轿车": "1"}}
        text = one(
            "三公经费",
            三公经费=no_items(公务用车运行维护费=running),
            说明={
                "三公经费预算差异[公务用车运行维护费]": "车辆老化",
                "三公经费变动[公务用车运行维护费]": "维修增加",
            },
        )
        assert (
            "公务用车运行维护费支出12.6万元。决算数大于预算数的主要原因是车辆老化。"
            "决算数较上年变动的主要原因是维修增加。" in text
        )

    def test_a_stated_total_of_nothing_says_that_there_was_nothing(self) -> None:
        text = one("三公经费", 申报值={"三公经费决算": "0", "三公经费预算": "0"})
        assert "2021年无因公出国（境）费、公务用车购置及运行维护费和公务接待费支出。" in text
        assert "待填" not in text

    @pytest.mark.parametrize(
        ("decimals", "trim", "share"), [("0", "是", "67%"), ("1", "是", "66.7%"), ("2", "否", "66.67%")]
    )
    def test_percent_decimals(self, decimals: str, trim: str, share: str) -> None:
        options = {"百分比小数位": decimals, "百分比去尾零": trim}
        text = one("收入", 收入=[income("2"), income("1", "其他收入")], 选项=options)
        assert f"一般公共预算财政拨款收入2万元，占{share}" in text

    def test_amounts_in_yuan(self) -> None:
        text = one("收入", 收入=[income("1.5")], 选项={"金额单位": "元", "金额去尾零": "否"})
        assert text.startswith("2021年本年收入合计15000.00元")

    def test_education_only_as_far_as_the_codes_go(self) -> None:
        text = one("一般公共预算支出", 支出=[expense("3", "2050202"), expense("1", "2080505")], 预算=[])
        assert "主要用于以下方面：教育支出3万元，占75%；社会保障和就业支出1万元，占25%。" in text


class TestBudget:
    def line(self, spent: str, planned: str, reasons: dict[str, str] | None = None, code: str = "205") -> str:
        evaluation = evaluation_of(
            支出=[expense(spent, code)], 预算=[budget(planned, code)], 说明=reasons or {}
        )
        return paragraphs(evaluation, "一般公共预算支出")[-1]

    def test_less(self) -> None:
        assert self.line("99", "100", {"预算差异[205]": "据实结算"}) == (
            "1.教育支出（类）：支出决算为99万元，完成预算99%，决算数小于预算数的主要原因是据实结算。"
        )

    def test_more(self) -> None:
        assert self.line("101", "100", {"预算差异": "年中追加"}).endswith(
            "完成预算101%，决算数大于预算数的主要原因是年中追加。"
        )

    def test_equal(self) -> None:
        assert self.line("100", "100").endswith("完成预算100%，决算数等于预算数。")

    def test_none_planned(self) -> None:
        assert self.line("100", "0").endswith("支出决算为100万元，年初未安排预算，为年中追加。")

    def test_nothing_spent(self) -> None:
        assert self.line("0", "100").endswith(
            "完成预算0%，决算数小于预算数的主要原因是【待填：预算差异[205]的原因】。"
        )

    def test_a_missing_budget_is_asked_for(self) -> None:
        evaluation = evaluation_of(支出=[expense("100")])
        assert paragraphs(evaluation, "一般公共预算支出")[-1] == (
            "1.教育支出（类）：支出决算为100万元，完成预算【待填：预算】。"
        )

    def test_a_subject_without_money_is_left_out(self) -> None:
        evaluation = evaluation_of(
            支出=[expense("0", "208"), expense("1", "210")], 预算=[budget("0", "208"), budget("1", "210")]
        )
        assert paragraphs(evaluation, "一般公共预算支出")[-1].startswith("1.卫生健康支出（类）：")

    def test_names_go_as_far_as_the_code(self) -> None:
        assert self.line("1", "1", code="2050202").startswith(
            "1.教育支出（类）普通教育（款）小学教育（项）：支出决算为1万元"
        )

    def test_planned_only_is_named_too(self) -> None:
        evaluation = evaluation_of(支出=[expense("1", "205")], 预算=[budget("1", "205"), budget("2", "208")])
        assert (
            "2.社会保障和就业支出（类）：支出决算为0万元，完成预算0%"
            in paragraphs(evaluation, "一般公共预算支出")[-1]
        )


class TestOnlyTotalsAreStated:
    stated: ClassVar = {
        "本年支出合计": "490.02", "基本支出": "450.02", "项目支出": "40",
        "一般公共预算财政拨款支出": "480.02",
        "三公经费决算": "1.2", "三公经费预算": "1.5",
    }  # fmt: skip

    def test_the_parts_that_are_stated_are_said(self) -> None:
        assert one("支出", 申报值=self.stated).startswith(
            "2021年本年支出合计490.02万元，其中：基本支出450.02万元，占91.8%；项目支出40万元，占8.2%。"
        )

    def test_a_list_that_is_not_there_is_asked_for(self) -> None:
        text = one("一般公共预算支出", 申报值=self.stated)
        assert "主要用于以下方面：【待填：支出决算】。" in text
        assert text.endswith("其中：【待填：支出决算】")

    def test_the_totals_of_the_three_are_compared(self) -> None:
        text = one("三公经费", 申报值=self.stated, 上年={"三公经费决算": "1.2"})
        assert "支出决算为1.2万元，完成预算80%，与上年持平。决算数小于预算数的主要原因是【待填" in text


class TestBasicSpending:
    economics: ClassVar = [
        {"经济科目": "30101", "资金": "一般公共预算", "性质": "基本支出", "金额": "60"},
        {"经济科目": "30201", "资金": "一般公共预算", "性质": "基本支出", "金额": "40"},
    ]

    def test_names_and_amounts(self) -> None:
        assert paragraphs(evaluation_of(支出=[expense("100")], 经济分类=self.economics), "基本支出") == [
            "2021年一般公共预算财政拨款基本支出100万元，其中：",
            "人员经费60万元，主要包括：基本工资60万元。",
            "日常公用经费40万元，主要包括：办公费40万元。",
        ]

    def test_names_alone_by_option(self) -> None:
        evaluation = evaluation_of(
            支出=[expense("100")], 经济分类=self.economics, 选项={"列示明细金额": "否"}
        )
        assert paragraphs(evaluation, "基本支出")[1] == "人员经费60万元，主要包括：基本工资等。"

    def test_none(self) -> None:
        assert one("基本支出", 支出=[]) == "2021年一般公共预算财政拨款基本支出0万元。"

    def test_detail_still_to_be_entered(self) -> None:
        lines = paragraphs(evaluation_of(支出=[expense("100")], 申报值={"人员经费": "60"}), "基本支出")
        assert lines[1] == "人员经费60万元，主要包括：【待填：人员经费的经济分类】。"
        assert lines[2] == "日常公用经费【待填：经济分类】。"


def no_items(**items: dict[str, Any]) -> dict[str, Any]:
    """三公经费 with every item zero except these."""
    plain: dict[str, Any] = {
        name: {"预算": "0", "决算": "0", "上年决算": "0"}
        for name in THREE_PUBLIC_ITEMS
        if name not in {"公务用车购置及运行维护费", "公务接待费"}
    }
    return {**plain, **items}


class TestThreePublic:
    def test_all_zero_is_one_plain_sentence_a_section(self) -> None:
        assert paragraphs(evaluation_of(三公经费=no_items()), "三公经费") == [
            "2021年“三公”经费财政拨款支出决算为0万元，与预算数持平，与上年持平。",
            "2021年无因公出国（境）费、公务用车购置及运行维护费和公务接待费支出。",
        ]

    def test_not_entered_asks_once_a_section(self) -> None:
        text = one("三公经费")
        assert text.count("【待填：") == 2

    def test_nothing_this_year_but_last_year(self) -> None:
        trip = {"预算": "0", "决算": "0", "上年决算": "2", "团组数": "0", "人数": "0"}
        text = one("三公经费", 三公经费=no_items(**{"因公出国（境）费": trip}))
        assert "支出决算为0万元，与预算数持平，较上年减少2万元，下降100%。" in text
        assert "2021年无“三公”经费财政拨款支出。具体情况如下：" in text
        assert "因公出国（境）支出决算比2020年减少2万元，下降100%。" in text
        assert "占" not in text

    def test_cars(self) -> None:
        running = {"预算": "4", "决算": "3", "上年决算": "3", "保有": {"轿车": "1"}, "用途": "用于送教下乡。"}
        bought = {"预算": "10", "决算": "10", "上年决算": "0", "购置": {"轿车": {"辆数": "1", "金额": "10"}}}
        text = one(
            "三公经费",
            三公经费=no_items(公务用车购置费=bought, 公务用车运行维护费=running),
            说明={"三公经费预算差异": "厉行节约"},
        )
        assert "全年按规定更新购置公务用车1辆，其中：轿车1辆、金额10万元。" in text
        assert "截至2021年12月31日，单位共有公务用车1辆，其中：轿车1辆。" in text
        assert "公务用车运行维护费支出3万元。主要用于送教下乡所需的公务用车燃料费" in text
        assert "完成预算92.9%，较上年增加10万元，增长333.3%。决算数小于预算数的主要原因是厉行节约。" in text
        assert "公务用车购置及运行维护费支出决算13万元，占100%；" in text

    def test_only_the_sum_of_cars_is_known(self) -> None:
        items = {
            "公务用车购置及运行维护费": {"预算": "3", "决算": "3", "上年决算": "3", "保有": {"轿车": "1"}}
        }
        text = one("三公经费", 三公经费=items)
        assert "2.公务用车购置及运行维护费支出3万元，完成预算100%。" in text
        assert "公务用车购置支出" not in text
        assert "单位共有公务用车1辆" in text

    def test_only_the_sum_of_receptions_is_known(self) -> None:
        items = {"公务接待费": {"预算": "1", "决算": "1", "上年决算": "1", "批次": "2", "人次": "20"}}
        text = one("三公经费", 三公经费=items)
        assert "公务接待2批次，20人次（不包括陪同人员），共计支出1万元。" in text
        assert "国内公务接待" not in text

    def test_an_item_that_is_absent_beside_others_is_zero_and_asks_nothing(self) -> None:
        running = {"预算": "2", "决算": "2", "上年决算": "2", "保有": {"轿车": "1"}}
        text = one("三公经费", 三公经费={"公务用车运行维护费": running})
        assert "公务用车购置支出0万元。截至2021年12月31日，单位共有公务用车1辆" in text
        assert "【待填" not in text

    def test_last_year_is_asked_for_where_it_is_entered(self) -> None:
        item = {"预算": "1", "决算": "1", "批次": "1", "人次": "9"}
        text = one("三公经费", 三公经费=no_items(国内公务接待费=item))
        assert "公务接待费支出决算比2020年【待填：国内公务接待费上年决算】。" in text

    def test_last_year_of_a_sum_may_stand_among_last_years_figures(self) -> None:
        item = {"预算": "1", "决算": "1", "批次": "1", "人次": "9"}
        text = one("三公经费", 三公经费=no_items(国内公务接待费=item), 上年={"公务接待费": "2"})
        assert "公务接待费支出决算比2020年减少1万元，下降50%。" in text

    def test_a_blank_content_is_none(self) -> None:
        item = {"预算": "1", "决算": "1", "上年决算": "1", "批次": "1", "人次": "9", "内容": "", "用途": " "}
        text = one("三公经费", 三公经费=no_items(国内公务接待费=item))
        assert "国内公务接待支出1万元。国内公务接待1批次，9人次（不包括陪同人员），共计支出1万元。" in text

    def test_a_part_paid_by_a_fund(self) -> None:
        item = {
            "预算": "2",
            "决算": "2",
            "上年决算": "2",
            "批次": "1",
            "人次": "9",
            "其中政府性基金": {"预算": "1", "决算": "1"},
        }
        text = one("三公经费", 三公经费=no_items(国内公务接待费=item))
        assert "其中：政府性基金预算财政拨款安排1万元。" in text

    def test_without_a_budget(self) -> None:
        item = {"预算": "0", "决算": "2", "上年决算": "0", "批次": "1", "人次": "9"}
        text = one("三公经费", 三公经费=no_items(国内公务接待费=item))
        assert "支出决算为2万元，年初未安排预算，为年中追加，较上年增加2万元。" in text

    def test_the_newer_title_from_2023_on(self) -> None:
        for year, title in (
            ("2022", "七、“三公”经费财政拨款支出决算情况说明"),
            ("2023", "七、财政拨款“三公”经费支出决算情况说明"),
        ):
            blocks = section(evaluation_of("sichuan-2022", 年度=year), "三公经费")
            assert headings(blocks)[0] == (2, title)


class TestOtherMatters:
    def test_a_school_has_no_operating_cost(self) -> None:
        unit = {"名称": "甲县乙学校", "单位性质": "事业单位", "经费供给": "财政补助"}
        assert one("其他重要事项", 单位=unit).startswith("甲县乙学校属于财政补助的事业单位，无机关运行经费。")

    @pytest.mark.parametrize(
        ("now", "before", "sentence"),
        [
            ("12", "10", "机关运行经费支出12万元，比2020年增加2万元，增长20%。主要原因是人员增加。"),
            ("10", "10", "机关运行经费支出10万元，与2020年决算数持平。"),
        ],
    )
    def test_a_bureau_has(self, now: str, before: str, sentence: str) -> None:
        text = one(
            "其他重要事项",
            单位={"名称": "甲局", "单位性质": "行政单位", "报告主体": "部门"},
            其他事项={"机关运行经费": {"适用": "true", "决算": now, "上年决算": before}},
            说明={"机关运行经费变动": "人员增加"},
            整体自评={"总体目标": {"预期": "保障运转", "实际": "运转正常"}},
        )
        assert text.startswith(f"2021年，甲局{sentence}")
        assert "本部门在2021年度预算编制阶段" in text
        assert "同时，本部门对2021年部门整体开展绩效自评" in text

    def test_a_bureau_that_did_not_evaluate_itself_as_a_whole(self) -> None:
        text = one("其他重要事项", 单位={"名称": "甲局", "单位性质": "行政单位", "报告主体": "部门"})
        assert "部门整体" not in text

    def test_procurement_of_nothing(self) -> None:
        nothing = {"货物": "0", "工程": "0", "服务": "0"}
        assert "甲县乙学校政府采购支出总额0万元。" in one("其他重要事项", 其他事项={"政府采购": nothing})

    def test_procurement(self) -> None:
        bought = {
            "货物": "3", "工程": "1", "服务": "0", "用途": "主要用于设备采购。",
            "授予中小企业": "2", "授予小微企业": "0",
        }  # fmt: skip
        assert (
            "政府采购支出总额4万元，其中：政府采购货物支出3万元、政府采购工程支出1万元。主要用于设备采购。"
            "授予中小企业合同金额2万元，占政府采购支出总额的50%，其中：授予小微企业合同金额0万元，占政府采购支出总额的0%。"
        ) in one("其他重要事项", 其他事项={"政府采购": bought})

    def test_cars_by_use(self) -> None:
        cars = {"主要负责人用车": "1", "其他用车": "2"}
        text = one(
            "其他重要事项", "sichuan-2022", 选项={"列示零值项": "否"},
            其他事项={"国有资产": {"车辆": cars, "其他用车用途": "接送教师"}},
        )  # fmt: skip
        assert "共有车辆3辆，其中：主要负责人用车1辆、其他用车2辆，其他用车主要是用于接送教师。" in text

    def test_several_evaluated_projects(self) -> None:
        steps = {"事前评估项目": ["甲", "乙"], "编制目标项目数": "3", "监控项目数": "2", "自评项目数": "3"}
        assert "组织对“甲”“乙”等2个项目开展了预算事前绩效评估，对3个项目编制了绩效目标" in one(
            "其他重要事项", 其他事项={"预算绩效": steps}
        )

    def test_no_project_at_all(self) -> None:
        steps = {"事前评估项目": [], "编制目标项目数": "0", "监控项目数": "0", "自评项目数": "0"}
        assert one("其他重要事项", 其他事项={"预算绩效": steps}).endswith(
            "2021年度，本单位没有纳入预算绩效管理的项目。"
        )


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "【待填：项目绩效自评】"),
        ({"其他事项": {"预算绩效": {"自评项目数": "2"}}}, "【待填：项目绩效自评】"),
        ({"其他事项": {"预算绩效": {"自评项目数": "0"}}}, "2021年度没有开展项目绩效自评。"),
        ({"项目": []}, "2021年度没有开展项目绩效自评。"),
    ],
)
def test_forms_are_asked_for_unless_nothing_was_evaluated(keys: dict[str, Any], said: str) -> None:
    assert one("附件", **keys) == said


def test_a_department_is_called_so_everywhere() -> None:
    evaluation = evaluation_of(单位={"名称": "甲局", "报告主体": "部门"})
    assert headings(section(evaluation, "单位概况"))[0] == (1, "第一部分 部门概况")
    assert headings(section(evaluation, "收支总体"))[0] == (1, "第二部分 2021年度部门决算情况说明")


class TestStatedTotalsAlone:
    """A unit that knows only the totals of its signed tables."""

    stated: ClassVar = {
        "本年收入合计": "1200",
        "本年收入合计[一般公共预算财政拨款收入]": "1200",
        "本年支出合计": "1190.25",
        "基本支出": "1000.25",
        "项目支出": "190",
        "一般公共预算财政拨款支出": "1190.25",
        "一般公共预算财政拨款支出[205]": "1000",
        "一般公共预算财政拨款支出[208]": "190.25",
        "全年预算合计[一般公共预算]": "1234.5",
    }

    def test_the_other_parts_of_a_complete_whole_are_nothing(self) -> None:
        assert one("收入", 申报值=self.stated) == (
            "2021年本年收入合计1200万元，其中：一般公共预算财政拨款收入1200万元，占100%。"
        )
        assert one("支出", 申报值=self.stated) == (
            "2021年本年支出合计1190.25万元，其中：基本支出1000.25万元，占84%；项目支出190万元，占16%。"
        )
        assert "事业收入0万元，占0%；" in one("收入", "sichuan-2022", 申报值=self.stated)

    def test_the_other_parts_of_an_incomplete_whole_are_asked_for(self) -> None:
        text = one("支出", 申报值={**self.stated, "项目支出": "189"})
        assert "上缴上级支出【待填：支出决算】" in text

    def test_the_stated_subjects_are_told(self) -> None:
        text = one("一般公共预算支出", 申报值=self.stated)
        assert "主要用于以下方面：教育支出1000万元，占84%；社会保障和就业支出190.25万元，占16%。" in text
        assert "1.教育支出（类）：支出决算为1000万元，完成预算" in text
        assert "2.社会保障和就业支出（类）：支出决算为190.25万元，完成预算" in text
        assert "待填：支出决算" not in text

    def test_lines_that_were_entered_come_first(self) -> None:
        text = one("一般公共预算支出", 申报值=self.stated, 支出=[expense("1190.25", code="210")])
        assert "1.卫生健康支出（类）：支出决算为1190.25万元" in text
        assert "教育支出" not in text
