"""The pages that packs describe: every fact of the exchange file can be entered somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

import pytest

from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import Kind, Record, Rows, Table, keys_of
from jixiao_desktop.packs.loader import list_packs, load_pack
from jixiao_desktop.packs.source import PackError
from ui.plan import Fields, Grid, Matrix, Names, Plan, Reasons
from ui.plan_reader import plan_of

NOT_TYPED = {("模板",), ("年度",), ("核实",)}
"""Chosen once with the 账套; written as 说明 on the page of the findings."""
BY_OTHER_MEANS = {("评价报告", 0)}
"""The page of the reports lists the headings of the outline."""


def leaves(kind: Kind, path: Path) -> Iterator[Path]:
    """Every place in the facts that holds a value; rows are number 0, free names 「＊」."""
    if isinstance(kind, Record):
        for item in keys_of(kind.type).values():
            yield from leaves(item.kind, (*path, item.name))
    elif isinstance(kind, Rows):
        yield from leaves(Record(kind.type), (*path, 0))
    elif isinstance(kind, Table):
        for name in kind.keys or ("＊",):
            yield from leaves(kind.of, (*path, name))
    else:
        yield path


def entered(plan: Plan) -> set[Path]:
    """Every place that some page enters; a free name is 「＊」."""
    found: set[Path] = set()
    for page in plan.pages:
        for content in page.content:
            if isinstance(content, Fields):
                found |= {field.path for field in content.fields}
            elif isinstance(content, Grid):
                found |= {(*content.path, 0, *column.key) for column in content.columns if column.key}
            elif isinstance(content, Matrix):
                found |= {
                    (*row.path, *column.key) for row in content.rows if row.path for column in content.columns
                }
            elif isinstance(content, Names):
                found.add((*content.path, "＊"))
            elif isinstance(content, Reasons):
                found.add(("说明", "＊"))
    return found


def answered(path: Path, places: set[Path]) -> bool:
    if path in places or path[:1] in NOT_TYPED or path[:2] in BY_OTHER_MEANS:
        return True
    return any(len(place) == len(path) and place[:-1] == path[:-1] and path[-1] == "＊" for place in places)


@pytest.mark.parametrize("packs", [("sichuan-2021", "sichuan-2022")])
def test_every_fact_of_the_exchange_file_can_be_entered(packs: tuple[str, ...]) -> None:
    places = set().union(*(entered(plan_of(load_pack(pack))) for pack in packs))
    of_items = {"年初预算", "预算", "决算", "上年决算", "其中政府性基金", "用途", "内容"}
    missing = []
    for path in leaves(Record(UnitYear), ()):
        if answered(path, places):
            continue
        if path[0] == "三公经费" and path[2] not in of_items:
            continue  # counts stand with the items that have them
        if path[0] == "三公经费" and path[2] in ("用途", "内容"):
            continue
        missing.append(".".join(map(str, path)))
    assert missing == []


@pytest.mark.parametrize("pack", [pack.id for pack in list_packs()])
def test_every_pack_that_can_be_chosen_has_pages(pack: str) -> None:
    plan = plan_of(load_pack(pack))
    assert plan.pages
    assert [page.special for page in plan.pages][-3:] == ["导出", "报送", "验包"]


def test_counts_behind_three_public_items_are_asked_for() -> None:
    places = entered(plan_of(load_pack("sichuan-2021")))
    for path in (
        ("三公经费", "因公出国（境）费", "团组数"),
        ("三公经费", "因公出国（境）费", "人数"),
        ("三公经费", "国内公务接待费", "批次"),
        ("三公经费", "外事接待费", "人数"),
        ("三公经费", "公务用车购置费", "购置", "轿车", "金额"),
        ("三公经费", "公务用车运行维护费", "保有", "其他车型"),
    ):
        assert path in places


def test_a_misspelt_path_names_file_and_line(tmp_path: FilePath) -> None:
    folder = tmp_path / "坏"
    folder.mkdir()
    (folder / "pack.yaml").write_text("名称: 坏\n版本: 1.0\n", encoding="utf-8")
    (folder / "pages.yaml").write_text(
        "分区:\n  - {名称: 一, 图标: unit, 页面: [甲]}\n页面:\n  甲:\n    内容:\n"
        "      - 字段:\n          - {路径: 单位.名字}\n",
        encoding="utf-8",
    )
    with pytest.raises(PackError, match=r"坏/pages.yaml:7: .*单位.名字"):
        plan_of(load_pack("坏", tmp_path))


def test_a_finding_is_led_to_the_page_that_enters_its_place() -> None:
    plan = plan_of(load_pack("sichuan-2021"))
    homes = {
        ("支出", 3, "金额"): "支出决算",
        ("项目", 0, "指标", 2, "实际值"): "项目自评",
        ("三公经费",): "三公经费",
        ("三公经费", "国内公务接待费", "批次"): "三公经费",
        ("说明", "预算差异[205]"): "收支变动原因",
        ("说明", "三公经费变动"): "三公变动原因",
        ("其他事项", "政府采购"): "其他重要事项",
        ("名词解释", "教育支出（类）"): "名词与选项",
    }
    assert {path: getattr(plan.home_of(path), "id", None) for path in homes} == homes
