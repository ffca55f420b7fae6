"""Files that are whole or not there: written beside their place, then put into it."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from jixiao_desktop.errors import Problem, problem_of

_UNTOUCHED = "原有文件没有被改动。"


@contextlib.contextmanager
def replacing(target: Path, doing: str) -> Iterator[Path]:
    """A path to write to beside ``target``; on success it takes the target's place, else it goes away.

    Raises:
        Problem: when the system refuses, or an office program has the target open.
    """
    if (holder := opened_by(target)) is not None:
        raise Problem(
            f"{doing}「{target.name}」没有成功：文件正在{holder}中打开。",
            _UNTOUCHED,
            "请关闭后重试，或另存为其他名称。",
        )
    partial = target.with_name(f".{target.stem[:40]}.{uuid.uuid4().hex[:8]}.tmp{target.suffix}")
    try:
        yield partial
        sync(partial)
        partial.replace(target)
    except OSError as error:
        raise problem_of(error, target, doing, _UNTOUCHED) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Make the content of a file reach the disk."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def opened_by(target: Path) -> str | None:
    """The office program that has a file open, by the lock file that it keeps beside it; None if none.

    Word and Excel write ``~$name``, dropping two characters of a long name; LibreOffice writes
    ``.~lock.name#``. WPS does as Word does.
    """
    name = target.name
    if target.with_name(f".~lock.{name}#").exists():
        return " LibreOffice "
    if any(target.with_name("~$" + name[dropped:]).exists() for dropped in (0, 1, 2)):
        return " WPS 或 Office "
    return None


def free_name(target: Path) -> Path:
    """The target, or the first of ``name (2)``, ``name (3)`` … that does not exist."""
    if not target.exists():
        return target
    candidates = (target.with_name(f"{target.stem} ({number}){target.suffix}") for number in count(2))
    return next(path for path in candidates if not path.exists())
