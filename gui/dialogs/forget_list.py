"""Files a case remembers, each with a button that forgets it."""

from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class ForgetList(QWidget):
    """Lists files under a title; nothing is shown while there is none.

    Signals
    -------
    forget_asked
        A path as text: this file is to be forgotten, with what was taken from it.
    """

    forget_asked = Signal(str)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._lines = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(QLabel(f"<b>{title}</b>"))
        layout.addLayout(self._lines)
        self.setVisible(False)

    def show_files(self, files: Sequence[tuple[str, str]]) -> None:
        """List files, each a path and HTML about it, in place of those before."""
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for path, words in files:
            self._lines.addWidget(self._line(path, words))
        self.setVisible(bool(files))

    def _line(self, path: str, words: str) -> QWidget:
        label = QLabel(words, wordWrap=True)
        label.setToolTip(escape(path))
        forget = QPushButton("Forget")
        forget.setAutoDefault(False)
        forget.setAccessibleName(f"Forget {Path(path).name}")
        forget.clicked.connect(partial(self._on_forget, forget, path))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label, stretch=1)
        row.addWidget(forget)
        return line

    def _on_forget(self, button: QPushButton, path: str) -> None:
        button.setEnabled(False)
        self.forget_asked.emit(path)
