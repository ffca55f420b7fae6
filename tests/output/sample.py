"""A hand-made report with everything that a writer can meet."""

from __future__ import annotations

from fractions import Fraction

from jixiao_desktop.engine.grid import Cell, Column, Grid
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.report.blocks import (
    Block,
    ChartBlock,
    ChartData,
    ChartSeries,
    FigureRun,
    GapRun,
    Heading,
    PageBreak,
    Paragraph,
    Report,
    Run,
    TableBlock,
    TextRun,
)

UNIT = "攀枝花市仁和区教师进修学校"
LONG = (
    "仁和区教师进修学校承担着仁和区的中小学教师培训、继续教育、教学研究、教育科研和教学评价等多项职能工作。"
    "根据《中共中央 国务院关于深化教育教学改革全面提高义务教育质量的意见》有关精神，树立科学的质量观，"
    "遵循学生身心发展规律、教育教学内在规律，坚持“五育”并举，全面发展素质教育、强化课堂主阵地作用，"
    "切实提高课堂教学质量——即“教什么，怎么教”。"
)


def heading(level: int, text: str, *, in_contents: bool = True) -> Heading:
    return Heading(level, (TextRun(text),), in_contents=in_contents)


def paragraph(*runs: str | Run) -> Paragraph:
    return Paragraph(tuple(TextRun(run) if isinstance(run, str) else run for run in runs))


def amount(text: str, **more: object) -> Cell:
    fen = int(Fraction(text.replace(",", "")) * 1_000_000)
    return Cell(text, "amount", Quantity(fen), align="right", **more)  # type: ignore[arg-type]


def label(text: str, **more: object) -> Cell:
    return Cell(text, "label", **more)  # type: ignore[arg-type]


def head(text: str, **more: object) -> Cell:
    return Cell(text, "label", align="center", **more)  # type: ignore[arg-type]


def grid(
    title: str,
    columns: tuple[float, ...],
    header: tuple[tuple[Cell | None, ...], ...],
    body: tuple[tuple[Cell | None, ...], ...],
    *,
    number: str = "公开01表",
    ordinal: str = "一",
    notes: tuple[str, ...] = (),
    landscape: bool = False,
    is_form: bool = False,
) -> Grid:
    return Grid(
        title, "" if is_form else number, title, ordinal, UNIT, "2021年度", "金额单位：万元",
        tuple(Column(width) for width in columns), header, body, notes, landscape, is_form,
    )  # fmt: skip


def main_table() -> Grid:
    header = (
        (head("收入", columns=3), None, None, head("支出", columns=3), None, None),
        (head("项目"), head("行次"), head("金额"), head("项目"), head("行次"), head("金额")),
        (head("栏次"), head(""), head("1"), head("栏次"), head(""), head("2")),
    )
    left = ("一、一般公共预算财政拨款收入", "二、政府性基金预算财政拨款收入", "三、国有资本经营预算收入")
    body = []
    for at in range(31):
        name = left[at] if at < len(left) else ""
        money = amount("400.51") if at == 0 else label("")
        body.append(
            (
                label(name), Cell(str(at + 1), "line_number", align="center"), money,
                label(f"{at + 1}、一般公共服务支出"), Cell(str(at + 32), "line_number", align="center"),
                amount("-17.84") if at == 4 else label(""),
            )
        )  # fmt: skip
    body.append(
        (
            label("总计", bold=True), Cell("31", "line_number", align="center"), amount("400.51", bold=True),
            label("总计", bold=True), Cell("62", "line_number", align="center"), amount("400.51", bold=True),
        )
    )  # fmt: skip
    return grid(
        "收入支出决算总表", (16, 3, 8, 16, 3, 8), header, tuple(body),
        notes=("注：本表反映单位本年度的总收支和年末结转结余情况。",),
    )  # fmt: skip


def long_table(rows: int = 200) -> Grid:
    header = (
        (
            head("项目", columns=2), None, head("本年支出合计", rows=2), head("基本支出", rows=2),
            head("项目支出", rows=2), head("上缴上级支出", rows=2), head("经营支出", rows=2),
            head("对附属单位补助支出", rows=2),
        ),
        (head("科目编码"), head("科目名称"), None, None, None, None, None, None),
    )  # fmt: skip
    body = tuple(
        (
            Cell(f"2050{at:03d}", "code"), label(f"科目名称第{at}号", indent=at % 3),
            *(amount(f"{at * 1000 + column}.25") for column in range(6)),
        )
        for at in range(rows)
    )  # fmt: skip
    return grid(
        "支出决算表", (8, 16, 9, 9, 9, 9, 9, 9), header, body, number="公开03表", ordinal="三", landscape=True
    )


def wide_table() -> Grid:
    groups = 10
    header = (
        (
            *(head(name, rows=2) for name in ("科目编码", "科目名称", "合计")),
            *(cell for g in range(groups) for cell in (head(f"第{g}类支出", columns=4), None, None, None)),
        ),
        (None, None, None, *(head(f"{g}0{c}款名称") for g in range(groups) for c in range(4))),
    )
    body = tuple(
        (
            *(Cell(f"20502{at:02d}", "code"), label("小学教育"), amount("123456.78")),
            *(amount(f"{at}{g}{c}.50") for g in range(groups) for c in range(4)),
        )
        for at in range(8)
    )
    widths = (8, 10, 8, *(6.0,) * 40)
    return grid("一般公共预算财政拨款支出决算明细表", widths, header, body, number="公开07表", ordinal="七")


