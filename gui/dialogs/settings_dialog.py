"""What holds for the program on this computer: its profile."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGroupBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.profile import Profile

_LEAST_WIDTH = 520
_WORDS = {Profile.CLINICAL: "Clinical", Profile.RESEARCH: "Research"}
MEANING = {
    Profile.CLINICAL: "Reading, scoring, explaining and reporting variants. What is research is not offered.",
    Profile.RESEARCH: (
        "Offers training, design and language models too: nobody has validated what they give, it "
        "suggests no evidence code, and nothing about a patient may be decided by it."
    ),
}


class SettingsDialog(QDialog):
    """Chooses the profile.

    Signals
    -------
    profile_chosen
        A `Profile`; the dialog then closes.
    """

    profile_chosen = Signal(object)

    def __init__(self, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings")
        self.setMinimumWidth(_LEAST_WIDTH)
        self.choices = {one: QRadioButton(_WORDS[one]) for one in Profile}
        self.choices[profile].setChecked(True)
        self._build_ui()

    def _build_ui(self) -> None:
        group = QGroupBox("Profile of this computer")
        rows = QVBoxLayout(group)
        rows.setSpacing(4)
        for one, button in self.choices.items():
            meaning = QLabel(MEANING[one], wordWrap=True)
            meaning.setProperty("role", "muted")
            meaning.setContentsMargins(24, 0, 0, 8)
            button.setAccessibleDescription(MEANING[one])
            rows.addWidget(button)
            rows.addWidget(meaning)
        rows.addWidget(QLabel("Holds at once, for everybody who uses the same data folder."))
        ok, cancel = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel
        buttons = QDialogButtonBox(ok | cancel)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(group)
        layout.addWidget(buttons)

    def _on_accepted(self) -> None:
        chosen = (one for one, button in self.choices.items() if button.isChecked())
        self.profile_chosen.emit(next(chosen))
        self.accept()
