"""Is this file a 账套, and is it whole? Found before anything is believed or written."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from jixiao_desktop.errors import Problem
from jixiao_desktop.store.schema import APPLICATION_ID, SCHEMA_KEY, current, get_meta, version_of
from jixiao_desktop.store.sums import SCHEMA_PART, mismatches
from jixiao_desktop.values import dataclass

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100
SUFFIX = ".jixiao"
UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a broken file raises; the latter where SQLite quotes broken text in its message."""
_ROLLBACK_JOURNAL = b"\x01\x01"
_CHECK_SECONDS = 60
_STEPS_BETWEEN_LOOKS = 100_000


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a file, as clauses for the clerk."""

    findings: tuple[str, ...]

    def __str__(self) -> str:
        return "；".join(self.findings)


class DamagedError(Problem):
    """Nothing of the file can be read any more."""

    def __init__(self, path: Path, damage: Damage | None) -> None:
        super().__init__(
            f"「{path.name}」已损坏或不是账套文件，读不出内容（{damage or '没有任何年度'}）。",
            "文件没有被改动。",
            "请选择一个备份恢复。",
        )


class NewerFileError(Problem):
    """The file was written by a newer program."""

    def __init__(self, path: Path, version: int) -> None:
        super().__init__(
            f"「{path.name}」是由更新版本的程序保存的（账套版本 {version}，本程序最高支持 {current()}）。",
            "文件没有被改动。",
            "请升级本程序后再打开，或请对方用「导出数据」发给您。",
        )


class NotABookError(Problem):
    """The file is something else."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"「{path.name}」不是绩效决算助手的账套文件。",
            "文件没有被改动。",
            "请选择以 .jixiao 结尾的文件；数据交换文件请用「导入数据」。",
        )


def header_damage(path: Path) -> Damage | None:
    """Look at the first bytes. Raises NotABookError, NewerFileError and OSError."""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    ours = header.startswith(_MAGIC) and int.from_bytes(header[68:72], "big") == APPLICATION_ID
    if not ours and path.suffix != SUFFIX:
        raise NotABookError(path)
    if not ours:
        return Damage(("文件开头已损坏",))
    version = int.from_bytes(header[60:64], "big")
    if version > current() and not _flipped_version(path):
        raise NewerFileError(path, version)
    if header[18:20] != _ROLLBACK_JOURNAL:
        return Damage(("文件开头已损坏",))
    return None


def check(connection: sqlite3.Connection) -> Damage | None:
    """SQLite's own check (with the indexes, unlike ``quick_check``) and all check sums; bounded in time."""
    deadline = time.monotonic() + _CHECK_SECONDS
    connection.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS_BETWEEN_LOOKS)
    try:
        return _check(connection)
    except (sqlite3.DatabaseError, ValueError, OverflowError):
        return Damage(("数据库结构已损坏",))
    finally:
        connection.set_progress_handler(None, 0)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error of SQLite on opening says that the file itself is broken.

    A plain SQLITE_ERROR does: what is asked on opening is always the same and right.
    """
    code = getattr(error, "sqlite_errorcode", None)
    broken = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_FORMAT}
    return code is not None and code & 0xFF in broken


def _check(connection: sqlite3.Connection) -> Damage | None:
    answers = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
    if answers != ["ok"]:
        return Damage(("数据库结构已损坏",))
    if get_meta(connection, SCHEMA_KEY) != str(version_of(connection)):
        return Damage(("账套版本号已损坏",))
    found = mismatches(connection)
    return Damage(tuple(_part_sentence(part) for part in found)) if found else None


def _part_sentence(part: str) -> str:
    if part.startswith("fact "):
        return f"{part.removeprefix('fact ')}年度的数据与校验不符"
    names = {"journal": "修改记录", "final": "定稿", "meta": "账套信息", SCHEMA_PART: "数据库结构"}
    return f"{names.get(part, part)}与校验不符"


def _flipped_version(path: Path) -> bool:
    """Whether the content says another version than the header: the header was hit."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return False
    try:
        return get_meta(connection, SCHEMA_KEY) != str(version_of(connection))
    except UNREADABLE:
        return False
    finally:
        connection.close()
