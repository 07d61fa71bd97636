"""A line that names a file, with a button that chooses it."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

_BETWEEN = "; "


class PathField(QWidget):
    """A file path, or with `takes_several` some of them with semicolons between.

    Signals
    -------
    changed
        The path is another one.
    """

    changed = Signal()

    def __init__(
        self, title: str, pattern: str, *, is_new: bool = False, takes_several: bool = False
    ) -> None:
        super().__init__()
        self._title, self._pattern, self._is_new = title, pattern, is_new
        self._takes_several = takes_several
        self.line = QLineEdit()
        self.line.setAccessibleName(title)
        self._choose = QPushButton("Choose…")
        self._choose.setAutoDefault(False)
        self._choose.setAccessibleName(f"Choose {title}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.count.hide()
        layout.addWidget(self.count)
        layout.addWidget(self._choose)
        self.line.textChanged.connect(self._show_count)
        self.line.textChanged.connect(self.changed)
        self._choose.clicked.connect(self._on_choose)

    @property
    def path(self) -> Path | None:
        """The path, or the first; None while the line is empty or names a home nobody has."""
        return next(iter(self.paths), None)

    @property
    def paths(self) -> tuple[Path, ...]:
        """All paths of the line. A file whose name holds a semicolon is one."""
        words = self.line.text().strip()
        try:
            whole = Path(words).expanduser()
            if not self._takes_several or ";" not in words or whole.is_file():
                return (whole,) if words else ()
            parts = (part.strip() for part in words.split(";"))
            return tuple(Path(part).expanduser() for part in parts if part)
        except RuntimeError:
            return ()

    def set_path(self, path: Path) -> None:
        """Write a path into the line."""
        self.line.setText(str(path))

    def set_paths(self, paths: Iterable[Path]) -> None:
        """Write paths into the line."""
        self.line.setText(_BETWEEN.join(map(str, paths)))

    def _show_count(self) -> None:
        """Say how many files a line names that may be too long to be read, and which."""
        names = [path.name for path in self.paths]
        self.count.setText(f"{len(names)} files")
        self.count.setVisible(len(names) > 1)
        self.line.setToolTip("\n".join(names) if len(names) > 1 else "")

    def _on_choose(self) -> None:
        folder = str(self.path.parent if self.path else Path.home())
        if self._is_new:
            chosen, _ = QFileDialog.getSaveFileName(
                self, self._title, self.line.text(), self._pattern
            )
        elif self._takes_several:
            several, _ = QFileDialog.getOpenFileNames(self, self._title, folder, self._pattern)
            chosen = _BETWEEN.join(several)
        else:
            chosen, _ = QFileDialog.getOpenFileName(self, self._title, folder, self._pattern)
        if chosen:
            self.line.setText(chosen)
