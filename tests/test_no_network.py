"""Nothing in the program opens a network connection."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WATCHED = """
import runpy, sys

NETWORK = ("socket.", "urllib.", "http.", "smtplib.", "ftplib.")

def watch(event, arguments):
    if event.startswith(NETWORK) and event != "socket.gethostname":
        print("NETWORK", event, arguments, file=sys.stderr, flush=True)
        import os
        os._exit(99)

sys.addaudithook(watch)
script, *arguments = sys.argv[1:]
sys.argv = [script, *arguments]
runpy.run_path(script, run_name="__main__")
"""
BOOK_LIFE = """
import sys
from pathlib import Path
from jixiao_desktop.ledger.edits import Operation, set_value
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.session import Session
from jixiao_desktop.store.backup import Backups
folder = Path(sys.argv[1])
facts = read_exchange(Path("resources/examples/renhe-2021.yaml"))
with Session.create(folder / "a.jixiao", facts, backups=Backups(folder / "backups")) as session:
    session.perform(Operation("edit", (set_value(session.facts, ("单位", "名称"), "x"),)))
    session.undo()
with Session.open(folder / "a.jixiao") as session:
    session.export_copy(folder / "copy.jixiao")
"""
CONNECTS = "import socket\nsocket.create_connection(('127.0.0.1', 9))\n"


def run_watched(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WATCHED, str(script), *arguments],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", ["check", "text", "export"])
def test_no_command_uses_the_network(tmp_path: Path, renhe_file: Path, command: str) -> None:
    out = ["--out", str(tmp_path)] if command == "export" else []
    played = run_watched(ROOT / "main.py", command, str(renhe_file), *out)
    assert "NETWORK" not in played.stderr
    assert played.returncode in {0, 1}, played.stderr


def test_a_book_lives_without_the_network(tmp_path: Path) -> None:
    script = tmp_path / "life.py"
    script.write_text(BOOK_LIFE, encoding="utf-8")
    played = run_watched(script, str(tmp_path))
    assert played.returncode == 0, played.stderr


def test_the_watch_itself_sees_a_connection(tmp_path: Path) -> None:
    script = tmp_path / "connects.py"
    script.write_text(CONNECTS, encoding="utf-8")
    played = run_watched(script)
    assert played.returncode == 99
    assert "NETWORK socket." in played.stderr
