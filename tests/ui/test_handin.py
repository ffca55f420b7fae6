"""Preview, printing, 定稿, the submission package with its letter, 验包: in the real window."""

from __future__ import annotations

import email
import email.policy
import re
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPageRanges
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from jixiao_desktop.ledger.facts import Acknowledgement
from tests.ui.conftest import EXAMPLES, OFFSCREEN_ONLY
from tests.ui.keyboard import Keyboard
from ui.handin import mail_card, targets
from ui.handin.finals_card import missing
from ui.handin.handover_page import HandoverPage
from ui.handin.pages_view import WIDTH
from ui.handin.paper import PDFIUM, Paper
from ui.handin.papers import Made
from ui.handin.preview_page import PreviewPage
from ui.handin.printing import chosen_pages, in_print_order
from ui.handin.verify_page import VerifyPage
from ui.pages.export import ExportPage
from ui.shell.window import MainWindow

WAIT = 120_000


@pytest.fixture
def preview(example: MainWindow, qtbot: QtBot) -> PreviewPage:
    """The preview of the Sichuan example, its pages there."""
    return shown(example, qtbot)


def shown(window: MainWindow, qtbot: QtBot) -> PreviewPage:
    window.work.show_page("预览与打印")
    window.work.enter_page()
    page = window.work.view
    assert isinstance(page, PreviewPage)
    qtbot.waitUntil(lambda: page.paper is not None and not page.papers.busy, timeout=WAIT)
    return page


@pytest.fixture
def evaluation_report(window: MainWindow, tmp_path: Path) -> MainWindow:
    """The Kunming example in a file of its own; its one gap makes it a draft."""
    window.open_exchange(EXAMPLES / "chenggong-2021.yaml")
    window.workspace.session.save_as(tmp_path / "呈贡.jixiao")
    QApplication.processEvents()
    return window


def make_final(window: MainWindow) -> None:
    """Answer what keeps the example from being final."""
    draft = window.workspace.draft()
    for finding in window.workspace.findings:
        if finding.level == "核实" and not finding.closed:
            given = Acknowledgement(
                rule=finding.id, place=None, reason="已与主管部门核对，情况属实", values=dict(finding.values)
            )
            draft.insert(("核实", len(draft.facts.acknowledgements or ())), given)
        elif finding.level == "未填":
            draft.set(finding.where[0], "无")
    window.workspace.perform("补齐", draft)
    assert window.workspace.verdict.final, [f.message for f in window.workspace.findings]


def handover(window: MainWindow) -> HandoverPage:
    window.work.show_page("定稿与报送")
    window.work.enter_page()
    page = window.work.view
    assert isinstance(page, HandoverPage)
    QApplication.processEvents()
    return page


@dataclass(frozen=True)
class Read:
    """A PDF as another program reads it: by page the text without blanks, the size, the ink."""

    texts: list[str]
    sizes: list[tuple[float, float]]
    ink: list[int]

    @property
    def wide(self) -> list[bool]:
        return [width > height for width, height in self.sizes]


def read(source: bytes | Path) -> Read:
    """Read a PDF; pdfium serves one thread at a time."""
    content = source if isinstance(source, bytes) else source.read_bytes()
    made = Read([], [], [])
    with PDFIUM, closing(pypdfium2.PdfDocument(content)) as document:
        for number in range(len(document)):
            with closing(document[number]) as page, closing(page.get_textpage()) as letters_there:
                made.texts.append(re.sub(r"\s", "", letters_there.get_text_range()))
                made.sizes.append(page.get_size())
                with closing(page.render(scale=2, grayscale=True)) as drawn:
                    made.ink.append(int((255 - drawn.to_numpy()).sum()))
    return made


def over_the_end_of_a_line(content: bytes) -> str:
    """Six letters of the running text, three at the end of a line and three on the next."""
    with PDFIUM, closing(pypdfium2.PdfDocument(content)) as document:
        for number in range(10, len(document)):
            with closing(document[number]) as page, closing(page.get_textpage()) as there:
                found = re.search(r"([\u4e00-\u9fff]{3})[\r\n]+([\u4e00-\u9fff]{3})", there.get_text_range())
            if found:
                return "".join(found.groups())
    raise AssertionError("no line of text is broken")


