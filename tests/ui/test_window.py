"""The window as a whole: a report by keyboard alone, jumps, a new year, coming back, being freed."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jixiao_desktop.audit.findings import Level
from jixiao_desktop.ledger.amounts import ZERO, Quantity
from jixiao_desktop.session import Session
from tests.ui.conftest import EXAMPLES, free
from tests.ui.keyboard import Keyboard
from ui.pages.export import ExportPage
from ui.pages.form import FieldsPart
from ui.settings import Settings
from ui.shell.window import MainWindow

ENTER, TAB, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ROOT = Path(__file__).resolve().parents[2]


def next_page(window: MainWindow, keyboard: Keyboard, name: str) -> None:
    """Go on with Ctrl+PageDown until a page is shown."""
    for _ in range(len(window.workspace.plan.pages)):
        if window.work.view.page.id == name:
            return
        keyboard.press(Qt.Key.Key_PageDown, CONTROL)
    raise AssertionError(f"no page {name}")


def tab_to(keyboard: Keyboard, name: str, *, back: bool = False) -> None:
    """Press Tab until the control with this accessible name has the cursor."""
    for _ in range(120):
        if keyboard.at.accessibleName() == name:
            return
        keyboard.press(Qt.Key.Key_Backtab if back else TAB, SHIFT if back else Qt.KeyboardModifier.NoModifier)
    raise AssertionError(f"Tab never reaches {name}")


def test_a_whole_report_from_an_empty_start_to_exported_files_by_keyboard_alone(
    window: MainWindow, keyboard: Keyboard, qtbot: QtBot, tmp_path: Path
) -> None:
    window.start.new.setFocus()
    keyboard.press(ENTER)
    keyboard.type("青山县实验小学")
    keyboard.press(ENTER)
    keyboard.at.selectAll()
    keyboard.type("2023")
    tab_to(keyboard, "建立账套")
    keyboard.press(ENTER)
    facts = window.workspace.facts
    assert (facts.year, facts.template, facts.unit.name) == (2023, "sichuan-2022", "青山县实验小学")
    assert (tmp_path / "青山县实验小学.jixiao").exists()

    keyboard.press(ENTER)
    tab_to(keyboard, "单位性质")
    keyboard.press(Qt.Key.Key_End)
    assert window.workspace.facts.unit.nature == "事业单位"
    next_page(window, keyboard, "职能与重点工作")
    keyboard.type("承担小学义务教育。")
    keyboard.press(TAB, times=2)
    keyboard.type("无下属单位。")

    next_page(window, keyboard, "收入决算")
    keyboard.row("2050202", "", "1000.5", "")
    keyboard.row("2210201", "", "80", "")
    next_page(window, keyboard, "支出决算")
    keyboard.row("2050202", "", "1", "900.5")
    keyboard.row("2050202", "", "2", "100")
    keyboard.row("2210201", "", "1", "80")
    next_page(window, keyboard, "经济分类")
    for line in (
        ("30101", "", "1", "800"),
        ("30113", "", "1", "80"),
        ("30201", "", "1", "100.5"),
        ("30201", "", "2", "100"),
    ):
        keyboard.row(*line)
        keyboard.press(TAB, times=2)
    next_page(window, keyboard, "结转结余")
    tab_to(keyboard, "本年没有结转结余", back=True)
    keyboard.press(ENTER)
    tab_to(keyboard, "本年没有这两项")
    keyboard.press(ENTER)
    next_page(window, keyboard, "预算数")
    keyboard.row("2050202", "", "", "1000.5")
    keyboard.row("2210201", "", "", "80")
    next_page(window, keyboard, "三公经费")
    tab_to(keyboard, "本年无三公经费", back=True)
    keyboard.press(ENTER)

    facts = window.workspace.facts
    assert [(line.subject, line.amount.fen) for line in facts.incomes] == [
        ("2050202", 1_000_500_000),
        ("2210201", 80_000_000),
    ]
    assert [(line.nature, line.amount.fen) for line in facts.expenses] == [
        ("基本支出", 900_500_000), ("项目支出", 100_000_000), ("基本支出", 80_000_000),
    ]  # fmt: skip
    assert len(facts.economics) == 4
    assert facts.carryovers == ()
    assert facts.other_flows.surplus_used == ZERO
    assert facts.three_public["国内公务接待费"].actual == ZERO

    next_page(window, keyboard, "导出")
    assert keyboard.at.accessibleName() == "导出"
    keyboard.press(ENTER)
    page = window.work.view
    assert isinstance(page, ExportPage)
    qtbot.waitUntil(lambda: not page.busy, timeout=120_000)
    written = {path.suffix for path in window.workspace.deliverables}
    assert {".docx", ".xlsx", ".pdf", ".yaml"} <= written
    assert all(path.stat().st_size > 500 for path in window.workspace.deliverables)
    qtbot.waitUntil(lambda: window.workspace.session.saved, timeout=5_000)


def test_undo_and_redo_say_what_they_take_back(example: MainWindow, keyboard: Keyboard) -> None:
    example.work.show_page("单位信息")
    box = example.work.view.parts[0].boxes[1]
    box.take_focus()
    keyboard.type("进修校")
    keyboard.press(TAB)
    assert example.workspace.facts.unit.short_name == "进修校"
    assert example.workspace.session.undo_title == "修改 简称"
    assert "修改 简称" in example.work.topbar._undo.toolTip()
    keyboard.press(Qt.Key.Key_Z, CONTROL)
    assert example.workspace.facts.unit.short_name is None
    assert box.editor.text() == ""
    keyboard.press(Qt.Key.Key_Y, CONTROL)
    assert example.workspace.facts.unit.short_name == "进修校"


@pytest.mark.parametrize("level", list(Level))
def test_each_kind_of_finding_leads_to_the_field_or_cell(
    example: MainWindow, keyboard: Keyboard, level: Level
) -> None:
    if level is Level.VERIFY:
        draft = example.workspace.draft()
        draft.set(("收入", 0, "科目"), "2059998")
        example.workspace.perform("一个没有的科目", draft)
    finding = next(
        f
        for f in example.workspace.findings
        if f.level == level and f.where and example.workspace.home_of(f.where[0])
    )
    path = finding.where[0]
    example.workspace.jump(path)
    QApplication.processEvents()
    assert example.work.view.page.id == example.workspace.home_of(path)
    spot = example.work.view.spot()
    assert spot is not None
    assert spot[: len(path)] == path or path[: len(spot)] == spot


def test_f8_goes_through_the_findings_and_says_each(example: MainWindow, keyboard: Keyboard) -> None:
    example.work.show_page("收入决算")
    example.work.enter_page()
    keyboard.press(Qt.Key.Key_F8)
    first = example.work.verdict._said.text()
    assert first.startswith("第 1/")
    keyboard.press(Qt.Key.Key_F8)
    keyboard.press(Qt.Key.Key_F8, SHIFT)
    assert example.work.verdict._said.text() == first


def test_a_new_year_takes_over_texts_and_figures(example: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    from ui.shell.new_year import NewYearDialog

    example.workspace.session.save_as(tmp_path / "仁和.jixiao")
    dialog = NewYearDialog(example.workspace, example)
    dialog.create.click()
    dialog.deleteLater()
    facts = example.workspace.facts
    assert (facts.year, facts.template) == (2022, "sichuan-2022")
    assert facts.last_year["收入总计"].fen == 400_510_000
    assert facts.incomes is None
    assert "2022年度" in example.windowTitle()
    example.work.show_page("职能与重点工作")
    part = example.work.view.parts[0]
    assert isinstance(part, FieldsPart)
    box = part.boxes[0]
    assert box._message.text() == "去年文字，请核对"
    box._confirm.click()
    assert not example.workspace.session.is_carried(box.path)
    example.workspace.undo()
    example.switch_year(2021)
    assert example.workspace.facts.incomes is not None


def test_a_refused_new_year_is_said_where_it_was_asked_for(example: MainWindow, tmp_path: Path) -> None:
    from ui.shell.new_year import NewYearDialog

    example.workspace.session.save_as(tmp_path / "仁和.jixiao")
    example.workspace.open(Session.open(tmp_path / "仁和.jixiao", read_only=True))
    dialog = NewYearDialog(example.workspace, example)
    dialog.show()
    dialog.create.click()
    assert dialog.isVisible()
    assert dialog._said.isVisible()
    assert "只读" in dialog._said.text()
    assert example.workspace.facts.year == 2021
    dialog.close()
    dialog.deleteLater()


def test_last_years_figures_are_overridden_with_a_reason_only(
    example: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keyboard: Keyboard
) -> None:
    from ui.pages.names_part import NamesPart
    from ui.shell.new_year import figures_of

    example.workspace.session.new_year(2022, "sichuan-2022", figures_of(example.workspace.evaluation))
    example.work.show_page("上年数")
    part = example.work.view.parts[0]
    assert isinstance(part, NamesPart)
    asked: list[str] = []
    monkeypatch.setattr(part.sheet, "_ask_reason", lambda name: asked.append(name) or "")
    index = part.sheet.index(0, 1)
    part.sheet.setData(index, "1")
    assert asked == ["收入总计"]
    assert example.workspace.facts.last_year["收入总计"].fen == 400_510_000
    monkeypatch.setattr(part.sheet, "_ask_reason", lambda _name: "去年报告更正过")
    part.sheet.setData(index, "401")
    assert example.workspace.facts.last_year["收入总计"].fen == 401_000_000
    assert example.workspace.session.notes.corrected["收入总计"] == "去年报告更正过"


def test_closing_and_reopening_comes_back_to_the_same_place(
    make_window: Callable[[Settings], MainWindow], settings: Settings, tmp_path: Path, keyboard: Keyboard
) -> None:
    path = tmp_path / "仁和.jixiao"
    window = make_window(settings)
    window.open_exchange(EXAMPLES / "renhe-2021.yaml")
    window.workspace.session.save_as(path)
    window.work.show_page("支出决算")
    view = window.work.view.parts[0].view
    QApplication.processEvents()
    view.put(2, 4)
    view.setFocus()
    keyboard.type("77")
    window.close()
    again = make_window(settings)
    again.open_book(path)
    assert again.workspace.facts.expenses[2].amount.fen == 77_000_000, "what was being typed is in the file"
    assert again.work.view.page.id == "支出决算"
    assert again.work.view.spot() == ("支出", 2, "金额")
    assert str(path) in settings.recent()
    assert "已保存" in again.windowTitle()


def test_windows_are_freed_on_close(
    make_window: Callable[[Settings], MainWindow], settings: Settings
) -> None:
    window = make_window(settings)
    window.open_exchange(EXAMPLES / "renhe-2021.yaml")
    for page in window.workspace.plan.pages:
        window.work.show_page(page.id)
    gone: list[str] = []
    for name, thing in (("window", window), ("work", window.work), ("workspace", window.workspace)):
        thing.destroyed.connect(lambda _object=None, n=name: gone.append(n))
    kept = weakref.ref(window.work.views["收入决算"])
    free(window)
    gc.collect()
    assert set(gone) == {"window", "work", "workspace"}
    assert kept() is None


def test_starting_imports_nothing_heavy() -> None:
    code = (
        "import sys, os; os.environ['QT_QPA_PLATFORM']='offscreen'\n"
        "from ui.app import application; from ui.settings import Settings\n"
        "from ui.shell.window import MainWindow\n"
        "from ui.theme import Theme, apply_theme\n"
        "import pathlib, tempfile\n"
        "app = application(['x']); apply_theme(app, Theme())\n"
        "w = MainWindow(Settings(pathlib.Path(tempfile.mkdtemp()) / 'w.ini'))\n"
        "w.show(); app.processEvents()\n"
        "heavy = {'matplotlib', 'numpy', 'openpyxl', 'docx', 'typst', 'sqlite_utils', 'jinja2', 'yaml'}\n"
        "heavy &= set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_a_reason_is_suggested_by_the_data_and_put_in_by_one_click_only(example: MainWindow) -> None:
    draft = example.workspace.draft()
    draft.set(("预算", 0, "全年预算"), Quantity(300_000_000, 5_000))
    example.workspace.perform("预算", draft)
    example.work.show_page("收支变动原因")
    part = next(part for part in example.work.view.parts if getattr(part, "_more", None))
    box = part._more["预算差异[205]"]
    assert box._sentence().startswith("本年 281.58，预算 300.00，减少 18.42")
    assert example.workspace.facts.reasons.get("预算差异[205]") is None
    whole = part.boxes[0]
    assert "教育支出减少18.42万元" in whole._offered
    whole._put_in(whole._offered[0])
    assert example.workspace.facts.reasons["预算差异"] == "教育支出减少18.42万元"


def test_a_verification_is_closed_by_a_reason_of_ten_letters_written_in_place(
    example: MainWindow, keyboard: Keyboard
) -> None:
    draft = example.workspace.draft()
    draft.set(("收入", 0, "科目"), "2059998")
    example.workspace.perform("一个没有的科目", draft)
    example.work.show_page("校验")
    page = example.work.view
    finding = next(f for f in example.workspace.findings if f.level == Level.VERIFY)
    page.list.choose(finding)
    page._reason.setFocus()
    keyboard.type("太短")
    page.list.setFocus()
    assert not example.workspace.facts.acknowledgements
    page._reason.setFocus()
    page._reason.selectAll()
    keyboard.type("上级主管部门新设的科目，已核对")
    page.list.setFocus()
    now = next(f for f in example.workspace.findings if f.id == finding.id and f.where == finding.where)
    assert now.closed


def test_a_verification_about_two_places_is_closed_by_one_reason(
    example: MainWindow, keyboard: Keyboard
) -> None:
    """Last year's 收入总计 and 支出总计 differ: one 核实 that names both figures."""
    draft = example.workspace.draft()
    draft.set(("上年", "收入总计"), Quantity(800_0000_00))
    example.workspace.perform("改上年收入总计", draft)
    example.work.show_page("校验")
    page = example.work.view
    finding = next(f for f in example.workspace.findings if f.level == Level.VERIFY and len(f.where) == 2)
    page.list.choose(finding)
    page._reason.setFocus()
    keyboard.type("上年决算经审计调整，已核对批复")
    page.list.setFocus()
    now = next(f for f in example.workspace.findings if f.id == finding.id and f.where == finding.where)
    assert now.closed


