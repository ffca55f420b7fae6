"""Flipped and cut bytes: noticed or harmless, never silence, a traceback or a hang."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, insert_row, set_value
from jixiao_desktop.ledger.facts import ExpenseLine, UnitInfo, UnitYear
from jixiao_desktop.session import Session
from jixiao_desktop.store.health import DamagedError, NewerFileError, NotABookError
from jixiao_desktop.store.journal import Entry
from jixiao_desktop.store.restore import replace_damaged
from jixiao_desktop.store.summary import summary_of_file

FLIPS = 700
CUTS = 80
WHEN = datetime(2022, 3, 1, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with two years, some lists and a history."""
    path = tmp_path_factory.mktemp("whole") / "仁和小学.jixiao"
    facts = UnitYear(template="sichuan-2021", year=2021, unit=UnitInfo(name="仁和小学"))
    with Session.create(path, facts) as session:
        for number in range(40):
            line = ExpenseLine(
                subject="2050202", fund="一般公共预算", nature="基本支出", amount=Quantity(number * 100)
            )
            session.perform(Operation("添加支出", (insert_row(session.facts, ("支出", number), line),)))
        duties = set_value(session.facts, ("概况", "职能简介"), "实施义务教育。" * 800)
        session.perform(Operation("填写概况", (duties,)))
        session.undo()
        session.redo()
        session.new_year(2022, "sichuan-2022", {"收入总计": Quantity(700)})
    return path


def content(path: Path) -> tuple[dict[int, UnitYear | None], list[Entry]]:
    with Session.open(path, read_only=True) as session:
        assert session.damage is None
        return {year: session.facts_of(year) for year in session.years}, session.history()


def outcome(path: Path, expected: tuple[dict[int, UnitYear | None], list[Entry]]) -> str:
    """How a file that was tampered with opens."""
    try:
        with Session.open(path) as session:
            if session.damage is None:
                found = {year: session.facts_of(year) for year in session.years}, session.history()
                assert found == expected, "silence"
                return "harmless"
            assert session.read_only is not None
            assert session.read_only.kind == "damaged"
            return "salvaged"
    except (DamagedError, NewerFileError):
        return "refused"


def test_no_flipped_byte_goes_unnoticed(whole: Path, tmp_path: Path) -> None:
    rng = random.Random(20220301)  # noqa: S311  (repeatable, not secret)
    expected = content(whole)
    data = whole.read_bytes()
    path = tmp_path / "仁和小学.jixiao"
    places = [*range(100), *(rng.randrange(len(data)) for _ in range(FLIPS))]
    found: dict[str, int] = {}
    for place in places:
        broken = bytearray(data)
        broken[place] ^= rng.randrange(1, 256)
        path.write_bytes(broken)
        how = outcome(path, expected)
        found[how] = found.get(how, 0) + 1
        assert path.read_bytes() == bytes(broken) or how == "harmless"
    assert found["salvaged"] > FLIPS // 4


def test_a_cut_file_is_noticed(whole: Path, tmp_path: Path) -> None:
    rng = random.Random(20220302)  # noqa: S311
    expected = content(whole)
    data = whole.read_bytes()
    path = tmp_path / "仁和小学.jixiao"
    for length in (0, 1, 15, 16, 99, 100, 4095, *(rng.randrange(len(data)) for _ in range(CUTS))):
        path.write_bytes(data[:length])
        assert outcome(path, expected) in {"salvaged", "refused"}, length


def test_a_huge_file_of_anything_is_refused_quickly(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    for start in (b"", b"not ours", whole.read_bytes()[:100]):
        with path.open("wb") as file:
            file.write(start)
            file.truncate(100_000_000)
        begun = time.monotonic()
        with pytest.raises(DamagedError):
            Session.open(path)
        assert time.monotonic() - begun < 10


def test_a_year_that_was_changed_behind_the_program_is_named(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    shutil.copy(whole, path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE fact SET value = replace(value, '2050202', '2050203') WHERE year = 2021")
    connection.commit()
    connection.close()
    with Session.open(path) as session:
        assert session.damage is not None
        assert session.damage.findings == ("2021年度的数据与校验不符",)
        assert session.years == (2021, 2022)


def test_what_can_be_read_can_be_saved_as_a_new_file(whole: Path, tmp_path: Path) -> None:
    path, saved = tmp_path / "仁和小学.jixiao", tmp_path / "救出.jixiao"
    shutil.copy(whole, path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE fact SET value = 'x' WHERE year = 2021 AND list = '' AND position = 0")
    connection.commit()
    connection.close()
    with Session.open(path, year=2021) as session:
        assert "2021年度 支出第1行" in session.lost
        readable = {year: session.facts_of(year) for year in session.years}
        assert len(session.facts.expenses or ()) == 39
        session.save_as(saved)
        assert session.read_only is None
        edited = set_value(session.facts, ("单位", "名称"), "新名称")
        session.perform(Operation("改名", (edited,)))
        session.undo()
    with Session.open(saved) as session:
        assert session.damage is None
        assert {year: session.facts_of(year) for year in session.years} == readable


def test_other_files_are_refused_politely(tmp_path: Path) -> None:
    other = tmp_path / "说明.txt"
    other.write_text("这不是账套", encoding="utf-8")
    with pytest.raises(NotABookError, match="不是绩效决算助手的账套文件"):
        Session.open(other)
    with pytest.raises(Problem, match="不见了"):
        Session.open(tmp_path / "没有.jixiao")


def test_a_newer_file_is_refused_politely(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    shutil.copy(whole, path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NewerFileError, match="请升级本程序"):
        Session.open(path)
    assert path.read_bytes() == before


def test_a_backup_takes_the_place_of_a_damaged_file(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    path.write_bytes(whole.read_bytes()[:20000])
    Path(f"{path}-journal").write_bytes(b"left by a crash")
    broken = path.read_bytes()
    aside = replace_damaged(path, whole, WHEN)
    assert aside.name == "仁和小学-损坏-20220301-103000.jixiao"
    assert aside.read_bytes() == broken
    assert content(path) == content(whole)


def test_a_damaged_backup_is_not_restored(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    shutil.copy(whole, path)
    bad = tmp_path / "备份.jixiao"
    bad.write_bytes(whole.read_bytes()[:30000])
    before = path.read_bytes()
    with pytest.raises(Problem):
        replace_damaged(path, bad, WHEN)
    assert path.read_bytes() == before


def test_a_file_at_a_glance(whole: Path) -> None:
    found = summary_of_file(whole)
    assert found.unit == "仁和小学"
    assert found.damage is None
    assert list(found.years) == [2021, 2022]
    # 0 + 1 + … + 39 元 in 40 lines of 4 fields, and 模板, 年度, 名称, 职能简介
    assert found.years[2021].expense == Quantity(780_00)
    assert found.years[2021].filled == 164
    assert found.years[2021].income is None
