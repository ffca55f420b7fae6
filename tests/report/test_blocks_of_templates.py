"""From wording to blocks: runs, marks, line language, user texts."""

from __future__ import annotations

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.explain import explain_label
from jixiao_desktop.engine.model import PackModel, build_model
from jixiao_desktop.report.blocks import FigureRun, GapRun, Heading, PageBreak, Paragraph, TextRun
from jixiao_desktop.report.builder import build_reports, section
from jixiao_desktop.report.lines import Placeholder, parse_lines
from jixiao_desktop.report.runs import LongText, Recorder, text_of
from jixiao_desktop.report.templates import wording_of
from tests.report.support import CASES, balanced, evaluation_from, evaluation_of, expense, income, paragraphs


def test_figures_stay_figures_and_gaps_gaps() -> None:
    block = section(balanced("90", "100"), "收支总体")[2]
    assert isinstance(block, Paragraph)
    assert block.runs == (
        TextRun("2021年度收、支总计"),
        FigureRun("90万元", "收入总计"),
        TextRun("。与2020年相比，收、支总计各减少"),
        FigureRun("10万元", "收入总计"),
        TextRun("，下降"),
        FigureRun("10%", "收入总计"),
        TextRun("。主要变动原因是"),
        GapRun("【待填：收支总计变动的原因】", "收支总计变动的原因", ("说明", "收支总计变动")),
        TextRun("。"),
    )
    assert "上年数" in block.page.split()


def test_parts_name_their_selection() -> None:
    block = section(evaluation_of(收入=[income("3"), income("1", "事业收入")]), "收入")[1]
    assert isinstance(block, Paragraph)
    assert FigureRun("25%", "本年收入合计[事业收入]") in block.runs


def test_counts_name_their_place() -> None:
    assets = {"国有资产": {"单价50万元以上通用设备": "2", "单价100万元以上专用设备": "0"}}
    blocks = section(evaluation_of(其他事项=assets), "其他重要事项")
    runs = [run for block in blocks if isinstance(block, Paragraph) for run in block.runs]
    assert FigureRun("2", "其他事项.国有资产.单价50万元以上通用设备") in runs


def test_a_users_text_is_never_markup() -> None:
    name = "= 甲{{收入总计}}\ue0000\ue001\n@分页学校"
    unit = {"名称": name, "单位性质": "事业单位"}
    lines = ["![图1]", "@分页", "= 题", "{{收入总计}}"]
    blocks = section(evaluation_of(单位=unit, 概况={"职能简介": "\n".join(lines)}), "单位概况")
    assert [text_of(b.runs) for b in blocks if isinstance(b, Paragraph)][:4] == lines
    assert not any(isinstance(block, PageBreak) for block in blocks)
    assert paragraphs(evaluation_of(单位=unit), "其他重要事项")[0].startswith("= 甲{{收入总计}}")


def test_a_users_headings_stand_below_the_enclosing_one() -> None:
    work = "一、教学\n（一）课程\n1.校舍\n正文。"
    blocks = section(evaluation_of(概况={"重点工作": work}), "单位概况")
    found = [(b.level, text_of(b.runs), b.in_contents) for b in blocks if isinstance(b, Heading)]
    assert (3, "一、教学", False) in found
    assert (4, "（一）课程", False) in found
    assert "1.校舍" in [text_of(b.runs) for b in blocks if isinstance(b, Paragraph)]


def test_the_line_language() -> None:
    recorder = Recorder()
    mark = recorder.mark(LongText("一、甲\n乙。"))
    text = f"= 部分\n@页 收入 支出\n\n前半，\n   后半。\n  \n![图3]\n@居中 题\n@分页\n@附表 甲\n{mark}\n"
    assert parse_lines(text, recorder) == (
        Heading(1, (TextRun("部分"),)),
        Paragraph((TextRun("前半，后半。"),), "body", "收入 支出"),
        Placeholder("图", "图3", "收入 支出", 1),
        Paragraph((TextRun("题"),), "center", "收入 支出"),
        PageBreak(),
        Placeholder("附表", "甲", "收入 支出", 1),
        Heading(2, (TextRun("一、甲"),), in_contents=False),
        Paragraph((TextRun("乙。"),), "body", "收入 支出"),
    )


def test_an_edit_renews_only_the_sections_that_read_it() -> None:
    before = evaluation_of(收入=[income("3")], 支出=[expense("3")])
    wording = wording_of(before)
    kept, renewed = wording.render(before, "支出"), wording.render(before, "收入")
    after = before.updated(evaluation_of(收入=[income("4")], 支出=[expense("3")]).facts)
    assert wording_of(after) is wording
    assert wording.render(after, "支出") is kept
    assert wording.render(after, "收入") != renewed


def test_a_text_that_was_not_there_renews_the_section_that_asked_for_it_and_no_other() -> None:
    before = evaluation_of(支出=[expense("3")])
    wording = wording_of(before)
    kept, waiting = wording.render(before, "支出"), wording.render(before, "单位概况")
    after = before.updated(evaluation_of(支出=[expense("3")], 概况={"职能简介": "承担小学教育。"}).facts)
    assert wording.render(after, "支出") is kept
    assert wording.render(after, "单位概况") != waiting


def test_models_are_not_shared_between_packs() -> None:
    first: PackModel = evaluation_of().model
    second = build_model(first.pack)
    evaluation = Evaluation(second, evaluation_of(支出=[expense("3")]).facts)
    assert paragraphs(evaluation, "支出") == ["2021年本年支出合计3万元，其中：基本支出3万元，占100%。"]


def test_every_figure_can_be_explained() -> None:
    for file in ("full-2021.yaml", "full-2023.yaml"):
        evaluation = evaluation_from(CASES / file)
        for report in build_reports(evaluation):
            figures = {
                run.figure
                for block in report.blocks
                if isinstance(block, Paragraph)
                for run in block.runs
                if isinstance(run, FigureRun)
            }
            assert figures
            for figure in figures:
                assert explain_label(evaluation, figure).label
