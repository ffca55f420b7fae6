"""Every kind of bad exchange file gets a sentence with its place; nothing is read half."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.exchange import (
    ExchangeError,
    parse_exchange,
    parse_exchange_with_places,
    read_exchange,
)
from jixiao_desktop.ledger.facts import CarPurchase, UnitYear

HEAD = "格式: jixiao/1\n模板: sichuan-2021\n年度: 2021\n金额单位: 元\n"
LINE = "科目: 205, 资金: 一般公共预算, 性质: 基本支出, 金额: 1"
WRONG_VALUES = Path(__file__).parent / "data" / "wrong-values.txt"
EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"


def problems(text: str) -> list[str]:
    with pytest.raises(ExchangeError) as caught:
        parse_exchange(text, "某校.yaml")
    assert str(caught.value).splitlines()[-1] == "「某校.yaml」没有读入，原有数据没有改动。"
    return [str(problem) for problem in caught.value.problems]


def wrong_values() -> list[tuple[str, str]]:
    blocks = WRONG_VALUES.read_text(encoding="utf-8").split("\n\n")[1:]
    parts = [block.partition("\n=> ") for block in blocks]
    return [(body, sentence.strip()) for body, _, sentence in parts]


@pytest.mark.parametrize(("body", "sentence"), wrong_values())
def test_a_wrong_value_is_refused_where_it_stands(body: str, sentence: str) -> None:
    assert problems(HEAD + body) == [sentence]


def test_the_first_line_is_the_place_and_the_sentence() -> None:
    rows = f"{{{LINE}}}, " * 3
    with pytest.raises(ExchangeError) as caught:
        parse_exchange(f"{HEAD}支出: [{rows}{{{LINE.replace('基本支出', '专项支出')}}}]", "x")
    assert str(caught.value).startswith("支出[3].性质: 「专项支出」不是支出性质，可用：基本支出、")
    assert caught.value.problems[0].path == ("支出", 3, "性质")
    assert caught.value.problems[0].line == 5


@pytest.mark.parametrize(
    ("body", "start", "hint"),
    [
        ("收如: []", "没有「收如」这一项", "是不是「收入」"),
        ("单位: {名字: a}", "单位: 没有「名字」这一项", "可用：名称、简称、"),
        (f"支出: [{{{LINE}, 备注: a}}]", "支出[0]: 没有「备注」这一项", "可用：科目、资金、性质、金额"),
        (
            "三公经费: {公务用车购置: {决算: 1}}",
            "三公经费: 没有「公务用车购置」这一项",
            "是不是「公务用车购置费」",
        ),
        (
            "三公经费: {公务用车购置费: {购置: {卡车: 1}}}",
            "三公经费.公务用车购置费.购置: 没有「卡车」这一项",
            "轿车、",
        ),
        ("段落: a", "没有「段落」这一项", "可用：模板、年度、"),
    ],
)
def test_an_unknown_name_is_refused_with_what_is_allowed(body: str, start: str, hint: str) -> None:
    (problem,) = problems(HEAD + body)
    assert problem.startswith(start)
    assert hint in problem


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "文件是空的"),
        ("# 只有注释\n", "文件是空的"),
        ("- a\n", "这不是数据交换文件：最外层应是一组“名称: 内容”（第1行）"),
        ("你好", "这不是数据交换文件：最外层应是一组“名称: 内容”（第1行）"),
        ("年度: 2021", "这不是数据交换文件：缺少「格式」，应有一行 格式: jixiao/1（第1行）"),
        ("格式: jixiao/2", "格式: 文件由更新版本的程序写出（jixiao/2），请先升级本程序再导入（第1行）"),
        ("格式: jixiao/0", "格式: 「jixiao/0」不是认识的格式，可用：jixiao/1（第1行）"),
        ("格式: fava/1", "格式: 「fava/1」不是认识的格式，可用：jixiao/1（第1行）"),
        ("格式: [a]", "格式: 「」不是认识的格式，可用：jixiao/1（第1行）"),
        ("格式: jixiao/1\n模板: a\n年度: 2021\n", "缺少「金额单位」，请写 元 或 万元（第1行）"),
        (
            "格式: jixiao/1\n模板: a\n年度: 2021\n金额单位: 角\n",
            "金额单位: 「角」不是金额单位，可用：元、万元（第4行）",
        ),
        ("格式: jixiao/1\n年度: 2021\n金额单位: 元\n", "缺少「模板」（第1行）"),
        (
            "格式: jixiao/1\n模板: a\n年度: 21\n金额单位: 元\n",
            "年度: 「21」不是年份，应在2000至2099之间（第3行）",
        ),
        (HEAD + "单位: {名称: a\n", "花括号里少了逗号，或没有用“}”结束（第6行）"),
        (HEAD + "单位:\n\t名称: a\n", "缩进用了制表符（Tab），请改用空格（第6行）"),
        (HEAD + "单位: 名称: a\n", "多了一个冒号，或这一行的缩进不对；文字里有“: ”时请加引号（第5行）"),
        (HEAD + '单位: "没完\n', "引号没有成对，或文件不完整（第6行）"),
        (
            HEAD + "单位: &a {名称: b}\n",
            "不支持“&”“*”引用，请把内容写全；文字以这些符号开头时请加引号（第5行）",
        ),
        (HEAD + "单位: *a\n", "不支持“&”“*”引用，请把内容写全；文字以这些符号开头时请加引号（第5行）"),
        (HEAD + "单位: !!map {名称: b}\n", "不支持“!”标记，请删去；文字以“!”开头时请加引号（第5行）"),
        (HEAD + "单位: {<<: {名称: b}}\n", "不支持“<<”合并，请把内容写全（第5行）"),
        (HEAD + "? [a]\n: b\n", "冒号左边应是一个名称（第5行）"),
        (HEAD + "---\n年度: 2022\n", "文件里有两份内容（“---”把它分成了几段），一个文件只能有一份（第5行）"),
        (HEAD + "单位: " + "[" * 21 + "]" * 21, "层次过深，最多20层（第5行）"),
        (HEAD + "单位: {名称: \x00}", "有不能显示的控制字符或损坏的字符，请删去（第5行）"),
        (HEAD + "单位: {名称: \ud800}", "有损坏的字符，请删去（第5行）"),
    ],
)
def test_a_text_that_is_no_exchange_file(text: str, sentence: str) -> None:
    assert problems(text) == [sentence]


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    rows = "收入:\n  - {科目: 2, 来源: 事业收入, 金额: 1}\n  - {科目: 205, 来源: 卖废品, 金额: 一}\n"
    body = rows + "单位: {名字: a}\n"
    found = problems(HEAD.replace("金额单位: 元", "金额单位: 角") + body)
    assert [line.partition(":")[0] for line in found] == [
        "金额单位",
        "收入[0].科目",
        "收入[1].来源",
        "收入[1].金额",
        "单位",
    ]


def test_very_many_problems_are_cut_off() -> None:
    with pytest.raises(ExchangeError) as caught:
        parse_exchange(HEAD + "支出:\n" + "  - {科目: 1}\n" * 30, "x")
    lines = str(caught.value).splitlines()
    assert len(caught.value.problems) == 120
    assert lines[20:] == ["……还有100处", "「x」没有读入，原有数据没有改动。"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            HEAD.encode("gb18030"),
            "文件像是 GBK（GB18030，记事本的“ANSI”）编码，请另存为 UTF-8 再导入（第1行）",
        ),
        (HEAD.encode("utf-16"), "文件是 UTF-16 编码，请另存为 UTF-8 再导入（第1行）"),
        (b"\x89PNG\xff\xff\xff", "文件不是 UTF-8 文本，可能已损坏或不是数据交换文件（第1行）"),
        (b"#" * 20_000_001, "文件超过20MB，不像是数据交换文件"),
    ],
)
def test_a_file_in_another_encoding_or_far_too_large(tmp_path: Path, data: bytes, sentence: str) -> None:
    path = tmp_path / "某校.yaml"
    path.write_bytes(data)
    with pytest.raises(ExchangeError) as caught:
        read_exchange(path)
    assert [str(problem) for problem in caught.value.problems] == [sentence]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=r"没有这个文件\n「无.yaml」没有读入"):
        read_exchange(tmp_path / "无.yaml")
    with pytest.raises(ExchangeError, match="打不开这个文件"):
        read_exchange(tmp_path)


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    text = HEAD + "概况:\n  职能简介: |\n    一\n    二\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    overview = read_exchange(path).overview
    assert overview is not None
    assert overview.duties == "一\n二"


def test_scalars_mean_what_they_say() -> None:
    facts = parse_exchange(
        HEAD + "单位: {名称: no, 简称: 010, 主管部门: =, 公开时间: 2022-09-20, 联系电话: 1_000}", "x"
    )
    assert facts.unit is not None
    assert (facts.unit.name, facts.unit.short_name, facts.unit.superior) == ("no", "010", "=")
    assert (facts.unit.published, facts.unit.phone) == ("2022-09-20", "1_000")


def test_lines_that_stand_twice_are_kept() -> None:
    facts = parse_exchange(f"{HEAD}支出: [{{{LINE}}}, {{{LINE}}}]", "x")
    assert len(facts.expenses or ()) == 2


def test_three_public_names_may_be_written_with_plain_brackets() -> None:
    facts = parse_exchange(HEAD + "三公经费: {因公出国(境)费: {决算: 1}}", "x")
    assert list(facts.three_public or {}) == ["因公出国（境）费"]


def test_a_number_of_cars_stands_for_itself_or_with_its_amount() -> None:
    facts = parse_exchange(
        HEAD + "三公经费: {公务用车购置费: {购置: {轿车: 2, 越野车: {辆数: 1, 金额: 3}}}}", "x"
    )
    item = (facts.three_public or {})["公务用车购置费"]
    assert item.bought == {
        "轿车": CarPurchase(number=2),
        "越野车": CarPurchase(number=1, amount=Quantity(300)),
    }


def test_headings_of_an_evaluation_are_kept_beside_its_own_keys() -> None:
    facts = parse_exchange(HEAD + "评价报告: [{项目: 培训, 附件号: 4-2, 存在的问题: 无, 段落: 文字}]", "x")
    (report,) = facts.evaluations or ()
    assert (report.annex, report.sections) == ("4-2", {"存在的问题": "无", "段落": "文字"})


def test_every_place_knows_its_line() -> None:
    rows = "收入:\n  - 科目: 205\n    来源: 事业收入\n    金额: 2\n"
    text = f"{HEAD}申报值:\n  收入总计: 1\n{rows}评价报告: [{{项目: 甲, 目标: 乙}}]\n"
    places = parse_exchange_with_places(text, "x")[1]
    assert places["年度",] == 3
    assert places["申报值", "收入总计"] == 6
    assert places["收入", 0] == 8
    assert places["收入", 0, "金额"] == 10
    assert places["评价报告", 0, "段落", "目标"] == 11


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "a: &x [b]\n" + "c: *x\n" * 1000,
        "? " * 100_000,
        "!" * 100_000,
        '"' + "\\u4e00" * 100_000,
        HEAD + "收入: [" + "{科目: 9" + "9" * 100_000 + "}]",
    ],
)
def test_a_bomb_is_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(ExchangeError):
        parse_exchange(text, "x")
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "piece",
    ["- a\n", "- {科目: 2050202, 资金: 一般公共预算, 性质: 基本支出, 金额: 1}\n", "- []\n", "- - - a\n"],
)
def test_a_file_that_goes_on_and_on_is_given_up_in_time(tmp_path: Path, piece: str) -> None:
    path = tmp_path / "某校.yaml"
    path.write_text(f"{HEAD}支出:\n" + piece * (19_000_000 // len(piece.encode())), encoding="utf-8")
    start = time.process_time()
    with pytest.raises(ExchangeError, match="内容过多，不像是数据交换文件"):
        read_exchange(path)
    assert time.process_time() - start < 20


def test_a_hundred_megabytes_are_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "某校.yaml"
    with path.open("wb") as file:
        file.write(HEAD.encode())
        file.truncate(100_000_000)
    start = time.process_time()
    with pytest.raises(ExchangeError, match="超过20MB"):
        read_exchange(path)
    assert time.process_time() - start < 1


CHARACTERS = st.sampled_from([*"{}[]:,-#&*!|>'\"%@`\\\n\t 0一\x00\xff\ud800\u2028", "- ", ": ", "\n  "])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_example_is_read_or_refused_but_never_breaks(data: st.DataObject) -> None:
    text = (EXAMPLES / "renhe-2021.yaml").read_text(encoding="utf-8")
    text = text[:400] + text[text.index("收入:") :]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        match data.draw(st.sampled_from(["cut", "put", "drop", "double"])):
            case "cut":
                text = text[:at]
            case "put":
                text = text[:at] + data.draw(CHARACTERS) + text[at:]
            case "drop":
                text = text[:at] + text[at + data.draw(st.integers(1, 40)) :]
            case _:
                text = text[:at] + text[max(0, at - 30) :]
    assert isinstance(outcome(text), UnitYear | ExchangeError)


def outcome(text: str) -> UnitYear | ExchangeError:
    try:
        return parse_exchange(text, "x")
    except ExchangeError as error:
        return error


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 1500), st.binary(min_size=1, max_size=4))
def test_a_file_with_flipped_bytes_is_read_or_refused(tmp_path: Path, at: int, put: bytes) -> None:
    data = (EXAMPLES / "chenggong-2021.yaml").read_bytes()[:4000]
    path = tmp_path / "x.yaml"
    path.write_bytes(data[:at] + put + data[at + len(put) :])
    try:
        facts = read_exchange(path)
    except ExchangeError as error:
        assert error.problems  # noqa: PT017
    else:
        assert isinstance(facts, UnitYear)
