"""A variant file whose damage shows while it is read: what stands before it, or nothing."""

from PySide6.QtWidgets import QWidget

from core.errors import DamagedFileError
from gui import text
from gui.dialogs.question_dialog import QuestionDialog

_WHAT_TO_DO = (
    "The best remedy is a whole file: copy it again from where it came from, or make it anew. No "
    "case was made.\n\nWhat stands before the damage can be loaded. The case and every report of it "
    "will then say first that it is incomplete, and up to where it was read."
)


class DamagedDialog(QuestionDialog):
    """Asks whether what stands before the damage is to be loaded."""

    def __init__(self, problem: DamagedFileError, parent: QWidget | None = None) -> None:
        super().__init__(
            "The variant file is damaged",
            f"{text.shortened(problem.cause)}\n\n{_WHAT_TO_DO}",
            ("Load what stands before it", "Load nothing"),
            parent,
        )
