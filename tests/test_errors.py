"""Environment errors are three sentences; everything else is a report without amounts."""

from __future__ import annotations

import errno
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jixiao_desktop.errors import problem_of, without_amounts, write_report

WHEN = datetime(2022, 3, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "cause", "todo"),
    [
        (errno.ENOSPC, "磁盘已满", "腾出空间"),
        (errno.EACCES, "没有写入权限", "另存到"),
        (errno.EROFS, "只读", "可以写入的位置"),
        (errno.ENOENT, "不见了", "重新插入U盘"),
        (errno.EBUSY, "正被其他程序使用", "WPS"),
        (errno.EIO, "磁盘读写出错", "检查磁盘"),
    ],
)
def test_a_system_error_says_what_happened_what_is_safe_and_what_to_do(
    number: int, cause: str, todo: str
) -> None:
    problem = problem_of(OSError(number, os.strerror(number)), Path("仁和.jixiao"), "保存", "内容都在。")
    assert problem.happened.startswith("保存「仁和.jixiao」没有成功：")
    assert cause in problem.happened
    assert problem.safe == "内容都在。"
    assert todo in problem.todo
    assert str(problem) == problem.happened + problem.safe + problem.todo


def test_a_file_open_in_wps_on_windows_is_recognised() -> None:
    error = OSError(errno.EACCES, "in use")
    error.winerror = 32  # type: ignore[attr-defined,unused-ignore]
    assert "正被其他程序使用" in problem_of(error, Path("a"), "保存", "").happened


def test_an_error_of_sqlite_without_a_code_is_still_a_sentence() -> None:
    assert "磁盘读写出错" in problem_of(sqlite3.OperationalError("odd"), Path("a"), "保存", "").happened


def test_numbers_are_left_out() -> None:
    assert without_amounts("支出 1,234.56 元，3 笔") == "支出 # 元，# 笔"


def int_of(text: str) -> int:
    return int(text)


def test_a_report_has_the_place_and_the_last_operations_but_no_amounts(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="98765") as raised:
        int_of(f"金额 {987}{65}.43 不对")
    operations = [f"修改 教育支出 {number}00.55" for number in range(100, 150)]
    path = write_report(tmp_path / "报告", raised.value, operations, version="0.1.0", when=WHEN)
    text = path.read_text(encoding="utf-8")
    assert path.name == "错误报告-20220301-093000-000000.txt"
    assert "test_errors.py" in text
    assert "金额 # 不对" in text
    assert text.count("- 修改 教育支出 #") == 30
    assert "98765" not in text
    assert "14900" not in text
