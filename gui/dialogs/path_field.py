"""A line that names a file, with a button that chooses it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget


class PathField(QWidget):
    """A file path.

    Signals
    -------
    changed
        The path is another one.
    """

    changed = Signal()

    def __init__(self, title: str, pattern: str, *, is_new: bool = False) -> None:
        super().__init__()
        self._title, self._pattern, self._is_new = title, pattern, is_new
        self.line = QLineEdit()
        self.line.setAccessibleName(title)
        self._choose = QPushButton("Choose…")
        self._choose.setAutoDefault(False)
        self._choose.setAccessibleName(f"Choose {title}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addWidget(self._choose)
        self.line.textChanged.connect(self.changed)
        self._choose.clicked.connect(self._on_choose)

    @property
    def path(self) -> Path | None:
        """The path, None while the line is empty or names a home folder nobody has."""
        words = self.line.text().strip()
        try:
            return Path(words).expanduser() if words else None
        except RuntimeError:
            return None

    def set_path(self, path: Path) -> None:
        """Write a path into the line."""
        self.line.setText(str(path))

    def _on_choose(self) -> None:
        folder = str(self.path.parent if self.path else Path.home())
        if self._is_new:
            chosen, _ = QFileDialog.getSaveFileName(
                self, self._title, self.line.text(), self._pattern
            )
        else:
            chosen, _ = QFileDialog.getOpenFileName(self, self._title, folder, self._pattern)
        if chosen:
            self.line.setText(chosen)
