"""Importing official workbooks in the window, and filling a county's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.output.package import write_package
from jixiao_desktop.output.safe_archive import read_package
from jixiao_desktop.session import Session
from tests.intake.official import Layout, Workbook, write_workbook
from tests.output.mutations import archived
from ui.intake.dialog import ImportDialog
from ui.intake.filling import FillDialog
from ui.intake.kept import DifferencesWindow
from ui.shell.window import MainWindow

TESTS = Path(__file__).parents[1]
BOOK = TESTS / "intake" / "data" / "部门决算.xls"
FULL = read_exchange(TESTS / "cases" / "full-2023.yaml")


def opened(window: MainWindow, facts: UnitYear) -> None:
    window.work.setEnabled(True)
    window.workspace.open(Session.in_memory(facts, post=window.workspace.post))


@contextmanager
def importing(window: MainWindow, qtbot: QtBot, *paths: Path) -> Iterator[ImportDialog]:
    dialog = ImportDialog(window.intake.source(list(paths)), window.intake.apply, window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._reader is None, timeout=20_000)
    yield dialog
    dialog.close()
    dialog.deleteLater()


def column_of(dialog: ImportDialog, view: str, column: int) -> list[str]:
    lines = getattr(dialog, view).lines
    return [lines.index(row, column).data() for row in range(lines.rowCount())]


def test_a_workbook_begins_a_book_as_one_step_and_every_figure_names_its_cell(
    window: MainWindow, qtbot: QtBot
) -> None:
    with importing(window, qtbot, BOOK) as dialog:
        assert dialog.headline.text().startswith("认出 9 张决算表。读到数据 119 项：新增 119 项")
        assert not dialog.differences.isVisibleTo(dialog)
        assert dialog.facts.lines.lines[0].cells[4] == "收入决算表 · F10"
        assert dialog.sheet.cells.at == (9, 5)
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    workspace = window.workspace
    assert workspace.session.undo_title == "导入1个工作簿"
    assert window.work.views
    workspace.explain_requested.emit("本年收入合计")
    tree = window.work.explain.tree
    said = {
        item.text(2) for item in tree.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive)
    }
    assert "部门决算.xls · 收入决算表 · F10" in said
    workspace.undo()
    assert workspace.facts == UnitYear(template=workspace.facts.template, year=2023)


def test_another_units_workbook_is_taken_only_when_that_is_confirmed(
    window: MainWindow, qtbot: QtBot
) -> None:
    other = UnitYear(template="sichuan-2022", year=2023, unit=replace(FULL.unit, name="云岫县第二小学"))
    opened(window, other)
    with importing(window, qtbot, BOOK) as dialog:
        assert dialog.question_box.isVisibleTo(dialog)
        assert not dialog.go.isEnabled()
        dialog.sure.setChecked(True)
        assert dialog.go.isEnabled()
        dialog.reject()
    assert window.workspace.facts == other


def test_old_and_new_stand_beside_each_other(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    first = (FULL.incomes or ())[0]
    changed = replace(first, amount=Quantity(12_300))
    opened(window, replace(FULL, incomes=(changed, *(FULL.incomes or ())[1:])))
    path = write_workbook(Workbook(FULL).internal(), tmp_path / "决算.xlsx")
    with importing(window, qtbot, path) as dialog:
        dialog.filters["不同"].click()
        assert column_of(dialog, "facts", 2) == ["123.00"]
        dialog.go.click()
    assert (window.workspace.facts.incomes or ())[0] == first


def test_a_difference_shows_both_places(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    opened(window, FULL)
    layout = Workbook(FULL).income_table()
    rows = [list(row) for row in layout.rows]
    rows[layout.header][4] += 100  # type: ignore[operator]
    path = write_workbook([replace(layout, rows=rows)], tmp_path / "决算.xlsx")
    with importing(window, qtbot, path) as dialog:
        dialog.tabs.setCurrentIndex(2)
        assert column_of(dialog, "differences", 5) == ["工作簿自己的合计不对"]
        assert dialog.sheet.note.text() == (
            "我们这边：收入 2050203 初中教育 上级补助收入 182,000.00，共 182,000.00"
            "（公开02表 · 合计 · 上级补助收入）"
        )
        assert dialog.sheet.where.text().endswith("收入决算表 · E7")


def test_the_list_of_differences_stays_after_the_import_and_leads_to_the_entry(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(window, FULL)
    layout = Workbook(FULL).expense_table()
    rows = [list(row) for row in layout.rows]
    at = next(number for number, row in enumerate(rows) if row[0] == "2050202")
    rows[at][3] += 100  # type: ignore[operator]
    path = write_workbook([replace(layout, rows=rows)], tmp_path / "决算.xlsx")
    codes = QDialog.DialogCode.Rejected, QDialog.DialogCode.Accepted
    monkeypatch.setattr(ImportDialog, "exec", lambda dialog: codes[finished(dialog, qtbot)])
    window.intake.take([path])
    (kept,) = window.findChildren(DifferencesWindow)
    assert not kept.isModal()
    assert kept.windowTitle() == "核对单：工作簿与录入的数有 1 处不一致"
    assert kept.list.lines.lines[0].cells[1:3] == ("2050202 小学教育", "基本支出")
    assert "公开03表 · 2050202 小学教育 · 基本支出" in kept.sheet.note.text()
    jumps: list[tuple[str, object]] = []
    window.workspace.jump_requested.connect(lambda page, place: jumps.append((page, place)))
    kept.list.setFocus()
    qtbot.keyClick(kept.list, Qt.Key.Key_Return)
    line = (FULL.expenses or ())[0]
    assert (line.subject, line.nature) == ("2050202", "基本支出")
    assert [place for _, place in jumps] == [("支出", 0)]
    kept.close()


def finished(dialog: ImportDialog, qtbot: QtBot) -> bool:
    """Wait until the preview stands."""
    qtbot.waitUntil(lambda: dialog._reader is None, timeout=20_000)
    return dialog.outcome is not None


def test_last_years_workbook_becomes_last_years_figures(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, UnitYear(template="sichuan-2022", year=2024, unit=FULL.unit))
    with importing(window, qtbot, BOOK) as dialog:
        assert not dialog.go.isEnabled()
        dialog.last_year.setChecked(True)
        qtbot.waitUntil(lambda: dialog._reader is None, timeout=20_000)
        assert not dialog.question_box.isVisibleTo(dialog)
        dialog.go.click()
    facts = window.workspace.facts
    assert (facts.last_year or {})["收入总计"] == (FULL.stated or {})["收入总计"]
    assert facts.incomes is None
    origin = window.workspace.session.origin_of(("上年", "收入总计"))
    assert origin is not None
    assert origin.place == "部门决算.xls · 财决01表 · C36"


def test_what_cannot_be_read_gets_a_sentence_and_nothing_changes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04rest")
    opened(window, FULL)
    with importing(window, qtbot, tmp_path / "坏.xlsx") as dialog:
        assert dialog.doing.text() == "「坏.xlsx」已损坏，请用表格软件打开后另存为 .xlsx 再导入。"
        assert not dialog.go.isEnabled()
    assert window.workspace.facts == FULL


def test_a_workbook_without_official_tables_says_what_to_do(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "通讯录"
    book.save(tmp_path / "通讯录.xlsx")
    opened(window, FULL)
    with importing(window, qtbot, tmp_path / "通讯录.xlsx") as dialog:
        assert column_of(dialog, "tables", 4) == ["没有认出是哪一张决算表"]
        assert "请用部门决算软件导出的 Excel 文件" in dialog.empties[0].text()
        assert not dialog.go.isEnabled()


def test_reading_can_be_stopped(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, FULL)
    dialog = ImportDialog(window.intake.source([BOOK]), window.intake.apply, window)
    dialog.show()
    dialog.reject()
    qtbot.waitUntil(lambda: dialog._reader is None, timeout=20_000)
    assert dialog.doing.text() == "已停止，没有取用任何数据。"
    assert dialog.outcome is None
    dialog.close()
    dialog.deleteLater()


def test_files_dropped_on_the_window_are_taken_by_what_they_are(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[object] = []
    monkeypatch.setattr(window.intake, "take", taken.append)
    monkeypatch.setattr(window, "open_book", taken.append)
    monkeypatch.setattr(window, "tell", taken.append)
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(BOOK))])
    how = (Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), *how))
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), *how))
    qtbot.waitUntil(lambda: bool(taken))
    window.intake.dropped([Path("账.jixiao")])
    window.intake.dropped([Path("报告.docx")])
    assert taken[:2] == [[BOOK], Path("账.jixiao")]
    assert str(taken[2]).startswith("这种文件读不了")


@pytest.fixture
def blank(tmp_path: Path) -> Callable[[Layout], Path]:
    def written(layout: Layout) -> Path:
        rows = [[None if isinstance(cell, int) else cell for cell in row] for row in layout.rows]
        return write_workbook([replace(layout, rows=rows)], tmp_path / "县里的表.xlsx")

    return written


def test_a_countys_workbook_is_filled_and_what_found_no_figure_is_listed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, blank: Callable[[Layout], Path]
) -> None:
    opened(window, FULL)
    layout = Workbook(FULL).general_table()
    path = blank(replace(layout, rows=[row for row in layout.rows if row[0] != "2050803"]))
    untouched = path.read_bytes()
    dialog = FillDialog(window.workspace, path, window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._filler is None, timeout=20_000)
    said = [dialog.list.lines.index(row, 2).data() for row in range(dialog.list.lines.rowCount())]
    assert said == ["《一般公共预算财政拨款支出决算表》没有 2050803 培训支出 这一行"]
    dialog.save_to(tmp_path / "填好.xlsx")
    assert dialog.said.text() == f"已写到 {tmp_path / '填好.xlsx'}"
    assert openpyxl.load_workbook(tmp_path / "填好.xlsx").worksheets[0]["C7"].value
    assert path.read_bytes() == untouched
    dialog.close()
    dialog.deleteLater()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    before = UnitYear(template=FULL.template, year=2022, unit=FULL.unit, overview=FULL.overview)
    evaluation = open_evaluation(FULL, None, open_evaluation(before))
    heavy = {"docx", "xlsx", "pdf", "html", "audit"}
    made_at = datetime(2024, 9, 15, 8, 30)  # noqa: DTZ001  (a clerk's clock has no zone)
    return write_package(evaluation, tmp_path, made_at=made_at, leave_out=heavy).path


def test_a_package_dropped_on_the_window_becomes_a_book_of_both_years(
    window: MainWindow, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.intake.dropped([package])
    session = window.workspace.session
    assert (session.years, session.year, session.path) == ((2022, 2023), 2023, None)
    assert window.workspace.facts == FULL
    assert "取出2022年度、2023年度的数据" in window.work.verdict._said.text()
    asked: list[str] = []
    saved = tmp_path / "重建.jixiao"

    def chosen(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        asked.append(Path(start).name)
        return str(saved), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    window.opening.ask_save_as()
    assert asked == [f"{package.stem}.jixiao"]
    window.go_home()
    window.open_book(saved)
    assert window.workspace.session.facts_of(2022).overview == FULL.overview


def test_a_package_that_was_changed_is_told_and_opens_nothing(
    window: MainWindow, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(window, "tell", told.append)
    files = read_package(package)
    name = next(name for name in files if name.endswith("2023年度数据交换文件.yaml"))
    package.write_bytes(archived(files | {name: files[name].replace(b"1", b"2")}))
    window.opening.take(package)
    assert "打包以后被改动过" in told[0]
    assert not window.workspace.is_open
