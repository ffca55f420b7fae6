"""The program's own drawings, crisp at any scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QIcon

from jixiao_desktop.resources import resource_path


@cache
def icon(name: str) -> QIcon:
    """The icon with this name; SVG, so that it is drawn at the screen's own resolution."""
    return QIcon(str(resource_path("icons", f"{name}.svg")))
