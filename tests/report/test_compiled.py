"""Compiled wording is kept between starts, and only counts for what it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao_desktop.report.compiled import Compiled, kept

HELLO = Compiled(
    {"hello": compile("greeting = '你好'", "hello.j2", "exec")},
    frozenset({"收入总计"}),
    frozenset({"合计"}),
    {"hello": ("收入",)},
)


class Maker:
    """Counts how often it had to make something."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> Compiled:
        self.made += 1
        return HELLO


def test_kept_wording_is_not_made_again_and_is_the_same(tmp_path: Path) -> None:
    """What comes back from the file says the same and runs the same."""
    make = Maker()
    kept("pack", "a", make, tmp_path)
    again = kept("pack", "a", make, tmp_path)
    assert make.made == 1
    assert (again.measures, again.functions, again.pages) == (HELLO.measures, HELLO.functions, HELLO.pages)
    names: dict[str, object] = {}
    exec(again.codes["hello"], names)  # noqa: S102 - running it is the point
    assert names["greeting"] == "你好"


def test_anything_else_it_is_made_from_makes_it_anew(tmp_path: Path) -> None:
    """A changed template is never answered with the old code."""
    make = Maker()
    kept("pack", "a", make, tmp_path)
    kept("pack", "b", make, tmp_path)
    assert make.made == 2
    kept("pack", "b", make, tmp_path)
    assert make.made == 2


@pytest.mark.parametrize("cut", [0, 1, 31, 32, 40, -1])
def test_a_damaged_file_is_made_anew(tmp_path: Path, cut: int) -> None:
    """Cut anywhere or with one byte turned: not one byte of it is run."""
    make = Maker()
    kept("pack", "a", make, tmp_path)
    file = next(tmp_path.iterdir())
    whole = file.read_bytes()
    file.write_bytes(whole[:cut])
    kept("pack", "a", make, tmp_path)
    assert make.made == 2
    file.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    kept("pack", "a", make, tmp_path)
    assert make.made == 3


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    """A read-only or full disk doesn't keep the program from working."""
    place = tmp_path / "no folder"
    place.write_text("a file stands where the folder should be", encoding="utf-8")
    make = Maker()
    assert kept("pack", "a", make, place) is HELLO
    assert kept("pack", "a", make, place) is HELLO
    assert make.made == 2