def letters(image: object) -> int:
    """How many pixels of a picture are dark."""
    data = bytes(image.convertToFormat(image.Format.Format_Grayscale8).constBits())  # type: ignore[attr-defined]
    return sum(byte < 90 for byte in data)


# --- preview -----------------------------------------------------------------------------------


def test_the_first_page_stands_on_the_screen_300_ms_after_the_pdf_is_made(
    preview: PreviewPage, qtbot: QtBot
) -> None:
    content = preview.paper.content
    start = time.perf_counter()
    paper = Paper(content, "x")
    picture = paper.picture(0, 96 / 72)
    taken = time.perf_counter() - start
    paper.close()
    assert (picture.width(), picture.height()) == (794, 1123)
    assert letters(picture) > 500
    assert taken < 0.3
    qtbot.waitUntil(
        lambda: preview.view.painter.picture(0, preview.view._factor(0) * 96 / 72) is not None, timeout=5_000
    )


def test_pages_come_before_their_charts_and_are_printed_only_with_them(
    example: MainWindow, qtbot: QtBot
) -> None:
    example.work.show_page("预览与打印")
    page = example.work.view
    assert isinstance(page, PreviewPage)
    came: list[tuple[bool, int, bool, bool]] = []

    def note(made: Made) -> None:
        assert made.paper is not None
        came.append((made.whole, len(made.paper), page._all.isEnabled(), page._reader.isEnabled()))

    page.papers.made.connect(note)
    qtbot.waitUntil(lambda: len(came) == 2 and not page.papers.busy, timeout=WAIT)
    pages = came[0][1]
    assert came == [(False, pages, False, False), (True, pages, True, True)]
    assert pages > 30


def test_pages_are_paged_through_by_keys_and_say_where_one_is(
    preview: PreviewPage, keyboard: Keyboard
) -> None:
    count = len(preview.paper)
    assert preview.view.hasFocus()
    assert (preview.number.value(), preview._count.text()) == (1, f"/ {count} 页")
    keyboard.press(Qt.Key.Key_Right, times=2)
    assert preview.number.value() == 3
    keyboard.press(Qt.Key.Key_Left)
    assert preview.number.value() == 2
    keyboard.press(Qt.Key.Key_End)
    assert preview.view.accessibleDescription() == f"第{count}页，共{count}页"
    keyboard.press(Qt.Key.Key_Home)
    assert preview.view.page == 0
    preview.number.setValue(5)
    assert preview.view.page == 4


def test_zoom_by_keys_keeps_the_page(preview: PreviewPage, keyboard: Keyboard) -> None:
    preview.view.show_page(7)
    keyboard.press(Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert preview._percent.text() == "125%"
    keyboard.press(Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier, times=2)
    assert preview._percent.text() == "90%"
    keyboard.press(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert preview.view.zoom == WIDTH
    wide = preview.view._rectangle(7).width()
    assert abs(wide - (preview.view.viewport().width() - 28)) < 1
    assert preview.view.page == 7


def test_search_marks_every_place_also_over_the_end_of_a_line(
    preview: PreviewPage, keyboard: Keyboard, qtbot: QtBot
) -> None:
    texts = read(preview.paper.content).texts
    word = "财政拨款支出决算"
    keyboard.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert keyboard.at is preview.finder.field
    keyboard.type(word)
    qtbot.waitUntil(lambda: not preview.finder.busy and bool(preview.finder.marks), timeout=10_000)
    marks = preview.finder.marks
    assert [mark.page for mark in marks] == [
        n for n, text in enumerate(texts) for _ in range(text.count(word))
    ]
    assert all(mark.places for mark in marks)
    keyboard.press(Qt.Key.Key_Return)
    assert preview.finder._said.text() == f"2/{len(marks)}"
    assert preview.view.page == marks[1].page
    keyboard.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier, times=2)
    assert preview.finder._said.text() == f"{len(marks)}/{len(marks)}"
    keyboard.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not preview.finder.busy, timeout=5_000)
    assert preview.finder.marks == ()
    keyboard.type(over_the_end_of_a_line(preview.paper.content))
    qtbot.waitUntil(lambda: not preview.finder.busy and bool(preview.finder.marks), timeout=10_000)
    first, second = preview.finder.marks[0].places
    assert second.top() > first.top(), "the second part stands on the next line"
    keyboard.at.selectAll()
    keyboard.type("没有这句话")
    qtbot.waitUntil(lambda: preview.finder._said.text() == "没有找到", timeout=10_000)


