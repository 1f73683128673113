"""Colours, text size and style sheet: Fusion with own palettes.

The platform's colour scheme cannot be relied on (it does nothing offscreen and on plain X11), so
light and dark are palettes of our own. Everything that draws asks ``colours()`` at the moment of
drawing; a change of shade reaches widgets as Qt's palette change event.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from resources import path
from ui.program import PERCENTS

BASE_TEXT = 16
"""Text height in pixels at 100 %."""

SCALES = PERCENTS
"""Text sizes a person can choose, in per cent."""

TARGET = 40
"""Least height of anything that is clicked, in pixels at 100 %."""

NOTICE = 48
"""Height of a notice of one line, and of the strip kept free for it, in pixels at 100 %."""


class Shade(StrEnum):
    """Light or dark."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Colours:
    """Every colour of one shade, as #rrggbb."""

    window: str
    surface: str
    raised: str
    stripe: str
    text: str
    muted: str
    border: str
    hover: str
    accent: str
    accent_hover: str
    on_accent: str
    link: str
    chosen: str
    success: str
    warning: str
    warning_ground: str
    error: str
    error_ground: str
    information_ground: str


LIGHT = Colours(
    window="#f3f4f6",
    surface="#ffffff",
    raised="#ffffff",
    stripe="#f7f9fc",
    text="#1c2430",
    muted="#5b6675",
    border="#cfd6df",
    hover="#e9eef6",
    accent="#1f5fc4",
    accent_hover="#184ea4",
    on_accent="#ffffff",
    link="#1a56b4",
    chosen="#dbe7fa",
    success="#1a8f4f",
    warning="#8a5a00",
    warning_ground="#fff4d6",
    error="#b3261e",
    error_ground="#fdeceb",
    information_ground="#e8f0fd",
)

DARK = Colours(
    window="#20242e",
    surface="#191c23",
    raised="#2a2f3b",
    stripe="#1f232c",
    text="#eceff4",
    muted="#a4aebd",
    border="#434b5a",
    hover="#343b49",
    accent="#3a6fd8",
    accent_hover="#4a7fe6",
    on_accent="#ffffff",
    link="#8ab4ff",
    chosen="#2b4270",
    success="#4cc38a",
    warning="#f2c25c",
    warning_ground="#3d3218",
    error="#ff9a92",
    error_ground="#47211f",
    information_ground="#22314f",
)


class Pixels(Protocol):
    """Design pixels, and a correction in real ones, as a length of the style sheet."""

    def __call__(self, pixels: int, correction: int = 0) -> str: ...


def colours() -> Colours:
    """The colours of the shade that is shown now."""
    return DARK if shade() is Shade.DARK else LIGHT


def shade() -> Shade:
    """The shade that is shown now, read from the application's palette."""
    window = QApplication.palette().color(QPalette.ColorRole.Window)
    return Shade.DARK if window.lightness() < 128 else Shade.LIGHT


def scale() -> int:
    """Text size shown now, in per cent."""
    return round(QApplication.font().pixelSize() * 100 / BASE_TEXT)


def scaled(pixels: int) -> int:
    """``pixels`` of the 100 % design at the present text size."""
    return round(pixels * scale() / 100)


def apply(application: QApplication, shade: Shade = Shade.LIGHT, percent: int = 100) -> None:
    """Give the application style, palette, text size and style sheet."""
    chosen = DARK if shade is Shade.DARK else LIGHT
    if application.style().name().lower() != "fusion":
        application.setStyle(QStyleFactory.create("Fusion"))
    font = QFont(application.font())
    font.setPixelSize(round(BASE_TEXT * percent / 100))
    application.setFont(font)
    application.setPalette(_palette(chosen))
    rules = style_sheet(chosen, percent)
    if application.styleSheet() != rules:
        application.setStyleSheet(rules)


def next_scale(steps: int) -> int:
    """The text size ``steps`` away from the present one, kept within SCALES."""
    nearest = min(range(len(SCALES)), key=lambda index: abs(SCALES[index] - scale()))
    return SCALES[max(0, min(len(SCALES) - 1, nearest + steps))]


