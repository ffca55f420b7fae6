"""Faults injected into everything that writes: SQL statements and calls of the system."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

SYSTEM_CALLS: tuple[tuple[Any, str], ...] = (
    (os, "fsync"),
    (os, "open"),
    (Path, "replace"),
    (Path, "mkdir"),
    (shutil, "copyfile"),
)


class Faults:
    """Which write fails, and how; nothing fails until ``armed``, and from then on all after ``after``."""

    def __init__(self) -> None:
        self.armed = False
        self.after = 0
        self.code = sqlite3.SQLITE_FULL
        self.met = False
        self.only: Path | None = None
        """The file whose connections fail; all of them where it is None."""

    def arm(self, after: int) -> None:
        """Let everything fail but the first ``after`` writes."""
        self.after, self.met, self.armed = after, False, True

    def look(self, statement: str, path: Path) -> None:
        """Before a statement. Raises sqlite3.OperationalError when it is to fail."""
        if statement == "ROLLBACK" or self.only not in {None, path} or not self._due():
            return
        error = sqlite3.OperationalError("injected")
        error.sqlite_errorcode = self.code
        raise error

    def call(self) -> None:
        """Before a call of the system. Raises OSError when it is to fail."""
        if self._due():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _due(self) -> bool:
        if not self.armed:
            return False
        if self.after == 0:
            self.met = True
            return True
        self.after -= 1
        return False


def faulty_statements(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """Faults of the statements on every connection that is opened from now on."""
    made = Faults()

    class Faulty(sqlite3.Connection):
        def __init__(self, place: str, *arguments: Any, **named: Any) -> None:
            self.path = Path(unquote(urlsplit(place).path))
            super().__init__(place, *arguments, **named)

        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            made.look(sql, self.path)
            return super().execute(sql, *arguments)

        def backup(self, target: sqlite3.Connection, **named: Any) -> None:
            made.look("backup", self.path)
            super().backup(target, **named)

    real = sqlite3.connect

    def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
        return real(*arguments, factory=Faulty, **named)

    monkeypatch.setattr("jixiao_desktop.store.connection.sqlite3.connect", connect)
    return made


def faulty_system(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """Faults of what a file is written, synced, named and copied with."""
    made = Faults()

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            made.call()
            return real(*arguments, **named)

        return call

    for owner, name in SYSTEM_CALLS:
        monkeypatch.setattr(owner, name, guarded(getattr(owner, name)))
    return made
