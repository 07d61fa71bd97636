"""Training a network by plan, and what came of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QPlainTextEdit, QWidget

from core.pipeline.training_order import TrainingOutcome, TrainSpec
from core.report.training_words import NOT_FOR, outcome_lines
from core.worker import JobSpec
from gui.dialogs.job_dialog import JobDialog
from gui.dialogs.path_field import PathField
from gui.pace import Pace

_LEAD = (
    "A plan (docs/training.md) says what is learned from which files, and which chromosomes or "
    "elements are put aside to measure on. A run that was stopped goes on from its last round when "
    "the same plan is started again. The network is kept as a pack of this computer."
)
_PLANS = "Plans (*.toml);;All files (*)"
_FASTA = "Indexed FASTA (*.fa *.fasta *.fa.gz *.fasta.gz);;All files (*)"
_GENES = "Gene models (*.gff3 *.gff3.gz *.gtf *.gtf.gz *.txt *.txt.gz);;All files (*)"


class TrainForm(QWidget):
    """Plan, reference and gene models."""

    def __init__(self, reference: Path | None) -> None:
        super().__init__()
        self.plan = PathField("Plan", _PLANS)
        self.reference = PathField("Reference", _FASTA)
        self.genes = PathField("Gene models", _GENES)
        self.genes.line.setPlaceholderText("Only where splice sites are learned")
        if reference is not None:
            self.reference.set_path(reference)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        for words, field in (
            ("Plan", self.plan),
            ("Reference", self.reference),
            ("Gene models", self.genes),
        ):
            form.addRow(words, field)

    @property
    def spec(self) -> TrainSpec | None:
        """What was named, None while plan or reference are missing."""
        plan, reference = self.plan.path, self.reference.path
        if plan is None or reference is None:
            return None
        return TrainSpec(plan, reference, self.genes.path)

    def on_change(self, slot: Callable[[], None]) -> None:
        """Call when something that is needed was entered or taken away."""
        for field in (self.plan, self.reference, self.genes):
            field.changed.connect(slot)


class TrainDialog(JobDialog):
    """Trains, telling every round; then says what was learned from and how the network does.

    Signals
    -------
    trained
        Name of the pack that was made.
    """

    trained = Signal(str)

    def __init__(self, reference: Path | None, parent: QWidget | None = None) -> None:
        self.fields = TrainForm(reference)
        self.log = QPlainTextEdit(readOnly=True)
        self.log.setAccessibleName("Rounds and figures")
        self.log.setPlaceholderText("Rounds and figures appear here.")
        super().__init__(self.fields, (f"{_LEAD} {NOT_FOR}", "Train"), self.log, parent)
        self.setWindowTitle("Train a network (research)")
        self.resize(760, 560)
        self.fields.on_change(self.show_state)
        self.show_state()

    def job_spec(self) -> JobSpec | None:
        """The training of what was named."""
        spec = self.fields.spec
        if spec is None:
            return None
        return JobSpec("core.pipeline.train:train_network", {"spec": spec}, "Training")

    def show_pace(self, pace: Pace) -> None:
        """Tell every round."""
        super().show_pace(pace)
        if pace.progress.note:
            self.log.appendPlainText(pace.progress.note)

    def take(self, value: object) -> None:
        """Tell what came of it."""
        if not isinstance(value, TrainingOutcome):
            raise TypeError(value)
        told = (value.n_examples, value.n_leaking, value.left_out, value.before, value.after)
        for line in outcome_lines(*told):
            self.log.appendPlainText(line)
        self.told.setText(
            f"Trained and kept as the pack {value.pack}: to be chosen in File ▸ Score with."
        )
        self.trained.emit(value.pack)

    def on_stopped(self) -> None:
        """Say how it goes on."""
        self.told.setText("Stopped. Started again, the same plan goes on from its last round.")
