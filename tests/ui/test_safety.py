"""Nothing is lost: a failed save, a pulled stick, backups looked through, compared and restored."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QTableView,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from jixiao_desktop.ledger.edits import Operation, set_value
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.session import Session
from jixiao_desktop.store.book import Book
from tests.ui.keyboard import Keyboard
from ui.settings import Settings
from ui.shell.backups import BackupsDialog
from ui.shell.comparison import ComparisonTree
from ui.shell.history import HistoryDialog
from ui.shell.window import MainWindow
from ui.widgets import Button

ALT = Qt.KeyboardModifier.AltModifier
Making = Callable[[Settings], MainWindow]


@pytest.fixture
def book(tmp_path: Path, renhe_file: Path) -> Path:
    path = tmp_path / "仁和.jixiao"
    Session.create(path, read_exchange(renhe_file)).close()
    return path


@pytest.fixture
def opened(window: MainWindow, book: Path) -> MainWindow:
    window.open_book(book)
    window.work.show_page("单位信息")
    QApplication.processEvents()
    return window


def rename(window: MainWindow, name: str) -> None:
    window.workspace.set_value(("单位", "简称"), name, "修改 简称")


def short_name(window: MainWindow) -> str | None:
    assert window.workspace.facts.unit is not None
    return window.workspace.facts.unit.short_name


def stored_name(path: Path) -> str | None:
    with Session.open(path, read_only=True) as session:
        assert session.facts.unit is not None
        return session.facts.unit.short_name


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The disk is full until what this gives is called."""
    real = Book.commit

    def refuse(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(Book, "commit", refuse)
    return lambda: monkeypatch.setattr(Book, "commit", real)


def test_a_failed_save_stays_in_sight_until_it_is_done_again(
    opened: MainWindow, keyboard: Keyboard, qtbot: QtBot, book: Path, full_disk: Callable[[], None]
) -> None:
    bar = opened.safety.trouble
    assert not bar.isVisible()
    rename(opened, "进修校")
    qtbot.waitUntil(bar.isVisible, timeout=5_000)
    assert "磁盘已满" in bar.text.text()
    assert "「修改 简称」" in bar.text.text()
    assert short_name(opened) is None
    keyboard.press(Qt.Key.Key_R, ALT)
    qtbot.waitUntil(lambda: opened.workspace.session.unsaved == ("修改 简称",), timeout=5_000)
    assert bar.isVisible()
    full_disk()
    keyboard.press(Qt.Key.Key_R, ALT)
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=5_000)
    assert short_name(opened) == "进修校"
    assert opened.work.isAncestorOf(keyboard.at)
    opened.close_book()
    assert stored_name(book) == "进修校"


def test_what_a_pulled_stick_refused_goes_to_another_place(
    opened: MainWindow, keyboard: Keyboard, qtbot: QtBot, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = book.parent / "硬盘" / "仁和.jixiao"
    elsewhere.parent.mkdir()
    book.unlink()
    rename(opened, "进修校")
    qtbot.waitUntil(opened.safety.trouble.isVisible, timeout=5_000)
    assert "U盘不见了" in opened.safety.trouble.text.text()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(elsewhere), ""))
    keyboard.press(Qt.Key.Key_T, ALT)
    qtbot.waitUntil(lambda: not opened.safety.trouble.isVisible(), timeout=5_000)
    assert opened.workspace.session.path == elsewhere
    assert short_name(opened) == "进修校"
    assert opened.settings.recent()[0] == str(elsewhere)
    rename(opened, "仁和进修校")
    opened.close_book()
    assert stored_name(elsewhere) == "仁和进修校"


def test_closing_with_something_unsaved_asks_first(
    opened: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, full_disk: Callable[[], None]
) -> None:
    asked: list[str] = []
    answers = [False, False, True]
    monkeypatch.setattr(
        opened, "asked", lambda question, _: asked.append(question) is None and answers.pop(0)
    )
    rename(opened, "进修校")
    qtbot.waitUntil(opened.safety.trouble.isVisible, timeout=5_000)
    assert not opened.close()
    opened.go_home()
    assert opened.workspace.is_open
    assert "「修改 简称」" in asked[0]
    full_disk()
    opened.go_home()
    assert not opened.workspace.is_open
    assert not opened.safety.trouble.isVisible()


