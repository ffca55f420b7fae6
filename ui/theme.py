"""How the program looks: one place for colours, spacing and type sizes; theme.qss is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from jixiao_desktop.resources import resource_path

FONT_FILE = "NotoSansSC-Regular.otf"
FONT_SIZES = {"标准": 14, "大": 16, "特大": 18}
"""Body size in logical pixels by the name that the clerk chooses."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour that is used; text on its usual ground has a contrast of at least 4.5 : 1."""

    ink: str = "#1d2733"
    ink_soft: str = "#55616e"
    ink_faint: str = "#6f7b88"
    canvas: str = "#f3f5f7"
    surface: str = "#ffffff"
    sunken: str = "#e9edf1"
    line: str = "#d5dbe1"
    line_strong: str = "#aab4bf"
    primary: str = "#1b5e9b"
    primary_dark: str = "#134878"
    primary_soft: str = "#e3eef8"
    focus: str = "#f0a020"
    computed: str = "#d3e4f5"
    taken: str = "#edf5fc"
    error: str = "#b3261e"
    error_soft: str = "#fcebe9"
    verify: str = "#8a5300"
    verify_soft: str = "#fdf2dd"
    unfilled: str = "#5a5f94"
    unfilled_soft: str = "#eeeef8"
    hint: str = "#2c6a58"
    hint_soft: str = "#e6f3ee"
    done: str = "#2c6e3f"


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens at one body size."""

    base: int = 14
    colours: Colours = Colours()

    @property
    def small(self) -> int:
        """Size of hints and captions."""
        return self.base - 1

    @property
    def large(self) -> int:
        """Size of group titles."""
        return self.base + 2

    @property
    def title(self) -> int:
        """Size of page titles."""
        return self.base + 7

    @property
    def row(self) -> int:
        """Height of a grid row."""
        return self.base + 15

    @property
    def control(self) -> int:
        """Height of a field or button."""
        return self.base + 20

    @property
    def gap(self) -> int:
        """The unit of spacing; use it and its multiples."""
        return 8


LEVEL_COLOURS = {"错误": "error", "核实": "verify", "未填": "unfilled", "提示": "hint"}


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Set font, palette and stylesheet of the whole program."""
    app.setStyle("Fusion")
    app.setFont(body_font(theme))
    app.setPalette(_palette(theme.colours))
    app.setStyleSheet(stylesheet(theme))


def body_font(theme: Theme) -> QFont:
    """The bundled font at the body size; loads it on first use."""
    font = QFont(_family())
    font.setPixelSize(theme.base)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _family() -> str:
    family = "Noto Sans SC"
    if family not in QFontDatabase.families():
        QFontDatabase.addApplicationFont(str(resource_path("fonts", FONT_FILE)))
    return family


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.canvas,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.canvas,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.Highlight: colours.primary,
        QPalette.ColorRole.HighlightedText: colours.surface,
        QPalette.ColorRole.PlaceholderText: colours.ink_faint,
        QPalette.ColorRole.ToolTipBase: colours.ink,
        QPalette.ColorRole.ToolTipText: colours.surface,
        QPalette.ColorRole.Link: colours.primary,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    return palette


def stylesheet(theme: Theme) -> str:
    """The stylesheet: widgets ask for a look by the dynamic properties ``role`` and ``state``."""
    colours = {name: getattr(theme.colours, name) for name in Colours.__dataclass_fields__}
    sizes = {
        name: str(getattr(theme, name)) for name in ("base", "small", "large", "title", "row", "control")
    }
    icons = resource_path("icons").as_posix()
    sheet = Path(__file__).with_suffix(".qss").read_text(encoding="utf-8")
    return Template(sheet).substitute(colours, **sizes, icons=icons)
