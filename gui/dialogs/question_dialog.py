"""A question with two answers, the safe one under the Enter key."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

_LEAST_WIDTH = 420


class QuestionDialog(QDialog):
    """Asks; accepted means yes.

    Attributes
    ----------
    words
        What is asked, as text that can be copied.
    yes, no
        The buttons of both answers.
    """

    def __init__(
        self, title: str, words: str, answers: tuple[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.words = QLabel(words, wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setMinimumWidth(_LEAST_WIDTH)
        buttons = QDialogButtonBox()
        self.yes = buttons.addButton(answers[0], QDialogButtonBox.ButtonRole.AcceptRole)
        self.no = buttons.addButton(answers[1], QDialogButtonBox.ButtonRole.RejectRole)
        self.no.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addWidget(self.words)
        layout.addWidget(buttons)
