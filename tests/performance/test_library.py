"""The indicator library: search, picking, and the unit's own indicators of former years."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jixiao_desktop.ledger.facts import Indicator, Project, UnitYear
from jixiao_desktop.performance.library import bundled_library, kinds_of, own_library, search

LIBRARY = bundled_library()


def test_the_bundled_library_is_whole() -> None:
    assert len(LIBRARY) == 137
    assert {item.direction for item in LIBRARY} == {"正向", "反向", "定性"}
    assert "教师培训" in kinds_of(LIBRARY)


@pytest.mark.parametrize(
    ("third", "sign", "target", "unit"),
    [
        ("参训率", "≥", "95", "%"),
        ("科目调整次数", "≤", "10", "次"),
        ("名师工作室个数", "=", None, "个"),
        ("教师培训人次", "≥", None, "人次"),
        ("教师专业能力提升情况", "定性", "明显提升", None),
        ("控辍保学动态清零", "=", "0", "人"),
    ],
)
def test_picking_gives_sign_unit_and_a_usual_target_where_it_is_a_number(
    third: str, sign: str, target: str | None, unit: str | None
) -> None:
    picked = next(item for item in LIBRARY if item.third == third).picked()
    assert (picked.third, picked.sign, picked.target, picked.unit) == (third, sign, target, unit)
    assert picked.actual is None
    assert picked.weight is None


def test_search_by_words_level_and_kind() -> None:
    assert [item.third for item in search(LIBRARY, "满意度 家长")] == ["家长满意度"]
    names = [item.third for item in search(LIBRARY, "培训", kind="教师培训")]
    assert names[0] == "教师培训人次"
    assert "教师培训费占公用经费比例" not in names
    assert all(item.second == "时效指标" for item in search(LIBRARY, second="时效指标"))
    assert search(LIBRARY, "没有这个词") == ()
    general = search(LIBRARY, first="满意度指标", kind="教师培训")
    assert {item.kind for item in general} == {"教师培训", "通用"}
    assert general[0].kind == "教师培训"


def test_own_indicators_are_kept_for_next_year_the_latest_first() -> None:
    def year(number: int, *indicators: Indicator) -> UnitYear:
        project = Project(name="甲", kind="教师培训", indicators=indicators)
        return UnitYear(template="national", year=number, projects=(project,))

    own = Indicator(
        first="产出指标", second="数量指标", third="驻校研训次数", sign="≥", target="20", unit="次"
    )
    newer = replace(own, target="24")
    known = Indicator(first="产出指标", second="质量指标", third="参训率", sign="≥", target="95", unit="%")
    found = own_library([year(2020, own), year(2021, newer, known)], LIBRARY)
    assert [item.third for item in found] == ["驻校研训次数"]
    assert found[0].picked() == newer
    assert search((*LIBRARY, *found), "驻校", kind="公用经费") == found
