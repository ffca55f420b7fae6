"""Errors of the environment as sentences, and a report file for everything else.

An environment error (file open in WPS, disk full, no permission, damaged file) is a
:class:`Problem`: what happened, what is safe, what to do. Anything else is a bug: it goes to a report
file with the last operations, amounts left out, which the user can send.
"""

from __future__ import annotations

import errno
import platform
import re
import sqlite3
import traceback
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM}
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.ESTALE}
_WINDOWS_SHARING = {32, 33}
_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_MAX_OPERATIONS = 30


class Problem(Exception):  # noqa: N818  (a problem of the environment is no error of the program)
    """An error of the environment, told in three sentences."""

    def __init__(self, happened: str, safe: str, todo: str) -> None:
        super().__init__(happened, safe, todo)
        self.happened = happened
        self.safe = safe
        self.todo = todo

    def __str__(self) -> str:
        return f"{self.happened}{self.safe}{self.todo}"


def problem_of(error: OSError | sqlite3.Error, path: Path, doing: str, safe: str) -> Problem:
    """The sentences for an error of the system or of SQLite while ``doing`` (「保存」) something.

    ``safe`` says what is not lost; it depends on what was being done, so the caller knows it.
    """
    cause, todo = _system_cause(error) if isinstance(error, OSError) else _sqlite_cause(error)
    return Problem(f"{doing}「{path.name}」没有成功：{cause}。", safe, todo)


def _system_cause(error: OSError) -> tuple[str, str]:
    if getattr(error, "winerror", None) in _WINDOWS_SHARING or error.errno in {errno.EBUSY, errno.ETXTBSY}:
        return "文件正被其他程序使用", "请关闭打开该文件的程序（如 WPS、Word）后重试。"
    if error.errno in _FULL:
        return "磁盘已满", "请删除不需要的文件腾出空间，或另存到其他磁盘。"
    if error.errno == errno.EROFS:
        return "所在磁盘是只读的", "请把文件另存到可以写入的位置。"
    if error.errno in _DENIED:
        return "没有写入权限", "请另存到「文档」等可以写入的文件夹，或请管理员开放权限。"
    if error.errno in _GONE:
        return "文件或所在的文件夹、U盘不见了", "请重新插入U盘或连接网络盘后重试，或另存到其他位置。"
    return f"磁盘读写出错（{error.strerror or error}）", "请检查磁盘、U盘或网络连接后重试，或另存到其他位置。"


def _sqlite_cause(error: sqlite3.Error) -> tuple[str, str]:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_FULL:
        return _system_cause(OSError(errno.ENOSPC, ""))
    if primary in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return _system_cause(OSError(errno.EACCES, ""))
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return "文件正被其他程序使用", "请关闭同步、备份或其他打开该文件的程序后重试。"
    if primary == sqlite3.SQLITE_CANTOPEN:
        return _system_cause(OSError(errno.ENOENT, ""))
    if primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return "文件内容已损坏", "请重新打开该文件，程序会提供最近的备份。"
    return f"磁盘读写出错（{error}）", "请检查磁盘、U盘或网络连接后重试，或另存到其他位置。"


def without_amounts(text: str) -> str:
    """A text with every number replaced by ``#``, so that a report gives no figures away."""
    return _NUMBER.sub("#", text)


def report_text(error: BaseException, operations: Iterable[str], *, version: str, when: datetime) -> str:
    """What a report file says: program, system, traceback without amounts, the last operations."""
    lines = [
        "绩效决算助手 错误报告",
        f"时间：{when:%Y-%m-%d %H:%M:%S}",
        f"版本：{version}",
        f"系统：{platform.platform()}，Python {platform.python_version()}",
        "",
        "程序在这里出错：",
        _trace_without_values(error),
        "最近的操作（金额已略去）：",
        *(f"- {without_amounts(title)}" for title in list(operations)[-_MAX_OPERATIONS:]),
        "",
    ]
    return "\n".join(lines)


def _trace_without_values(error: BaseException) -> str:
    """The traceback: places in the code as they are, the messages without numbers."""
    lines = traceback.TracebackException.from_exception(error).format()
    return "".join(line if line.startswith("  File ") else without_amounts(line) for line in lines)


def write_report(
    folder: Path, error: BaseException, operations: Iterable[str], *, version: str, when: datetime
) -> Path:
    """Write a report file into ``folder`` and return its path. Raises OSError when that fails too."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"错误报告-{when:%Y%m%d-%H%M%S-%f}.txt"
    target.write_text(report_text(error, operations, version=version, when=when), encoding="utf-8")
    return target
