"""Buttons and labels of the panels, made in one line."""

from PySide6.QtWidgets import QLabel, QPushButton, QToolButton


def push_button(words: str, tip: str, *, is_checkable: bool = False) -> QPushButton:
    """A button with a tooltip."""
    button = QPushButton(words)
    button.setToolTip(tip)
    button.setCheckable(is_checkable)
    return button


def tool_button(words: str, tip: str) -> QToolButton:
    """A small button with a tooltip."""
    button = QToolButton()
    button.setText(words)
    button.setToolTip(tip)
    return button


def label(words: str = "", role: str = "", *, wraps: bool = False) -> QLabel:
    """A label in one of the roles of the style sheet."""
    made = QLabel(words)
    made.setWordWrap(wraps)
    if role:
        made.setProperty("role", role)
    return made