def empty_table() -> Grid:
    return grid("空表", (10, 10), ((head("项目"), head("金额")),), (), number="公开12表")


def form() -> Grid:
    body: tuple[tuple[Cell | None, ...], ...] = (
        (head("项目名称"), Cell("对外援助干部人才补助", columns=4), None, None, None),
        (head("主管部门及代码"), Cell("教育和体育局 127001", columns=2), None, head("实施单位"), Cell(UNIT)),
        (head("执行情况\n（万元）", rows=2), head("预算数"), amount("9.90"), head("执行数"), amount("9.90")),
        (None, head("其中：财政拨款"), amount("9.90"), head("其中：财政拨款"), amount("9.90")),
        (head("年度总体目标"), Cell(LONG, columns=4), None, None, None),
        (head("绩效指标", rows=2), head("数量指标"), Cell("援助人数"), Cell("=2人"), Cell("2人")),
        (None, head("满意度指标"), Cell("服务对象满意度"), Cell("≥95%"), Cell("96.5%")),
    )
    return grid("特定目标类部门预算项目绩效目标自评表", (9, 9, 9, 9, 12), (), body, is_form=True, ordinal="")


def chart(kind: str = "bar", **more: object) -> ChartData:
    data: dict[str, object] = {
        "number": "图1",
        "title": "收、支决算总计变动情况图",
        "kind": kind,
        "categories": ("收入总计", "支出总计"),
        "series": (
            ChartSeries("2020年", (Fraction("418.35"), Fraction("418.35")), ("418.35", "418.35")),
            ChartSeries("2021年", (Fraction("400.51"), Fraction("400.51")), ("400.51", "400.51")),
        ),
        "unit": "万元",
    }
    return ChartData(**(data | more))  # type: ignore[arg-type]


def pie() -> ChartData:
    slices = (
        ("教育支出", "281.58", "281.58万元，占70.1%"),
        ("社会保障和就业支出", "52.95", "52.95万元，占13.2%"),
        ("卫生健康支出", "24.02", "24.02万元，占6%"),
        ("住房保障支出", "41.96", "41.96万元，占10.5%"),
        ("其他支出", "0.5", "0.5万元"),
        ("国有资本经营预算支出", "0.3", "0.3万元"),
    )
    names, values, labels = zip(*slices, strict=True)
    return chart(
        "pie", number="图5", title="一般公共预算财政拨款支出决算结构", categories=names,
        series=(ChartSeries("", tuple(Fraction(v) for v in values), labels),),
    )  # fmt: skip


def sample_report(*, draft: bool = True, rows: int = 60) -> Report:
    gap = GapRun("【待填：主要变动原因】", "主要变动原因", ("说明", "收支总计变动"))
    blocks: list[Block] = [
        heading(1, "第一部分 单位概况"),
        heading(2, "一、职能简介"),
        *(paragraph(LONG) for _ in range(6)),
        heading(2, "二、2021年重点工作完成情况"),
        heading(3, "（一）树立科学质量观，强化教学主业意识", in_contents=False),
        *(paragraph(LONG) for _ in range(3)),
        heading(4, "1.完成国培、省培、市培的各项任务。", in_contents=False),
        paragraph("含生僻字的姓名：赟喆堃昇、旸垚玥翀；负数\N{MINUS SIGN}17.84与-17.84；"),
        paragraph("不是标记：<w:p> & #strong *标记* $x$ \\ `code` @ref。"),
        paragraph("很长的网址https://example.invalid/" + "abcdefghij" * 12 + "之后的文字。"),
        PageBreak(),
        heading(1, "第二部分 2021年度单位决算情况说明"),
        heading(2, "一、收入支出决算总体情况说明"),
        paragraph(
            "2021年度收、支总计",
            FigureRun("400.51万元", "收入总计"),
            "。与2020年相比，收、支总计各",
            FigureRun("减少17.84万元", "收入总计"),
            "，下降",
            FigureRun("4.3%", "收入总计"),
            "。主要变动原因是",
            gap,
            "。",
        ),
        ChartBlock(chart(), "（图1：收、支决算总计变动情况图）（柱状图）"),
        heading(2, "二、支出决算情况说明"),
        paragraph("教育支出", FigureRun("281.58万元", "本年支出合计[205]"), "，主要用于以下方面："),
        ChartBlock(pie(), "（图5：一般公共预算财政拨款支出决算结构）（饼状图）"),
        Paragraph((TextRun("（详见附表）"),), "note"),
        Paragraph((TextRun("单位负责人：赟喆　　财务负责人：堃昇"),), "sign"),
        Paragraph((TextRun("2022年9月15日"),), "right"),
        Paragraph((TextRun("居中的一行"),), "center"),
        PageBreak(),
        heading(1, "第四部分 附件"),
        TableBlock(form(), "附件1 部门预算项目绩效目标自评表"),
        PageBreak(),
        heading(1, "第五部分 附表"),
        TableBlock(main_table(), "一、收入支出决算总表"),
        TableBlock(long_table(rows), "三、支出决算表"),
        TableBlock(wide_table(), "七、一般公共预算财政拨款支出决算明细表"),
        TableBlock(empty_table(), "十二、空表"),
    ]
    return Report(
        file_stem=f"{UNIT}2021年度单位决算", title=f"{UNIT}2021年度单位决算",
        cover=("2021年度", UNIT, "单位决算"), cover_foot=("公开时间：2022年9月15日",),
        contents=True, blocks=tuple(blocks), draft=draft, author=UNIT,
    )  # fmt: skip
