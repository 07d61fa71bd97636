"""A problem as cause and remedy; anything unforeseen as a bug with its details."""

import traceback

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from core.errors import ProblemError
from gui import text
from gui.jobs import JobCrashedError


class ProblemDialog(QMessageBox):
    """Tells what went wrong and what can be done."""

    def __init__(self, problem: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if isinstance(problem, ProblemError):
            self.setIcon(QMessageBox.Icon.Warning)
            self.setWindowTitle("This needs your attention")
            self.setText(text.shortened(problem.cause))
            self.setInformativeText(problem.remedy)
        else:
            self.setIcon(QMessageBox.Icon.Critical)
            self.setWindowTitle("A fault in the program")
            self.setText("Something happened that should not. Your case is safe on disk.")
            self.setInformativeText(
                "Please report it with the details below. They may hold file names of yours: "
                "read them before you send them."
            )
            self.setDetailedText(_details(problem))


def _details(problem: BaseException) -> str:
    if isinstance(problem, JobCrashedError):
        return str(problem)
    return "".join(traceback.format_exception(problem))
