"""Kill an editing process at random, many times: ``python -m tests.store.crash_rounds FILE ROUNDS SEED``.

Children are forked from this warm process. A child edits and acknowledges what was saved through a pipe;
at a random moment it is killed. Then the file must be whole, hold every acknowledged edit and nothing
but the edits that were made, and undo must still lead back through them.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from jixiao_desktop.ledger import edits
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, delete_row, insert_row, set_value
from jixiao_desktop.ledger.facts import ExpenseLine, UnitYear
from jixiao_desktop.session import Session

START = UnitYear(template="sichuan-2021", year=2021, expenses=())
MOST_SAID = 6
"""How much a child may say (ready, or one more edit saved) before it is killed, not at once but up to"""
LONGEST_GRACE = 0.015
"""seconds later, so anywhere between one commit and the next."""
ROUNDS_OF_A_FILE = 100
READY = (0xFFFFFFFF).to_bytes(4, "big")
EXIT_BAD = 1


@dataclass
class Model:
    """The plain model: all states that can be undone to, and redone."""

    past: list[UnitYear] = field(default_factory=lambda: [START])
    future: list[UnitYear] = field(default_factory=list)
    entries: int = 1
    """How many entries the journal has."""

    def take(self, step: Operation | str) -> None:
        """The step that the session takes too."""
        if isinstance(step, Operation):
            self.past.append(edits.apply(self.past[-1], step))
            self.future.clear()
        elif step == "undo" and len(self.past) > 1:
            self.future.append(self.past.pop())
        elif step == "redo" and self.future:
            self.past.append(self.future.pop())
        else:
            return
        self.entries += 1


def step_number(number: int, facts: UnitYear, seed: int) -> Operation | str:
    """What is done as step ``number`` where the facts are these; the same every time."""
    rng = random.Random(seed * 1_000_003 + number)  # noqa: S311  (repeatable, not secret)
    rows = len(facts.expenses or ())
    kind = rng.choice(("insert", "insert", "set", "set", "text", "delete", "undo", "redo"))
    if kind in {"undo", "redo"}:
        return kind
    if kind == "text":
        text = "实施义务教育。" * rng.randrange(1, 400)
        return Operation("填写概况", (set_value(facts, ("概况", "职能简介"), text),))
    if kind == "insert" or rows == 0:
        line = ExpenseLine(
            subject="2050202", fund="一般公共预算", nature="基本支出", amount=Quantity(rng.randrange(10**9))
        )
        return Operation("添加支出", (insert_row(facts, ("支出", rng.randrange(rows + 1)), line),))
    if kind == "delete":
        return Operation("删除支出", (delete_row(facts, ("支出", rng.randrange(rows))),))
    path = ("支出", rng.randrange(rows), "金额")
    return Operation("修改金额", (set_value(facts, path, Quantity(rng.randrange(10**9))),))


def edit_until_killed(path: Path, first: int, seed: int, out: int) -> None:
    """The child: edit, wait for the commit, say so."""
    session = Session.open(path)
    os.write(out, READY)
    number = first
    while True:
        step = step_number(number, session.facts, seed)
        if isinstance(step, Operation):
            session.perform(step)
        elif step == "undo":
            session.undo()
        else:
            session.redo()
        number += 1
        if number % 3:
            session.flush()
            os.write(out, number.to_bytes(4, "big"))


def play_round(path: Path, model: Model, done: int, seed: int, rng: random.Random) -> int:
    """One child's life and death; returns how many steps the file holds now. Raises AssertionError."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        try:
            edit_until_killed(path, done, seed, write_end)
        finally:
            os._exit(EXIT_BAD)
    os.close(write_end)
    said = b"".join(os.read(read_end, len(READY)) for _ in range(rng.randrange(MOST_SAID + 1)))
    time.sleep(rng.uniform(0, LONGEST_GRACE))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"
    with os.fdopen(read_end, "rb") as pipe:
        said = (said + pipe.read()).removeprefix(READY)
    acknowledged = int.from_bytes(said[-4:], "big") if said else done
    return check(path, model, done, acknowledged, seed)


def check(path: Path, model: Model, done: int, acknowledged: int, seed: int) -> int:
    """The file holds the acknowledged steps and at most the few behind them; undo and redo work."""
    with Session.open(path) as session:
        assert session.damage is None, str(session.damage)
        assert session.read_only is None, session.read_only
        for number in range(done, acknowledged):
            model.take(step_number(number, model.past[-1], seed))
        held = entries_in(path)
        reached = acknowledged
        while model.entries < held:
            model.take(step_number(reached, model.past[-1], seed))
            reached += 1
        assert reached <= acknowledged + 3, "the file holds what was never entered"
        assert session.facts == model.past[-1], "an acknowledged edit is lost"
        steps = min(3, len(model.past) - 1)
        for _ in range(steps):
            model.take("undo")
            session.undo()
            assert session.facts == model.past[-1]
        for _ in range(steps):
            model.take("redo")
            session.redo()
            assert session.facts == model.past[-1]
    return reached


def entries_in(path: Path) -> int:
    """How many journal entries the file has, seen without the program."""
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM journal").fetchone()[0])
    finally:
        connection.close()


def main(path: Path, rounds: int, seed: int) -> None:
    """Play all rounds and say how it went."""
    rng = random.Random(seed)  # noqa: S311
    model = Model()
    done = steps = 0
    for number in range(rounds):
        if number % ROUNDS_OF_A_FILE == 0:
            steps, done, model = steps + done, 0, Model()
            Session.create(path, START).close()
        try:
            done = play_round(path, model, done, seed + number // ROUNDS_OF_A_FILE, rng)
        except AssertionError as error:
            print(f"round {number}, seed {seed}: {error}")
            sys.exit(EXIT_BAD)
    print(f"{rounds} rounds, {steps + done} steps, whole")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
