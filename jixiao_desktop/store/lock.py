"""One writer: a lock file beside the 账套 says who holds it since when.

On one machine the system's lock on that file tells a living holder from a stale file (it goes with
the process). A lock of another machine is believed; a holder renews it, so that its silence can be told.
"""

from __future__ import annotations

import contextlib
import errno
import getpass
import json
import os
import socket
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import IO

from jixiao_desktop.values import dataclass

SILENT_AFTER = 15 * 60
"""Seconds without renewal after which a lock of another machine is probably left over."""
RENEWED_EVERY = 3 * 60
_UNSUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a 账套."""

    host: str
    user: str
    pid: int
    since: str
    """Local time, ``2022-03-01 08:30``."""
    silent: bool = False
    """The lock is another machine's and was not renewed for long: probably left over."""

    def __str__(self) -> str:
        return f"{self.user}（电脑 {self.host}）自 {self.since} 起正在使用"


class HeldError(Exception):
    """Someone else holds the 账套."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(str(holder))
        self.holder = holder


def lock_path(book: Path) -> Path:
    """The lock file that belongs to a 账套."""
    return book.with_name(book.name + ".lock")


class Lock:
    """A held lock; ``release`` gives it back."""

    def __init__(self, path: Path, file: IO[str], *, every: float = RENEWED_EVERY) -> None:
        self._path = path
        self._file = file
        self._released = threading.Event()
        threading.Thread(target=self._renew, args=(every,), name="lock", daemon=True).start()

    def _renew(self, every: float) -> None:
        """Show other machines, again and again, that the holder lives."""
        while not self._released.wait(every):
            with contextlib.suppress(OSError):  # a pulled stick: saving says so
                os.utime(self._path)

    def release(self) -> None:
        """Give the lock back."""
        self._released.set()
        # Windows does not remove an open file; elsewhere removing first leaves no gap for a second holder.
        if sys.platform == "win32":
            self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
        if sys.platform != "win32":
            self._file.close()


def take(book: Path, *, by_force: bool = False) -> Lock:
    """Take the lock of a 账套. Raises HeldError, or OSError where no lock file can be written.

    ``by_force`` takes over a silent lock of another machine.
    """
    path = lock_path(book)
    while True:
        file = _open(path)
        try:
            alone = _system_lock(file)
            if not _is_current(file, path):
                file.close()
                continue
            holder = _holder(file, path)
            _refuse_held(holder, alone=alone, by_force=by_force)
            file.seek(0)
            file.truncate()
            json.dump(_me(), file, ensure_ascii=False)
            file.flush()
        except BaseException:
            file.close()
            raise
        return Lock(path, file)


def _open(path: Path) -> IO[str]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    return os.fdopen(descriptor, "r+", encoding="utf-8")


def _me() -> dict[str, str | int]:
    return {
        "host": socket.gethostname(),
        "user": _user(),
        "pid": os.getpid(),
        "since": f"{datetime.now():%Y-%m-%d %H:%M}",  # noqa: DTZ005  (the clerk's own clock)
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "未知用户"


def _holder(file: IO[str], path: Path) -> Holder | None:
    """Who wrote the lock file; None when nobody did or it cannot be read."""
    try:
        file.seek(0)
        found = json.loads(file.read(4096))
        silent = time.time() - path.stat().st_mtime > SILENT_AFTER
        return Holder(
            str(found["host"]), str(found["user"]), int(found["pid"]), str(found["since"]),
            silent and found["host"] != socket.gethostname(),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, OSError):
        return None


def _refuse_held(holder: Holder | None, *, alone: bool, by_force: bool) -> None:
    if not alone or (holder is not None and not _stale(holder, by_force=by_force)):
        raise HeldError(holder or Holder("未知电脑", "其他人", 0, "刚才"))


def _stale(holder: Holder, *, by_force: bool) -> bool:
    """Whether a lock file that no process of this machine holds is left over."""
    return holder.host == socket.gethostname() or (by_force and holder.silent)


def _is_current(file: IO[str], path: Path) -> bool:
    """The file that was opened still stands at the path (its holder may just have removed it)."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(file.fileno())
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """Windows locks keep others from reading: lock a byte far behind the text."""

    def _system_lock(file: IO[str]) -> bool:
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _system_lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in _UNSUPPORTED
        return True
