"""A note on one variant."""

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)


class NoteDialog(QDialog):
    """Edits the note; it is stored in the case and printed in the report."""

    def __init__(self, title: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Note")
        self.resize(520, 260)
        self.editor = QPlainTextEdit(note)
        self.editor.setPlaceholderText("Printed in the report beside this variant.")
        self.editor.setTabChangesFocus(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(title, wordWrap=True))
        layout.addWidget(self.editor)
        layout.addWidget(buttons)

    @property
    def note(self) -> str:
        """The text, without surrounding blanks."""
        return self.editor.toPlainText().strip()
