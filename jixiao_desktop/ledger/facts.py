"""The facts of one unit and year, as the exchange file carries them (``格式: jixiao/1``).

Everything is immutable: an edit makes a new :class:`UnitYear` that shares what did not change.
None means 未填; an empty list says that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.shape import (
    Amount,
    Choice,
    Count,
    EconomicCode,
    Flag,
    Items,
    Number,
    Record,
    Rows,
    Scalar,
    SubjectCode,
    Table,
    Text,
    key,
)
from jixiao_desktop.values import dataclass

FORMAT = "jixiao/1"

INCOME_SOURCES = (
    "一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "国有资本经营预算财政拨款收入",
    "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入",
)  # fmt: skip
FUNDS = ("一般公共预算", "政府性基金", "国有资本经营", "非财政拨款")
FISCAL_FUNDS = FUNDS[:3]
FUND_OF_SOURCE = dict(zip(INCOME_SOURCES[:3], FISCAL_FUNDS, strict=True))
"""Which fund (资金) each kind of 财政拨款收入 brings in; all other income is 非财政拨款."""
NATURES = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
THREE_PUBLIC_ITEMS = (
    "因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务用车购置及运行维护费",
    "国内公务接待费", "外事接待费", "公务接待费",
)  # fmt: skip
CAR_KINDS = ("轿车", "越野车", "小型载客汽车", "大中型载客汽车", "其他车型")
CAR_USES = (
    "副部（省）级及以上领导用车", "主要领导干部用车", "主要负责人用车", "机要通信用车", "应急保障用车",
    "执法执勤用车", "特种专业技术用车", "离退休干部用车", "离退休干部服务用车", "其他用车",
)  # fmt: skip
FUND_SOURCES = (
    "财政拨款", "当年财政拨款", "上年结转资金", "财政专户管理资金", "单位资金", "其他资金",
)  # fmt: skip
SIGNS = ("≥", "≤", "=", ">", "<", "定性")
BANDS = ("达成", "部分达成", "未达成")

SOURCE = Choice("收入来源", INCOME_SOURCES)
FUND = Choice("资金", FUNDS)
NATURE = Choice("支出性质", NATURES)
LONG = Text(long=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """人员: head counts at the end of the year."""

    posts: int | None = key("编制", Count())
    serving: int | None = key("在职", Count())
    teachers: int | None = key("专任教师", Count())
    managers: int | None = key("管理人员", Count())
    workers: int | None = key("工勤", Count())
    outside_posts: int | None = key("编外", Count())
    retired_veterans: int | None = key("离休", Count())
    retired: int | None = key("退休", Count())
    students: int | None = key("学生数", Count())
    others: Mapping[str, int] | None = key("其他", Table(Count()))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitInfo:
    """单位: who reports."""

    name: str | None = key("名称", Text())
    short_name: str | None = key("简称", Text())
    reporter: str | None = key("报告主体", Choice("报告主体", ("单位", "部门")))
    superior: str | None = key("主管部门", Text())
    superior_code: str | None = key("主管部门代码", Text())
    budget_level: str | None = key("预算级次", Text())
    nature: str | None = key(
        "单位性质", Choice("单位性质", ("行政单位", "参照公务员法管理事业单位", "事业单位"))
    )
    support: str | None = key("经费供给", Text())
    subordinate_units: int | None = key("下属单位数", Count())
    index_number: str | None = key("监督索引号", Text())
    published: str | None = key("公开时间", Text())
    head: str | None = key("单位负责人", Text())
    finance_head: str | None = key("财务负责人", Text())
    prepared_by: str | None = key("制表人", Text())
    phone: str | None = key("联系电话", Text())
    staff: Staff | None = key("人员", Record(Staff))


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """概况: the unit in its own words; a line that starts with 一、 （一） 1. （1） is a heading."""

    duties: str | None = key("职能简介", LONG)
    work: str | None = key("重点工作", LONG)
    structure: str | None = key("机构设置", LONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeLine:
    """收入: one line of 收入决算."""

    subject: str = key("科目", SubjectCode(), required=True)
    source: str = key("来源", SOURCE, required=True)
    amount: Quantity | None = key("金额", Amount(), required=True)
    education_fees: Quantity | None = key("其中教育收费", Amount())


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseLine:
    """支出: one line of 支出决算."""

    subject: str = key("科目", SubjectCode(), required=True)
    fund: str = key("资金", FUND, required=True)
    nature: str = key("性质", NATURE, required=True)
    amount: Quantity | None = key("金额", Amount(), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class EconomicLine:
    """经济分类: one line of the same spending by 部门预算支出经济分类科目."""

    economic: str = key("经济科目", EconomicCode(), required=True)
    fund: str = key("资金", FUND, required=True)
    nature: str = key("性质", NATURE, required=True)
    amount: Quantity | None = key("金额", Amount(), required=True)
    subject: str | None = key("科目", SubjectCode())
    project: str | None = key("项目", Text())


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryoverLine:
    """结转结余: what was left at the start and at the end of the year."""

    fund: str = key("资金", FUND, required=True)
    opening: Quantity | None = key("年初", Amount(), required=True)
    closing: Quantity | None = key("年末", Amount(), required=True)
    subject: str | None = key("科目", SubjectCode())
    nature: str | None = key("性质", NATURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFlows:
    """其他收支."""

    surplus_used: Quantity | None = key("使用非财政拨款结余", Amount())
    surplus_distributed: Quantity | None = key("结余分配", Amount())


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """预算: 全年预算 = 调整后预算."""

    subject: str = key("科目", SubjectCode(), required=True)
    fund: str = key("资金", FUND, required=True)
    initial: Quantity | None = key("年初预算", Amount())
    adjusted: Quantity | None = key("全年预算", Amount(), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarPurchase:
    """Cars of one kind that were bought."""

    number: int | None = key("辆数", Count())
    amount: Quantity | None = key("金额", Amount())


@dataclass(frozen=True, slots=True, kw_only=True)
class FundPart:
    """其中政府性基金: the part of a 三公 item that a fund paid."""

    budget: Quantity | None = key("预算", Amount())
    actual: Quantity | None = key("决算", Amount())


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreePublicItem:
    """One item of 三公经费 with the counts behind it."""

    initial: Quantity | None = key("年初预算", Amount())
    budget: Quantity | None = key("预算", Amount())
    actual: Quantity | None = key("决算", Amount())
    last_year: Quantity | None = key("上年决算", Amount())
    groups: int | None = key("团组数", Count())
    persons: int | None = key("人数", Count())
    bought: Mapping[str, CarPurchase] | None = key(
        "购置", Table(Record(CarPurchase, shorthand="辆数"), CAR_KINDS)
    )
    owned: Mapping[str, int] | None = key("保有", Table(Count(), CAR_KINDS))
    receptions: int | None = key("批次", Count())
    guests: int | None = key("人次", Count())
    purpose: str | None = key("用途", Text())
    content: str | None = key("内容", Text())
    fund_part: FundPart | None = key("其中政府性基金", Record(FundPart))


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingCost:
    """机关运行经费."""

    applies: bool | None = key("适用", Flag())
    actual: Quantity | None = key("决算", Amount())
    last_year: Quantity | None = key("上年决算", Amount())


@dataclass(frozen=True, slots=True, kw_only=True)
class Procurement:
    """政府采购."""

    goods: Quantity | None = key("货物", Amount())
    works: Quantity | None = key("工程", Amount())
    services: Quantity | None = key("服务", Amount())
    purpose: str | None = key("用途", Text())
    to_smaller: Quantity | None = key("授予中小企业", Amount())
    to_micro: Quantity | None = key("授予小微企业", Amount())


@dataclass(frozen=True, slots=True, kw_only=True)
class StateAssets:
    """国有资产: what the unit holds at the end of the year; only some packs ask for the amounts."""

    cars: Mapping[str, int] | None = key("车辆", Table(Count(), CAR_USES))
    other_cars_use: str | None = key("其他用车用途", Text())
    general_equipment: int | None = key("单价50万元以上通用设备", Count())
    special_equipment: int | None = key("单价100万元以上专用设备", Count())
    large_equipment: int | None = key("单价100万元以上设备", Count())
    total: Quantity | None = key("资产总额", Amount())
    current: Quantity | None = key("流动资产", Amount())
    fixed: Quantity | None = key("固定资产", Amount())
    buildings: Quantity | None = key("房屋构筑物", Amount())
    vehicles_value: Quantity | None = key("车辆价值", Amount())
    large_equipment_value: Quantity | None = key("单价200万元以上大型设备", Amount())
    other_fixed: Quantity | None = key("其他固定资产", Amount())
    investments: Quantity | None = key("对外投资及有价证券", Amount())
    construction: Quantity | None = key("在建工程", Amount())
    intangible: Quantity | None = key("无形资产", Amount())
    other: Quantity | None = key("其他资产", Amount())


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPerformance:
    """预算绩效: how many projects went through which step."""

    pre_evaluated: tuple[str, ...] | None = key("事前评估项目", Items())
    with_targets: int | None = key("编制目标项目数", Count())
    monitored: int | None = key("监控项目数", Count())
    self_evaluated: int | None = key("自评项目数", Count())


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMatters:
    """其他事项."""

    operating_cost: OperatingCost | None = key("机关运行经费", Record(OperatingCost))
    procurement: Procurement | None = key("政府采购", Record(Procurement))
    assets: StateAssets | None = key("国有资产", Record(StateAssets))
    performance: BudgetPerformance | None = key("预算绩效", Record(BudgetPerformance))


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """核实: why a 核实 finding may stay, with the operand values that it was given for."""

    rule: str = key("规则", Text(), required=True)
    place: str | None = key("位置", Text())
    reason: str = key("说明", Text(), required=True)
    values: Mapping[str, str] | None = key("数值", Table(Scalar()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFund:
    """One source of a project's money."""

    source: str = key("来源", Choice("项目资金来源", FUND_SOURCES), required=True)
    initial: Quantity | None = key("年初预算", Amount())
    adjusted: Quantity | None = key("全年预算", Amount())
    spent: Quantity | None = key("执行", Amount())


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """总体目标."""

    expected: str | None = key("预期", LONG)
    actual: str | None = key("实际", LONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionStep:
    """扣分步长: so many points off for each so much."""

    each: Decimal | None = key("每", Number())
    deduct: Decimal | None = key("扣", Number())


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOverride:
    """改分: the clerk's own score and why."""

    score: Decimal | None = key("得分", Number())
    reason: str | None = key("原因", Text())


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """指标: one third-level indicator."""

    first: str | None = key("一级", Text())
    second: str | None = key("二级", Text())
    third: str | None = key("三级", Text())
    sign: str | None = key("符号", Choice("指标符号", SIGNS))
    target: str | None = key("指标值", Scalar())
    unit: str | None = key("计量单位", Text())
    actual: str | None = key("实际值", Scalar())
    weight: Decimal | None = key("权重", Number())
    score: Decimal | None = key("得分", Number())
    band: str | None = key("档次", Choice("定性档次", BANDS))
    within_band: Decimal | None = key("档内比例", Number())
    sample_size: int | None = key("样本量", Count())
    deviation: str | None = key("偏差原因", Text())
    measure: str | None = key("改进措施", Text())
    evidence: str | None = key("佐证", Text())
    not_applicable: bool | None = key("不适用", Flag())
    deduction: DeductionStep | None = key("扣分步长", Record(DeductionStep))
    override: ScoreOverride | None = key("改分", Record(ScoreOverride))


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageLine:
    """使用明细: where the money of a project went."""

    receiver: str | None = key("去向", Text())
    purpose: str | None = key("用途", Text())
    amount: Quantity | None = key("金额", Amount(), required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedForm:
    """申报: what a filled form states; each is checked against the detail."""

    initial: Quantity | None = key("年初预算合计", Amount())
    adjusted: Quantity | None = key("全年预算合计", Amount())
    spent: Quantity | None = key("执行合计", Amount())
    rate: Decimal | None = key("执行率", Number())
    rate_weight: Decimal | None = key("执行率分值", Number())
    rate_score: Decimal | None = key("执行率得分", Number())
    weights: Mapping[str, Decimal] | None = key("分值小计", Table(Number()))
    scores: Mapping[str, Decimal] | None = key("得分小计", Table(Number()))
    total: Decimal | None = key("总分", Number())
    grade: str | None = key("等级", Text())
    usage: Quantity | None = key("使用明细合计", Amount())


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """项目: one project of the 绩效自评."""

    name: str = key("名称", Text(), required=True)
    code: str | None = key("编码", Text())
    kind: str | None = key("类型", Text())
    superior: str | None = key("主管部门", Text())
    superior_code: str | None = key("主管部门代码", Text())
    implementer: str | None = key("实施单位", Text())
    form: str | None = key("表样", Text())
    funds: tuple[ProjectFund, ...] | None = key("资金", Rows(ProjectFund))
    adjustment_reason: str | None = key("调整原因", Text())
    rate_reason: str | None = key("执行率原因", Text())
    goal: Goal | None = key("总体目标", Record(Goal))
    process: str | None = key("实施内容及过程", LONG)
    conclusion: str | None = key("评价结论", LONG)
    problems: str | None = key("存在问题", LONG)
    measures: str | None = key("改进措施", LONG)
    head: str | None = key("项目负责人", Text())
    finance_head: str | None = key("财务负责人", Text())
    indicators: tuple[Indicator, ...] | None = key("指标", Rows(Indicator))
    usage: tuple[UsageLine, ...] | None = key("使用明细", Rows(UsageLine))
    stated: StatedForm | None = key("申报", Record(StatedForm))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTask:
    """重点工作任务 of the 整体自评."""

    task: str | None = key("任务", Text())
    content: str | None = key("内容", Text())
    approved: Quantity | None = key("批复金额", Amount())
    spent: Quantity | None = key("实际支出", Amount())
    reason: str | None = key("原因", Text())


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallEvaluation:
    """整体自评: 部门（单位）整体支出绩效自评."""

    sections: Mapping[str, str] | None = key("段落", Table(LONG))
    goal: Goal | None = key("总体目标", Record(Goal))
    tasks: tuple[KeyTask, ...] | None = key("重点工作任务", Rows(KeyTask))
    indicators: tuple[Indicator, ...] | None = key("指标", Rows(Indicator))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationReport:
    """评价报告: one evaluated project; ``sections`` are the other keys of the map, by heading."""

    project: str = key("项目", Text(), required=True)
    annex: str | None = key("附件号", Text())
    template: str | None = key("模板", Text())
    sections: Mapping[str, str] | None = key("段落", Table(LONG), rest=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitYear:
    """Everything that a unit entered for one year."""

    template: str = key("模板", Text(), required=True)
    year: int = key("年度", Count(), required=True)
    unit: UnitInfo | None = key("单位", Record(UnitInfo))
    overview: Overview | None = key("概况", Record(Overview))
    incomes: tuple[IncomeLine, ...] | None = key("收入", Rows(IncomeLine))
    expenses: tuple[ExpenseLine, ...] | None = key("支出", Rows(ExpenseLine))
    economics: tuple[EconomicLine, ...] | None = key("经济分类", Rows(EconomicLine))
    carryovers: tuple[CarryoverLine, ...] | None = key("结转结余", Rows(CarryoverLine))
    other_flows: OtherFlows | None = key("其他收支", Record(OtherFlows))
    budgets: tuple[BudgetLine, ...] | None = key("预算", Rows(BudgetLine))
    three_public: Mapping[str, ThreePublicItem] | None = key(
        "三公经费", Table(Record(ThreePublicItem), THREE_PUBLIC_ITEMS)
    )
    other_matters: OtherMatters | None = key("其他事项", Record(OtherMatters))
    stated: Mapping[str, Quantity] | None = key("申报值", Table(Amount()))
    last_year: Mapping[str, Quantity] | None = key("上年", Table(Amount()))
    reasons: Mapping[str, str] | None = key("说明", Table(LONG))
    definitions: Mapping[str, str] | None = key("名词解释", Table(LONG))
    subject_names: Mapping[str, str] | None = key("科目名称", Table(Text()))
    options: Mapping[str, str] | None = key("选项", Table(Scalar()))
    acknowledgements: tuple[Acknowledgement, ...] | None = key("核实", Rows(Acknowledgement))
    projects: tuple[Project, ...] | None = key("项目", Rows(Project))
    overall: OverallEvaluation | None = key("整体自评", Record(OverallEvaluation))
    evaluations: tuple[EvaluationReport, ...] | None = key("评价报告", Rows(EvaluationReport))
