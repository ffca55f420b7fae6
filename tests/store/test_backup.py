"""Backups: made by themselves, thinned, never from a damaged file, restored as one operation."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, set_value
from jixiao_desktop.ledger.facts import Overview, UnitYear
from jixiao_desktop.session import Session
from jixiao_desktop.store.backup import Backup, Backups, to_drop
from jixiao_desktop.store.book import open_book
from jixiao_desktop.store.events import BackupFailed, Event
from jixiao_desktop.store.restore import newest_good, put_back, replace_damaged
from jixiao_desktop.store.summary import summary_of_file

START = UnitYear(template="sichuan-2021", year=2021, overview=Overview(duties="旧"))
NOW = datetime(2022, 3, 1, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def edit(session: Session, text: str) -> None:
    session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), text),)))
    session.flush()


def test_a_changed_file_is_backed_up_on_closing_in_both_places(tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    clock = Clock()
    (tmp_path / "U盘").mkdir()
    backups = Backups(tmp_path / "备份", tmp_path / "U盘", clock)
    with Session.create(path, START, backups=backups) as session:
        edit(session, "新")
    with Session.open(path, backups=backups):
        clock.now += timedelta(minutes=5)
    made = backups.of(path)
    assert [(item.at, item.why) for item in made] == [(NOW, "关闭时")] * 1
    assert len(list(tmp_path.glob("*/*/*.jixiao"))) == 2
    assert summary_of_file(made[0].path).damage is None
    with Session.open(made[0].path, read_only=True) as kept:
        assert kept.facts.overview == Overview(duties="新")


def test_a_stick_that_is_not_there_stops_nothing_and_is_caught_up_later(tmp_path: Path) -> None:
    path, stick = tmp_path / "仁和小学.jixiao", tmp_path / "U盘"
    clock = Clock()
    backups = Backups(tmp_path / "备份", stick, clock)
    events: list[Event] = []
    session = Session.create(path, START, backups=backups)
    session.subscribe(events.append)
    edit(session, "新")
    session.close()
    told = events[-1]
    assert isinstance(told, BackupFailed)
    assert "U盘可能没有插上" in told.problem.happened
    assert len(backups.of(path)) == 1
    assert not stick.exists()
    clock.now += timedelta(hours=1)
    with Session.open(path, backups=backups) as session:
        session.restore(backups.of(path)[0].path)
        session.back_up()
        assert backups.missed is not None
    stick.mkdir()
    clock.now += timedelta(hours=1)
    Session.open(path, backups=backups).close()
    assert backups.missed is None
    (kept,) = stick.glob("*/*.jixiao")
    assert summary_of_file(kept).damage is None
    before = sorted(tmp_path.glob("*/*/*.jixiao"))
    clock.now += timedelta(hours=1)
    Session.open(path, backups=backups).close()
    assert sorted(tmp_path.glob("*/*/*.jixiao")) == before


def test_a_full_second_place_is_said_and_the_first_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, stick = tmp_path / "仁和小学.jixiao", tmp_path / "U盘"
    stick.mkdir()
    backups = Backups(tmp_path / "备份", stick)
    with Session.create(path, START, backups=backups) as session:
        monkeypatch.setattr(Path, "mkdir", _refusing_below(stick))
        session.back_up()
    assert backups.missed is not None
    assert backups.missed.happened.startswith("第二处备份没有写成")
    assert {item.why for item in backups.of(path)} == {"手动", "关闭时"}


def _refusing_below(folder: Path) -> Callable[..., None]:
    real = Path.mkdir

    def mkdir(self: Path, *arguments: Any, **named: Any) -> None:
        if self.is_relative_to(folder):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(self, *arguments, **named)

    return mkdir


def test_a_backup_that_failed_is_made_again_on_closing(tmp_path: Path) -> None:
    path, folder = tmp_path / "仁和小学.jixiao", tmp_path / "备份"
    folder.write_text("a file where the folder should be", encoding="utf-8")
    backups = Backups(folder)
    with Session.create(path, START, backups=backups) as session:
        edit(session, "新")
        with pytest.raises(Problem, match="不能使用"):
            session.back_up()
        folder.unlink()
    assert [item.why for item in backups.of(path)] == ["关闭时"]


def test_half_an_hour_of_work_makes_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    clock = Clock()
    backups = Backups(tmp_path / "备份", now=clock)
    with Session.create(path, START, backups=backups) as session:
        edit(session, "1")
        clock.now += timedelta(minutes=29)
        edit(session, "2")
        assert backups.of(path) == []
        clock.now += timedelta(minutes=1)
        edit(session, "3")
        edit(session, "4")
        session.flush()
        assert [item.why for item in backups.of(path)] == ["定时"]


def test_a_damaged_file_is_never_backed_up(tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    Session.create(path, START).close()
    backups = Backups(tmp_path / "备份", now=Clock())
    book = open_book(path)
    other = sqlite3.connect(path)
    other.execute("UPDATE fact SET value = '{}' WHERE list = '概况'")
    other.commit()
    other.close()
    with pytest.raises(Problem, match="没有备份：文件内容已损坏"):
        backups.make(book, "close")
    book.close()
    assert backups.of(path) == []


def test_restoring_is_one_operation_that_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    clock = Clock()
    backups = Backups(tmp_path / "备份", now=clock)
    with Session.create(path, START, backups=backups) as session:
        edit(session, "第一天")
    clock.now += timedelta(days=1)
    with Session.open(path, backups=backups) as session:
        edit(session, "第二天")
        session.new_year(2022, "sichuan-2022", {"收入总计": Quantity(7)})
        later = {year: session.facts_of(year) for year in session.years}
        session.restore(backups.of(path)[-1].path)
        assert session.years == (2021,)
        assert session.year == 2021
        assert session.facts.overview == Overview(duties="第一天")
        assert backups.of(path)[0].why == "恢复前"
    with Session.open(path) as session:
        assert session.facts.overview == Overview(duties="第一天")
        session.undo()
        assert {year: session.facts_of(year) for year in session.years} == later
        session.redo()
        assert [*session.years] == [2021]


def test_backups_are_found_when_the_file_is_gone_or_its_id_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "仁和-小学.jixiao"
    backups = Backups(tmp_path / "备份", now=Clock())
    with Session.create(path, START, backups=backups) as session:
        edit(session, "新")
    path.unlink()
    assert len(backups.of(path)) == 1
    assert backups.of(tmp_path / "另一所学校.jixiao") == []


def test_the_newest_backup_that_is_whole_is_offered(tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    clock = Clock()
    backups = Backups(tmp_path / "备份", now=clock)
    for text in ("一", "二", "三"):
        with (
            Session.open(path, backups=backups)
            if path.exists()
            else Session.create(path, START, backups=backups) as session
        ):
            edit(session, text)
        clock.now += timedelta(hours=1)
    newest = backups.of(path)[0].path
    newest.write_bytes(newest.read_bytes()[:5000])
    path.write_bytes(b"SQLite format 3\x00 broken")
    found = newest_good(backups, path)
    assert found is not None
    backup, held = found
    assert backup.at == NOW + timedelta(hours=1)
    assert held.years[2021].filled == 3
    replace_damaged(path, backup.path, clock.now)
    with Session.open(path) as session:
        assert session.facts.overview == Overview(duties="二")


def _backups(ages: list[timedelta]) -> list[Backup]:
    return [Backup(NOW - age, "定时", Path(str(age))) for age in ages]


def test_a_year_of_backups_thins_to_days_weeks_and_months() -> None:
    hourly = _backups([timedelta(hours=hours) for hours in range(24 * 400)])
    kept = sorted({item.at for item in hourly} - {item.at for item in to_drop(hourly, NOW)}, reverse=True)
    ages = [NOW - at for at in kept]
    assert sum(age <= timedelta(days=2) for age in ages) == 49
    # from 2 to 14 days one a day (13 calendar days touch that span), to 60 days one a week, then months
    assert sum(timedelta(days=2) < age <= timedelta(days=14) for age in ages) == 13
    assert 6 <= sum(timedelta(days=14) < age <= timedelta(days=60) for age in ages) <= 8
    assert 10 <= sum(timedelta(days=60) < age for age in ages) <= 12
    assert max(ages) <= timedelta(days=366)


@given(st.lists(st.integers(0, 500 * 24 * 60), max_size=60, unique=True))
def test_thinning_keeps_the_newest_and_all_of_two_days_and_is_stable(minutes: list[int]) -> None:
    backups = _backups([timedelta(minutes=value) for value in minutes])
    dropped = to_drop(backups, NOW)
    kept = [item for item in backups if item not in dropped]
    if backups:
        assert max(backups) in kept
    assert all(item in kept for item in backups if NOW - item.at <= timedelta(days=2))
    assert to_drop(kept, NOW) == []


def test_a_file_that_is_gone_is_put_back(tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    backups = Backups(tmp_path / "备份", now=Clock())
    with Session.create(path, START, backups=backups) as session:
        edit(session, "新")
    path.unlink()
    put_back(path, backups.of(path)[0].path)
    with Session.open(path) as session:
        assert session.facts.overview == Overview(duties="新")
        session.undo()
        assert session.facts == START
