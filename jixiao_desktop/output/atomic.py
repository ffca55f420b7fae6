"""Writing a file whole or not at all.

The bytes go to a temporary file in the same folder, are flushed to the disk, read back, and only then
take the place of the old file. What can go wrong on a clerk's machine (the file is open in WPS, the
disk is full, the folder is read-only) is raised as a TargetError with a sentence that says what
happened, that the old file is safe, and what to do.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from jixiao_desktop.files import partial_beside, put_in_place, sync_file


class TargetError(Exception):
    """A file could not be written; str() is the sentence for the user."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


class FileBusyError(TargetError):
    """The target is open in another program; ``free`` is a name beside it that can be used instead."""

    def __init__(self, path: Path) -> None:
        self.free = free_name(path)
        super().__init__(
            path,
            f"「{path.name}」正在 WPS 或 Word 中打开，没有覆盖。请关闭后再试，或另存为「{self.free.name}」。",
        )


class TargetExistsError(TargetError):
    """The target is there already and was not to be overwritten."""

    def __init__(self, path: Path) -> None:
        self.free = free_name(path)
        super().__init__(path, f"「{path.name}」已经存在，没有覆盖。可以另存为「{self.free.name}」。")


def write_atomically(
    path: Path,
    content: bytes,
    *,
    overwrite: bool = True,
    check: Callable[[Path], object] | None = None,
) -> None:
    """Write ``content`` to ``path``, whole or not at all.

    ``check`` may open the temporary file and raise when it is not what it should be. Raises
    FileBusyError, TargetExistsError or another TargetError; then the old file is as it was.
    """
    temporary = partial_beside(path)
    try:
        if not overwrite and path.exists():
            raise TargetExistsError(path)
        if is_open_elsewhere(path):
            raise FileBusyError(path)
        with temporary.open("xb") as file:
            file.write(content)
        sync_file(temporary)
        if temporary.read_bytes() != content:
            raise TargetError(path, f"「{path.name}」写入后读出的内容不同，磁盘可能有故障。原文件没有变动。")
        if check is not None:
            check(temporary)
        _replace(temporary, path)
    except OSError as error:
        raise _target_error(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def free_name(path: Path) -> Path:
    """The first of ``x (2).docx``, ``x (3).docx`` … that is not there yet."""
    number = 2
    while (candidate := path.with_name(f"{path.stem} ({number}){path.suffix}")).exists():
        number += 1
    return candidate


def is_open_elsewhere(path: Path) -> bool:
    """Whether an office program has the file open.

    Windows itself refuses to write such a file; elsewhere the owner file tells, which Word, WPS and
    LibreOffice lay beside a document that they have open.
    """
    if not path.exists():
        return False
    if sys.platform == "win32":
        try:
            with path.open("r+b"):
                return False
        except PermissionError:
            return os.access(path, os.W_OK)
    return any(owner.exists() for owner in _owner_files(path))


def _owner_files(path: Path) -> tuple[Path, ...]:
    name = path.name
    return (
        path.with_name(f"~${name}"),
        path.with_name(f"~${name[1:]}"),
        path.with_name(f"~${name[2:]}"),
        path.with_name(f".~{name}"),
        path.with_name(f".~lock.{name}#"),
    )


def _replace(temporary: Path, path: Path) -> None:
    try:
        put_in_place(temporary, path)
    except PermissionError as error:
        if path.exists() and os.access(path.parent, os.W_OK):
            raise FileBusyError(path) from error
        raise


def _target_error(path: Path, error: OSError) -> TargetError:
    name, folder = path.name, path.parent
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return TargetError(path, f"磁盘已满，「{name}」没有写成，原文件没有变动。请清理磁盘或换个位置再试。")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return TargetError(path, f"文件夹「{folder}」不存在，「{name}」没有写成。请另选一个文件夹。")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return TargetError(
            path, f"没有写入「{folder}」的权限，「{name}」没有写成，原有文件没有变动。请另选一个文件夹。"
        )
    if error.errno == errno.ENAMETOOLONG:
        return TargetError(path, f"文件名「{name[:20]}…」太长，没有写成。请用短一些的名称。")
    reason = error.strerror or str(error)
    return TargetError(path, f"「{name}」没有写成（{reason}），原有文件没有变动。请换一个位置再试。")
