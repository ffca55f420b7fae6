"""What was imported says from which cell, in the 账套 too, and forgets it when it is undone."""

from pathlib import Path

from jixiao_desktop.intake.door import preview_import, read_books
from jixiao_desktop.intake.last_year import last_year_operation, last_year_origins
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.session import Session

BOOK = Path(__file__).parent / "data" / "部门决算.xls"
EMPTY = UnitYear(template="sichuan-2022", year=2023)


def test_an_imported_amount_names_its_cell_until_it_is_undone(tmp_path: Path) -> None:
    preview = preview_import(read_books([BOOK]), EMPTY)
    session = Session.create(tmp_path / "账套.jixiao", EMPTY)
    session.perform(preview.operation(), origins=preview.origins())
    session.close()
    session = Session.open(tmp_path / "账套.jixiao")
    origin = session.origin_of(("收入", 0, "金额"))
    assert origin is not None
    assert origin.place == str(preview.merged.sources["收入", 0, "金额"]) == "部门决算.xls · 收入决算表 · F10"
    assert origin.digest == preview.books[0].digest
    session.undo()
    assert session.facts == EMPTY
    assert not session.notes.origins
    session.redo()
    assert session.origin_of(("收入", 0)) == origin
    session.close()


def test_every_imported_amount_has_an_origin() -> None:
    preview = preview_import(read_books([BOOK]), EMPTY)
    assert len(preview.origins()) == len(preview.proposals) == len(preview.merged.sources)


def test_figures_of_last_year_name_the_cell_that_states_them() -> None:
    operation, preview = last_year_operation(
        read_books([BOOK]), UnitYear(template="sichuan-2022", year=2024), fixed=["支出总计"]
    )
    origins = last_year_origins(operation, preview)
    assert origins["上年.收入总计"].place == "部门决算.xls · 财决01表 · C36"
    assert origins["上年.教育收费"].place == "部门决算.xls"
    assert isinstance(origins["三公经费.公务用车购置费.上年决算"].amount, Quantity)
    assert "上年.支出总计" not in origins
