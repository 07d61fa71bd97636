"""The buttons on networks of one's own in the dialog on engines: import one, remove one."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from core import own_networks
from core.packs import PackOverview, PackStatus
from core.worker import JobSpec
from gui.dialogs.import_dialog import ImportDialog
from gui.dialogs.question_dialog import QuestionDialog


class OwnNetworkButtons(QWidget):
    """Import and remove.

    Signals
    -------
    imported
        An `ImportedNetwork`.
    asked
        A `JobSpec` to be run: a network is to be removed.
    """

    imported = Signal(object)
    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: PackStatus | None = None
        self.remove = QPushButton("Remove…")
        self.remove.setToolTip("Remove this imported network with all its files")
        self.add = QPushButton("Import a network…")
        self.add.setToolTip("Read a checkpoint of your own and keep it as an engine")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for button, slot in ((self.remove, self._on_remove), (self.add, self._on_add)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            layout.addWidget(button)

    def show_for(self, one: PackOverview | None, *, is_busy: bool) -> bool:
        """Offer what can be done with a pack; gives whether it is an imported network."""
        is_own = one is not None and own_networks.is_imported(one.status)
        self._shown = one.status if one is not None and is_own else None
        self.remove.setVisible(is_own)
        self.remove.setEnabled(not is_busy)
        self.add.setEnabled(not is_busy)
        return is_own

    def let_go(self) -> None:
        """Stop an import under way: the program closes."""
        for dialog in self.findChildren(ImportDialog):
            dialog.let_go()

    def _on_add(self) -> None:
        dialog = ImportDialog(own_networks.architectures(), self)
        dialog.imported.connect(self.imported)
        dialog.open()

    def _on_remove(self) -> None:
        if self._shown is None:
            return
        card = self._shown.card
        question = QuestionDialog(
            "Remove a network",
            f"Remove {card.title} ({card.name})? Scores it gave stay in their cases; to use it "
            "again its checkpoint has to be imported again.",
            ("Remove", "Keep"),
            self,
        )
        question.accepted.connect(partial(self._on_removal_accepted, card.name))
        question.open()

    def _on_removal_accepted(self, name: str) -> None:
        arguments = {"name": name}
        self.asked.emit(JobSpec("core.own_networks:remove_network", arguments, f"Removing {name}"))
