"""Importing a network of one's own: what it is, and the job that reads and tries it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from core.own_networks import ArchitectureCard, ImportedNetwork
from core.worker import JobSpec
from gui.dialogs.import_form import ImportForm
from gui.dialogs.job_dialog import JobDialog

_LEAD = (
    "A checkpoint is read in a process of its own with limits, and nothing in it is run. Its "
    "network is built and tried once; a file that does not fit leaves nothing behind."
)


class ImportDialog(JobDialog):
    """Asks for a checkpoint and imports it; stays open, with the sentence, where it is refused.

    Signals
    -------
    imported
        An `ImportedNetwork`; the dialog closes then.
    """

    imported = Signal(object)

    def __init__(
        self, architectures: Sequence[ArchitectureCard], parent: QWidget | None = None
    ) -> None:
        self._asked = ImportForm(architectures)
        super().__init__(self._asked, (_LEAD, "Import"), parent=parent)
        self.setWindowTitle("Import a network")
        self.resize(680, 520)
        self._asked.changed.connect(self.show_state)
        self.show_state()

    def job_spec(self) -> JobSpec | None:
        """The import of what was named."""
        order = self._asked.order
        if order is None:
            return None
        title = f"Importing {order.engine_id}"
        return JobSpec("core.own_networks:import_network", {"order": order}, title)

    def take(self, value: object) -> None:
        """Tell what was imported, and close."""
        if isinstance(value, ImportedNetwork):
            self.imported.emit(value)
        self.accept()

    def on_stopped(self) -> None:
        """Close: nothing is left of the import."""
        QDialog.reject(self)
