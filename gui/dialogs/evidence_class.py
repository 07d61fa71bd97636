"""The class a person gives a variant: for which condition and inheritance, and what was seen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QPushButton, QWidget

from core.domain.evidence import Assessment
from core.domain.variant import Variant
from core.evidence import now
from core.interpret.evidence.assess import Claim
from core.report.evidence import NO_CLASS
from gui.dialogs.fact_fields import TextField

_MODES = (
    "autosomal dominant",
    "autosomal recessive",
    "X-linked",
    "X-linked dominant",
    "X-linked recessive",
    "Y-linked",
    "mitochondrial",
)


class ClassForm(QWidget):
    """Takes what a class belongs to; it can be given once accepted codes make one.

    Signals
    -------
    class_asked
        A `Claim` without an author.
    """

    class_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variant: Variant | None = None
        self._seen: list[str] = []
        self._build_ui()
        self.give.clicked.connect(self._on_give)

    def show_assessment(self, variant: Variant, found: Assessment) -> None:
        """Tell whether there is a class to give, and what has to be acknowledged for it."""
        self._variant = variant
        open_flags = [flag.sentence for flag in found.flags if flag.must_acknowledge]
        can_give = found.accepted is not None and not found.accepted.no_class
        must_see = can_give and bool(open_flags)
        self.give.setEnabled(can_give)
        self.give.setToolTip(
            "Keep the class of the accepted codes; earlier ones stay" if can_give else NO_CLASS
        )
        self.acknowledge.setVisible(must_see)
        self.acknowledge.setToolTip("\n".join(open_flags) if must_see else "")
        if self._seen != open_flags:
            self.acknowledge.setChecked(False)
            self._seen = open_flags

    def clear(self) -> None:
        """Forget what was typed: the class is kept."""
        self.note.clear()
        self.acknowledge.setChecked(False)

    def _build_ui(self) -> None:
        self.condition = TextField("name of the disease, with its identifier if it has one")
        self.condition.setAccessibleName("Condition, with its identifier if it has one")
        self.inheritance = QComboBox(editable=True)
        self.inheritance.addItems(_MODES)
        self.inheritance.setCurrentIndex(-1)
        line = self.inheritance.lineEdit()
        if line is not None:
            line.setPlaceholderText("such as autosomal dominant")
        self.inheritance.setAccessibleName("Mode of inheritance")
        self.note = TextField("whatever should stand beside it")
        self.note.setAccessibleName("Note on the class")
        self.acknowledge = QCheckBox("I have seen what conflicts")
        self.acknowledge.setAccessibleName("Flags that ask for it were seen")
        self.give = QPushButton("Classify")
        self.give.setAutoDefault(False)
        title = QLabel("Classify by the accepted codes")
        title.setProperty("role", "section")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(title)
        form.addRow("Condition", self.condition)
        form.addRow("Inheritance", self.inheritance)
        form.addRow("Note", self.note)
        form.addRow("", self.acknowledge)
        form.addRow("", self.give)

    def _on_give(self) -> None:
        if self._variant is None:
            return
        self.class_asked.emit(
            Claim(
                variant=self._variant,
                condition=self.condition.fact(),
                inheritance=self.inheritance.currentText().strip(),
                author="",
                made_at=now(),
                note=self.note.fact(),
                acknowledged=self.acknowledge.isChecked(),
            )
        )
