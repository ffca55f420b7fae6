"""Files of every schema open for ever; migrations are backed up and whole or not done at all."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import Staff, UnitYear
from jixiao_desktop.session import Session
from jixiao_desktop.store import schema
from jixiao_desktop.store.backup import Backups
from jixiao_desktop.store.codec import decode_at
from jixiao_desktop.store.sums import Sums

if TYPE_CHECKING:
    from sqlite_utils import Database

FIXTURES = Path(__file__).parent / "fixtures"
RELEASED = sorted(FIXTURES.glob("schema-*.jixiao"))


def test_every_schema_has_its_file() -> None:
    assert [path.stem for path in RELEASED] == [f"schema-{n}" for n in range(1, schema.current() + 1)]


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_file_of_each_released_schema_opens(released: Path, tmp_path: Path) -> None:
    path = tmp_path / released.name
    shutil.copy(released, path)
    expected = json.loads(released.with_suffix(".json").read_text(encoding="utf-8"))
    with Session.open(path, year=2021, backups=Backups(tmp_path / "备份")) as session:
        assert session.damage is None
        assert session.read_only is None
        assert session.years == (2021, 2022)
        for year in session.years:
            assert session.facts_of(year) == decode_at((), expected[str(year)])
        assert session.facts.unit is not None
        assert session.facts.unit.name == "攀枝花市仁和区教师进修学校"
        assert session.facts.unit.staff == Staff(serving=99)
        assert session.redo_title == "填写说明"
        assert session.undo_title == "新建2022年度"
        assert session.finals()[0].figures == {"收入总计": Quantity(400510000, 500000)}
        session.undo()
        session.undo()
        assert session.facts.unit is not None
        assert session.facts.unit.staff is None


def _second(db: Database, _: Sums) -> None:
    db.table("meta").add_column("note", str)


def _broken(db: Database, sums: Sums) -> None:
    _second(db, sums)
    raise sqlite3.OperationalError("disk full")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "仁和小学.jixiao"
    Session.create(made, UnitYear(template="sichuan-2021", year=2021)).close()
    return made


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return schema.version_of(connection)
    finally:
        connection.close()


def test_an_older_file_is_backed_up_and_migrated(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, _second))
    backups = Backups(tmp_path / "备份")
    with Session.open(path, backups=backups) as session:
        assert session.damage is None
        assert session.facts.year == 2021
    assert version(path) == schema.current() == 2
    (made,) = backups.of(path)
    assert made.why == "升级前"
    assert version(made.path) == 1


def test_an_older_file_that_is_only_read_stays_as_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, _second))
    before = path.read_bytes()
    with Session.open(path, read_only=True) as session:
        assert session.facts.year == 2021
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, _broken))
        with pytest.raises(Problem, match="保持升级前的样子"):
            Session.open(path, backups=Backups(tmp_path / "备份"))
    assert version(path) == 1
    with Session.open(path) as session:
        assert session.damage is None
    assert len(before) == path.stat().st_size
