"""A table as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from jixiao_desktop.output.csv import grid_csv
from tests.output.sample import amount, grid, head, label


def test_header_body_and_notes_stand_in_lines_of_one_width() -> None:
    table = grid(
        "表",
        (10, 8),
        ((head("项目"), head("数,量")),),
        ((label('甲"乙'), amount("1,234.50")), (None, label(""))),
    )
    rows = list(csv.reader(io.StringIO(grid_csv(replace(table, notes=("注：本表",))))))
    assert rows == [["项目", "数,量"], ['甲"乙', "1234.50"], ["", ""], ["注：本表", ""]]
