"""A case whose variant file was not read to its end: what it is, and the way to start it again."""

from PySide6.QtWidgets import QMessageBox, QWidget

from core.errors import UnfinishedCaseError
from gui.dialogs.problem_dialog import ProblemDialog


class UnfinishedDialog(ProblemDialog):
    """Tells that a case is unfinished; accepted when the person wants to start it again."""

    def __init__(self, problem: UnfinishedCaseError, parent: QWidget | None = None) -> None:
        super().__init__(problem, parent)
        self.setWindowTitle("This case is unfinished")
        self.again = self.addButton("Start it again…", QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.again)
        self.setEscapeButton(self.addButton(QMessageBox.StandardButton.Close))