def _palette(chosen: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in (
        (role.Window, chosen.window),
        (role.WindowText, chosen.text),
        (role.Base, chosen.surface),
        (role.AlternateBase, chosen.stripe),
        (role.Text, chosen.text),
        (role.PlaceholderText, chosen.muted),
        (role.Button, chosen.raised),
        (role.ButtonText, chosen.text),
        (role.BrightText, chosen.error),
        (role.ToolTipBase, chosen.raised),
        (role.ToolTipText, chosen.text),
        (role.Highlight, chosen.accent),
        (role.HighlightedText, chosen.on_accent),
        (role.Link, chosen.link),
        (role.LinkVisited, chosen.link),
        (role.Mid, chosen.border),
        (role.Light, chosen.raised),
        (role.Dark, chosen.border),
        (role.Shadow, chosen.border),
    ):
        palette.setColor(name, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for name in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(disabled, name, QColor(chosen.muted))
    return palette


def style_sheet(chosen: Colours, percent: int = 100) -> str:
    """The application's style sheet in the given colours and text size."""

    def px(pixels: int, correction: int = 0) -> str:
        return f"{round(pixels * percent / 100) + correction}px"

    return "\n".join(
        (
            _frame_rules(chosen, px),
            _button_rules(chosen, px),
            _input_rules(chosen, px),
            _table_rules(chosen, px),
            _banner_rules(chosen, px),
            _text_rules(chosen, px),
        )
    )


def _frame_rules(c: Colours, px: Pixels) -> str:
    line = "1px"
    return f"""
QWidget#top_bar {{ background: {c.surface}; border-bottom: {line} solid {c.border}; }}
QWidget#rail {{ background: {c.window}; border-right: {line} solid {c.border}; }}
QFrame#card {{ background: {c.surface}; border: {line} solid {c.border}; border-radius: 8px; }}
QStatusBar {{ color: {c.muted}; background: {c.window}; border-top: {line} solid {c.border};
  min-height: {px(NOTICE)}; }}
QStatusBar::item {{ border: none; }}
QScrollArea, QScrollArea > QWidget > QWidget#page {{ background: transparent; border: none; }}
QToolTip {{ color: {c.text}; background: {c.raised}; border: {line} solid {c.border};
  padding: 4px; }}
QSplitter::handle {{ background: transparent; }}
QMenu {{ background: {c.raised}; border: {line} solid {c.border}; padding: 4px; }}
QMenu::item {{ padding: 8px 20px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.chosen}; color: {c.text}; }}
"""


def _button_rules(c: Colours, px: Pixels) -> str:
    height, radius = px(TARGET - 10), px(6)
    resting = f"border-width: 1px; padding: {px(4)} {px(14)};"
    focused = f"border-width: 2px; padding: {px(4, -1)} {px(14, -1)};"
    return f"""
QPushButton {{ min-height: {height}; border-radius: {radius}; {resting}
  border-style: solid; border-color: {c.border}; background: {c.raised}; color: {c.text}; }}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:focus {{ border-color: {c.accent}; {focused} }}
QPushButton:disabled {{ color: {c.muted}; background: {c.window}; }}
QPushButton[look="primary"] {{ background: {c.accent}; border-color: {c.accent};
  color: {c.on_accent}; font-weight: bold; }}
QPushButton[look="primary"]:hover {{ background: {c.accent_hover}; }}
QPushButton[look="primary"]:focus {{ border-color: {c.text}; }}
QPushButton[look="primary"]:disabled {{ background: {c.border}; border-color: {c.border};
  color: {c.muted}; }}
QPushButton[look="plain"] {{ background: transparent; border-color: transparent; }}
QPushButton[look="plain"]:hover {{ background: {c.hover}; }}
QPushButton[look="plain"]:focus {{ border-color: {c.accent}; }}
QPushButton[look="link"] {{ background: transparent; border-color: transparent; color: {c.link}; }}
QPushButton[look="link"]:hover {{ background: {c.hover}; }}
QPushButton[look="link"]:focus {{ border-color: {c.accent}; }}
QPushButton[look="plain"]:disabled, QPushButton[look="link"]:disabled {{ color: {c.muted};
  background: transparent; border-color: transparent; }}
QPushButton[look="chip"]:checked {{ background: {c.chosen}; border-color: {c.accent}; }}
QPushButton[look="rail"] {{ min-height: 0; text-align: left; border: none;
  border-left: 4px solid transparent; border-radius: 0; background: transparent;
  padding: 0 {px(14)}; }}
QPushButton[look="rail"]:hover {{ background: {c.hover}; }}
QPushButton[look="rail"]:checked {{ background: {c.surface}; border-left-color: {c.accent};
  color: {c.link}; font-weight: bold; }}
QPushButton[look="rail"]:focus {{ border: 2px solid {c.accent}; border-left-width: 4px;
  padding: 0 {px(14, -2)} 0 {px(14)}; }}
"""


_TICK = path("icons/tick.svg").as_posix()


def _input_rules(c: Colours, px: Pixels) -> str:
    height, radius = px(TARGET - 10), px(6)
    resting = f"border-width: 1px; padding: {px(4)} {px(8)};"
    focused = f"border-width: 2px; padding: {px(4, -1)} {px(8, -1)};"
    fields = ("QLineEdit", "QPlainTextEdit", "QTextEdit", "QComboBox", "QSpinBox")
    any_focused = ", ".join(f"{field}:focus" for field in fields)
    any_wrong = ", ".join(f'{field}[wrong="true"]' for field in fields)
    return f"""
{", ".join(fields)} {{ background: {c.surface}; color: {c.text}; {resting}
  border-style: solid; border-color: {c.border}; border-radius: {radius};
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit, QComboBox, QSpinBox {{ min-height: {height}; }}
{any_wrong} {{ border-color: {c.error}; {focused} }}
{any_focused} {{ border-color: {c.accent}; {focused} }}
QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {c.window}; }}
QComboBox {{ padding-left: {px(8, 2)}; padding-right: {px(30)}; combobox-popup: 0; }}
QComboBox:focus {{ padding-left: {px(8, 1)}; }}
QComboBox::drop-down {{ border: none; width: 0; }}
QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.border};
  selection-background-color: {c.chosen}; selection-color: {c.text}; outline: 0; }}
QComboBox QAbstractItemView::item {{ min-height: {px(TARGET)}; padding: 0 {px(8)}; }}
QCheckBox, QRadioButton {{ min-height: {height}; spacing: {px(8)}; padding: 0 {px(3)};
  border: 2px solid transparent; border-radius: {radius}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {c.link}; border-color: {c.accent}; }}
QCheckBox::indicator {{ width: {px(20)}; height: {px(20)}; border: 2px solid {c.muted};
  border-radius: {px(4)}; background: {c.surface}; }}
QCheckBox::indicator:checked {{ border-color: {c.accent}; background: {c.accent};
  image: url("{_TICK}"); }}
QCheckBox::indicator:disabled {{ border-color: {c.border}; }}
QProgressBar {{ border: 1px solid {c.border}; border-radius: 4px; background: {c.surface};
  text-align: center; min-height: {px(18)}; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
"""


def _table_rules(c: Colours, px: Pixels) -> str:
    pad, header = px(8), px(TARGET - 6)
    return f"""
QTableView, QListView, QTreeView {{ background: {c.surface}; alternate-background-color: {c.stripe};
  border: 1px solid {c.border}; border-radius: 6px; gridline-color: {c.border};
  selection-background-color: {c.chosen}; selection-color: {c.text}; }}
QTableView:focus, QListView:focus, QTreeView:focus {{ border: 2px solid {c.accent}; }}
QGraphicsView {{ border: 2px solid transparent; background: {c.surface}; }}
QGraphicsView:focus, QScrollArea:focus {{ border: 2px solid {c.accent}; }}
QTableView::item {{ padding: 0 {pad}; }}
QHeaderView {{ background: {c.window}; }}
QHeaderView::section {{ background: {c.window}; color: {c.text}; border: none;
  border-bottom: 1px solid {c.border}; padding: 0 {pad}; min-height: {header}; font-weight: bold; }}
QTableCornerButton::section {{ background: {c.window}; border: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {px(12)}; }}
QScrollBar:horizontal {{ height: {px(12)}; }}
QScrollBar::handle {{ background: {c.border}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {px(40)}; }}
QScrollBar::handle:horizontal {{ min-width: {px(40)}; }}
QScrollBar::handle:hover {{ background: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _banner_rules(c: Colours, px: Pixels) -> str:
    radius = px(6)
    rows = (
        ("information", c.information_ground, c.accent),
        ("warning", c.warning_ground, c.warning),
        ("error", c.error_ground, c.error),
    )
    return "\n".join(
        f'QFrame[banner="{name}"] {{ background: {ground}; border: 1px solid {edge};'
        f" border-radius: {radius}; }}"
        for name, ground, edge in rows
    )


def _text_rules(c: Colours, px: Pixels) -> str:
    title, heading, small = px(24), px(18), px(14)
    return f"""
QLabel[text_role="title"] {{ font-size: {title}; font-weight: bold; }}
QLabel[text_role="heading"] {{ font-size: {heading}; font-weight: bold; }}
QLabel[text_role="strong"] {{ font-weight: bold; }}
QLabel[text_role="muted"] {{ color: {c.muted}; }}
QLabel[text_role="small"] {{ color: {c.muted}; font-size: {small}; }}
QLabel[text_role="problem"] {{ color: {c.error}; font-size: {small}; }}
QLabel[text_role="success"] {{ color: {c.success}; }}
"""
