"""The scores kept on this computer for every case: how many, how often they help, and clearing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from core.store.score_cache import MAX_BYTES, CacheState
from gui import text

WHAT_IT_IS = (
    "What the networks said is kept here, so that a variant two patients share is computed once. "
    "An entry is a digest and the answer of the network: no name, no sample, no case and no "
    "position. Someone who holds the reference could still confirm that an allele was scored on "
    "this computer. Erasing a case does not remove what is kept here: clear it here."
)
_MEGABYTE = 1e6


class CacheDialog(QDialog):
    """Shows what is kept; asks for clearing and for switching on or off.

    Signals
    -------
    clear_asked
        The person wants everything removed.
    switch_asked
        Whether scores are to be kept from now on.
    """

    clear_asked = Signal()
    switch_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Scores kept on this computer")
        self.setMinimumWidth(480)
        self._build_ui()
        self.switch.clicked.connect(self._on_switch)
        self.clear.clicked.connect(self._on_clear)

    def show_state(self, state: CacheState) -> None:
        """Show what is kept by now."""
        self.switch.setChecked(state.is_on)
        self.switch.setEnabled(True)
        self.clear.setEnabled(bool(state.n_bytes))
        self.kept.setText(text.count(state.n_entries, "answer"))
        size, most = state.n_bytes / _MEGABYTE, MAX_BYTES / _MEGABYTE
        self.space.setText(f"{size:,.1f} MB of at most {most:,.0f} MB")
        rate = "no request yet"
        if state.hit_rate is not None:
            asked = text.count(state.n_asked, "request")
            rate = f"{state.hit_rate:.1%} ({state.n_hits:,} of {asked})"
        self.rate.setText(rate)
        self.place.setText(str(state.path))
        self.note.setText(state.note)
        self.note.setVisible(bool(state.note))

    def _build_ui(self) -> None:
        self.switch = QCheckBox("Keep scores on this computer")
        self.switch.setEnabled(False)
        self.kept, self.space, self.rate, self.place = (QLabel("…") for _ in range(4))
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.place.setWordWrap(True)
        self.note = QLabel(wordWrap=True)
        self.note.setVisible(False)
        form = QFormLayout()
        for words, label in (
            ("Kept", self.kept),
            ("Size", self.space),
            ("Found again", self.rate),
            ("File", self.place),
        ):
            form.addRow(words, label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.clear = buttons.addButton("Clear", QDialogButtonBox.ButtonRole.ResetRole)
        self.clear.setEnabled(False)
        self.clear.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(QLabel(WHAT_IT_IS, wordWrap=True))
        layout.addWidget(self.switch)
        layout.addLayout(form)
        layout.addWidget(self.note)
        layout.addWidget(buttons)

    def _on_switch(self) -> None:
        self.switch.setEnabled(False)
        self.switch_asked.emit(self.switch.isChecked())

    def _on_clear(self) -> None:
        self.clear.setEnabled(False)
        self.clear_asked.emit()
