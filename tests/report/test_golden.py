"""The whole narrative of every case under every pack that makes one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from jixiao_desktop.report.blocks import Paragraph
from jixiao_desktop.report.builder import build_reports
from jixiao_desktop.report.narrative import narrative_of, narrative_text
from tests.report.support import CASES, DOUBLED, EXAMPLES, evaluation_from

GOLDEN = Path(__file__).parent / "golden"
RUNS = [
    (EXAMPLES / "renhe-2021.yaml", "sichuan-2021"),
    (EXAMPLES / "renhe-2021.yaml", "sichuan-2022"),
    (EXAMPLES / "chenggong-2021.yaml", "kunming-4-2"),
    (CASES / "full-2021.yaml", "sichuan-2021"),
    (CASES / "full-2021.yaml", "sichuan-2022"),
    (CASES / "full-2023.yaml", "sichuan-2022"),
    (CASES / "nothing-2021.yaml", "sichuan-2021"),
    (CASES / "nothing-2021.yaml", "sichuan-2022"),
]
NAMES = [f"{path.stem}.{pack}" for path, pack in RUNS]


@pytest.mark.parametrize(("path", "pack"), RUNS, ids=NAMES)
def test_the_narrative_is_as_reviewed(path: Path, pack: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{path.stem}.{pack}.txt", narrative_of(evaluation_from(path, pack)))


@pytest.mark.parametrize(("path", "pack"), RUNS, ids=NAMES)
def test_nothing_is_left_undecided_or_doubled(path: Path, pack: str) -> None:
    text = narrative_of(evaluation_from(path, pack))
    generated = text if path.parent == CASES else text[text.find("第二部分") :]
    for wrong in (*DOUBLED, "\ue000", "\ue001", "{{", "}}", "是是", "指指"):
        assert wrong not in generated
    assert not re.search(r"完成预算0%", generated)


@pytest.mark.parametrize(("path", "pack"), RUNS, ids=NAMES)
def test_text_and_report_say_the_same(path: Path, pack: str) -> None:
    evaluation = evaluation_from(path, pack)
    narratives = [r for r in build_reports(evaluation) if any(isinstance(b, Paragraph) for b in r.blocks)]
    assert "\n".join(map(narrative_text, narratives)) == narrative_of(evaluation)


def test_the_sentences_of_renhe() -> None:
    text = narrative_of(evaluation_from(EXAMPLES / "renhe-2021.yaml"))
    for sentence in (
        "2021年度收、支总计400.51万元。与2020年相比，收、支总计各减少17.84万元，下降4.3%。主要变动原因是人员经费减少。",
        "其中：基本支出390.61万元，占97.5%；项目支出9.9万元，占2.5%。",
        "教育支出281.58万元，占70.3%；社会保障和就业支出52.95万元，占13.2%；",
        "卫生健康支出24.02万元，占6%；住房保障支出41.96万元，占10.5%。",
        "2021年本年收入合计400.51万元，其中：一般公共预算财政拨款收入400.51万元，占100%。",
        "公用经费16.89万元，主要包括：办公费1.25万元、水费0.36万元、邮电费0.24万元、物业管理费0.05万元、",
        "差旅费1.7万元、维修（护）费0.06万元、培训费1.34万元、专用材料费0.04万元、工会经费4.33万元、",
        "福利费4.9万元、其他交通费用0.24万元、其他商品和服务支出0.68万元、专用设备购置1.7万元。",
    ):
        assert sentence in text


def test_the_newer_sentences_of_the_same_data() -> None:
    text = narrative_of(evaluation_from(EXAMPLES / "renhe-2021.yaml", "sichuan-2022"))
    for sentence in (
        "2021年度收、支总计均为400.51万元。与2020年度相比，收、支总计各减少17.84万元，下降4.26%。",
        "基本支出390.61万元，占97.53%；项目支出9.9万元，占2.47%；上缴上级支出0万元，占0%；",
        "七、财政拨款“三公”经费支出决算情况说明",
        "公用经费16.89万元，主要包括：",
        "单价100万元（含）以上设备（不含车辆）【待填：",
    ):
        assert sentence in text
    assert "日常公用经费" not in text
