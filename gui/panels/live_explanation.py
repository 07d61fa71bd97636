"""An explanation while it is computed, shown a few times a second at most."""

from PySide6.QtCore import QObject, QTimer, Signal

from core.domain.attribution import Attribution

PAUSE_MILLISECONDS = 200
"""Between two pictures of one explanation."""


class LiveExplanation(QObject):
    """What is known so far of one variant's explanation.

    Signals
    -------
    sharpened
        There is a new picture to draw; never sooner than `PAUSE_MILLISECONDS` after the last.
    """

    sharpened = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest: tuple[int, Attribution] | None = None
        self._has_news = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._tell)

    def take(self, variant_id: int, attribution: Attribution) -> None:
        """Take a sharper picture in place of the last."""
        self._latest = (variant_id, attribution)
        self._has_news = True
        if not self._pause.isActive():
            self._tell()

    def of(self, variant_id: int) -> Attribution | None:
        """Give what is known of a variant's explanation, None for nothing."""
        if self._latest is None or self._latest[0] != variant_id:
            return None
        return self._latest[1]

    def clear(self) -> None:
        """Forget what was taken."""
        self._latest = None
        self._has_news = False
        self._pause.stop()

    def _tell(self) -> None:
        if self._has_news:
            self._has_news = False
            self._pause.start()
            self.sharpened.emit()