def test_the_preview_follows_each_edit_and_its_figures_lead_to_their_source(example: MainWindow) -> None:
    example.work.show_page("收入决算")
    QApplication.processEvents()
    reader = example.work.preview.reader
    assert "400.51万元" in reader.toPlainText()
    example.workspace.set_value(("收入", 0, "金额"), Quantity(300_000_000, 5_000), "改")
    assert "418.93万元" in reader.toPlainText()
    example.workspace.explain_requested.emit("收入总计")
    tree = example.work.explain.tree
    assert example.work.explain.isVisible()
    assert tree.topLevelItem(0).child(0).text(2) == "下面4笔填报的合计"
    leaf = tree.topLevelItem(0).child(0).child(0)
    assert (leaf.text(0), leaf.text(2)) == ("教育支出", "填报")
    tree.setCurrentItem(leaf)
    example.work.explain._go(leaf)
    assert example.work.view.spot()[:2] == ("收入", 0)


def test_the_look_is_remembered(make_window: Callable[[Settings], MainWindow], settings: Settings) -> None:
    window = make_window(settings)
    window.open_exchange(EXAMPLES / "renhe-2021.yaml")
    window.workspace.set_unit("元")
    window.work.fold_preview(folded=True)
    window.set_font_size("大")
    window.close()
    again = make_window(settings)
    again.open_exchange(EXAMPLES / "renhe-2021.yaml")
    assert again.workspace.unit == "元"
    assert not again.work.preview.isVisible()
    assert again.settings.font_size == "大"
    again.set_font_size("标准")


def test_a_bad_exchange_file_is_told_and_nothing_is_lost(
    example: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(example, "tell", told.append)
    bad = tmp_path / "坏.yaml"
    bad.write_text(
        "格式: jixiao/1\n金额单位: 万元\n模板: sichuan-2021\n年度: 2021\n支出: [{科目: '205'}]\n",
        encoding="utf-8",
    )
    before = example.workspace.facts
    example.opening.import_into_open(bad)
    assert "没有读入" in told[0]
    assert example.workspace.facts is before


def test_a_year_that_is_switched_keeps_what_is_under_the_cursor(
    example: MainWindow, keyboard: Keyboard
) -> None:
    from ui.shell.new_year import figures_of

    session = example.workspace.session
    session.new_year(2022, "sichuan-2022", figures_of(example.workspace.evaluation))
    example.switch_year(2021)
    example.work.show_page("单位信息")
    QApplication.processEvents()
    box = example.work.view.parts[0].boxes[1]
    box.take_focus()
    keyboard.type("旧简称")
    example.switch_year(2022)
    QApplication.processEvents()
    assert session.facts_of(2021).unit.short_name == "旧简称"
    assert session.facts_of(2022).unit.short_name is None
