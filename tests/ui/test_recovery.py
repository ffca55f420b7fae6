"""A damaged 账套 in the window: said, compared, restored; and bugs go to a report."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from jixiao_desktop.ledger.edits import Operation, set_value
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.session import Session
from jixiao_desktop.store.backup import Backups
from ui.settings import Settings
from ui.shell.recovery import RecoveryDialog
from ui.shell.reports import ErrorReports
from ui.shell.window import MainWindow

Making = Callable[[Settings], MainWindow]


@pytest.fixture
def damaged(tmp_path: Path, renhe_file: Path) -> Path:
    """A book with a backup of its own, and its end cut off."""
    path = tmp_path / "仁和.jixiao"
    with Session.create(path, read_exchange(renhe_file), backups=Backups(tmp_path / "backups")) as session:
        session.perform(Operation("改名", (set_value(session.facts, ("单位", "简称"), "进修校"),)))
    path.write_bytes(path.read_bytes()[:-20000])
    return path


def test_the_backup_of_a_damaged_book_is_offered_and_taken(
    make_window: Making, settings: Settings, damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(settings)
    told: list[str] = []
    shown: list[RecoveryDialog] = []
    monkeypatch.setattr(
        RecoveryDialog, "exec", lambda dialog: shown.append(dialog) or QDialog.DialogCode.Accepted
    )
    monkeypatch.setattr(window, "tell", told.append)
    window.open_book(damaged)
    said = shown[0].said.text()
    assert "最近的完好备份" in said
    assert "攀枝花市仁和区教师进修学校" in said
    assert shown[0].comparison.topLevelItemCount() == 1
    assert "损坏的文件留在" in told[0]
    assert window.workspace.session.damage is None
    assert window.workspace.facts.unit is not None
    assert window.workspace.facts.unit.short_name == "进修校"
    assert len(list(damaged.parent.glob("仁和-损坏-*.jixiao"))) == 1


def test_a_damaged_book_is_read_only_where_its_backup_is_not_wanted_and_can_be_restored_later(
    make_window: Making, settings: Settings, damaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(settings)
    (kept,) = Backups(tmp_path / "backups").of(damaged)
    shutil.copy(kept.path, damaged)
    connection = sqlite3.connect(damaged)
    connection.execute("UPDATE fact SET value = 'x' WHERE list = '概况'")
    connection.commit()
    connection.close()
    told: list[str] = []
    shown: list[RecoveryDialog] = []
    monkeypatch.setattr(
        RecoveryDialog, "exec", lambda dialog: shown.append(dialog) or QDialog.DialogCode.Rejected
    )
    monkeypatch.setattr(window, "tell", told.append)
    window.open_book(damaged)
    assert "损坏的文件里读得出：攀枝花市仁和区教师进修学校" in shown[0].said.text()
    year = shown[0].comparison.topLevelItem(0)
    places = [year.child(number).text(0) for number in range(year.childCount())]
    assert places == ["已填", "收入合计", "支出合计", "项目", "概况"]
    assert "已按只读方式打开能读出的内容" in told[0]
    session = window.workspace.session
    assert session.read_only is not None
    assert window.safety.restore(kept.path)
    assert window.workspace.session.read_only is None
    assert window.workspace.facts.unit is not None
    assert window.workspace.facts.unit.short_name == "进修校"


def test_a_bug_is_reported_and_the_program_goes_on(
    make_window: Making,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    window = make_window(settings)
    told: list[str] = []
    monkeypatch.setattr(window, "tell", told.append)
    error = KeyError("金额 123.45")
    ErrorReports(window, tmp_path / "报告")(KeyError, error, None)
    (report,) = (tmp_path / "报告").iterdir()
    assert str(report) in told[0]
    assert "已保存的内容都在" in told[0]
    assert "123" not in report.read_text(encoding="utf-8").split("程序在这里出错")[1]
    assert "KeyError" in capsys.readouterr().err
