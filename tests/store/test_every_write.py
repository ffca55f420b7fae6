"""Whatever is done to a 账套, and whichever write of it fails: it is done whole, or undone and told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, set_value
from jixiao_desktop.ledger.facts import Overview, UnitYear
from jixiao_desktop.session import Session
from jixiao_desktop.store.backup import Backups
from jixiao_desktop.store.events import BackupFailed, Event, SaveFailed
from tests.store.faulty import Faults, faulty_statements, faulty_system

START = UnitYear(template="sichuan-2021", year=2021, overview=Overview(duties="旧"))
Years = dict[int, UnitYear | None]
Action = Callable[[Session, Path], object]


def _edit(session: Session, _: Path) -> None:
    session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), "更新"),)))


ACTIONS: dict[str, Action] = {
    "edit": _edit,
    "undo": lambda session, _: session.undo(),
    "import": lambda session, _: session.import_year(replace(START, year=2020), "文件"),
    "new year": lambda session, _: session.new_year(2022, "sichuan-2022", {"收入总计": Quantity(7)}),
    "restore": lambda session, base: session.restore(base.with_name("备份.jixiao")),
    "freeze": lambda session, _: session.freeze("模板", "1.0", {"收入总计": Quantity(7)}, (), {}),
    "back up": lambda session, _: session.back_up(),
    "copy": lambda session, base: session.export_copy(base.with_name("目标.jixiao")),
    "save as": lambda session, base: session.save_as(base.with_name("目标.jixiao")),
    "create": lambda _, base: Session.create(base.with_name("目标.jixiao"), START).close(),
}
WRITING_FILES = ("restore", "back up", "copy", "save as", "create")
FEWEST = {"copy": 1}
"""How many statements there are at least: a copy is one."""
OLD = b"what stood there before"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A file with a history, and an older copy of it."""
    path = tmp_path / "仁和小学.jixiao"
    with Session.create(path, START) as session:
        session.export_copy(path.with_name("备份.jixiao"))
        session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), "新"),)))
    return path


def years_of(session: Session) -> Years:
    return {year: session.facts_of(year) for year in session.years}


def stored(path: Path) -> tuple[Years, int]:
    """What a file holds, and how many versions were frozen; it is whole."""
    with Session.open(path, read_only=True) as session:
        assert session.damage is None
        return years_of(session), len(session.finals())


@pytest.mark.parametrize("name", ACTIONS)
def test_any_statement_may_fail(base: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert _played(base, name, faulty_statements(monkeypatch)) >= FEWEST.get(name, 5)


@pytest.mark.parametrize("name", WRITING_FILES)
def test_any_call_of_the_system_may_fail(base: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert _played(base, name, faulty_system(monkeypatch)) >= 2


def _played(base: Path, name: str, faults: Faults) -> int:
    """Do it again and again, each time with a later write failing, until none does; returns how often."""
    for number in range(1_000):
        path = base.parent / str(number) / base.name
        path.parent.mkdir()
        for file in (base, base.with_name("备份.jixiao")):
            shutil.copyfile(file, path.with_name(file.name))
        path.with_name("目标.jixiao").write_bytes(OLD)
        if not _failing_at(path, ACTIONS[name], faults, number):
            return number
    raise AssertionError("it never ends")


def _failing_at(path: Path, action: Action, faults: Faults, number: int) -> bool:
    """Whether a write failed; then it was told, the file is whole, and doing it once more succeeds.

    What fails without harm (the name of a file that is in place already cannot be synced) is not told.
    """
    events: list[Event] = []
    target = path.with_name("目标.jixiao")
    with Session.open(path, backups=Backups(path.parent / "备份")) as session:
        session.subscribe(events.append)
        before, versions = years_of(session), len(session.finals())
        faults.arm(number)
        problem = None
        try:
            action(session, path)
            session.flush()
        except Problem as error:
            problem = error
        faults.armed = False
        if not faults.met:
            return False
        told = [event.problem for event in events if isinstance(event, SaveFailed | BackupFailed)]
        told += [problem] if problem else []
        if not told:
            _assert_done(session, target, before, versions)
            return True
        assert all(str(one) for one in told)
        assert years_of(session) == before
        assert stored(path) == (before, versions)
        assert target.read_bytes() == OLD or stored(target)[0] in (before, {2021: START})
        assert not list(path.parent.glob("*.tmp"))
        assert not list(path.parent.glob(".*.tmp"))
        action(session, path)
        session.flush()
        after = years_of(session)
        assert session.saved
        assert session.path is not None
        assert stored(session.path)[0] == after
    assert stored(path)[0] in (before, after)
    return True


def _assert_done(session: Session, target: Path, before: Years, versions: int) -> None:
    """Something of what was wanted is there, whole."""
    assert session.path is not None
    now = years_of(session), len(session.finals())
    assert stored(session.path) == now
    copied = target.read_bytes() != OLD
    assert session.backups is not None
    assert copied or now != (before, versions) or session.backups.of(session.path, session.book_id)
    if copied:
        assert stored(target)[0] in (before, {2021: START})
