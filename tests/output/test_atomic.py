"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from jixiao_desktop.output.atomic import FileBusyError, TargetError, TargetExistsError, write_atomically


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    target = tmp_path / "决算.docx"
    write_atomically(target, b"one")
    write_atomically(target, b"two")
    assert target.read_bytes() == b"two"
    assert names(tmp_path) == ["决算.docx"]


def test_a_failed_check_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    write_atomically(target, b"old")

    def refuse(path: Path) -> None:
        assert path.read_bytes() == b"new"
        raise ValueError("not whole")

    with pytest.raises(ValueError, match="not whole"):
        write_atomically(target, b"new", check=refuse)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.docx"]


@pytest.mark.parametrize("owner", ["~$决算报告.docx", "~$报告.docx", ".~lock.决算报告.docx#"])
def test_a_file_open_in_an_office_program_is_noticed_and_another_name_offered(
    tmp_path: Path, owner: str
) -> None:
    target = tmp_path / "决算报告.docx"
    target.write_bytes(b"old")
    (tmp_path / "决算报告 (2).docx").write_bytes(b"taken")
    (tmp_path / owner).write_bytes(b"")
    with pytest.raises(
        FileBusyError, match=r"正在 WPS 或 Word 中打开.*另存为「决算报告 \(3\)\.docx」"
    ) as caught:
        write_atomically(target, b"new")
    assert caught.value.free == tmp_path / "决算报告 (3).docx"
    assert target.read_bytes() == b"old"


def test_nothing_is_overwritten_without_leave(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    with pytest.raises(TargetExistsError, match="已经存在"):
        write_atomically(target, b"new", overwrite=False)
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "磁盘已满"), (errno.EROFS, "权限"), (errno.EACCES, "权限"), (errno.EIO, "没有写成")],
)
def test_trouble_with_the_disk_is_said_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    target = tmp_path / "a.docx"
    target.write_bytes(b"old")

    def fail(_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(TargetError, match=said):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.docx"]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="不存在"):
        write_atomically(tmp_path / "没有" / "a.docx", b"new")


def test_a_name_too_long_is_said(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="太长"):
        write_atomically(tmp_path / ("长" * 200 + ".docx"), b"new")
