"""Pictures of every page, to be looked at: ``python tests/ui/pictures.py DIR [EXAMPLE]``.

One PNG a page in 1366×768, and in 1920×1080 at 150 % (the logical size is then 1280×720).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
        window = MainWindow(Settings(Path(scratch) / "window.ini"), backups=Path(scratch) / "backups")
        window.resize(SIZES[size][0], SIZES[size][1])
        window.show()

        def shoot(name: str, seconds: float = 0.1) -> None:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                app.processEvents()
            window.grab().save(str(folder / f"{name}.{size}.png"))

        shoot("开始")
        window.show_new()
        shoot("新建账套")
        window.open_exchange(ROOT / "resources" / "examples" / example)
        shoot("开始前请准备")
        window.work.show_page("单位信息")
        shoot("单位信息", SETTLE_SECONDS)
        for page in window.workspace.plan.pages:
            window.work.show_page(page.id)
            window.work.enter_page()
            shoot(page.id, SETTLE_SECONDS if page.special == "预览" else 1.2)
        window.work.show_page("支出决算")
        window.work.toggle_drawer()
        window.work.next_finding(1)
        shoot("审核结果", 0.5)
        window.work.toggle_drawer()
        window.workspace.explain_requested.emit("收入总计" if example.startswith("renhe") else "人员经费")
        shoot("这个数怎么来的", 0.5)
        window.work.explain.close_panel()
        shoot_intake(window, folder, size)
        window.close()
        QApplication.processEvents()
    return 0


def shoot_intake(window: MainWindow, folder: Path, size: str) -> None:
    """Draw every list of the import preview."""
    from PySide6.QtWidgets import QApplication

    from ui.intake.dialog import ImportDialog

    book = ROOT / "tests" / "intake" / "data" / "部门决算.xls"
    dialog = ImportDialog(window.intake.source([book]), window.intake.apply, window)
    dialog.show()
    while dialog.outcome is None:
        QApplication.processEvents()
    for number, name in enumerate(("数据", "决算表", "核对", "还缺")):
        dialog.tabs.setCurrentIndex(number)
        for _ in range(20):
            QApplication.processEvents()
        dialog.grab().save(str(folder / f"导入预览-{name}.{size}.png"))
    dialog.close()
    dialog.deleteLater()


if __name__ == "__main__":
    sys.exit(main(sys.argv))
