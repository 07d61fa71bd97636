"""Closing the window while something is under way."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

WHAT_HAPPENS = {
    "intake": (
        "The variant file is still being read: if you close now, the case stays unfinished and "
        "has to be made again."
    ),
    "score": "Variants are still being scored: what was scored is kept, and F5 goes on from there.",
    "install": "The pack is still being installed: if you close now, you will be asked for it again.",
}
_OTHERWISE = "Work is still under way: what is done is kept."


class LeaveDialog(QDialog):
    """Asks whether to close, and says in one sentence what happens to the job under way."""

    def __init__(self, job: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Close the window?")
        self.words = QLabel(WHAT_HAPPENS.get(job, _OTHERWISE), wordWrap=True)
        self.words.setMinimumWidth(380)
        buttons = QDialogButtonBox()
        self.leave = buttons.addButton("Close", QDialogButtonBox.ButtonRole.AcceptRole)
        self.stay = buttons.addButton("Keep working", QDialogButtonBox.ButtonRole.RejectRole)
        self.stay.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addWidget(self.words)
        layout.addWidget(buttons)
