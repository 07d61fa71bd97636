"""A variant file whose damage shows while it is read: what stands before it, or nothing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from core.errors import DamagedFileError
from gui import text

_WHAT_TO_DO = (
    "The best remedy is a whole file: copy it again from where it came from, or make it anew. No "
    "case was made.\n\nWhat stands before the damage can be loaded. The case and every report of it "
    "will then say first that it is incomplete, and up to where it was read."
)


class DamagedDialog(QDialog):
    """Asks whether what stands before the damage is to be loaded; accepted means yes."""

    def __init__(self, problem: DamagedFileError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("The variant file is damaged")
        self.cause = QLabel(text.shortened(problem.cause), wordWrap=True)
        self.cause.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        advice = QLabel(_WHAT_TO_DO, wordWrap=True)
        for label in (self.cause, advice):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumWidth(460)
        buttons = QDialogButtonBox()
        self.load = buttons.addButton(
            "Load what stands before it", QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.leave = buttons.addButton("Load nothing", QDialogButtonBox.ButtonRole.RejectRole)
        self.leave.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addWidget(self.cause)
        layout.addWidget(advice)
        layout.addWidget(buttons)
