"""The charts on the page of projects: what they show, that they follow, and that they are said in words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.pages.charts_part import ChartPicture, ChartsPart
from ui.pages.projects import ProjectsPage
from ui.shell.window import MainWindow

CASES = Path(__file__).parents[1] / "cases"
SLOW = 60_000


@pytest.fixture
def page(window: MainWindow) -> ProjectsPage:
    """The projects of a school that has five, on their charts."""
    window.open_exchange(CASES / "full-2023.yaml")
    window.work.show_page("项目自评")
    view = window.work.view
    assert isinstance(view, ProjectsPage)
    assert view._tabs is not None
    titles = [view._tabs.tabText(number) for number in range(view._tabs.count())]
    view._tabs.setCurrentIndex(titles.index("图表"))
    return view


def pictures(page: ProjectsPage) -> list[ChartPicture]:
    """The charts that are shown."""
    return page.findChildren(ChartsPart)[-1].pictures


def test_the_charts_of_a_project_and_of_all_are_drawn(page: ProjectsPage, qtbot: QtBot) -> None:
    assert [picture.chart.title for picture in pictures(page)] == [
        "各级指标得分",
        "各项目预算执行率",
        "各项目自评总分",
    ]
    qtbot.waitUntil(lambda: all(not one.pixmap().isNull() for one in pictures(page)), timeout=SLOW)


def test_each_chart_is_said_in_words_and_reached_by_key(page: ProjectsPage) -> None:
    levels, rates, totals = pictures(page)
    assert levels.accessibleDescription().startswith("各级指标得分（分）。分值：预算执行率 10，产出指标 60")
    assert "义务教育学生营养改善计划 99.50%" in rates.accessibleDescription()
    assert "教师能力提升及国际理解教育 96.77" in totals.accessibleDescription()
    levels.setFocus()
    assert levels.hasFocus()


def test_the_charts_follow_an_edit_after_a_rest(page: ProjectsPage, qtbot: QtBot) -> None:
    workspace = page.workspace
    before = pictures(page)[0].chart
    draft = workspace.draft()
    draft.set(("项目", 0, "申报"), None)
    draft.set(("项目", 0, "指标", 0, "得分"), Decimal(12))
    assert workspace.perform("改", draft)
    assert pictures(page)[0].chart == before, "not while the clerk types"
    qtbot.waitUntil(lambda: pictures(page)[0].chart != before)
    assert "产出指标 57" in pictures(page)[0].accessibleDescription().split("得分：")[1]
    workspace.undo()
    qtbot.waitUntil(lambda: pictures(page)[0].chart == before)


def test_another_project_shows_its_own_scores(page: ProjectsPage) -> None:
    before = pictures(page)[0].chart
    page.list.selectRow(2)
    assert pictures(page)[0].chart != before
    assert "预算执行率 9.5" in pictures(page)[0].accessibleDescription()


def test_a_project_without_scores_says_when_there_will_be_charts(example: MainWindow) -> None:
    example.work.show_page("项目自评")
    view = example.work.view
    assert isinstance(view, ProjectsPage)
    assert view._tabs is not None
    view._tabs.setCurrentIndex(view._tabs.count() - 1)
    assert not pictures(view)
    assert view.findChildren(ChartsPart)[-1].height() > 0
