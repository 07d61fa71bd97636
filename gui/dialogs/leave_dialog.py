"""Closing the window while something is under way."""

from PySide6.QtWidgets import QWidget

from gui.dialogs.question_dialog import QuestionDialog

WHAT_HAPPENS = {
    "intake": (
        "The variant file is still being read: if you close now, the case stays unfinished and "
        "has to be made again."
    ),
    "score": "Variants are still being scored: what was scored is kept, and F5 goes on from there.",
    "train": (
        "A network is still being trained: the rounds that are done are kept, and the same plan goes "
        "on from there."
    ),
    "design": "A design is still being searched: it would have to be started again.",
    "install": "The pack is still being installed: if you close now, you will be asked for it again.",
}
_OTHERWISE = "Work is still under way: what is done is kept."


class LeaveDialog(QuestionDialog):
    """Asks whether to close, and says in one sentence what happens to the job under way."""

    def __init__(self, job: str, parent: QWidget | None = None) -> None:
        words = WHAT_HAPPENS.get(job, _OTHERWISE)
        super().__init__("Close the window?", words, ("Close", "Keep working"), parent)