def test_the_pages_follow_the_facts_and_stay_where_they_were(
    example: MainWindow, preview: PreviewPage, qtbot: QtBot
) -> None:
    preview.view.show_page(4)
    before = preview.paper
    example.workspace.set_value(("单位", "名称"), "青山县第一中学", "改名")
    qtbot.waitUntil(lambda: preview.paper is not before and not preview.papers.busy, timeout=WAIT)
    assert "青山县第一中学" in read(preview.paper.content).texts[0]
    assert preview.view.page == 4


def test_facts_that_change_elsewhere_are_in_the_pages_when_they_are_shown_again(
    example: MainWindow, preview: PreviewPage, qtbot: QtBot
) -> None:
    before = preview.paper
    example.work.show_page("单位信息")
    example.workspace.set_value(("单位", "名称"), "青山县第二中学", "改名")
    assert not preview.papers.busy, "nobody looks"
    again = shown(example, qtbot)
    qtbot.waitUntil(lambda: again.paper is not before, timeout=WAIT)
    assert "青山县第二中学" in read(again.paper.content).texts[0]


def test_the_systems_viewer_gets_the_same_pdf(preview: PreviewPage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("ui.handin.preview_page.open_outside", lambda path: opened.append(str(path)) or True)
    preview.open_outside()
    assert Path(opened[0]).read_bytes() == preview.paper.content
    monkeypatch.setattr("ui.handin.preview_page.open_outside", lambda _path: False)
    preview.open_outside()
    assert "没有能打开 PDF 的程序" in preview.strip.said.text()


# --- printing ----------------------------------------------------------------------------------


def to_file(
    path: Path, set_up: Callable[[QPrinter], object] = lambda _printer: None
) -> Callable[[QPrinter, range], bool]:
    """Stands for the print dialog: prints into a PDF file."""

    def ask(printer: QPrinter, _offered: range) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        set_up(printer)
        return True

    return ask


def test_only_the_tables_are_printed_each_page_in_its_orientation(
    preview: PreviewPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "附表.pdf"
    monkeypatch.setattr(preview, "ask", to_file(target))
    preview.print_tables()
    assert preview.strip.cancel.isVisible()
    qtbot.waitUntil(lambda: not preview.printing, timeout=WAIT)
    report, printed = read(preview.paper.content), read(target)
    tables = list(preview.paper.tables)
    assert "第五部分附表" in report.texts[tables[0]]
    assert tables[-1] == len(report.texts) - 1
    assert {True, False} == {report.wide[page] for page in tables}
    assert printed.wide == [report.wide[page] for page in tables]
    for number, page in enumerate(tables):
        assert printed.sizes[number] == pytest.approx(report.sizes[page], abs=2)
        assert printed.ink[number] == pytest.approx(report.ink[page], rel=0.1), f"page {page + 1}"
    assert "已送往打印机" in preview.strip.said.text()


def test_a_range_is_printed_and_nothing_outside_it(
    preview: PreviewPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "三页.pdf"

    def set_up(printer: QPrinter) -> None:
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setPageRanges(QPageRanges.fromString("2,4-5"))

    monkeypatch.setattr(preview, "ask", to_file(target, set_up))
    preview.print_all()
    qtbot.waitUntil(lambda: not preview.printing, timeout=WAIT)
    assert len(read(target).texts) == 3


@pytest.mark.qt_log_ignore(OFFSCREEN_ONLY, "QPainter::begin")
def test_printing_can_be_cancelled_and_a_printer_that_refuses_is_told(
    preview: PreviewPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "ask", to_file(tmp_path / "x.pdf"))
    preview.print_all()
    preview.strip.cancel.click()
    qtbot.waitUntil(lambda: not preview.printing, timeout=WAIT)
    assert "已取消打印" in preview.strip.said.text()
    assert preview._all.isEnabled()
    monkeypatch.setattr(preview, "ask", to_file(tmp_path / "没有这个文件夹" / "x.pdf"))
    preview.print_all()
    qtbot.waitUntil(lambda: not preview.printing, timeout=WAIT)
    assert "没有接受打印任务" in preview.strip.said.text()


def test_copies_that_the_driver_cannot_make_are_drawn() -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setCopyCount(2)
    printer.setCollateCopies(True)
    made = in_print_order([0, 1], printer)
    assert made == ([0, 1] if printer.supportsMultipleCopies() else [0, 1, 0, 1])
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    assert chosen_pages(printer, 3, range(9)) == [3]
    printer.setPrintRange(QPrinter.PrintRange.AllPages)
    assert chosen_pages(printer, 3, range(5, 7)) == [5, 6]


# --- 定稿 ---------------------------------------------------------------------------------------


def test_what_is_missing_is_said_while_it_cannot_be_final(example: MainWindow) -> None:
    page = handover(example)
    verdict = example.workspace.verdict
    assert not page.finals.go.isEnabled()
    assert f"{verdict.errors} 处错误要改" in page.finals._state.text()
    assert page.packing.go.hasFocus(), "a draft can be handed in"
    page.finals.check.click()
    assert example.work.view.page.special == "校验"
    assert missing(0, 2, 1) == "2 项没有填、1 条核实没有写说明"


def test_a_final_version_freezes_and_the_next_one_is_compared_with_it(
    evaluation_report: MainWindow, qtbot: QtBot, keyboard: Keyboard
) -> None:
    window = evaluation_report
    make_final(window)
    page = handover(window)
    assert page.finals.go.hasFocus()
    assert page.finals._none.isVisible()
    keyboard.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.finals.work.busy, timeout=WAIT)
    first = window.workspace.session.finals()[0]
    assert (first.number, first.facts) == (1, window.workspace.facts)
    assert "（kunming-4-2 1.0、common 1.0）" in first.pack
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in first.hashes.values())
    assert {Path(name).suffix for name in first.hashes} >= {".docx", ".pdf", ".yaml"}
    assert "没有改动" in page.finals._state.text()
    assert "生成的就是定稿" in page.packing.hint.text()
    assert not page.finals.go.isEnabled()
    assert not page.finals.compare.isEnabled()

    window.workspace.set_value(("单位", "简称"), "教信中心", "简称")
    qtbot.waitUntil(page.finals.go.isEnabled, timeout=5_000)
    page.finals.go.click()
    qtbot.waitUntil(lambda: not page.finals.work.busy, timeout=WAIT)
    assert [final.number for final in page.finals.finals] == [2, 1]
    assert page.finals.list.topLevelItem(0).text(0) == "第2版"
    page.finals.compare.click()
    assert "全部相同" in page.finals.said.text()


def test_changed_figures_are_listed_with_both_amounts(evaluation_report: MainWindow, qtbot: QtBot) -> None:
    from jixiao_desktop.ledger.amounts import Quantity

    window = evaluation_report
    session = window.workspace.session
    for amount in (123_400, 200_000):
        session.freeze("包", "1.0", {"收入总计": Quantity(amount), "支出总计": Quantity(5)}, (), {})
    page = handover(window)
    page.finals.show_changes()
    assert page.finals.changes.topLevelItemCount() == 1
    line = page.finals.changes.topLevelItem(0)
    assert [line.text(column) for column in range(4)] == ["收入总计", "1,234.00", "2,000.00", "766.00"]


def test_an_amount_of_a_project_that_changed_is_named(evaluation_report: MainWindow) -> None:
    from jixiao_desktop.ledger.amounts import Quantity

    workspace = evaluation_report.workspace
    workspace.session.freeze("包", "1.0", {}, (), {})
    workspace.set_value(("项目", 0, "资金", 0, "执行"), Quantity(430_000_000), "改")
    workspace.session.freeze("包", "1.0", {}, (), {})
    page = handover(evaluation_report)
    page.finals.show_changes()
    line = page.finals.changes.topLevelItem(0)
    assert [line.text(n) for n in range(4)] == [
        "项目.教师培训经费.资金[1].执行", "4,301,500.00", "4,300,000.00", "-1,500.00",
    ]  # fmt: skip
    assert page.finals.changes.topLevelItemCount() == 1


def test_a_version_is_not_frozen_when_the_facts_change_meanwhile(
    evaluation_report: MainWindow, qtbot: QtBot
) -> None:
    window = evaluation_report
    make_final(window)
    page = handover(window)
    page.finals.go.click()
    window.workspace.set_value(("单位", "简称"), "教信中心", "简称")
    qtbot.waitUntil(lambda: not page.finals.work.busy, timeout=WAIT)
    assert "数据改过" in page.finals.strip.said.text()
    assert window.workspace.session.finals() == []


# --- 报送 ---------------------------------------------------------------------------------------


def packed(page: HandoverPage, qtbot: QtBot) -> Path:
    qtbot.waitUntil(lambda: not page.packing.work.busy, timeout=WAIT)
    assert page.packing.package is not None, page.packing.strip.said.text()
    return page.packing.package.path


def test_the_package_is_made_mailed_and_verified_by_keyboard(
    evaluation_report: MainWindow, qtbot: QtBot, keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(mail_card, "open_outside", lambda path: opened.append(path) or True)
    page = handover(evaluation_report)
    keyboard.press(Qt.Key.Key_Return)
    path = packed(page, qtbot)
    assert path.name == "昆明市呈贡区教育信息中心_2021年度决算公开_报送材料_v1.zip"
    assert "草稿" in page.packing.strip.said.text()
    assert re.search(r"\d+ KB|\d\.\d MB", page.packing.strip.said.text())
    assert keyboard.at is page.packing.mail.draft
    page.packing.mail.recipient.setText("不是邮箱")
    keyboard.press(Qt.Key.Key_Return)
    assert "不是邮箱地址" in page.packing.mail.said.text()
    keyboard.at.selectAll()
    keyboard.type("caiwu@qsx.gov.cn")
    page.packing.mail.draft.setFocus()
    keyboard.press(Qt.Key.Key_Return)
    assert opened == [path.with_suffix(".eml")]
    message = email.message_from_bytes(opened[0].read_bytes(), policy=email.policy.default)
    assert (message["To"], message["X-Unsent"]) == ("caiwu@qsx.gov.cn", "1")
    assert next(message.iter_attachments()).get_content() == path.read_bytes()
    assert evaluation_report.settings.word("收件人") == "caiwu@qsx.gov.cn"
    assert not page.packing.mail.said.visibleRegion().isEmpty(), "到信的下边都看得见"
    page.packing.mail.copy.click()
    assert path.name in QGuiApplication.clipboard().text()
    page.packing.mail.folder.click()
    assert opened[-1] == path.parent

    evaluation_report.work.show_page("验包")
    evaluation_report.work.enter_page()
    checking = evaluation_report.work.view
    assert isinstance(checking, VerifyPage)
    keyboard.type(str(path))
    checking.go.setFocus()
    keyboard.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not checking.work.busy, timeout=WAIT)
    assert checking.report is not None
    assert checking.report.exit_code == 0
    assert "全部与数据一致" in checking.verdict.text()


def test_a_package_too_large_for_the_mail_says_so_and_can_be_made_lighter(
    evaluation_report: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.handin.package_card.MEGABYTE", 1024)
    page = handover(evaluation_report)
    assert page.packing.limit.value() == 20 or page.packing.limit.value() == page.packing.limit.maximum()
    page.packing.limit.setValue(20)
    page.packing.go.click()
    whole = packed(page, qtbot)
    assert "超过邮箱上限 20 MB" in page.packing.result.text()
    assert "pdf" in page.packing.boxes
    page.packing.boxes["pdf"].setChecked(False)
    page.packing.make_lighter()
    lighter = packed(page, qtbot)
    assert lighter.name.endswith("_v2.zip")
    evaluation_report.work.show_page("验包")
    assert handover(evaluation_report).packing.limit.value() == 20, "上限下次还在"
    assert any(name.endswith(".pdf") for name in zipfile.ZipFile(whole).namelist())
    assert not any(name.endswith(".pdf") for name in zipfile.ZipFile(lighter).namelist())


def test_making_a_package_can_be_cancelled_and_a_bad_folder_is_told(
    evaluation_report: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = handover(evaluation_report)
    page.packing.folder.setText(str(tmp_path / "空"))
    page.packing.go.click()
    page.packing.strip.cancel.click()
    qtbot.waitUntil(lambda: not page.packing.work.busy, timeout=WAIT)
    assert "已取消" in page.packing.strip.said.text()
    assert not (tmp_path / "空").exists()
    (tmp_path / "文件").write_text("", encoding="utf-8")
    page.packing.folder.setText(str(tmp_path / "文件" / "里面"))
    page.packing.go.click()
    qtbot.waitUntil(lambda: not page.packing.work.busy, timeout=WAIT)
    assert "没有写出报送材料" in page.packing.strip.said.text()
    assert page.packing.go.isEnabled()


# --- writing files -----------------------------------------------------------------------------


def test_overwriting_asks_and_a_file_open_elsewhere_gets_a_name_beside_it(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "信.eml"
    asked: list[tuple[str, tuple[str, ...]]] = []
    answers: list[str] = []

    def ask(_parent: object, question: str, offered: tuple[str, ...]) -> str:
        asked.append((question, offered))
        return answers.pop(0)

    monkeypatch.setattr(targets, "ask", ask)
    assert targets.write_asking(window, target, b"1") == target
    assert asked == []
    answers[:] = [""]
    assert targets.write_asking(window, target, b"2") is None
    assert target.read_bytes() == b"1"
    answers[:] = ["覆盖"]
    assert targets.write_asking(window, target, b"3") == target
    assert target.read_bytes() == b"3"
    assert asked[-1] == ("「信.eml」已经有了，要覆盖吗？", ("覆盖", "另存为「信 (2).eml」"))
    (tmp_path / ".~lock.信.eml#").write_text("", encoding="utf-8")
    answers[:] = ["覆盖", "另存为「信 (2).eml」"]
    assert targets.write_asking(window, target, b"4") == tmp_path / "信 (2).eml"
    assert target.read_bytes() == b"3"
    assert "正在 WPS 或 Word 中打开" in asked[-1][0]


def test_an_export_asks_before_it_replaces_files(
    evaluation_report: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluation_report.work.show_page("导出")
    page = evaluation_report.work.view
    assert isinstance(page, ExportPage)
    asked: list[tuple[str, tuple[str, ...]]] = []
    answers = ["", "覆盖", "另存为 (2)", "另存为 (2)"]

    def answer(_parent: object, question: str, offered: tuple[str, ...]) -> str:
        asked.append((question, offered))
        return answers.pop(0)

    monkeypatch.setattr("ui.pages.export.ask", answer)
    for name in ("docx", "pdf"):
        page.formats[name].setChecked(False)

    def exported() -> None:
        page.export()
        qtbot.waitUntil(lambda: not page.busy, timeout=WAIT)

    exported()
    assert asked == []
    written = evaluation_report.workspace.deliverables
    book = next(path for path in written if path.suffix == ".xlsx")
    book.write_bytes(b"mine")
    exported()
    assert book.read_bytes() == b"mine", "不写了"
    assert f"「{book.name}」" in asked[0][0]
    exported()
    assert zipfile.is_zipfile(book)
    exported()
    assert book.with_name(f"{book.stem} (2).xlsx").exists()
    book.with_name(f".~lock.{book.name}#").write_text("", encoding="utf-8")
    exported()
    assert asked[-1][1] == ("另存为 (2)",)
    assert "正在 WPS 或 Word 中打开" in asked[-1][0]
    assert book.with_name(f"{book.stem} (3).xlsx").exists()


# --- 验包 ---------------------------------------------------------------------------------------


def checked(window: MainWindow, qtbot: QtBot, path: Path) -> VerifyPage:
    window.work.show_page("验包")
    page = window.work.view
    assert isinstance(page, VerifyPage)
    page.target.setText(str(path))
    page.go.click()
    qtbot.waitUntil(lambda: not page.work.busy, timeout=WAIT)
    return page


def lines(page: VerifyPage) -> dict[str, list[list[str]]]:
    """The groups of the list with their lines."""
    tops = [page.list.topLevelItem(number) for number in range(page.list.topLevelItemCount())]
    return {
        re.sub(r"（\d+）$", "", top.text(0)): [
            [top.child(n).text(c) for c in range(4)] for n in range(top.childCount())
        ]
        for top in tops
    }


def test_a_changed_sentence_is_shown_with_its_place(
    evaluation_report: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    import docx

    page = handover(evaluation_report)
    page.packing.go.click()
    path = packed(page, qtbot)
    folder = tmp_path / "改过"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    report = next(file for file in folder.glob("*评价报告.docx"))
    document = docx.Document(str(report))
    run = next(
        run
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if "优秀" in run.text or "90" in run.text
    )
    run.text = run.text.replace("优秀", "良好").replace("90", "91")
    document.save(str(report))
    checking = checked(evaluation_report, qtbot, folder)
    assert checking.report is not None
    assert checking.report.exit_code == 1
    groups = lines(checking)
    assert [line[1] for line in groups[report.name]] == [str(d.kind) for d in checking.report.differences]
    assert any("91" in line[3] or "良好" in line[3] for line in groups[report.name])
    assert report.name not in [line[0] for line in groups["与数据一致的文件"]]


def test_verifying_can_be_stopped(evaluation_report: MainWindow, qtbot: QtBot) -> None:
    page = handover(evaluation_report)
    page.packing.go.click()
    path = packed(page, qtbot)
    evaluation_report.work.show_page("验包")
    checking = evaluation_report.work.view
    assert isinstance(checking, VerifyPage)
    steps: list[str] = []

    def stop(_done: int, _steps: int, text: str) -> None:
        steps.append(text)
        checking.work.cancel()

    checking.work.progressed.connect(stop, Qt.ConnectionType.DirectConnection)
    checking.target.setText(str(path))
    checking.go.click()
    assert checking.strip.cancel.isVisible()
    qtbot.waitUntil(lambda: not checking.work.busy, timeout=WAIT)
    assert len(steps) == 1
    assert steps[0].startswith("正在核对（1/")
    assert (checking.report, checking.list.isVisible()) == (None, False)
    assert "已取消" in checking.strip.said.text()


def test_what_is_no_package_is_refused_with_the_reason(
    example: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = tmp_path / "坏.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("../外面.txt", "x")
    page = checked(example, qtbot, bad)
    assert page.verdict.text() == "不是可以接受的报送材料"
    assert page.report is not None
    assert [line[0] for line in lines(page)["不予接受的原因"]] == list(page.report.refused)
    page.target.setText(str(tmp_path / "没有.zip"))
    page.go.click()
    assert "没有找到" in page.strip.said.text()
    page.target.setText("")
    assert not page.go.isEnabled()


def test_everything_has_an_accessible_name(example: MainWindow, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

    for name in ("预览与打印", "定稿与报送", "验包"):
        example.work.show_page(name)
        QApplication.processEvents()
        view: QWidget = example.work.view
        reached = [
            w
            for w in view.findChildren(QWidget)
            if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()
        ]
        assert reached
        for widget in reached:
            if (
                isinstance(widget, QAbstractButton | QLineEdit)
                and widget.parent().metaObject().className() != "QSpinBox"
            ):
                assert widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()), (
                    widget
                )
