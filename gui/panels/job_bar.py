"""The job under way: bar, rate, time left, cancel; or what waits to be scored."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from core.session import Waiting
from gui import text
from gui.pace import Pace
from gui.panels.buttons import push_button

_STEPS = 1_000


def pace_words(pace: Pace) -> str:
    """`1,200 of 4,000 variants, 25 variants/s, 1 min 52 s left`."""
    progress = pace.progress
    parts = []
    if progress.total is not None:
        parts.append(f"{progress.done:,} of {progress.total:,} {progress.unit}".strip())
    elif progress.done:
        parts.append(f"{progress.done:,} {progress.unit}".strip())
    if pace.per_second:
        parts.append(text.rate(pace.per_second, progress.unit))
    if pace.seconds_left is not None:
        parts.append(f"{text.duration(pace.seconds_left)} left")
    return ", ".join(parts)


def _left_to_do(waiting: Waiting) -> str:
    if waiting.n_pending:
        verb = "waits" if waiting.n_pending == 1 else "wait"
        return f"{text.count(waiting.n_pending, 'variant')} {verb} to be scored"
    if waiting.is_unfinished:
        return "scoring has not come to its end: the wider look around variants is missing"
    return ""


class JobBar(QWidget):
    """Progress of the main job in the status bar.

    Signals
    -------
    cancel_asked, resume_asked
        The person pressed the button.
    """

    cancel_asked = Signal()
    resume_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build_ui()
        self.show_idle(Waiting())

    def show_started(self, title: str) -> None:
        """A job begins."""
        self._title.setText(title)
        self._words.setText("starting…")
        self._bar.setRange(0, 0)
        self._bar.setVisible(True)
        self._cancel.setVisible(True)
        self._cancel.setEnabled(True)
        self._resume.setVisible(False)

    def show_pace(self, pace: Pace) -> None:
        """A step of the job."""
        progress = pace.progress
        self._title.setText(progress.stage[:1].upper() + progress.stage[1:])
        self._words.setText(pace_words(pace))
        self._words.setToolTip(progress.message)
        if progress.total:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(round(_STEPS * min(1.0, progress.done / progress.total)))
        else:
            self._bar.setRange(0, 0)

    def show_cancelling(self) -> None:
        """The person cancelled; the worker comes to its next step."""
        self._words.setText("stopping…")
        self._cancel.setEnabled(False)

    def show_idle(self, waiting: Waiting, words: str = "") -> None:
        """No job; says what waits to be scored."""
        left = _left_to_do(waiting)
        self._title.setText(words or left)
        self._words.setText(left if words else "")
        self._bar.setVisible(False)
        self._bar.setRange(0, _STEPS)
        self._cancel.setVisible(False)
        self._resume.setVisible(bool(left))

    def _build_ui(self) -> None:
        self._title, self._words = QLabel(), QLabel()
        self._words.setProperty("role", "muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(190)
        self._cancel = push_button("Cancel", "Stop; what is done stays")
        self._resume = push_button("Score variants", "Go on where scoring stopped (F5)")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 0, 3)
        layout.setSpacing(10)
        for widget in (self._title, self._bar, self._words, self._cancel, self._resume):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._cancel.clicked.connect(self.cancel_asked)
        self._resume.clicked.connect(self.resume_asked)
