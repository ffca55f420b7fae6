"""How tables fit the paper."""

from __future__ import annotations

from jixiao_desktop.output.outline import contents_entries, outline
from jixiao_desktop.output.table_layout import (
    CELL_ROOMS,
    LANDSCAPE_WIDTH,
    LINE,
    PORTRAIT_ROOM,
    PORTRAIT_WIDTH,
    SPLIT_SIZE,
    FittedTable,
    PlacedCell,
    fit_table,
    shared_heights,
)
from jixiao_desktop.report.blocks import PageBreak, TableBlock
from tests.output.sample import (
    amount,
    form,
    grid,
    head,
    label,
    long_table,
    main_table,
    sample_report,
    wide_table,
)


def test_a_narrow_table_keeps_the_usual_size_and_the_whole_text_width() -> None:
    fitted = fit_table(form())
    assert (fitted.size, fitted.landscape, len(fitted.parts)) == (9.0, False, 1)
    assert abs(sum(fitted.parts[0].widths) - PORTRAIT_WIDTH) < 0.01


def test_a_table_that_just_fails_to_fit_one_page_is_set_smaller() -> None:
    assert fit_table(main_table()).size < 10.5
    few = main_table()
    assert few.header, few.body


def test_rows_move_closer_before_the_last_of_them_go_to_a_second_page() -> None:
    def rows_of(count: int) -> FittedTable:
        row = (label("甲"), amount("1.00"))
        return fit_table(grid("长", (8, 8), ((head("项目"), head("金额")),), (row,) * count))

    fits = [
        count for count in range(20, 60) if rows_of(count).size >= SPLIT_SIZE and one_page(rows_of(count))
    ]
    assert rows_of(20).cell_room == CELL_ROOMS[0]
    assert {rows_of(count).cell_room for count in fits} == set(CELL_ROOMS)
    assert rows_of(200).cell_room == CELL_ROOMS[0]


def one_page(fitted: FittedTable) -> bool:
    """Whether rows of one line each, with their borders, are lower than the text area of a page."""
    (part,) = fitted.parts
    count = len(part.header) + len(part.body)
    return count * (fitted.size * (LINE + 2 * fitted.cell_room) + 0.5) <= PORTRAIT_ROOM


def test_a_table_too_wide_for_portrait_lies_down_by_itself() -> None:
    wide = grid("宽", (10.0,) * 8, ((*(head("列") for _ in range(8)),),), ())
    assert fit_table(wide).landscape


def test_a_figure_is_never_wider_than_its_column() -> None:
    tight = grid("窄", (4, 2), ((head("项目"), head("金额")),), ((label("甲"), amount("123456789012.34")),))
    (part,) = fit_table(tight).parts
    assert part.widths[1] > part.widths[0]


def test_a_very_wide_table_is_split_and_every_part_repeats_the_naming_columns() -> None:
    source = wide_table()
    fitted = fit_table(source)
    assert (fitted.size, fitted.landscape) == (SPLIT_SIZE, True)
    assert len(fitted.parts) > 1
    seen: list[str] = []
    for part in fitted.parts:
        assert sum(part.widths) <= LANDSCAPE_WIDTH + 0.01
        first = part.body[0]
        assert [placed.cell.text for placed in first[:2]] == ["2050200", "小学教育"]
        seen += [placed.cell.text for placed in first[2:]]
    assert seen == [cell.text for cell in source.body[0][2:] if cell is not None]


def test_a_merged_header_cut_by_a_split_covers_every_column_of_every_part() -> None:
    for part in fit_table(wide_table()).parts:
        for row in range(2):
            covered = {
                column
                for cells in part.header[: row + 1]
                for placed in cells
                if placed.row + placed.rows > row
                for column in range(placed.column, placed.column + placed.columns)
            }
            assert covered == set(range(len(part.widths)))


def test_sections_follow_the_orientation_and_headings_stay_with_their_table() -> None:
    report = sample_report()
    layout = outline(report)
    assert [section.landscape for section in layout.sections] == [False, True, False]
    first_of_landscape = layout.sections[1].blocks[0][1]
    assert isinstance(first_of_landscape, TableBlock)
    assert first_of_landscape.grid.title == long_table().title
    for section in layout.sections:
        assert not isinstance(section.blocks[0][1], PageBreak)
        assert not isinstance(section.blocks[-1][1], PageBreak)


def test_contents_name_headings_and_tables_in_order() -> None:
    texts = [entry.text for entry in contents_entries(sample_report())]
    assert texts[:3] == ["第一部分 单位概况", "一、职能简介", "二、2021年重点工作完成情况"]
    assert texts[-1] == "十二、空表"
    assert "（一）树立科学质量观，强化教学主业意识" not in texts


def test_a_long_cell_over_several_rows_makes_them_all_higher() -> None:
    short = [PlacedCell(label("甲"), row, 0, 1, 1) for row in range(4)]
    reason = PlacedCell(label("因" * 200), 1, 1, 3, 1)
    rows = ((short[0],), (short[1], reason), (short[2],), (short[3],))
    first, *spanned = shared_heights(rows, (100.0, 107.0), 10.0)
    assert first == 0
    assert len(set(spanned)) == 1
    assert sum(spanned) >= 20 * LINE * 10.0, "ten characters a line are twenty lines"
    fitting = PlacedCell(label("因" * 20), 1, 1, 3, 1)
    assert (
        shared_heights(((short[0],), (short[1], fitting), (short[2],), (short[3],)), (100.0, 107.0), 10.0)
        == [0.0] * 4
    )
