"""Pictures of every page, to be looked at: ``python tests/ui/pictures.py DIR [EXAMPLE]``.

One PNG a page in 1366×768, and in 1920×1080 at 150 % (the logical size is then 1280×720).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QDialog, QWidget

    from ui.shell.window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"1366x768": (1366, 728, "1"), "1920x1080@150": (1280, 680, "1.5")}
"""Name, logical size without the system's task bar, scale."""
SETTLE_SECONDS = 4.0


def main(arguments: list[str]) -> int:
    """Make the pictures, each size in a process of its own because the scale is set at start."""
    if len(arguments) == 4 and arguments[2] in SIZES:
        return draw(Path(arguments[1]), arguments[2], arguments[3])
    folder = Path(arguments[1]) if len(arguments) > 1 else ROOT / "out" / "pictures"
    example = arguments[2] if len(arguments) > 2 else "renhe-2021.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    codes = []
    for name, (_, _, scale) in SIZES.items():
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
        command = [sys.executable, __file__, str(folder), name, example]
        codes.append(subprocess.run(command, env=environment, check=False).returncode)
    return max(codes)


def draw(folder: Path, size: str, example: str) -> int:
    """Draw every page in one size."""
    sys.path.insert(0, str(ROOT))
    from PySide6.QtWidgets import QApplication

    from ui.app import application
    from ui.settings import Settings
    from ui.shell.window import MainWindow
    from ui.theme import Theme, apply_theme

    app = application(["pictures"])
    apply_theme(app, Theme())
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(Path(scratch) / "window.ini")
        settings.remember_folder("导出", str(Path(scratch) / "成果"))
        window = MainWindow(settings, backups=Path(scratch) / "backups")
        window.resize(SIZES[size][0], SIZES[size][1])
        window.show()
        camera = Camera(app, folder, size)
        shoot_pages(window, camera, example)
        shoot_intake(window, camera)
        shoot_dialogs(window, camera, Path(scratch))
        shoot_outcomes(window, camera, Path(scratch))
        shoot_charts(window, camera)
        window.asked = lambda *_: True  # type: ignore[method-assign]  # nothing is to be kept
        window.close()
        QApplication.processEvents()
    return 0


@dataclass(frozen=True)
class Camera:
    """Takes pictures of one size."""

    app: QApplication
    folder: Path
    size: str

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the program work until something is so."""
        while not until():
            self.app.processEvents()

    def shoot(self, widget: QWidget, name: str, seconds: float = 0.1) -> None:
        """Let it settle, then take its picture."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() >= end)
        widget.grab().save(str(self.folder / f"{name}.{self.size}.png"))

    def shoot_dialog(self, dialog: QDialog, name: str, seconds: float = 0.3) -> None:
        """Show a dialog, take its picture, free it."""
        dialog.show()
        self.shoot(dialog, name, seconds)
        dialog.close()
        dialog.deleteLater()


def shoot_pages(window: MainWindow, camera: Camera, example: str) -> None:
    """Draw the start and every page of an example."""
    camera.shoot(window, "开始")
    window.show_new()
    camera.shoot(window, "新建账套")
    window.open_exchange(ROOT / "resources" / "examples" / example)
    camera.shoot(window, "开始前请准备")
    window.work.show_page("单位信息")
    camera.shoot(window, "单位信息", SETTLE_SECONDS)
    for page in window.workspace.plan.pages:
        window.work.show_page(page.id)
        window.work.enter_page()
        camera.shoot(window, page.id, SETTLE_SECONDS if page.special == "预览" else 1.2)
    window.work.show_page("支出决算")
    window.work.toggle_drawer()
    window.work.next_finding(1)
    camera.shoot(window, "审核结果", 0.5)
    window.work.toggle_drawer()
    window.workspace.explain_requested.emit("收入总计" if example.startswith("renhe") else "人员经费")
    camera.shoot(window, "这个数怎么来的", 0.5)
    window.work.explain.close_panel()


def shoot_intake(window: MainWindow, camera: Camera) -> None:
    """Draw every list of the import preview."""
    from ui.intake.dialog import ImportDialog

    book = ROOT / "tests" / "intake" / "data" / "部门决算.xls"
    dialog = ImportDialog(window.intake.source([book]), window.intake.apply, window)
    dialog.show()
    camera.wait(lambda: dialog.outcome is not None)
    for number, name in enumerate(("数据", "决算表", "核对", "还缺")):
        dialog.tabs.setCurrentIndex(number)
        camera.shoot(dialog, f"导入预览-{name}")
    dialog.close()
    dialog.deleteLater()


def shoot_dialogs(window: MainWindow, camera: Camera, scratch: Path) -> None:
    """Draw what the menu opens, about a 账套 in which something was done."""
    from ui.shell.backups import BackupsDialog
    from ui.shell.history import HistoryDialog
    from ui.shell.new_year import NewYearDialog

    workspace = window.workspace
    workspace.session.save_as(scratch / "教师进修学校.jixiao")
    workspace.session.back_up()
    workspace.set_value(("单位", "财务负责人"), "李明", "修改 单位信息 财务负责人")
    workspace.set_value(("支出", 0, "金额"), None, "删除 支出第1行 金额")
    workspace.undo()
    camera.shoot_dialog(HistoryDialog(workspace, window), "修改记录")
    camera.shoot_dialog(BackupsDialog(workspace, window.safety.restore, window), "备份", 2.0)
    camera.shoot_dialog(NewYearDialog(workspace, window), "新建下一年度")


def shoot_outcomes(window: MainWindow, camera: Camera, scratch: Path) -> None:
    """Draw the last pages after their work is done: files, a package, its verification, its opening."""
    work = window.work
    work.show_page("导出")
    page = work.view
    page.export()
    camera.shoot(window, "导出-正在写", 0.5)
    camera.wait(lambda: not page.busy)
    camera.shoot(window, "导出-完成")
    work.show_page("定稿与报送")
    card = work.view.packing
    card.make()
    camera.wait(lambda: not card.work.busy)
    camera.shoot(window, "定稿与报送-完成", 0.5)
    package = next((scratch / "成果").glob("*.zip"))
    work.show_page("验包")
    page = work.view
    page.target.setText(str(package))
    page.verify()
    camera.wait(lambda: not page.work.busy)
    camera.shoot(window, "验包-完成", 0.5)
    window.open_package(package)
    camera.shoot(window, "从报送材料重建", 0.5)


def shoot_charts(window: MainWindow, camera: Camera) -> None:
    """Draw the charts of a school with several projects."""
    window.open_exchange(ROOT / "tests" / "cases" / "full-2023.yaml")
    window.work.show_page("项目自评")
    tabs = window.work.view._tabs
    tabs.setCurrentIndex([tabs.tabText(at) for at in range(tabs.count())].index("图表"))
    camera.shoot(window, "项目自评-图表", SETTLE_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
