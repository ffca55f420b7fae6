"""Disk full, no permission, a failing rename, an I/O error, a pulled stick.

The old file is whole, the clerk is told, nothing is lost.
"""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, set_value
from jixiao_desktop.ledger.facts import Overview, UnitYear
from jixiao_desktop.session import Session
from jixiao_desktop.store.backup import Backups
from jixiao_desktop.store.events import BackupFailed, Event, Saved, SaveFailed
from jixiao_desktop.store.restore import replace_damaged
from tests.store.faulty import Faults, faulty_statements

START = UnitYear(template="sichuan-2021", year=2021, overview=Overview(duties="旧"))
CODES = {
    "磁盘已满": sqlite3.SQLITE_FULL,
    "磁盘读写出错": sqlite3.SQLITE_IOERR,
    "没有写入权限": sqlite3.SQLITE_READONLY,
    "不见了": sqlite3.SQLITE_CANTOPEN,
    "正被其他程序使用": sqlite3.SQLITE_BUSY,
}


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    return faulty_statements(monkeypatch)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "仁和小学.jixiao"
    Session.create(made, START).close()
    return made


def edit(session: Session, text: str) -> None:
    session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), text),)))


def stored(path: Path) -> UnitYear:
    with Session.open(path, read_only=True) as session:
        assert session.damage is None
        return session.facts


@pytest.mark.parametrize("cause", CODES)
def test_every_statement_of_a_commit_may_fail(path: Path, faults: Faults, cause: str) -> None:
    events: list[Event] = []
    failed_at = 0
    with Session.open(path) as session:
        session.subscribe(events.append)
        while True:
            faults.after, faults.code, faults.met, faults.armed = failed_at, CODES[cause], False, True
            before = session.facts
            edit(session, f"新{failed_at}")
            edit(session, f"更新{failed_at}")
            session.flush()
            faults.armed = False
            if not faults.met:
                break
            told = [event for event in events if isinstance(event, SaveFailed)]
            events.clear()
            assert told
            assert cause in told[-1].problem.happened
            assert "已撤回" in told[-1].problem.safe
            assert session.facts in {before, _with_duties(before, f"新{failed_at}")}
            assert stored(path) == session.facts
            session.retry()
            session.flush()
            assert session.facts.overview == Overview(duties=f"更新{failed_at}")
            assert stored(path) == session.facts
            failed_at += 1
        assert failed_at > 10
        assert isinstance(events[-1], Saved)


