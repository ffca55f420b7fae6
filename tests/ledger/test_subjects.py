import csv
from pathlib import Path

import pytest
from pypinyin import Style, lazy_pinyin

from jixiao_desktop.ledger.codes import load_codes
from jixiao_desktop.ledger.glossary import load_glossary
from jixiao_desktop.ledger.subjects import (
    Standing,
    find,
    full_name,
    parents,
    standing,
    standing_note,
    subject_names,
)

TABLES = Path(__file__).parents[2] / "resources" / "codes"
CODES = load_codes()


def found(query: str, year: int = 2023, *, economic: bool = False) -> list[str]:
    return [match.subject.code for match in find(CODES, query, year, economic=economic)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("2050202", "2050202"),
        ("205020", "2050201"),
        ("小学教育", "2050202"),
        ("小学", "2050202"),
        ("xxjy", "2050202"),
        ("XXJY", "2050202"),
        ("２０５０２０３", "2050203"),
        ("教师 进修", "2050801"),
        ("zfgjj", "2210201"),
    ],
)
def test_a_search_by_code_name_or_initials_finds_the_subject_first(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_economic_subjects_are_searched_apart() -> None:
    assert found("gwjdf", economic=True) == ["30217"]
    assert found("gwjdf") == []


@pytest.mark.parametrize("query", ["", "  ", "没有这个科目", "9999999"])
def test_nothing_found(query: str) -> None:
    assert found(query) == []


def test_a_code_out_of_use_comes_last_and_says_so() -> None:
    matches = find(CODES, "其他社会保障和就业支出", 2023)
    assert [(m.subject.code, m.note) for m in matches] == [
        ("20899", ""),
        ("2089999", ""),
        ("2089901", "2020年后停用"),
    ]


def test_the_name_of_a_code_depends_on_the_year() -> None:
    assert subject_names(CODES, 2021)["2050702"] == "工读学校教育"
    assert subject_names(CODES, 2022)["2050702"] == "专门学校教育"
    assert find(CODES, "专门学校教育", 2021)[0].note == "2022年起使用"


def test_own_names_serve_where_the_tables_have_none_for_the_year() -> None:
    own = {"2059876": "自编科目", "2050202": "别的名称", "2089901": "自己的名称"}
    names = subject_names(CODES, 2023, own)
    assert names["2059876"] == "自编科目"
    assert names["2050202"] == "小学教育"
    assert names["2089901"] == "自己的名称"
    assert subject_names(CODES, 2023)["2089901"] == "其他社会保障和就业支出"


@pytest.mark.parametrize(
    ("code", "year", "expected", "note"),
    [
        ("2050202", 2021, Standing.IN_USE, ""),
        ("2089901", 2021, Standing.EXPIRED, "2020年后停用"),
        ("2219899", 2021, Standing.NOT_YET, "2024年起启用"),
        ("2059876", 2021, Standing.UNKNOWN, "科目表中没有这个编码"),
        ("30231", 2021, Standing.IN_USE, ""),
    ],
)
def test_standing_of_a_code_in_a_year(code: str, year: int, expected: Standing, note: str) -> None:
    assert standing(CODES, code, year) is expected
    assert standing_note(CODES, code, year) == note


def test_full_names_go_as_far_as_the_code() -> None:
    names = subject_names(CODES, 2023)
    assert full_name("205", names) == "教育支出（类）"
    assert full_name("20502", names) == "教育支出（类）普通教育（款）"
    assert full_name("2050202", names) == "教育支出（类）普通教育（款）小学教育（项）"
    assert full_name("2059876", names) == "教育支出（类）"


def test_parents_come_from_the_top() -> None:
    assert parents("2050201") == ("205", "20502")
    assert parents("30217") == ("302",)
    assert parents("205") == ()


def test_every_code_has_its_parents_and_years_that_do_not_overlap() -> None:
    for table in (CODES.functions, CODES.economics):
        for code, entries in table.items():
            assert all(parent in table for parent in parents(code))
            assert {3: "类", 5: "款", 7: "项"}[len(code)] == entries[0].level
            for year in range(2015, 2030):
                assert sum(subject.serves(year) for subject in entries) <= 1


@pytest.mark.parametrize("table", ["function-subjects.csv", "economic-subjects.csv"])
def test_the_initials_are_those_of_the_pinyin_library(table: str) -> None:
    with (TABLES / table).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            letters = "".join(lazy_pinyin(row["name"], style=Style.FIRST_LETTER)).lower()
            assert row["initials"] == "".join(ch for ch in letters if ch.isascii() and ch.isalnum())


def test_government_subjects_gather_department_codes() -> None:
    gathered = {one.code: one.members for one in CODES.government}
    assert gathered["50101"] == ("30101", "30102", "30103")


def test_income_items_number_the_rows_of_the_summary() -> None:
    rows = [one for one in CODES.incomes if one.side == "收入" and one.variant == "A"]
    assert (rows[0].number, rows[0].name, rows[0].line) == ("一", "一般公共预算财政拨款收入", 1)


def test_the_glossary_explains_codes_by_their_full_names() -> None:
    names = subject_names(CODES, 2023)
    for term in load_glossary():
        if term.need == "by_code" and standing(CODES, term.code, 2023) is Standing.IN_USE:
            assert term.term.startswith(full_name(term.code[:3], names))
        assert term.definition
