"""How the program looks: one place for colours, spacing and type sizes, and the stylesheet made of them."""

from __future__ import annotations

from dataclasses import dataclass
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


def level_colour(theme: Theme, level: str) -> str:
    """The colour of a level of finding."""
    return str(getattr(theme.colours, LEVEL_COLOURS[level]))


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
    sizes = {name: str(getattr(theme, name)) for name in ("base", "small", "large", "title", "row", "control")}
    icons = resource_path("icons").as_posix()
    return Template(_SHEET).substitute(colours, **sizes, icons=icons)


_SHEET = """
QWidget { color: $ink; }
QMainWindow, QDialog, #canvas { background: $canvas; }
QToolTip { background: $ink; color: $surface; border: none; padding: 6px 8px; }

QLabel[role="page-title"] { font-size: ${title}px; font-weight: bold; }
QLabel[role="group-title"] { font-size: ${large}px; font-weight: bold; }
QLabel[role="label"] { color: $ink; }
QLabel[role="soft"] { color: $ink_soft; }
QLabel[role="small"] { color: $ink_soft; font-size: ${small}px; }
QLabel[role="figure"] { font-size: ${large}px; }
QLabel[role="help"] { background: $primary_soft; color: $ink; border-left: 3px solid $primary; padding: 6px 10px; }
QLabel[state="error"] { color: $error; }
QLabel[state="verify"] { color: $verify; }
QLabel[state="unfilled"] { color: $unfilled; }
QLabel[state="hint"] { color: $hint; }
QLabel[state="done"] { color: $done; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox {
  background: $surface; border: 1px solid $line_strong; border-radius: 4px; padding: 0 8px;
  min-height: ${control}px; selection-background-color: $primary; selection-color: $surface; }
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
  border: 2px solid $primary; padding-left: 7px; padding-right: 7px; }
QLineEdit[state="refused"], QPlainTextEdit[state="refused"] { border: 2px solid $error; background: $error_soft; }
QLineEdit[state="error"], QPlainTextEdit[state="error"], QComboBox[state="error"] { border-color: $error; }
QLineEdit:read-only { background: $taken; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { background: $sunken; color: $ink_faint; }
QComboBox::drop-down { width: 26px; border: none; }
QComboBox::down-arrow { image: url($icons/down.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line_strong; outline: none; padding: 2px; }
QComboBox QAbstractItemView::item { min-height: ${row}px; padding: 0 6px; }
QComboBox QAbstractItemView::item:selected { background: $primary; color: $surface; }

QPushButton { background: $surface; border: 1px solid $line_strong; border-radius: 4px; padding: 0 14px;
  min-height: ${control}px; }
QPushButton:hover { background: $primary_soft; border-color: $primary; }
QPushButton:pressed { background: $computed; }
QPushButton:focus { border: 2px solid $primary; padding: 0 13px; }
QPushButton:disabled { color: $ink_faint; background: $canvas; border-color: $line; }
QPushButton[role="primary"] { background: $primary; color: $surface; border-color: $primary; }
QPushButton[role="primary"]:hover { background: $primary_dark; }
QPushButton[role="primary"]:focus { border: 2px solid $focus; }
QPushButton[role="primary"]:disabled { background: $line; color: $ink_soft; border-color: $line; }
QPushButton[role="quiet"] { background: transparent; border: 1px solid transparent; color: $primary; padding: 0 8px; }
QPushButton[role="quiet"]:hover { background: $primary_soft; }
QPushButton[role="quiet"]:focus { border: 2px solid $primary; padding: 0 7px; }
QPushButton[role="quiet"]:disabled { color: $ink_faint; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: $primary; padding: 0 2px;
  min-height: 20px; text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid $primary; }
QPushButton[role="card"] { text-align: left; padding: 12px 16px; border-color: $line; border-radius: 6px; }
QPushButton[role="card"]:focus { border: 2px solid $primary; padding: 11px 15px; }
QPushButton[role="segment"] { border-radius: 0; padding: 0 10px; min-height: 26px; border-color: $line_strong; }
QPushButton[role="segment"]:checked { background: $primary; color: $surface; border-color: $primary; }
QPushButton[role="segment"]:focus { border: 2px solid $focus; padding: 0 9px; }
QPushButton::menu-indicator { image: url($icons/down.svg); width: 10px; height: 10px;
  subcontrol-origin: padding; subcontrol-position: right center; right: 2px; }
QTabWidget::pane { border: none; }
QTabBar::tab { background: transparent; padding: 6px 14px; border: none; border-bottom: 3px solid transparent; color: $ink_soft; }
QTabBar::tab:selected { color: $primary_dark; border-bottom: 3px solid $primary; }
QTabBar::tab:hover { background: $primary_soft; }
QTabBar:focus { outline: none; }
QTabBar::tab:selected:focus { background: $primary_soft; border-bottom: 3px solid $focus; }
QCheckBox { spacing: 8px; min-height: 24px; border: 1px solid transparent; }
QCheckBox:focus { border: 1px solid $primary; border-radius: 3px; }

#topbar { background: $surface; border-bottom: 1px solid $line; }
#taskpane { background: $surface; border-right: 1px solid $line; }
#taskpane QTreeView { background: $surface; border: none; outline: none; padding-left: 4px; }
#taskpane QTreeView::item { min-height: 0; border-left: 3px solid transparent; }
#taskpane QTreeView::item:selected { background: $primary_soft; color: $ink; }
#taskpane QTreeView::item:selected:focus { background: $computed; }
#taskpane QTreeView:focus { border: 2px solid $primary; padding-left: 2px; }
#previewpane { background: $surface; border-left: 1px solid $line; }
#previewpane QTextBrowser { border: none; background: $surface; padding: 0; }
#previewpane QTextBrowser:focus { border: 2px solid $primary; }
#verdictbar { background: $surface; border-top: 1px solid $line; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 6px; }
QFrame[role="plain"] { background: transparent; border: none; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="popover"] { background: $surface; border: 1px solid $line_strong; border-radius: 6px; }

QTableView { background: $surface; border: 1px solid $line_strong; gridline-color: $line; outline: none;
  selection-background-color: $primary_soft; selection-color: $ink; }
QTableView:focus { border: 2px solid $primary; }
QTableView QTableCornerButton::section { background: $sunken; border: none; border-right: 1px solid $line; border-bottom: 1px solid $line_strong; }
QHeaderView { background: $sunken; border: none; }
QHeaderView::section { background: $sunken; color: $ink_soft; border: none; border-right: 1px solid $line;
  border-bottom: 1px solid $line_strong; padding: 4px 6px; }
QTableView QLineEdit, QTableView QComboBox { min-height: 0; border-radius: 0; border: 2px solid $primary; padding: 0 4px; }
QTableView QPlainTextEdit { min-height: 0; border-radius: 0; border: 2px solid $primary; padding: 0 2px; }
QTreeView { background: $surface; border: 1px solid $line; outline: none; }
QTreeView::item { min-height: ${row}px; }
QListView { background: $surface; border: 1px solid $line; outline: none; }
QListView::item { min-height: ${row}px; padding: 2px 6px; }
QListView::item:selected, QTreeView::item:selected { background: $primary_soft; color: $ink; }
QListView:focus, QTreeView:focus { border: 2px solid $primary; }

QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $ink_faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none; width: 0; height: 0; }
QSplitter::handle { background: $line; }
QSplitter[role="loose"]::handle { background: transparent; }
QSpinBox::up-button, QSpinBox::down-button { width: 26px; border: none; background: transparent; }
QSpinBox::up-arrow { image: url($icons/up.svg); width: 11px; height: 11px; }
QSpinBox::down-arrow { image: url($icons/down.svg); width: 11px; height: 11px; }
QProgressBar { background: $sunken; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $primary; border-radius: 4px; }
QMenu { background: $surface; border: 1px solid $line_strong; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 16px; border-radius: 3px; }
QMenu::item:selected { background: $primary; color: $surface; }
QMenu::item:disabled { color: $ink_faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
"""