def _with_duties(facts: UnitYear, duties: str) -> UnitYear:
    return replace(facts, overview=Overview(duties=duties))


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """The system refuses to make any file longer: a real error in the middle of SQLite's writing."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    "room", [0, 1, 511, 512, 600, 4096, 8192, 12288, 20480, 40960, 45056, 50000, 61440, 90000]
)
def test_the_disk_refuses_in_the_middle_of_a_write(path: Path, room: int) -> None:
    events: list[Event] = []
    text = "实施义务教育。" * 20000
    with Session.open(path) as session:
        session.subscribe(events.append)
        with files_no_longer_than(room):
            edit(session, text)
            session.flush()
        assert isinstance(events[-1], SaveFailed)
        assert session.facts == START
        assert stored_copy(path) == START
        session.retry()
        session.flush()
        assert isinstance(events[-1], Saved)
        assert session.facts.overview == Overview(duties=text)
    assert stored(path).overview == Overview(duties=text)


def test_a_file_put_over_one_that_crashed_does_not_inherit_its_journal(path: Path) -> None:
    crashed = path.with_name("撞.jixiao")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN")
    for number in range(100):
        connection.execute("INSERT INTO meta VALUES (?, ?)", (f"k{number}", "x" * 4000))
    shutil.copy(path, crashed)
    shutil.copy(f"{path}-journal", f"{crashed}-journal")
    connection.execute("ROLLBACK")
    connection.close()
    assert Path(f"{crashed}-journal").stat().st_size > 4096
    other = replace(START, year=2020)
    Session.create(crashed, other).close()
    assert stored(crashed) == other


def test_a_file_that_is_open_elsewhere_is_not_replaced(path: Path) -> None:
    with Session.open(path), pytest.raises(Problem, match="不能覆盖"):
        Session.create(path, START)


def test_saving_as_the_file_itself_changes_nothing(path: Path) -> None:
    with Session.open(path) as session:
        edit(session, "新")
        session.save_as(path)
        edit(session, "更新")
    assert stored(path).overview == Overview(duties="更新")


def stored_copy(path: Path) -> UnitYear:
    """What a copy taken in this moment holds, as after a crash or a pulled stick."""
    copy = path.with_name("副本.jixiao")
    shutil.copy(path, copy)
    journal = path.with_name(path.name + "-journal")
    if journal.exists():
        shutil.copy(journal, copy.with_name(copy.name + "-journal"))
    with Session.open(copy) as session:
        assert session.damage is None
        return session.facts


def test_a_stick_that_was_pulled_and_comes_back(path: Path) -> None:
    events: list[Event] = []
    away = path.with_name("away")
    with Session.open(path) as session:
        session.subscribe(events.append)
        path.rename(away)
        edit(session, "新")
        assert not session.flush()
        failed = events[-1]
        assert isinstance(failed, SaveFailed)
        assert "U盘不见了" in failed.problem.happened
        assert failed.titles == ("填写概况",)
        shutil.copy(away, path)
        session.retry()
        session.flush()
        assert session.saved
    assert stored(path).overview == Overview(duties="新")


def test_a_stick_that_stays_away_is_left_for_another_place(path: Path, faults: Faults) -> None:
    elsewhere = path.with_name("另存.jixiao")
    with Session.open(path) as session:
        session.new_year(2022, "sichuan-2022", {"收入总计": Quantity(7)})
    with Session.open(path, backups=Backups(path.parent / "备份")) as session:
        known = session.facts_of(2022)
        path.unlink()
        edit(session, "新")
        session.flush()
        assert list(session.unsaved) == ["填写概况"]
        faults.code, faults.armed = sqlite3.SQLITE_IOERR, True
        faults.only = session.path
        assert session.save_as(elsewhere) == (2021,)
        session.retry()
        session.flush()
        assert not session.unsaved
        assert (session.path, session.years) == (elsewhere, (2022,))
    assert known is not None
    with Session.open(elsewhere) as session:
        assert session.facts == replace(known, overview=Overview(duties="新"))
        assert session.notes.taken == {"收入总计": Quantity(7)}
        session.undo()
        assert session.facts == known


def test_what_could_not_be_saved_is_named_until_it_is(path: Path, faults: Faults) -> None:
    with Session.open(path) as session:
        assert not session.unsaved
        faults.armed = True
        edit(session, "新")
        session.flush()
        session.retry()
        session.flush()
        assert list(session.unsaved) == ["填写概况"]
        faults.armed = False
        session.retry()
        session.flush()
        assert not session.unsaved


def test_a_file_replaced_behind_the_program_is_not_written_to(path: Path) -> None:
    other = path.with_name("另一份.jixiao")
    shutil.copy(path, other)
    events: list[Event] = []
    with Session.open(path) as session:
        session.subscribe(events.append)
        other.replace(path)
        edit(session, "新")
        session.flush()
        assert isinstance(events[-1], SaveFailed)
    assert stored(path) == START


def test_typing_that_cannot_be_saved_goes_back_to_what_was(path: Path, faults: Faults) -> None:
    with Session.open(path) as session:
        for text in ("新", "新的"):
            change = set_value(session.facts, ("概况", "职能简介"), text)
            session.perform(Operation("填写概况", (change,)), merge="职能简介")
        session.flush()
        faults.armed = True
        change = set_value(session.facts, ("概况", "职能简介"), "新的职能")
        session.perform(Operation("填写概况", (change,)), merge="职能简介")
        session.flush()
        faults.armed = False
        assert session.facts.overview == Overview(duties="新的")
        session.undo()
        assert session.facts == START
        session.redo()
        assert session.facts.overview == Overview(duties="新的")


def _refuse(number: int) -> Any:
    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("where", ["replace", "fsync"])
def test_a_file_that_cannot_be_put_in_place_leaves_the_old_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, where: str, number: int
) -> None:
    target = path.with_name("副本.jixiao")
    target.write_bytes(b"old")
    before = path.read_bytes()
    with Session.open(path) as session:
        with monkeypatch.context() as patch:
            if where == "replace":
                patch.setattr(Path, "replace", _refuse(number))
            else:
                patch.setattr(os, "fsync", _refuse(number))
            for write in (session.export_copy, session.save_as):
                with pytest.raises(Problem, match="没有成功"):
                    write(target)
            with pytest.raises(Problem, match="没有成功"):
                Session.create(target, START)
            with pytest.raises(Problem, match="没有成功"):
                replace_damaged(target, path, datetime(2022, 3, 1, tzinfo=UTC))
        assert session.path == path
        assert target.read_bytes() == b"old"
        assert path.read_bytes() == before
        assert sorted(item.name for item in path.parent.iterdir()) == [
            "仁和小学.jixiao", "仁和小学.jixiao.lock", "副本.jixiao",
        ]  # fmt: skip
        edit(session, "新")
    assert stored(path).overview == Overview(duties="新")


def test_a_backup_that_fails_is_told_and_the_file_is_safe(path: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "备份"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    events: list[Event] = []
    session = Session.open(path, backups=Backups(blocked))
    session.subscribe(events.append)
    edit(session, "新")
    session.close()
    assert [type(event) for event in events][-1] is BackupFailed
    assert stored(path).overview == Overview(duties="新")