def test_what_has_no_file_yet_is_not_closed_unasked(
    example: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(example, "asked", lambda question, _: bool(asked.append(question)))
    rename(example, "进修校")
    example.open_exchange(example.settings.folder("账套") and Path("没有.yaml"))
    assert "还没有存成账套文件" in asked[0]
    assert short_name(example) == "进修校"


# --- backups -----------------------------------------------------------------------------------


def dialog_of(window: MainWindow, qtbot: QtBot) -> BackupsDialog:
    made = BackupsDialog(window.workspace, window.safety.restore, window)
    made.show()
    qtbot.waitUntil(lambda: made.reader is not None and not made.reader.busy, timeout=20_000)
    return made


@pytest.fixture
def with_backups(opened: MainWindow) -> MainWindow:
    """A file with a backup from before its last change."""
    rename(opened, "旧简称")
    session = opened.workspace.session
    session.back_up()
    assert session.backups is not None
    (made,) = session.backups.of(session.path)
    earlier = made.at - timedelta(hours=1)
    made.path.rename(made.path.with_name(f"{earlier:%Y%m%dT%H%M%SZ}-{made.why}.jixiao"))
    rename(opened, "新简称")
    opened.workspace.session.flush()
    return opened


def test_a_backup_is_compared_and_restored_as_one_operation_by_keyboard(
    with_backups: MainWindow, keyboard: Keyboard, qtbot: QtBot
) -> None:
    dialog = dialog_of(with_backups, qtbot)
    item = dialog.list.topLevelItem(0)
    assert [item.text(column) for column in (1, 2, 3)] == ["手动", "本机", "攀枝花市仁和区教师进修学校"]
    # 收入合计 and 支出合计 as the example's own report prints them
    assert item.text(6).endswith("万元")
    assert "2021年度有1处不同" in dialog.said.text()
    year = dialog.comparison.topLevelItem(0)
    last = year.child(year.childCount() - 1)
    assert [last.text(column) for column in range(4)] == ["单位·简称", "新简称", "旧简称", "不同"]
    dialog.list.setFocus()
    for _ in range(12):
        if keyboard.at is dialog.go:
            break
        keyboard.press(Qt.Key.Key_Tab)
    keyboard.press(Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert short_name(with_backups) == "旧简称"
    with_backups.workspace.undo()
    assert short_name(with_backups) == "新简称"
    again = dialog_of(with_backups, qtbot)
    assert [one.why for one in again.backups] == ["恢复前", "手动"]
    again.close()


def test_a_broken_backup_is_marked_and_cannot_be_taken(with_backups: MainWindow, qtbot: QtBot) -> None:
    store = with_backups.workspace.session.backups
    assert store is not None
    (kept,) = store.of(with_backups.workspace.session.path)
    kept.path.write_bytes(kept.path.read_bytes()[:9_000])
    dialog = dialog_of(with_backups, qtbot)
    assert dialog.list.topLevelItem(0).text(3) == "已损坏，不能用"
    assert "已损坏" in dialog.said.text()
    assert not dialog.go.isEnabled()
    dialog.close()


def test_without_a_backup_the_window_says_how_they_come_about(
    opened: MainWindow, example: MainWindow, qtbot: QtBot
) -> None:
    dialog = dialog_of(example, qtbot)
    assert "还没有存成账套文件" in dialog.said.text()
    assert not dialog.make.isEnabled()
    dialog.close()


def test_a_second_place_is_chosen_used_and_missed_without_blocking(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: Path
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(stick))
    dialog = dialog_of(opened, qtbot)
    assert dialog.second is not None
    dialog.second.choose.click()
    qtbot.waitUntil(lambda: not dialog.reader.busy, timeout=10_000)
    assert len(list(stick.glob("*/*.jixiao"))) == 1
    dialog.close()
    shutil.rmtree(stick)
    rename(opened, "进修校")
    opened.go_home()
    assert not opened.workspace.is_open
    assert "U盘可能没有插上" in opened.start._said.text()
    assert stored_name(book) == "进修校"
    opened.open_book(book)
    dialog = dialog_of(opened, qtbot)
    assert "现在找不到" in dialog.second._second.text()
    dialog.second.forget.click()
    assert opened.settings.folder("第二处备份") == ""
    dialog.close()


def test_a_file_that_is_gone_is_made_anew_from_its_backup(
    with_backups: MainWindow, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_backups.go_home()
    book.unlink()
    shown: list[QDialog] = []
    monkeypatch.setattr(QDialog, "exec", lambda dialog: shown.append(dialog) or QDialog.DialogCode.Accepted)
    with_backups.open_book(book)
    assert "不在原来的位置" in shown[0].said.text()
    assert short_name(with_backups) == "新简称"


def test_fields_of_the_dialogs_have_names(with_backups: MainWindow, qtbot: QtBot) -> None:
    history = HistoryDialog(with_backups.workspace, with_backups)
    for dialog in (dialog_of(with_backups, qtbot), history):
        named = [
            part.accessibleName()
            for part in dialog.findChildren(QWidget)
            if type(part) in (Button, QLineEdit, QComboBox, QTreeWidget, ComparisonTree, QTableView)
        ]
        assert len(named) > 4
        assert all(named)
        dialog.close()


# --- 修改记录 ----------------------------------------------------------------------------------


def test_the_trail_is_filtered_and_exported(with_backups: MainWindow, tmp_path: Path) -> None:
    session = with_backups.workspace.session
    change = set_value(session.facts, ("概况", "职能简介"), "办学")
    session.perform(Operation("修改 职能简介", (change,)))
    dialog = HistoryDialog(with_backups.workspace, with_backups)
    assert len(dialog.lines.lines) == 4
    dialog.filter.setText("简称")
    assert [line.new for line in dialog.lines.lines] == ["新简称", "旧简称"]
    assert dialog.said.text() == "筛选出2条，共4条"
    dialog.since.setCurrentText("今天")
    dialog.year.setCurrentText("2021年度")
    assert len(dialog.lines.lines) == 2
    dialog.export_to(tmp_path / "记录.csv")
    rows = list(csv.reader((tmp_path / "记录.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[5] for row in rows[1:]] == ["新简称", "旧简称"]
    dialog.export_to(tmp_path / "没有" / "记录.csv")
    assert "没有成功" in dialog.said.text()
    dialog.filter.setText("没有这样的记录")
    assert not dialog.export.isEnabled()
    dialog.close()
