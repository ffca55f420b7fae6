"""One writer; a stale lock is recognised; media that cannot be written to are read."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.session import Session
from jixiao_desktop.store import access
from jixiao_desktop.store.lock import RENEWED_EVERY, SILENT_AFTER, Lock, lock_path

START = UnitYear(template="sichuan-2021", year=2021)
ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, pathlib
from jixiao_desktop.session import Session
session = Session.open(pathlib.Path(sys.argv[1]))
print(session.read_only, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "仁和小学.jixiao"
    Session.create(made, START).close()
    return made


def write_lock(path: Path, host: str, age: float) -> None:
    text = json.dumps({"host": host, "user": "张会计", "pid": 1, "since": "2022-03-01 08:30"})
    lock_path(path).write_text(text, encoding="utf-8")
    then = time.time() - age
    os.utime(lock_path(path), (then, then))


def test_another_process_holds_the_file_until_it_dies(path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdin is not None
    try:
        assert holder.stdout.readline() == "None\n"
        with Session.open(path) as session:
            assert session.read_only is not None
            assert session.read_only.kind == "held"
            assert session.read_only.holder is not None
            assert session.read_only.holder.pid == holder.pid
            assert socket.gethostname() in session.read_only.reason
    finally:
        holder.kill()
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()
    assert lock_path(path).exists()
    with Session.open(path) as session:
        assert session.read_only is None
    assert not lock_path(path).exists()


def test_a_lock_of_another_machine_is_believed(path: Path) -> None:
    write_lock(path, "财务室-2", age=60)
    with Session.open(path, take_over=True) as session:
        assert session.read_only is not None
        assert session.read_only.reason == "张会计（电脑 财务室-2）自 2022-03-01 08:30 起正在使用"
        assert session.read_only.holder is not None
        assert not session.read_only.holder.silent


def test_a_silent_lock_of_another_machine_can_be_taken_over(path: Path) -> None:
    write_lock(path, "财务室-2", age=SILENT_AFTER + 60)
    with Session.open(path) as session:
        assert session.read_only is not None
        assert session.read_only.holder is not None
        assert session.read_only.holder.silent
    with Session.open(path, take_over=True) as session:
        assert session.read_only is None


@pytest.mark.parametrize("left", [b"", b"\xff\xfe not ours", b"[]", b'{"host": 1}'])
def test_a_broken_lock_file_keeps_nobody_out(path: Path, left: bytes) -> None:
    lock_path(path).write_bytes(left)
    with Session.open(path) as session:
        assert session.read_only is None


def test_a_file_on_a_read_only_medium_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(access, "take", refuse)
    before = path.read_bytes()
    with Session.open(path) as session:
        assert session.read_only is not None
        assert session.read_only.kind == "media"
        assert session.facts == START
    assert path.read_bytes() == before
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_a_holder_shows_other_machines_again_and_again_that_it_lives(tmp_path: Path) -> None:
    """An open 账套 in which nothing is changed for an hour is not taken for a left-over one."""
    assert RENEWED_EVERY * 2 < SILENT_AFTER
    file = tmp_path / "账.jixiao.lock"
    lock = Lock(file, file.open("w+", encoding="utf-8"), every=0.01)
    long_ago = time.time() - 2 * SILENT_AFTER
    os.utime(file, (long_ago, long_ago))
    until = time.monotonic() + 20
    while file.stat().st_mtime < long_ago + SILENT_AFTER and time.monotonic() < until:
        time.sleep(0.01)
    assert file.stat().st_mtime > long_ago + SILENT_AFTER
    lock.release()
    assert not file.exists()
