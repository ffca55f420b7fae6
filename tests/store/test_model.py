"""Random operations, undo, redo and restarts end where a plain model of them ends."""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao_desktop.ledger import edits
from jixiao_desktop.ledger.amounts import ZERO
from jixiao_desktop.ledger.edits import Operation
from jixiao_desktop.ledger.facts import Overview, Project, UnitYear, UsageLine
from jixiao_desktop.session import Session
from jixiao_desktop.store.codec import decode_at, dump, encode_at
from tests.store.strategies import changes, small_years

STEPS = ("edit", "edit", "edit", "edit", "undo", "undo", "redo", "import")
EMPTY = UnitYear(template="sichuan-2021", year=2021)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "空.jixiao"
    Session.create(path, EMPTY).close()
    return path


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(small_years())
def test_facts_written_as_json_are_read_back(facts: UnitYear) -> None:
    assert decode_at((), encode_at((), facts)) == facts


@given(st.text(alphabet=st.characters(), max_size=40))
def test_any_text_at_all_is_read_back(text: str) -> None:
    facts = UnitYear(template="sichuan-2021", year=2021, overview=Overview(duties=text))
    written = dump(encode_at((), facts))
    written.encode("utf-8")
    assert decode_at((), json.loads(written)) == facts


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_file_holds_what_the_model_holds(blank: Path, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / f"{uuid.uuid4().hex}.jixiao"
    shutil.copy(blank, path)
    past: list[UnitYear] = [EMPTY]
    future: list[UnitYear] = []
    for steps in data.draw(st.lists(st.lists(st.sampled_from(STEPS), max_size=15), max_size=3)):
        with Session.open(path) as session:
            assert session.damage is None
            for step in steps:
                _take(step, session, past, future, data)
                assert session.facts == past[-1]
    with Session.open(path) as session:
        assert session.damage is None
        assert session.facts == past[-1]
        while len(past) > 1:
            past.pop()
            session.undo()
            assert session.facts == past[-1]
        assert session.undo_title is None


def _take(
    step: str, session: Session, past: list[UnitYear], future: list[UnitYear], data: st.DataObject
) -> None:
    """The same step in the session and in the model, which is the list of all states."""
    if step == "edit":
        operation = Operation("修改", (data.draw(changes(past[-1])),))
        past.append(edits.apply(past[-1], operation))
        future.clear()
        session.perform(operation)
    elif step == "import":
        past.append(data.draw(small_years()))
        future.clear()
        session.replace_facts(past[-1], "导入", "文件")
    elif step == "undo":
        if len(past) > 1:
            future.append(past.pop())
        session.undo()
    else:
        if future:
            past.append(future.pop())
        session.redo()


def test_rows_put_again_and_again_into_one_place_keep_their_order(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "测试.jixiao"
    shutil.copy(blank, path)
    with Session.open(path) as session:
        project = edits.insert_row(session.facts, ("项目", 0), Project(name="免费午餐"))
        session.perform(Operation("添加项目", (project,)))
        for number in range(60):
            line = UsageLine(purpose=str(number), amount=ZERO)
            place = ("项目", 0, "使用明细", min(1, number))
            session.perform(Operation("添加", (edits.insert_row(session.facts, place, line),)))
        expected = session.facts
    with Session.open(path) as session:
        assert session.facts == expected
        assert session.facts.projects is not None
        order = [line.purpose for line in session.facts.projects[0].usage or ()]
        assert order == ["0", *(str(number) for number in range(59, 0, -1))]
